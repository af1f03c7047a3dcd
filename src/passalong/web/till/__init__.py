"""The till: sold, scanned, named; `ROUTES` are its pages.

How a page is made (who asks, forms, refusals, redirects) is told in `web/page.py`.
"""

from collections.abc import Sequence
from typing import Any

from passalong.web.till import naming, place, redeeming, selling, today

ROUTES: Sequence[Any] = (
    *place.ROUTES,
    *selling.ROUTES,
    *redeeming.ROUTES,
    *naming.ROUTES,
    *today.ROUTES,
)
