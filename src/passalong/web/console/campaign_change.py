"""Changing a campaign: its name, its days, and new terms, which make a new version.

Whether a promise may change so is law of `campaigns/promises.py`: it may grow, never shrink.
"""

from datetime import date
from typing import Any, Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec.structs import replace

from passalong.base.clock import DAY, day_of, day_start
from passalong.base.messages import MANAGERS, Refusal
from passalong.base.money import amount_text
from passalong.campaigns.model import CONDITIONS_MAX, NAME_MAX, TRIAL_MAX, ChangeCampaign
from passalong.campaigns.queries import CampaignView
from passalong.catalog.queries import products
from passalong.engine.asking import reads, sends
from passalong.engine.database import Read
from passalong.engine.door import Door, Wish
from passalong.lawful.publishing import REASON_MAX
from passalong.web.console.room import campaign_or_refuse, merchant_of
from passalong.web.forms import Form, _
from passalong.web.page import Page

TEMPLATE: Final = "console/campaign_change.html"
UNLIMITED: Final = -1
STOCK_MOST: Final = 1_000_000


@get("/campaigns/{campaign_id:str}/change", opt=reads(roles=MANAGERS), sync_to_thread=True,
     include_in_schema=False)  # fmt: skip
def change_form(
    campaign_id: FromPath[str], page: NamedDependency[Page], door: NamedDependency[Door]
) -> Response[Any]:
    """The form, filled with what holds now."""
    with door.reading() as read:
        view = campaign_or_refuse(read, page, campaign_id)
        told = _told(read, page, view)
    return page.show(TEMPLATE, values=_values(page, view), **told)


def _told(read: Read, page: Page, view: CampaignView) -> dict[str, Any]:
    merchant = merchant_of(page)
    pick = page.language.pick
    return {
        "campaign": {
            "id": view.campaign.campaign_id,
            "name": pick(view.campaign.name),
            "state": view.campaign.state,
        },
        "products": [
            (one.product_id, pick(one.name), "") for one in products(read, merchant.merchant_id)
        ],
        "currency": merchant.currency,
    }


def _values(page: Page, view: CampaignView) -> dict[str, Any]:
    pick = page.language.pick
    terms, campaign = view.terms, view.campaign
    merchant = merchant_of(page)
    ends = campaign.ends_at
    budget = terms.budget_minor
    return {
        "name": pick(campaign.name),
        "trial": pick(terms.trial),
        "vouchers_per_purchase": terms.vouchers_per_purchase,
        "validity_days": terms.validity_days,
        "trial_stock": "" if terms.trial_stock is None else terms.trial_stock,
        "budget": "" if budget is None else amount_text(budget, merchant.currency),
        "ends_on": "" if ends is None else day_of(ends - 1, merchant.time_zone).isoformat(),
        "conditions": pick(terms.conditions),
        "product_ids": list(campaign.product_ids),
    }


@post("/campaigns/{campaign_id:str}/change", opt=sends(ChangeCampaign), include_in_schema=False)
async def change(
    campaign_id: FromPath[str],
    page: NamedDependency[Page],
    form: NamedDependency[Form],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
) -> Response[Any]:
    """Only what differs from now is changed; other languages keep their words."""
    with door.reading() as read:
        view = campaign_or_refuse(read, page, campaign_id)
        told = _told(read, page, view)
    command = _changed(page, form, view, [key for key, _, _ in told["products"]])
    if not form.is_good:
        return page.again(TEMPLATE, form, **told)
    try:
        await door.send(wish, command)
    except Refusal as refusal:
        field = str(refusal.fields.get("field", ""))
        field = {"ends_at": "ends_on", "budget_minor": "budget"}.get(field, field)
        fields = {"dates_reversed": "ends_on", "name_missing": "name", "trial_missing": "trial"}
        if field in _values(page, view):
            fields[refusal.key] = field
        return page.again(TEMPLATE, form, refusal, fields, **told)
    return page.to(f"/campaigns/{campaign_id}", page.say("Saved."))


def _changed(page: Page, form: Form, view: CampaignView, wares: list[str]) -> ChangeCampaign:
    own = page.language.folder.lower()
    name = form.text("name", needed=True, most=NAME_MAX)
    trial = form.text("trial", most=TRIAL_MAX)
    conditions = form.text("conditions", most=CONDITIONS_MAX)
    stock = form.number("trial_stock", least=0, most=STOCK_MOST, absent=UNLIMITED)
    merchant = merchant_of(page)
    has_budget = bool(form.text("budget"))
    budget = form.amount("budget", merchant.currency, needed=False)
    before = view.terms
    pick = page.language.pick
    terms = replace(
        before,
        trial=before.trial if trial == pick(before.trial)
        else replace(before.trial, **{own: trial}),
        conditions=before.conditions if conditions == pick(before.conditions)
        else replace(before.conditions, **{own: conditions}),
        vouchers_per_purchase=form.number("vouchers_per_purchase", least=1, most=20),
        validity_days=form.number("validity_days", least=1, most=366),
        trial_stock=None if stock == UNLIMITED else stock,
        budget_minor=budget if has_budget else None,
    )  # fmt: skip
    called = view.campaign.name
    return ChangeCampaign(
        view.campaign.campaign_id,
        name=called if name == pick(called) else replace(called, **{own: name}),
        terms=terms,
        product_ids=tuple(one for one in form.many("product_ids") if one in wares),
        ends_at=_last_moment(form, merchant.time_zone),
        copy_reason=form.text("copy_reason", most=REASON_MAX),
    )


def _last_moment(form: Form, zone: str) -> int | None:
    """The end of the day that was chosen; None leaves the last day as it is."""
    text = form.text("ends_on")
    if not text:
        return None
    try:
        chosen = date.fromisoformat(text)
        return day_start(chosen, zone) + DAY
    except (ValueError, OverflowError):
        form.wrong("ends_on", _("Please give a day such as 2026-12-31."))
        return None


ROUTES: Final[tuple[Any, ...]] = (change_form, change)
