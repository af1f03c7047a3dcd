"""The console: what owner, manager and the other staff see; `ROUTES` are its pages.

How a page is made (who asks, forms, refusals, redirects) is told in `docs/guides/pages.md`.
"""

from collections.abc import Sequence
from typing import Any

from passalong.web.console import (
    agents,
    campaign_change,
    campaign_forms,
    campaigns,
    cascade,
    catalog,
    design,
    front,
    money,
    order_new,
    orders,
    people,
    person,
    returns,
    settings,
    settings_access,
    vouchers,
    welcome,
    wording,
)

ROUTES: Sequence[Any] = (
    *front.ROUTES,
    *welcome.ROUTES,
    *campaigns.ROUTES,
    *campaign_forms.ROUTES,
    *campaign_change.ROUTES,
    *cascade.ROUTES,
    *vouchers.ROUTES,
    *people.ROUTES,
    *person.ROUTES,
    *orders.ROUTES,
    *order_new.ROUTES,
    *returns.ROUTES,
    *catalog.ROUTES,
    *agents.ROUTES,
    *money.ROUTES,
    *settings.ROUTES,
    *settings_access.ROUTES,
    *design.ROUTES,
    *wording.ROUTES,
)
