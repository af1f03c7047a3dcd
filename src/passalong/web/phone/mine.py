"""A customer's own page: what she has to give and to use, and what became of what she gave.

Giving is in `giving.py`, what she may choose in `choices.py`. No friend's name is on these pages.
"""

from collections.abc import Sequence
from typing import Any, Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from passalong.base.clock import HOUR
from passalong.base.messages import PERSON, Refusal
from passalong.engine.asking import Access, reads, sends
from passalong.engine.database import Read
from passalong.engine.door import Door, Wish
from passalong.merchants.queries import merchant_of
from passalong.people.model import Person
from passalong.people.queries import ids_of, known_person
from passalong.settings import Settings
from passalong.vouchers.codes import code_link, code_of_voucher
from passalong.vouchers.model import LASTING_WAYS, OPEN_STATES, Offer, RecallVoucher, Voucher
from passalong.vouchers.queries import (
    offers_by_voucher,
    voucher_of,
    vouchers_of_friend,
    vouchers_of_giver,
)
from passalong.web.actors import MERCHANT
from passalong.web.page import Page
from passalong.web.phone.friend import closed, remembered
from passalong.web.qr_pictures import qr_image
from passalong.web.tickets import Tickets

OWN: Final = reads(roles=PERSON, scope="")
OWN_LINK: Final = {"access": Access(roles=PERSON, is_open=True, link="person")}
JUST: Final = HOUR
THREADS_MAX: Final = 20


def require_own(page: Page, merchant_id: str) -> str:
    """The person who asks; refused on the pages of another merchant."""
    if page.asker.merchant_id != merchant_id:
        raise Refusal("not_found")
    return page.asker.actor.id


@get("/my/{merchant_id:str}/{token:str}", opt=OWN_LINK, sync_to_thread=True)
def opened(
    merchant_id: FromPath[str],
    token: FromPath[str],
    page: NamedDependency[Page],
    door: NamedDependency[Door],
) -> Response[Any]:
    """Her own link: remembers her in this browser and shows her vouchers."""
    asker = page.asker
    is_hers = asker.credential is not None and asker.credential.secret == token
    if asker.actor.kind != "person" or asker.merchant_id != merchant_id or not is_hers:
        return _unknown_link(page, door, merchant_id)
    response = _my_page(page, door)
    page.remember_customer(response, token, merchant_id)
    return response


@get("/my/{merchant_id:str}", opt=OWN, sync_to_thread=True)
def my_vouchers(
    merchant_id: FromPath[str], page: NamedDependency[Page], door: NamedDependency[Door]
) -> Response[Any]:
    """The same for whom the browser remembers."""
    require_own(page, merchant_id)
    return _my_page(page, door)


@get("/my/{merchant_id:str}/vouchers/{voucher_id:str}", opt=OWN, sync_to_thread=True)
def my_voucher(
    merchant_id: FromPath[str],
    voucher_id: FromPath[str],
    page: NamedDependency[Page],
    door: NamedDependency[Door],
    settings: NamedDependency[Settings],
    new: FromQuery[str] = "",
) -> Response[Any]:
    """The voucher that she claimed, as large as the phone: only for her."""
    person_id = require_own(page, merchant_id)
    my_url = f"/my/{merchant_id}"
    with door.reading() as read:
        known = known_person(read, merchant_id, person_id)
        voucher = voucher_of(read, merchant_id, voucher_id)
        if known is None or voucher is None or voucher.friend_id not in ids_of(known.person):
            return closed(page, "not_found", my_url=my_url)
        told = Tickets(read, merchant_id, page.language).whole(voucher)
    reason = "redeemed" if voucher.state in ("redeemed", "converted") else voucher.state
    if voucher.state == "claimed" and door.clock.now() >= voucher.expires_at:
        reason = "expired"
    if reason != "claimed":
        place = {name: told[name] for name in ("giver", "tried", "shop_name", "shop_address")}
        return closed(page, reason, **place, my_url=my_url)
    return page.show(
        "phone/claimed.html",
        **told,
        qr_image=qr_image(code_link(door.keys, voucher, settings.public_url)),
        code=code_of_voucher(door.keys, voucher),
        just_claimed=bool(new),
        calendar_url=None,
        my_url=my_url,
    )


@post("/my/{merchant_id:str}/vouchers/{voucher_id:str}/recall", opt=sends(RecallVoucher))
async def recall(
    merchant_id: FromPath[str],
    voucher_id: FromPath[str],
    page: NamedDependency[Page],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
) -> Response[Any]:
    """Take a link back that nobody has claimed yet."""
    require_own(page, merchant_id)
    home = f"/my/{merchant_id}"
    try:
        await door.send(wish, RecallVoucher(voucher_id))
    except Refusal as refusal:
        return page.to(home, page.refusal(refusal))
    return page.to(home, page.say("It is yours again. The old link no longer works."))


def _unknown_link(page: Page, door: Door, merchant_id: str) -> Response[Any]:
    if MERCHANT.fullmatch(merchant_id):
        with door.reading() as read:
            page.merchant = merchant_of(read, merchant_id)
    is_known = bool(remembered(page, merchant_id))
    return page.show(
        "phone/message.html",
        status=404,
        tone="info",
        heading=page.say("This link is no longer good"),
        text=page.say("Perhaps you asked for a new one. The people in the shop can help you."),
        next_url=f"/my/{merchant_id}" if is_known else None,
        next_text=page.say("My vouchers"),
    )


def _my_page(page: Page, door: Door) -> Response[Any]:
    merchant_id, now = page.asker.merchant_id, door.clock.now()
    with door.reading() as read:
        known = known_person(read, merchant_id, page.asker.actor.id)
        if known is None:
            raise Refusal("person_not_found")
        given = vouchers_of_giver(read, merchant_id, ids_of(known.person))
        tickets = Tickets(read, merchant_id, page.language)
        offers = offers_by_voucher(read, merchant_id, [one.voucher_id for one in given if one.turn])
        to_give = [one for one in given if one.state == "held" and one.expires_at > now]
        context: dict[str, Any] = {
            "to_give": [_to_give(merchant_id, tickets, one) for one in reversed(to_give)],
            "underway": _underway(merchant_id, tickets, given, offers, now),
            "to_use": _to_use(read, known.person, tickets, now),
            "given": _threads(tickets, given, offers, now),
            "terms": tickets.terms(given[0]) if given else None,
        }
    just = any(one.issued_at > now - JUST and one.cause_kind == "order" for one in to_give)
    home = f"/my/{merchant_id}"
    return page.show(
        "phone/my.html",
        name=known.name,
        just_bought=just,
        give_url=f"{home}/give",
        choices_url=f"{home}/choices",
        **context,
    )


def _to_give(merchant_id: str, tickets: Tickets, voucher: Voucher) -> dict[str, Any]:
    return {
        "id": voucher.voucher_id,
        "tried": tickets.tried(voucher),
        "until": voucher.expires_at,
        "give_url": f"/my/{merchant_id}/give?voucher={voucher.voucher_id}",
    }


def _underway(
    merchant_id: str,
    tickets: Tickets,
    given: Sequence[Voucher],
    offers: dict[str, list[Offer]],
    now: int,
) -> list[dict[str, Any]]:
    found = []
    for voucher in given:
        offer = offers[voucher.voucher_id][-1] if voucher.state == "offered" else None
        if offer is None or voucher.expires_at <= now:
            continue
        home = f"/my/{merchant_id}"
        is_final = offer.way in LASTING_WAYS
        found.append({
            "id": voucher.voucher_id,
            "tried": tickets.tried(voucher),
            "offered_at": offer.offered_at,
            "returns_at": offer.returns_at,
            "is_paper": offer.way == "paper_slip",
            "show_url": f"{home}/given/{offer.hand_over_id}?voucher={voucher.voucher_id}",
            "recall_url": None if is_final else f"{home}/vouchers/{voucher.voucher_id}/recall",
        })  # fmt: skip
    return found


def _to_use(read: Read, person: Person, tickets: Tickets, now: int) -> list[dict[str, Any]]:
    merchant_id = person.merchant_id
    return [
        {
            "tried": tickets.tried(voucher),
            "giver": tickets.giver(voucher),
            "until": voucher.expires_at,
            "url": f"/my/{merchant_id}/vouchers/{voucher.voucher_id}",
        }
        for voucher in vouchers_of_friend(read, merchant_id, ids_of(person))
        if voucher.state == "claimed" and voucher.expires_at > now
    ]


def _threads(
    tickets: Tickets, given: Sequence[Voucher], offers: dict[str, list[Offer]], now: int
) -> list[dict[str, Any]]:
    """What became of each voucher that was ever given, newest first."""
    told: list[dict[str, Any]] = []
    for voucher in given:
        thread = _thread(voucher, offers.get(voucher.voucher_id, []), now)
        is_underway = voucher.state == "offered" and voucher.expires_at > now
        if thread and not is_underway:
            told.append({"tried": tickets.tried(voucher), "thread": thread})
    told.sort(key=lambda one: -one["thread"][-1]["at"])
    return told[:THREADS_MAX]


def _thread(voucher: Voucher, offers: Sequence[Offer], now: int) -> list[dict[str, Any]]:
    steps: list[tuple[str, int | None]] = []
    for offer in offers:
        steps.append(("given", offer.offered_at))
        if offer.state in ("recalled", "returned"):
            steps.append((offer.state, offer.closed_at))
    steps.append(("claimed", voucher.claimed_at))
    steps.append(("tried", voucher.redeemed_at))
    steps.append(("bought", voucher.converted_at))
    if voucher.state in ("expired", "void"):
        is_refund = voucher.state == "void" and voucher.close_reason == "refund"
        steps.append(("refunded" if is_refund else voucher.state, voucher.closed_at))
    elif voucher.expires_at <= now and voucher.state in (*OPEN_STATES, "claimed"):
        steps.append(("expired", voucher.expires_at))
    return [{"kind": kind, "at": at} for kind, at in steps if at is not None]


ROUTES: Final = (opened, my_vouchers, my_voucher, recall)
