"""The customer's phone: a friend's voucher, giving, my vouchers; `ROUTES` are its pages.

How a page is made (who asks, forms, refusals, redirects) is told in `web/page.py`.
"""

from collections.abc import Sequence
from typing import Any

ROUTES: Sequence[Any] = ()
