"""The customer's phone: a friend's voucher, giving, my vouchers; `ROUTES` are its pages.

How a page is made (who asks, forms, refusals, redirects) is told in `docs/guides/pages.md`.
"""

from collections.abc import Sequence
from typing import Any

from passalong.web.phone import choices, friend, giving, mine

ROUTES: Sequence[Any] = (*friend.ROUTES, *mine.ROUTES, *giving.ROUTES, *choices.ROUTES)
