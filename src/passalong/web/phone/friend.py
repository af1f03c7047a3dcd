"""What a friend sees who opens a link: the voucher, or kindly what became of it; one tap claims.

Her own voucher afterwards is in `mine.py`; who may claim is law (`vouchers/giving.py`).
"""

import asyncio
from typing import Any, Final

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from passalong.base.messages import ANYBODY, Refusal
from passalong.campaigns.model import Campaign, is_over
from passalong.engine.asking import Access, sends
from passalong.engine.database import Read
from passalong.engine.door import Door, Wish
from passalong.merchants.queries import merchant_of
from passalong.people.queries import ids_of, person_of
from passalong.vouchers.codes import token_of_person
from passalong.vouchers.model import ClaimVoucher, Offer, Voucher
from passalong.vouchers.queries import offers_of, voucher_of
from passalong.web.actors import MERCHANT
from passalong.web.forms import Form
from passalong.web.page import Page
from passalong.web.tickets import Tickets

# Open to everybody: whoever has a wrong or an old link is told so kindly, not asked to sign in.
ANY_LINK: Final = {"access": Access(roles=ANYBODY, is_open=True, link="offer")}


@get("/v/{merchant_id:str}/{token:str}", opt=ANY_LINK, sync_to_thread=True)
def offered(
    merchant_id: FromPath[str],
    token: FromPath[str],
    page: NamedDependency[Page],
    door: NamedDependency[Door],
) -> Response[Any]:
    """The voucher that a friend gives, or what became of it. Looking changes nothing."""
    with door.reading() as read:
        return _told(page, read, merchant_id, token, door.clock.now())


@post("/v/{merchant_id:str}/{token:str}/claim", opt=sends(ClaimVoucher, link="offer"))
async def claim(
    merchant_id: FromPath[str],
    token: FromPath[str],
    page: NamedDependency[Page],
    form: NamedDependency[Form],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
) -> Response[Any]:
    """One tap. Whom this browser remembers claims; else a new friend is met and remembered."""
    here = f"/v/{merchant_id}/{token}"
    if not page.asker.voucher_id:
        return page.to(here)
    customer_id = remembered(page, merchant_id)
    if page.customer is not None and customer_id:
        wish = msgspec.structs.replace(wish, actor=page.customer.actor)
    command = ClaimVoucher(
        page.asker.voucher_id,
        page.asker.turn,
        language=page.language.folder,  # type: ignore[arg-type]
    )
    try:
        reply = await door.send(wish, command)
    except Refusal as refusal:
        return await asyncio.to_thread(_told_again, page, door, merchant_id, token, form, refusal)
    kept = page.to(f"/my/{merchant_id}/vouchers/{reply['voucher_id']}?new=yes")
    friend_token = await asyncio.to_thread(_token_of, door, merchant_id, reply["friend_id"])
    page.remember_customer(kept, friend_token, merchant_id)
    return kept


def remembered(page: Page, merchant_id: str) -> str:
    """The customer of this merchant whom the browser remembers, or empty."""
    customer = page.customer
    return customer.actor.id if customer and customer.merchant_id == merchant_id else ""


def why_closed(voucher: Voucher, offer: Offer, campaign: Campaign, at: int) -> str:
    """Empty when this link can be claimed now, else what became of it.

    What became of the link itself comes first: who has an old one learns no more than that.
    """
    if offer.state in ("recalled", "returned"):
        return offer.state
    if offer.turn != voucher.turn:
        return "recalled"
    if voucher.state in ("redeemed", "converted"):
        return "redeemed"
    if voucher.state in ("claimed", "void"):
        return voucher.state
    if voucher.state == "expired" or at >= voucher.expires_at:
        return "expired"
    if is_over(campaign, at):
        return "ended"
    if at < campaign.starts_at:
        return "not_started"
    if offer.returns_at is not None and at >= offer.returns_at:
        return "returned"
    return ""


def closed(page: Page, reason: str, **context: Any) -> Response[Any]:
    """The kind page for a voucher that cannot be claimed (any more)."""
    told = {
        "giver": "", "tried": "", "shop_name": "", "shop_address": "", "starts_at": None,
        "my_url": None,
    }  # fmt: skip
    status = 404 if reason == "not_found" else 200
    return page.show(
        "phone/voucher_closed.html", status=status, reason=reason, **{**told, **context}
    )


def _told_again(
    page: Page, door: Door, merchant_id: str, token: str, form: Form, refusal: Refusal
) -> Response[Any]:
    with door.reading() as read:
        return _told(page, read, merchant_id, token, door.clock.now(), (form, refusal))


def _told(
    page: Page,
    read: Read,
    merchant_id: str,
    token: str,
    at: int,
    refused: tuple[Form, Refusal] | None = None,
) -> Response[Any]:
    asker = page.asker
    voucher = offer = None
    if asker.voucher_id and asker.merchant_id == merchant_id:
        voucher = voucher_of(read, merchant_id, asker.voucher_id)
        offers = offers_of(read, merchant_id, asker.voucher_id)
        offer = next((one for one in offers if one.turn == asker.turn), None)
    if voucher is None or offer is None:
        if MERCHANT.fullmatch(merchant_id):
            page.merchant = merchant_of(read, merchant_id)
        return closed(page, "not_found", shop_name=page.merchant.name if page.merchant else "")
    mine = _my_ids(page, read, merchant_id)
    if voucher.friend_id in mine:
        return page.to(f"/my/{merchant_id}/vouchers/{voucher.voucher_id}")
    tickets = Tickets(read, merchant_id, page.language)
    told = tickets.whole(voucher)
    campaign = tickets.view(voucher).campaign
    reason = why_closed(voucher, offer, campaign, at)
    if reason:
        place = {name: told[name] for name in ("giver", "tried", "shop_name", "shop_address")}
        my_url = f"/my/{merchant_id}" if mine else None
        starts_at = campaign.starts_at if reason == "not_started" else None
        return closed(page, reason, **place, starts_at=starts_at, my_url=my_url)
    context = {
        **told,
        "giver_words": "",
        "picture": tickets.picture(voucher),
        "hours": "",
        "claim_url": f"/v/{merchant_id}/{token}/claim",
        "is_own": voucher.giver_id in mine,
        "can_claim": voucher.giver_id not in mine,
        "privacy_url": None,
    }
    if refused is not None:
        return page.again("phone/voucher.html", *refused, **context)
    return page.show("phone/voucher.html", **context)


def _my_ids(page: Page, read: Read, merchant_id: str) -> tuple[str, ...]:
    customer_id = remembered(page, merchant_id)
    person = person_of(read, merchant_id, customer_id) if customer_id else None
    return ids_of(person) if person is not None else ()


def _token_of(door: Door, merchant_id: str, person_id: str) -> str:
    with door.reading() as read:
        person = person_of(read, merchant_id, person_id)
    if person is None:
        raise LookupError("a friend who claimed is not there")
    return token_of_person(door.keys, person)


ROUTES: Final = (offered, claim)
