"""Making a campaign in five answers, starting and ending it, changing it, choosing first givers.

How campaigns are shown is in `campaigns.py`; what is allowed in `campaigns/rules.py`.
"""

import asyncio
from collections.abc import Callable
from typing import Any, Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec.structs import replace

from passalong.base.messages import MANAGERS, Command, Refusal
from passalong.campaigns.model import (
    DraftCampaign,
    EndCampaign,
    PauseCampaign,
    ResumeCampaign,
    StartCampaign,
)
from passalong.campaigns.queries import welcome_answers
from passalong.campaigns.templates import TEMPLATES
from passalong.campaigns.welcome import first_campaign
from passalong.catalog.queries import products, products_of
from passalong.engine.asking import reads, sends
from passalong.engine.bodies import ContactsOf
from passalong.engine.database import Read
from passalong.engine.door import Door, Wish
from passalong.people.roster import Roster
from passalong.settings import Settings
from passalong.vouchers.model import SEEDS_MAX, GiveSeeds
from passalong.web.console.campaigns import SEED_REASONS, TEMPLATE, campaign_told
from passalong.web.console.finding import finder, one_meant
from passalong.web.console.room import merchant_of
from passalong.web.forms import Form, _
from passalong.web.guard import Guard
from passalong.web.page import WORDING, Page

NEW: Final = "console/campaign_new.html"
PER_PURCHASE_MOST: Final = 9
ACTS: Final[dict[str, Callable[[str], Command]]] = {
    "start": StartCampaign,
    "pause": PauseCampaign,
    "resume": ResumeCampaign,
    "end": EndCampaign,
}


@get("/campaigns/new", opt=reads(roles=MANAGERS), sync_to_thread=True, include_in_schema=False)
def new_campaign(page: NamedDependency[Page], door: NamedDependency[Door]) -> Response[Any]:
    """The five questions, filled by what the owner answered before."""
    with door.reading() as read:
        filled = _filled(read, page, "three-trial-vouchers")
        context = _offered(read, page)
    first = context["products"][0][0] if context["products"] else ""
    values = {
        "template": "three-trial-vouchers",
        "product_id": first,
        "tried_product_id": "" if context["has_own_trial"] else first,
        "vouchers_per_purchase": filled.terms.vouchers_per_purchase,
        "validity_days": filled.terms.validity_days,
    }
    return page.show(NEW, values=values, **context)


@post("/campaigns/new", opt=sends(DraftCampaign), include_in_schema=False)
async def draft_campaign(
    page: NamedDependency[Page],
    form: NamedDependency[Form],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
) -> Response[Any]:
    """A draft, and started at once if she says so."""
    with door.reading() as read:
        context = _offered(read, page)
        command = _drafted(read, page, form, context)
    starts = form.choice("go", ("start", "draft"), "draft") == "start"
    if command is None or not form.is_good:
        return page.again(NEW, form, **context)
    try:
        reply = await door.send(wish, command)
    except Refusal as refusal:
        return page.again(NEW, form, refusal, {"product_not_found": "product_id"}, **context)
    address = f"/campaigns/{reply['campaign_id']}"
    if not starts:
        return page.to(address, page.say("Kept as a draft."))
    try:
        then = replace(wish, idempotency_key=f"{wish.idempotency_key}-start")
        await door.send(then, StartCampaign(reply["campaign_id"]))
    except Refusal as refusal:
        return page.to(address, page.refusal(refusal))
    return page.to(address, page.say("It runs. From now on every sale brings vouchers to give."))


def _offered(read: Read, page: Page) -> dict[str, Any]:
    """What there is to choose from."""
    merchant = merchant_of(page)
    pick = page.language.pick
    answers = welcome_answers(read, merchant.merchant_id)
    own = answers.get("product", "").strip()
    wares = [
        (one.product_id, pick(one.name))
        for one in products(read, merchant.merchant_id, is_active=True)
    ]
    return {
        "templates": [
            {"key": key, "name": pick(one.name), "note": pick(one.sentence)}
            for key, one in TEMPLATES.items()
        ],
        "products": wares,
        "trials": [*([("", own)] if own else []), *wares],
        "has_own_trial": bool(own),
        "can_start": bool(merchant.organiser),
    }


def _filled(read: Read, page: Page, template: Any) -> DraftCampaign:
    answers = welcome_answers(read, merchant_of(page).merchant_id)
    language: Any = page.language.folder
    return first_campaign(answers, language, template)


def _drafted(read: Read, page: Page, form: Form, context: dict[str, Any]) -> DraftCampaign | None:
    template = form.choice("template", tuple(TEMPLATES))
    wares = [key for key, _ in context["products"]]
    product_id = form.choice("product_id", wares)
    tried_id = form.choice("tried_product_id", [key for key, _ in context["trials"]])
    per_purchase = form.number("vouchers_per_purchase", least=1, most=PER_PURCHASE_MOST)
    days = form.number("validity_days", least=1, most=365)
    if not form.is_good:
        return None
    filled = _filled(read, page, template)
    terms = replace(filled.terms, vouchers_per_purchase=per_purchase, validity_days=days)
    if tried_id:
        ware = products_of(read, merchant_of(page).merchant_id, [tried_id])[tried_id]
        terms = replace(terms, trial=ware.name, trial_product_id=tried_id)
    return replace(filled, terms=terms, product_ids=(product_id,))


@post("/campaigns/{campaign_id:str}/{act:str}", opt=sends(StartCampaign), include_in_schema=False)
async def act_on_campaign(
    campaign_id: FromPath[str],
    act: FromPath[str],
    page: NamedDependency[Page],
    form: NamedDependency[Form],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
) -> Response[Any]:
    """Start, pause, go on, end."""
    command = ACTS.get(act)
    if command is None:
        raise Refusal("not_found")
    address = f"/campaigns/{campaign_id}"
    done = {
        "start": page.say("It runs. From now on every sale brings vouchers to give."),
        "pause": page.say("Paused. No new vouchers; those that are out stay good."),
        "resume": page.say("It goes on."),
        "end": page.say("Ended. Claimed vouchers stay good until their date."),
    }
    more = {"copy_reason": form.text("copy_reason")} if command is StartCampaign else {}
    try:
        await door.send(wish, command(campaign_id, **more))
    except Refusal as refusal:
        if refusal.key not in WORDING:
            raise
        return page.to(address, page.refusal(refusal))
    return page.to(address, done[act])


@post("/campaigns/{campaign_id:str}/seeds", opt=sends(GiveSeeds), include_in_schema=False)
async def give_seeds(
    campaign_id: FromPath[str],
    page: NamedDependency[Page],
    form: NamedDependency[Form],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
    settings: NamedDependency[Settings],
    guard: NamedDependency[Guard],
    roster: NamedDependency[Roster],
    contacts_of: NamedDependency[ContactsOf],
) -> Response[Any]:
    """A first giver: vouchers without a purchase, with the reason why she."""
    find = finder(page, guard, roster, contacts_of)
    text = form.text("giver", needed=True, most=100)
    count = form.number("count", least=1, most=SEEDS_MAX)
    reason: Any = form.choice("reason", SEED_REASONS)

    def look() -> tuple[dict[str, Any], list[str]]:
        with door.reading() as read:
            told = campaign_told(read, page, campaign_id, settings)
            return told, find(read, text) if text else []

    told, found = await asyncio.to_thread(look)
    told.pop("values")
    giver_id = one_meant(found, text)
    if text and not found:
        form.wrong("giver", _("Nobody is known by that. Note her or him under People first."))
    elif text and not giver_id:
        form.wrong("giver", _("Several people match. Please use the giver number."))
    if not form.is_good:
        return page.again(TEMPLATE, form, **told)
    try:
        await door.send(wish, GiveSeeds(campaign_id, giver_id, count, reason))
    except Refusal as refusal:
        return page.again(TEMPLATE, form, refusal, **told)
    said = page.ngettext(
        "%(num)s voucher given to a first giver.", "%(num)s vouchers given to a first giver.", count
    )
    return page.to(f"/people/{giver_id}", said)


ROUTES: Final[tuple[Any, ...]] = (new_campaign, draft_campaign, act_on_campaign, give_seeds)
