"""A voucher is shown: what it is and who gave it, then one tap hands out the trial.

Found by the camera, by the typed code, or by the giver's spoken name (`naming.py`). Whether it
can be used is law (`vouchers/till.py`); the preview asks that law with a dry run.
"""

import asyncio
import re
from typing import Any, Final

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from passalong.base.codes import CodeMisread, read_code
from passalong.base.messages import TILL, Refusal
from passalong.engine.asking import Access, Tries, sends
from passalong.engine.database import Read
from passalong.engine.door import Door, Wish
from passalong.merchants.queries import merchant_of, shop_of, staff_of
from passalong.people.queries import ids_of, known_person, person_of
from passalong.settings import Settings
from passalong.vouchers.codes import code_of_voucher, link_of_person
from passalong.vouchers.model import BEARER_WAYS, RedeemedBy, RedeemVoucher, Voucher
from passalong.vouchers.queries import offers_of, oldest_held, redemptions_of, voucher_of
from passalong.web.actors import MERCHANT
from passalong.web.counter import find_shown
from passalong.web.formats import Calendar
from passalong.web.forms import Form
from passalong.web.lookups import is_looked_up
from passalong.web.page import Page
from passalong.web.qr_pictures import qr_image
from passalong.web.tickets import Tickets
from passalong.web.till.place import AT_TILL, names_at_till, place_of
from passalong.web.till.selling import goods, how_many
from passalong.web.told import refusal_of

LINK: Final = re.compile(
    r"/(?P<kind>[vr])/(?P<merchant>m[0-9a-z]{8})/(?P<rest>[A-Za-z0-9_-]{13,22})"
)
HOW: Final[tuple[RedeemedBy, ...]] = ("scan", "code", "slip", "name")


def _(sentence: str) -> str:
    """Marks a sentence for translation."""
    return sentence


MISREAD: Final = {
    "code_too_short": _("A code has 13 characters; some are missing."),
    "code_too_long": _("A code has 13 characters; this is longer."),
    "code_character_unknown": _("A code holds only letters and digits."),
    "code_check_failed": _("One character of the code is wrong. Please compare it once more."),
}


VOID_BECAUSE: Final = {
    "refund": _("the purchase was refunded"),
    "fraud": _("it was misused"),
    "opt_out": _("the giver no longer takes part"),
    "resale": _("it was sold"),
    "erased": _("the giver is no longer known here"),
    "trial_undone": _("the trial was undone"),
}


class Shown(msgspec.Struct, frozen=True):
    """A voucher that is shown at the till, and how it was found."""

    voucher: Voucher
    how: RedeemedBy
    code: str = ""
    person_id: str = ""
    look_up: str = ""


@get("/till/scan", opt=AT_TILL, sync_to_thread=True)
def scan(page: NamedDependency[Page], door: NamedDependency[Door]) -> Response[Any]:
    """Camera and code field."""
    with door.reading() as read:
        frame = place_of(page, read).frame(page)
    return page.show("till/scan.html", **frame)


@get("/till/preview", opt=AT_TILL, sync_to_thread=True)
def begin_again(page: NamedDependency[Page]) -> Response[Any]:
    """A preview is not kept in an address: it holds a code. Show the voucher once more."""
    query = page.request.scope.get("query_string", b"").decode("latin-1")
    return page.to("/till/scan" + (f"?{query}" if query else ""))


@post("/till/preview", opt=AT_TILL)
async def preview(
    page: NamedDependency[Page],
    form: NamedDependency[Form],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
    tries: NamedDependency[Tries],
) -> Response[Any]:
    """What it is and who gave it, before anything happens."""
    try:
        shown = await asyncio.to_thread(_find, page, form, wish, door, tries)
        if shown is not None:
            return await _preview(page, wish, door, shown)
    except Refusal as refusal:
        return await asyncio.to_thread(_scan_again, page, door, form, refusal)
    return await asyncio.to_thread(_scan_again, page, door, form, None)


@get(
    "/r/{merchant_id:str}/{code:str}",
    opt={"access": Access(roles=TILL, is_open=True)},
)
async def code_opened(
    merchant_id: FromPath[str],
    code: FromPath[str],
    page: NamedDependency[Page],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
    tries: NamedDependency[Tries],
) -> Response[Any]:
    """What the QR code of a claimed voucher holds: staff see it, nobody else learns anything."""
    asker = page.asker
    if asker.actor.role not in TILL or asker.merchant_id != merchant_id:
        return await asyncio.to_thread(_for_the_counter, page, door, merchant_id)
    try:
        found = await asyncio.to_thread(find_shown, door, wish, code, "", tries)
        return await _preview(page, wish, door, Shown(found[0], "scan", code))
    except Refusal as refusal:
        form = Form(_Nothing(), page.say)
        return await asyncio.to_thread(_scan_again, page, door, form, refusal)


@post("/till/redeem", opt=sends(RedeemVoucher))
async def redeem(
    page: NamedDependency[Page],
    form: NamedDependency[Form],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
    tries: NamedDependency[Tries],
) -> Response[Any]:
    """The trial is handed out. A double tap is one trial."""
    how = form.choice("how", HOW)
    try:
        shown = await asyncio.to_thread(_find, page, form, wish, door, tries)
    except Refusal as refusal:
        return await asyncio.to_thread(_scan_again, page, door, form, refusal)
    if shown is None or not form.is_good:
        return await asyncio.to_thread(_scan_again, page, door, form, None)
    command = RedeemVoucher(
        voucher_id=shown.voucher.voucher_id,
        shop_id=await asyncio.to_thread(_shop_id, page, door),
        redeemed_by="name" if shown.person_id else how,  # type: ignore[arg-type]
        giver_id=form.text("giver_id", most=80),
        name=form.text("friend_name", most=60),
    )
    try:
        await door.send(wish, command)
    except Refusal as refusal:
        return await _preview(page, wish, door, shown, (form, refusal))
    return page.to(f"/till/done/{shown.voucher.voucher_id}")


@get("/till/done/{voucher_id:str}", opt=AT_TILL, sync_to_thread=True)
def done(
    voucher_id: FromPath[str],
    page: NamedDependency[Page],
    door: NamedDependency[Door],
    settings: NamedDependency[Settings],
    quantity: FromQuery[str] = "",
) -> Response[Any]:
    """Enjoy! And if the friend buys, one tap leads to her own three."""
    merchant_id = page.asker.merchant_id
    with door.reading() as read:
        place = place_of(page, read)
        voucher = voucher_of(read, merchant_id, voucher_id)
        if voucher is None or voucher.state not in ("redeemed", "converted"):
            return page.to("/till/scan")
        names = names_at_till(page, read, (voucher.friend_id,))
        giver = known_person(read, merchant_id, voucher.giver_id)
        told = Tickets(read, merchant_id, page.language)
        listed = goods(page, read, place.shop.shop_id, door.clock.now(), how_many(quantity))
        return page.show(
            "till/done.html",
            **place.frame(page),
            tried=told.tried(voucher),
            giver=giver.name if giver else "",
            friend=names.get(voucher.friend_id, ""),
            products=[] if voucher.state == "converted" else listed,
            person_id=voucher.friend_id,
            quantity=how_many(quantity),
            here_url=f"/till/done/{voucher_id}",
            **_her_own(read, told, voucher, settings.public_url, door.clock.now()),
        )


def _her_own(
    read: Read, tickets: Tickets, voucher: Voucher, public_url: str, at: int
) -> dict[str, Any]:
    """What the trial gave the friend herself, where the terms say that trying is enough."""
    nothing = {"own_count": 0, "qr_image": None}
    if tickets.view(voucher).terms.gives_again_after != "tried":
        return nothing
    friend = person_of(read, voucher.merchant_id, voucher.friend_id)
    if friend is None:
        return nothing
    held = oldest_held(read, voucher.merchant_id, ids_of(friend), at)
    link = link_of_person(read.keys, friend, public_url)
    return {"own_count": len(held), "qr_image": qr_image(link)}


def _find(page: Page, form: Form, wish: Wish, door: Door, tries: Tries) -> Shown | None:
    """The voucher that the form names; None when the form says what is wrong with it."""
    person_id = form.text("person_id", most=80)
    if person_id:
        look_up = form.text("look_up", most=80)
        at, actor = door.clock.now(), wish.actor
        if not is_looked_up(door.keys, wish.merchant_id, actor, person_id, at, look_up):
            raise Refusal("look_up_needed")
        found = _find_by_name(wish, door, person_id, form.text("voucher_id", most=80))
        return msgspec.structs.replace(found, look_up=look_up)
    text = form.text("code", needed=True, most=300)
    if not text:
        return None
    link = LINK.search(text)
    if link is None:
        try:
            read_code(text)
        except CodeMisread as misread:
            form.wrong("code", MISREAD[misread.reason])
            return None
        voucher, how = find_shown(door, wish, text, "", tries)
        return Shown(voucher, how, text)
    if link["merchant"] != page.asker.merchant_id:
        raise Refusal("voucher_bad_signature")
    if link["kind"] == "r":
        voucher, _how = find_shown(door, wish, link["rest"], "", tries)
        return Shown(voucher, "scan", text)
    voucher, how = find_shown(door, wish, "", link["rest"], tries)
    return Shown(voucher, how, text)


def _find_by_name(wish: Wish, door: Door, person_id: str, voucher_id: str) -> Shown:
    """The giver's oldest voucher to give; or the one that was previewed, whatever it is now."""
    with door.reading() as read:
        giver = person_of(read, wish.merchant_id, person_id)
        if giver is None:
            raise Refusal("person_not_found")
        mine = ids_of(giver)
        voucher = voucher_of(read, wish.merchant_id, voucher_id) if voucher_id else None
        if voucher is None or voucher.giver_id not in mine:
            held = oldest_held(read, wish.merchant_id, mine, door.clock.now())
            if not held:
                raise Refusal("giver_has_none")
            voucher = held[0]
    return Shown(voucher, "name", person_id=person_id)


async def _preview(
    page: Page,
    wish: Wish,
    door: Door,
    shown: Shown,
    refused: tuple[Form, Refusal] | None = None,
) -> Response[Any]:
    voucher = shown.voucher
    shop_id = await asyncio.to_thread(_shop_id, page, door)
    command = RedeemVoucher(voucher.voucher_id, shop_id, shown.how, voucher.giver_id)
    dry = msgspec.structs.replace(wish, dry_run=True, idempotency_key="")
    blocked: Refusal | None = None
    try:
        await door.send(dry, command)
    except Refusal as refusal:
        blocked = refusal
    return await asyncio.to_thread(_previewed, page, door, shown, blocked, refused)


def _previewed(
    page: Page,
    door: Door,
    shown: Shown,
    blocked: Refusal | None,
    refused: tuple[Form, Refusal] | None,
) -> Response[Any]:
    voucher, merchant_id = shown.voucher, shown.voucher.merchant_id
    with door.reading() as read:
        place = place_of(page, read)
        tickets = Tickets(read, merchant_id, page.language)
        names = names_at_till(page, read, (voucher.giver_id, voucher.friend_id))
        giver = known_person(read, merchant_id, voucher.giver_id)
        offers = offers_of(read, merchant_id, voucher.voucher_id)
        sentence = _why(page, read, voucher, blocked) if blocked else None
        tried = tickets.tried(voucher)
    is_slip = voucher.state == "offered" and offers[-1].way in BEARER_WAYS
    context = {
        **place.frame(page),
        "voucher": {
            "id": voucher.voucher_id,
            "tried": tried,
            "giver": names.get(voucher.giver_id, ""),
            "giver_id": voucher.giver_id,
            "state": voucher.state,
            "until": voucher.expires_at,
            "code": "" if shown.how == "name" else code_of_voucher(door.keys, voucher),
        },
        "giver_number": giver.person.number if giver else "",
        "is_named": bool(giver and giver.name),
        "friend": names.get(voucher.friend_id, ""),
        "flags": [],
        "blocked": sentence,
        "asks_giver": is_slip,
        "how": shown.how,
        "code": shown.code,
        "person_id": shown.person_id,
        "look_up": shown.look_up,
    }
    if refused is None:
        return page.show("till/preview.html", **context)
    if sentence is None:
        return page.again("till/preview.html", *refused, **context)
    # What is in the way is told once, and in full.
    return page.show("till/preview.html", status=refusal_of(refused[1].key).status, **context)


def _why(page: Page, read: Read, voucher: Voucher, refusal: Refusal) -> str:
    """The refusal as a sentence; one that was used says when, where and by whom."""
    uses = [
        one
        for one in redemptions_of(read, voucher.merchant_id, voucher.voucher_id)
        if one.reversed_at is None
    ]
    if refusal.key == "voucher_void":
        reason = VOID_BECAUSE.get(voucher.close_reason, "")
        return page.refusal(Refusal("voucher_void", reason=page.say(reason) if reason else "–"))
    if refusal.key != "voucher_already_redeemed" or not uses:
        return page.refusal(refusal)
    use = uses[-1]
    zone = page.merchant.time_zone if page.merchant else "Asia/Shanghai"
    calendar = Calendar(page.language.locale, zone, use.at)
    shop = shop_of(read, voucher.merchant_id, use.shop_id)
    staff = staff_of(read, voucher.merchant_id, use.staff_id)
    return page.say(
        "This voucher was already used: %(time)s, %(shop)s, by %(staff)s.",
        time=calendar.moment(use.at),
        shop=page.language.pick(shop.name) if shop else "",
        staff=staff.detail.display_name if staff else "–",
    )


def _scan_again(page: Page, door: Door, form: Form, refusal: Refusal | None) -> Response[Any]:
    with door.reading() as read:
        frame = place_of(page, read).frame(page)
    fields = {"voucher_not_found": "code", "voucher_bad_signature": "code"}
    return page.again("till/scan.html", form, refusal, fields, **frame)


def _for_the_counter(page: Page, door: Door, merchant_id: str) -> Response[Any]:
    page.merchant = None
    if MERCHANT.fullmatch(merchant_id):
        with door.reading() as read:
            page.merchant = merchant_of(read, merchant_id)
    return page.show(
        "phone/message.html",
        tone="info",
        heading=page.say("Show this at the counter"),
        text=page.say("The people in the shop scan this code. Nothing has happened yet."),
        next_url=None,
        next_text="",
    )


def _shop_id(page: Page, door: Door) -> str:
    with door.reading() as read:
        return place_of(page, read).shop.shop_id


class _Nothing(dict[str, Any]):
    """A form that nobody sent."""

    def getall(self, name: str, default: Any = None) -> Any:
        """No field has a value."""
        return default if default is not None else []


ROUTES: Final = (scan, begin_again, preview, code_opened, redeem, done)
