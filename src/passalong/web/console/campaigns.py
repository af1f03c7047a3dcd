"""Campaigns as a list, and one campaign with its own ring, its givers and its rules.

New ones, changes and first givers are in `campaign_forms.py`.
"""

from typing import Any, Final, get_args

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from passalong.campaigns.model import Campaign, CampaignState
from passalong.campaigns.queries import CampaignView, campaigns, terms_versions
from passalong.catalog.queries import products_of
from passalong.engine.asking import reads
from passalong.engine.database import Read
from passalong.engine.door import Door
from passalong.insights.queries import Ring, best_givers, rings
from passalong.lawful.publishing import found_in
from passalong.lawful.words.sentences import FIXES, REASONS
from passalong.merchants.queries import shops
from passalong.settings import Settings
from passalong.vouchers.queries import tally_of
from passalong.web.console.room import (
    asked,
    campaign_or_refuse,
    merchant_of,
    names,
    terms_shown,
)
from passalong.web.page import Page
from passalong.web.qr_pictures import qr_image

TEMPLATE: Final = "console/campaign.html"
GIVERS: Final = 12
STATES: Final = get_args(CampaignState)
SEED_REASONS: Final = ("opening", "tasting", "regular", "other")
ACTIONS: Final[dict[str, tuple[str, ...]]] = {
    "draft": ("start",),
    "running": ("pause", "end"),
    "paused": ("resume", "end"),
    "ended": (),
}


@get("/campaigns", opt=reads(), sync_to_thread=True, include_in_schema=False)
def campaign_list(page: NamedDependency[Page], door: NamedDependency[Door]) -> Response[Any]:
    """All campaigns, or those of one state."""
    merchant_id = merchant_of(page).merchant_id
    state = asked(page, "state")["state"]
    state = state if state in STATES else ""
    with door.reading() as read:
        found = campaigns(read, merchant_id)
        counted = rings(read, merchant_id)
        trials = {one.campaign_id: _tried(read, page, one) for one in found}
    counts = {"": len(found), **dict.fromkeys(STATES, 0)}
    for one in found:
        counts[one.state] += 1
    lines = []
    for one in found:
        if state in ("", one.state):
            ring = counted.get(one.campaign_id, Ring())
            lines.append(
                {
                    "id": one.campaign_id,
                    "name": page.language.pick(one.name),
                    "state": one.state,
                    "tried": trials[one.campaign_id],
                    "given": ring.given,
                    "tried_count": ring.tried,
                    "bought": ring.bought,
                    "starts_at": one.starts_at,
                    "ends_at": one.ends_at,
                }
            )
    return page.show(
        "console/campaigns.html",
        state=state,
        counts=counts,
        campaigns=lines,
        newer_url=None,
        older_url=None,
    )


def _tried(read: Read, page: Page, campaign: Campaign) -> str:
    versions = terms_versions(read, campaign.merchant_id, campaign.campaign_id)
    return page.language.pick(versions[-1].terms.trial) if versions else ""


@get("/campaigns/{campaign_id:str}", opt=reads(), sync_to_thread=True, include_in_schema=False)
def campaign(
    campaign_id: FromPath[str],
    page: NamedDependency[Page],
    door: NamedDependency[Door],
    settings: NamedDependency[Settings],
) -> Response[Any]:
    """One campaign."""
    with door.reading() as read:
        told = campaign_told(read, page, campaign_id, settings)
    return page.show(TEMPLATE, **told)


def campaign_told(read: Read, page: Page, campaign_id: str, settings: Settings) -> dict[str, Any]:
    """Everything that the page of a campaign shows."""
    view = campaign_or_refuse(read, page, campaign_id)
    merchant = merchant_of(page)
    merchant_id = merchant.merchant_id
    ring = rings(read, merchant_id).get(campaign_id, Ring())
    tally = tally_of(read, merchant_id, campaign_id)
    one, terms = view.campaign, view.terms
    till = f"{settings.public_url}/till"
    return {
        "campaign": {
            "id": one.campaign_id,
            "name": page.language.pick(one.name),
            "state": one.state,
            "version": one.version,
            "starts_at": one.starts_at,
            "ends_at": one.ends_at,
        },
        **_ring(page, campaign_id, ring),
        "terms": _terms(read, page, view, tally.reserved),
        "steps": _steps(page, campaign_id, ring),
        "actions": ACTIONS[one.state] if page.may.manage else (),
        "blocked_because": _blocked(page, view),
        "wording": _wording(page, view),
        "givers": _givers(read, page, campaign_id),
        "stock": terms.trial_stock,
        "stock_used": tally.reserved,
        "budget_minor": terms.budget_minor,
        "budget_used_minor": tally.committed_minor,
        "currency": merchant.currency,
        "versions": [
            {"number": each.version, "at": each.at, "vouchers": each.terms.vouchers_per_purchase,
             "days": each.terms.validity_days}
            for each in reversed(terms_versions(read, merchant_id, campaign_id))
        ],
        "wares": _wares(read, page, one),
        "till_url": till,
        "till_qr": qr_image(till) if one.state == "running" else None,
        "seed_reasons": seed_reasons(page),
        "values": {"count": terms.vouchers_per_purchase, "reason": "opening"},
    }  # fmt: skip


def seed_reasons(page: Page) -> list[tuple[str, str]]:
    """Why somebody is chosen as a first giver."""
    words = {
        "opening": page.say("The loop has to begin somewhere"),
        "tasting": page.say("She or he tasted something new"),
        "regular": page.say("A regular customer"),
        "other": page.say("Another reason"),
    }
    return [(key, words[key]) for key in SEED_REASONS]


def _ring(page: Page, campaign_id: str, ring: Ring) -> dict[str, Any]:
    address = f"/vouchers?campaign={campaign_id}&moved="
    counts = {
        "issued": ring.purchases,
        "given": ring.given,
        "claimed": ring.claimed,
        "tried": ring.tried,
        "bought": ring.bought,
        "again": ring.again,
    }
    if ring.tried:
        sentence = page.ngettext(
            "%(num)s friend has tried so far.", "%(num)s friends have tried so far.", ring.tried
        )
    else:
        sentence = page.say("Nobody has tried so far.")
    return {
        "links": [{"count": count, "url": address + kind} for kind, count in counts.items()],
        "heart": page.ngettext("%(num)s friend tried", "%(num)s friends tried", ring.tried),
        "heart_soft": page.say("since it began"),
        "sentence": sentence,
    }


def _steps(page: Page, campaign_id: str, ring: Ring) -> list[tuple[str, int, str]]:
    address = f"/vouchers?campaign={campaign_id}&moved="
    return [
        (page.say("Vouchers issued"), ring.issued, address + "issued"),
        (page.say("given away"), ring.given, address + "given"),
        (page.say("claimed by a friend"), ring.claimed, address + "claimed"),
        (page.say("tried at the shop"), ring.tried, address + "tried"),
        (page.say("bought afterwards"), ring.bought, address + "bought"),
    ]


def _terms(read: Read, page: Page, view: CampaignView, reserved: int) -> dict[str, Any]:
    """The rules as sentences; stock as what is left of it."""
    everywhere = shops(read, view.campaign.merchant_id)
    chosen = [one for one in everywhere if one.shop_id in view.campaign.shop_ids] or everywhere
    stock = view.terms.trial_stock
    left = None if stock is None else max(0, stock - reserved)
    return terms_shown(page, view.terms, chosen, stock_left=left, ends_at=view.campaign.ends_at)


def _wording(page: Page, view: CampaignView) -> list[dict[str, str]]:
    """What a draft says that may not leave, or only with a reason."""
    if view.campaign.state != "draft":
        return []
    texts = {
        "name": view.campaign.name,
        "trial": view.terms.trial,
        "conditions": view.terms.conditions,
    }
    pick = page.language.pick
    return [
        {
            "verdict": one.finding.verdict,
            "words": one.finding.words,
            "law": one.finding.law,
            "reason": pick(REASONS[one.finding.reason]),
            "fix": pick(FIXES[one.finding.fix]),
        }
        for one in found_in(merchant_of(page).pack, texts)
    ]


def _blocked(page: Page, view: CampaignView) -> str | None:
    if view.campaign.state in ("draft", "paused") and not merchant_of(page).organiser:
        return page.say("It cannot start yet: the settings do not say who the organiser is.")
    if view.campaign.state == "paused" and view.campaign.pause_reason == "budget":
        return page.say("It paused because its budget is used up.")
    return None


def _wares(read: Read, page: Page, campaign: Campaign) -> list[str]:
    found = products_of(read, campaign.merchant_id, campaign.product_ids)
    return [page.language.pick(one.name) for one in found.values()]


def _givers(read: Read, page: Page, campaign_id: str) -> list[dict[str, Any]]:
    found = best_givers(read, merchant_of(page).merchant_id, campaign_id, GIVERS)
    known = names(read, page, [one.person_id for one in found])
    return [
        {
            "name": known.get(one.person_id, page.say("Somebody who was forgotten")),
            "url": f"/people/{one.person_id}",
            "given": one.given,
            "tried": one.tried,
            "bought": one.bought,
        }
        for one in found
    ]


ROUTES: Final[tuple[Any, ...]] = (campaign_list, campaign)
