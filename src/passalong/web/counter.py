"""REST of the counter: sold and handed over, preview, redeem.

It stands here and not in a feature because it names people beside vouchers. Givers are found by
their spoken name in `web/givers.py`. What is allowed is in
`orders/sales.py` and `vouchers/till.py`; the pages of the till are in `web/till/`.
"""

import asyncio
from typing import Annotated, Any, Final, Literal

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery, JSONBody

from passalong.base.clock import moment_of
from passalong.base.codes import CodeMisread, read_code, read_token
from passalong.base.messages import TILL, Hints, Refusal
from passalong.engine.asking import Listed, NamesOf, Paging, Tries, listed_here, reads, sends, shown
from passalong.engine.bodies import Body, Contacts, ContactsOf, Identifier, Moment, ShortText
from passalong.engine.database import Read
from passalong.engine.door import Door, Reply, Wish
from passalong.orders.api import LineAsked, shops_seen, wished_lines
from passalong.people.queries import ids_of, person_of
from passalong.settings import Settings
from passalong.vouchers.api import add_links
from passalong.vouchers.hints import redeeming
from passalong.vouchers.manual import ManualReason
from passalong.vouchers.model import GivingWay, RedeemedBy, RedeemVoucher, SellAndHandOver, Voucher
from passalong.vouchers.queries import (
    offer_by_token,
    oldest_held,
    redemptions_between,
    voucher_by_code,
    voucher_of,
    voucher_with_code,
)
from passalong.vouchers.showing import VOUCHER_EXAMPLE, VoucherShown, show_voucher
from passalong.web.lookups import is_looked_up

Lines = Annotated[tuple[LineAsked, ...], msgspec.Meta(min_length=1, max_length=100)]
OptionalId = Annotated[str, msgspec.Meta(max_length=80)]
Typed = Annotated[str, msgspec.Meta(max_length=64)]
SHOP: Final = "shop_4h2m9x1c8v7b3n6k5j0q"
USE_EXAMPLE: Final = {
    "voucher_id": VOUCHER_EXAMPLE["voucher_id"],
    "campaign_id": VOUCHER_EXAMPLE["campaign_id"],
    "number": 1,
    "friend_id": "p_7k2m9x1c8v7b3n6k5j0q",
    "shop_id": SHOP,
    "staff_id": "staff_7k2m9x1c8v7b3n6k5j0q",
    "redeemed_by": "scan",
    "at": "2026-01-02T00:00:00.000Z",
    "reversed_at": None,
}


class SaleWish(Body, frozen=True):
    """Sold: to a known customer, a new one (a first name is enough), or anonymously.

    `way` null leaves the vouchers with the buyer, who gives them from her phone.
    """

    shop_id: Identifier
    lines: Lines
    customer_id: OptionalId = ""
    name: ShortText = ""
    contacts: Contacts = ()
    way: GivingWay | None = "paper_slip"


class ShowingWish(Body, frozen=True):
    """What is shown at the till: a typed code, or the token of a link or slip."""

    shop_id: Identifier
    code: Typed = ""
    token: Typed = ""


class RedeemWish(Body, frozen=True):
    """The trial: by `code`, by `token`, or by the giver's spoken name (`giver_id` and `look_up`,
    as the search of givers answered them within minutes; without `look_up` by hand, with a
    `reason_code`, twice a day).

    For a slip the giver's name is asked: `giver_id` is the one whom the clerk confirmed.
    """

    shop_id: Identifier
    code: Typed = ""
    token: Typed = ""
    giver_id: OptionalId = ""
    look_up: Typed = ""
    reason_code: ManualReason | Literal[""] = ""
    friend_id: OptionalId = ""
    name: ShortText = ""
    contacts: Contacts = ()


class Preview(msgspec.Struct):
    """What would happen; `refusal` is empty when the voucher can be redeemed now."""

    voucher: VoucherShown
    giver_name: str
    friend_name: str
    refusal: str


class UseShown(msgspec.Struct):
    """One use at the till."""

    voucher_id: str
    campaign_id: str
    number: int
    friend_id: str
    shop_id: str
    staff_id: str
    redeemed_by: str
    at: str
    reversed_at: str | None


@post(
    "/v1/counter/sales",
    opt=sends(
        SellAndHandOver,
        asks={"shop_id": SHOP, "lines": [{"product_id": "prod_4h2m…", "quantity": 1}]},
        answers={
            "order_id": "ord_4h2m…",
            "customer_id": "p_4h2m…",
            "is_new": True,
            "giver_number": 17,
            "total_minor": 2500,
            "voucher_ids": ["v_4h2m…"],
            "hand_over_id": "gift_4h2m…",
            "way": "paper_slip",
            "slips": [{"voucher_id": "v_4h2m…", "turn": 1, "link": "https://…/v/m01234567/…"}],
        },
    ),
    tags=["counter"],
)
async def sell(
    data: JSONBody[SaleWish],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
    settings: NamedDependency[Settings],
    contacts_of: NamedDependency[ContactsOf],
) -> Reply:
    """Sold, and the vouchers are handed over, in one command."""
    command = SellAndHandOver(
        shop_id=data.shop_id,
        lines=wished_lines(data.lines),
        customer_id=data.customer_id,
        name=data.name,
        contacts=contacts_of(data.contacts),
        way=data.way,
    )
    reply = await door.send(wish, command)
    slips: list[dict[str, Any]] = []
    if reply["hand_over_id"] and not wish.dry_run:
        slips = [{"voucher_id": one, "turn": 1} for one in reply["voucher_ids"]]
        hand_over_id = reply["hand_over_id"]
        await asyncio.to_thread(add_links, door, wish.merchant_id, hand_over_id, slips, settings)
    reply["slips"] = slips
    return reply


@post(
    "/v1/vouchers/preview",
    opt=reads(
        roles=TILL,
        scope="till",
        asks={"shop_id": SHOP, "code": "0A1B-2C3D-4E5FG"},
        answers={
            "voucher": VOUCHER_EXAMPLE,
            "giver_name": "王小明",
            "friend_name": "李雷",
            "refusal": "",
        },
    ),
    status_code=200,
    tags=["counter"],
)
async def preview(
    data: JSONBody[ShowingWish],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
    tries: NamedDependency[Tries],
    names_of: NamedDependency[NamesOf],
) -> Preview:
    """Who gave it to whom, and whether it can be redeemed now. Nothing is changed."""
    shown_now = await asyncio.to_thread(find_shown, door, wish, data.code, data.token, tries)
    voucher, redeemed_by = shown_now
    command = RedeemVoucher(voucher.voucher_id, data.shop_id, redeemed_by, voucher.giver_id)
    dry = msgspec.structs.replace(wish, dry_run=True, idempotency_key="")
    refusal = ""
    try:
        await door.send(dry, command)
    except Refusal as refused:
        refusal = refused.key
    names = await asyncio.to_thread(_names, door, wish, voucher, names_of)
    return Preview(
        show_voucher(voucher),
        names.get(voucher.giver_id, ""),
        names.get(voucher.friend_id, ""),
        refusal,
    )


def _names(door: Door, wish: Wish, voucher: Voucher, names_of: NamesOf) -> dict[str, str]:
    with door.reading() as read:
        return names_of(read, wish.merchant_id, (voucher.giver_id, voucher.friend_id))


def find_shown(
    door: Door, wish: Wish, code: str, token: str, tries: Tries
) -> tuple[Voucher, RedeemedBy]:
    """The voucher that somebody shows, and how. Refused when there is none, and when too many
    wrong codes were tried. A big QR of a claimed voucher holds its code: that is a scan too.
    """
    tries.check()
    with door.reading() as read:
        voucher = _by_code(read, wish, code) if code else _by_token(read, wish, token)
    if voucher is None:
        tries.failed()
        raise Refusal("voucher_not_found")
    if code:
        return voucher, "code"
    return voucher, "scan" if voucher.state == "claimed" else "slip"


def _by_code(read: Read, wish: Wish, code: str) -> Voucher | None:
    try:
        bits = read_code(code)
    except CodeMisread:
        return None
    return voucher_by_code(read, wish.merchant_id, bits)


def _by_token(read: Read, wish: Wish, token: str) -> Voucher | None:
    try:
        read_token(token)
    except CodeMisread:
        return None
    offer = offer_by_token(read, wish.merchant_id, token)
    if offer is None:
        return None
    voucher = voucher_of(read, wish.merchant_id, offer.voucher_id)
    # A link of an earlier turn is no voucher any more.
    if voucher is not None and offer.turn != voucher.turn:
        raise Refusal(f"voucher_{offer.state}" if offer.state != "open" else "voucher_recalled")
    return voucher


@post(
    "/v1/vouchers/redeem",
    opt=sends(
        RedeemVoucher,
        asks={"shop_id": SHOP, "code": "0A1B-2C3D-4E5FG"},
        answers={
            "voucher_id": VOUCHER_EXAMPLE["voucher_id"],
            "state": "redeemed",
            "number": 1,
            "friend_id": "p_7k2m…",
            "giver_id": "p_4h2m…",
            "issued": 0,
        },
    ),
    status_code=200,
    tags=["counter"],
)
async def redeem(
    data: JSONBody[RedeemWish],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
    tries: NamedDependency[Tries],
    contacts_of: NamedDependency[ContactsOf],
) -> Reply:
    """The trial at the till. A slip or a spoken name claims and redeems at once."""
    contacts = contacts_of(data.contacts)
    hints: Hints = ()
    redeemed_by: RedeemedBy = "code"
    if data.code:
        voucher = await _found_by_code(door, wish, data.code, tries)
        voucher_id, hints = voucher.voucher_id, redeeming(voucher, data.shop_id)
    elif data.token:
        voucher, redeemed_by = await asyncio.to_thread(
            find_shown, door, wish, "", data.token, tries
        )
        voucher_id, hints = voucher.voucher_id, redeeming(voucher, data.shop_id)
    else:
        at, actor = door.clock.now(), wish.actor
        is_known = is_looked_up(door.keys, wish.merchant_id, actor, data.giver_id, at, data.look_up)
        redeemed_by = "name" if is_known else "manual"
        voucher_id = await asyncio.to_thread(_oldest_held, door, wish, data.giver_id)
    command = RedeemVoucher(
        voucher_id=voucher_id,
        shop_id=data.shop_id,
        redeemed_by=redeemed_by,
        giver_id=data.giver_id,
        friend_id=data.friend_id,
        name=data.name,
        contacts=contacts,
        reason_code=data.reason_code if redeemed_by == "manual" else "",
    )
    return await door.send(wish, command, hints)


async def _found_by_code(door: Door, wish: Wish, code: str, tries: Tries) -> Voucher:
    """As `find_shown`, looked up together with what other tills ask just now."""
    tries.check()
    try:
        bits = read_code(code)
    except CodeMisread:
        found = None
    else:
        found = await voucher_with_code(door.database.finding, door.keys, wish.merchant_id, bits)
    if found is None:
        tries.failed()
        raise Refusal("voucher_not_found")
    return found


def _oldest_held(door: Door, wish: Wish, giver_id: str) -> str:
    """The voucher that a spoken name uses: the giver's oldest one to give."""
    with door.reading() as read:
        giver = person_of(read, wish.merchant_id, giver_id) if giver_id else None
        if giver is None:
            raise Refusal("person_not_found")
        held = oldest_held(read, wish.merchant_id, ids_of(giver), door.clock.now())
    if not held:
        raise Refusal("giver_has_none")
    return held[0].voucher_id


@get(
    "/v1/redemptions",
    opt=reads(scope="till", answers={"items": [USE_EXAMPLE], "next_cursor": None}),
    sync_to_thread=True,
    tags=["counter"],
)
def list_redemptions(
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
    paging: NamedDependency[Paging],
    since: FromQuery[Moment],
    until: FromQuery[Moment],
    shop_id: FromQuery[str] = "",
) -> Listed:
    """Uses at the till in a span of time, newest first (at most 200). Filter: shop_id."""
    seen = shops_seen(wish, shop_id)
    with door.reading() as read:
        found = redemptions_between(
            read, wish.merchant_id, seen, moment_of(since), moment_of(until)
        )
    return listed_here(
        found,
        paging,
        lambda use: shown(UseShown, use),
        lambda use: (use.voucher_id, use.number),
    )


ROUTES: Final[tuple[Any, ...]] = (
    sell,
    preview,
    redeem,
    list_redemptions,
)
