"""The REST API `/v1`: which routes it is made of.

Most of them are in each feature's `api.py`, those that read across features beside this file; its
documentation is made in `web/reference.py`.
"""

from collections.abc import Sequence
from typing import Any, Final

from passalong.agents import api as agents_api
from passalong.campaigns import api as campaigns_api
from passalong.catalog import api as catalog_api
from passalong.ledger import api as ledger_api
from passalong.merchants import api as merchants_api
from passalong.orders import api as orders_api
from passalong.people import api as people_api
from passalong.vouchers import api as vouchers_api
from passalong.web import agreements, books, counter, givers, lineage, returns, staff, wording

API_ROUTES: Final[Sequence[Any]] = (
    *merchants_api.ROUTES,
    *staff.ROUTES,
    *people_api.ROUTES,
    *catalog_api.ROUTES,
    *orders_api.ROUTES,
    *campaigns_api.ROUTES,
    *vouchers_api.ROUTES,
    *agreements.ROUTES,
    *agents_api.ROUTES,
    *ledger_api.ROUTES,
    *books.ROUTES,
    *returns.ROUTES,
    *counter.ROUTES,
    *givers.ROUTES,
    *lineage.ROUTES,
    *wording.ROUTES,
)
