"""Giving to a friend from the phone: choose how, then link, words, QR code, slips, or just a name.

What the words say is in `wording.py`; whether something can be given is law.
"""

import asyncio
from typing import Any, Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from passalong.base.messages import Refusal
from passalong.engine.asking import sends
from passalong.engine.database import Read
from passalong.engine.door import Door, Wish
from passalong.people.queries import ids_of, known_person
from passalong.settings import Settings
from passalong.vouchers.codes import link_of_offer
from passalong.vouchers.model import LASTING_WAYS, GivingWay, OfferVouchers, Voucher
from passalong.vouchers.queries import (
    offers_of_hand_over,
    oldest_held,
    vouchers_named,
)
from passalong.web.forms import Form
from passalong.web.page import Page
from passalong.web.phone.mine import OWN, require_own
from passalong.web.phone.wording import words_to_send
from passalong.web.qr_pictures import qr_image
from passalong.web.slips import slips_of
from passalong.web.tickets import Tickets

WAYS: Final[dict[str, GivingWay]] = {
    "forwarded_link": "forward",
    "in_person": "in_person",
    "paper_slip": "paper_slip",
    "spoken_name": "spoken_name",
}
SHOWN_AS: Final = {
    "in_person": "in_person",
    "paper_slip": "paper_slip",
    "spoken_name": "spoken_name",
}


def _(sentence: str) -> str:
    """Marks a sentence for translation."""
    return sentence


@get("/my/{merchant_id:str}/give", opt=OWN, sync_to_thread=True)
def give(
    merchant_id: FromPath[str],
    page: NamedDependency[Page],
    door: NamedDependency[Door],
    voucher: FromQuery[str] = "",
) -> Response[Any]:
    """Choose how, and how many."""
    person_id = require_own(page, merchant_id)
    with door.reading() as read:
        found = _to_give(read, merchant_id, person_id, voucher, door.clock.now())
        if not found:
            return page.to(f"/my/{merchant_id}", page.say("Nothing to give just now"))
        context = _choice(page, read, merchant_id, found)
    return page.show("phone/give.html", values={"way": "forwarded_link", "count": 1}, **context)


@post("/my/{merchant_id:str}/give", opt=sends(OfferVouchers))
async def hold_out(
    merchant_id: FromPath[str],
    page: NamedDependency[Page],
    form: NamedDependency[Form],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
    voucher: FromQuery[str] = "",
) -> Response[Any]:
    """Give them their way. The vouchers stand in the form, so a second tap means the same ones."""
    person_id = require_own(page, merchant_id)
    way = form.choice("way", WAYS)
    count = form.number("count", least=1, most=50, absent=1)
    ids = tuple([one for one in form.many("voucher_id") if one])[:count]
    if way == "forwarded_link" and count > 1:
        form.wrong(
            "count", _("Several go together only by hand or on paper; a link is for one friend.")
        )
    refused: Refusal | None = None
    if form.is_good and ids:
        if way == "spoken_name":
            return page.to(f"/my/{merchant_id}/say?voucher={ids[0]}")
        try:
            reply = await door.send(wish, OfferVouchers(ids, WAYS[way]))
        except Refusal as refusal:
            refused = refusal
        else:
            return page.to(f"/my/{merchant_id}/given/{reply['hand_over_id']}")
    return await asyncio.to_thread(
        _give_again, page, door, merchant_id, person_id, voucher, form, refused
    )


@get("/my/{merchant_id:str}/given/{hand_over_id:str}", opt=OWN, sync_to_thread=True)
def given(
    merchant_id: FromPath[str],
    hand_over_id: FromPath[str],
    page: NamedDependency[Page],
    door: NamedDependency[Door],
    settings: NamedDependency[Settings],
    voucher: FromQuery[str] = "",
) -> Response[Any]:
    """What was given together, ready to be handed over; as often as it is wanted."""
    person_id = require_own(page, merchant_id)
    home = f"/my/{merchant_id}"
    with door.reading() as read:
        offers = offers_of_hand_over(read, merchant_id, hand_over_id)
        open_now = {
            one.voucher_id: one
            for one in offers
            if one.state == "open" and voucher in ("", one.voucher_id)
        }
        known = known_person(read, merchant_id, person_id)
        mine = ids_of(known.person) if known else ()
        found = vouchers_named(read, merchant_id, list(open_now))
        found = [one for one in found if one.giver_id in mine and one.turn]
        if not found:
            return page.to(home)
        tickets = Tickets(read, merchant_id, page.language)
        told = tickets.whole(found[0])
    first = open_now[found[0].voucher_id]
    cards = []
    for one in found:
        link = link_of_offer(door.keys, open_now[one.voucher_id], settings.public_url)
        text = words_to_send(page.say, one, told["tried"], told["shop_name"], link)
        cards.append({"id": one.voucher_id, "link": link, "text": text, "qr_image": qr_image(link)})
    is_final = first.way in LASTING_WAYS
    # One slip out of the list of her vouchers: she holds a phone and no paper.
    is_on_paper = first.way == "paper_slip" and voucher != ""
    shown_as = "forwarded_link" if is_on_paper else SHOWN_AS.get(first.way, "forwarded_link")
    return page.show(
        "phone/given.html",
        **told,
        way=shown_as,
        is_on_paper=is_on_paper,
        cards=cards,
        count=len(cards),
        slips_url=f"{home}/slips/{hand_over_id}",
        returns_at=first.returns_at,
        recall_url=None if is_final else f"{home}/vouchers/{found[0].voucher_id}/recall",
        my_url=home,
        my_number=0,
    )


@get("/my/{merchant_id:str}/say", opt=OWN, sync_to_thread=True)
def say(
    merchant_id: FromPath[str],
    page: NamedDependency[Page],
    door: NamedDependency[Door],
    voucher: FromQuery[str] = "",
) -> Response[Any]:
    """Her name is enough: the voucher stays with her until the friend says it at the till."""
    person_id = require_own(page, merchant_id)
    home = f"/my/{merchant_id}"
    with door.reading() as read:
        found = _to_give(read, merchant_id, person_id, voucher, door.clock.now())
        known = known_person(read, merchant_id, person_id)
        if not found or known is None:
            return page.to(home)
        told = Tickets(read, merchant_id, page.language).whole(found[0])
    told["giver"] = known.name
    return page.show(
        "phone/given.html",
        **told,
        way="spoken_name",
        is_on_paper=False,
        cards=[],
        count=1,
        slips_url=None,
        returns_at=None,
        recall_url=None,
        my_url=home,
        my_number=known.person.number,
    )


@get("/my/{merchant_id:str}/slips/{hand_over_id:str}", opt=OWN, sync_to_thread=True)
def slips(
    merchant_id: FromPath[str],
    hand_over_id: FromPath[str],
    page: NamedDependency[Page],
    door: NamedDependency[Door],
    settings: NamedDependency[Settings],
    size: FromQuery[str] = "a6",
) -> Response[Any]:
    """Paper slips to print at home."""
    person_id = require_own(page, merchant_id)
    here = f"/my/{merchant_id}/slips/{hand_over_id}"
    with door.reading() as read:
        known = known_person(read, merchant_id, person_id)
        offers = offers_of_hand_over(read, merchant_id, hand_over_id)
        # A slip shows the code besides the link, so what was sent as a link is never made one.
        offers = [one for one in offers if one.way in LASTING_WAYS]
        mine = ids_of(known.person) if known else ()
        found = slips_of(page, read, merchant_id, offers, settings.public_url, givers=mine)
    if not found.slips:
        return page.to(f"/my/{merchant_id}")
    size = size if size in ("a6", "receipt") else "a6"
    other = "receipt" if size == "a6" else "a6"
    return page.show(
        "till/slips_print.html",
        slips=found.slips,
        terms=found.terms,
        size=size,
        other_url=f"{here}?size={other}",
        back_url=f"/my/{merchant_id}/given/{hand_over_id}",
    )


def _to_give(read: Read, merchant_id: str, person_id: str, wanted: str, now: int) -> list[Voucher]:
    """Those she can give now and that promise the same, the wanted one or the oldest in front."""
    known = known_person(read, merchant_id, person_id)
    held = oldest_held(read, merchant_id, ids_of(known.person), now) if known else []
    if not held:
        return []
    first = next((one for one in held if one.voucher_id == wanted), held[0])
    alike = (first.campaign_id, first.version)
    rest = [one for one in held if one is not first and (one.campaign_id, one.version) == alike]
    return [first, *rest]


def _choice(page: Page, read: Read, merchant_id: str, found: list[Voucher]) -> dict[str, Any]:
    home = f"/my/{merchant_id}"
    return {
        **Tickets(read, merchant_id, page.language).whole(found[0]),
        "voucher_ids": [one.voucher_id for one in found],
        "to_give_count": len(found),
        "give_url": f"{home}/give?voucher={found[0].voucher_id}",
        "ways": list(WAYS),
        "named_url": f"{home}/choices",
        "back_url": home,
    }


def _give_again(
    page: Page,
    door: Door,
    merchant_id: str,
    person_id: str,
    voucher: str,
    form: Form,
    refused: Refusal | None,
) -> Response[Any]:
    with door.reading() as read:
        found = _to_give(read, merchant_id, person_id, voucher, door.clock.now())
        if not found:
            told = page.refusal(refused) if refused else page.say("Nothing to give just now")
            return page.to(f"/my/{merchant_id}", told)
        context = _choice(page, read, merchant_id, found)
    return page.again("phone/give.html", form, refused, **context)


ROUTES: Final = (give, hold_out, given, say, slips)
