"""REST of vouchers: lists, giving, taking back, claiming undoing, first givers.

What happens at the counter (sold, preview, redeem) is in `web/counter.py`, since it names people;
what is allowed in `vouchers/rules.py`.
"""

import asyncio
from typing import Annotated, Any

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from passalong.base.codes import CodeMisread, read_token
from passalong.base.messages import PERSON, Refusal
from passalong.engine.asking import HeldOut, Listed, Paging, Tries, listed, reads, sends
from passalong.engine.bodies import Body, Contacts, ContactsOf, Identifier, ShortText, command_of
from passalong.engine.door import Door, Reply, Wish
from passalong.merchants.model import Language
from passalong.settings import Settings
from passalong.vouchers.codes import code_of_voucher, link_of_offer
from passalong.vouchers.model import (
    ClaimVoucher,
    GiveSeeds,
    GivingWay,
    OfferVouchers,
    RecallVoucher,
    SeedReason,
    UndoReason,
    UndoRedemption,
    VoucherState,
)
from passalong.vouchers.queries import (
    VoucherFilter,
    offer_by_token,
    offers_of,
    offers_of_hand_over,
    redemptions_of,
    voucher_of,
    voucher_seen,
    vouchers_like,
    vouchers_of_friend,
    vouchers_of_giver,
)
from passalong.vouchers.showing import (
    VOUCHER_EXAMPLE,
    MyVoucher,
    MyVouchers,
    VoucherWhole,
    show_offer,
    show_use,
    show_voucher,
)

WHICH = {"voucher_id": VOUCHER_EXAMPLE["voucher_id"]}
LINK = "https://shop.example/v/m01234567/Zk3…"


class OfferWish(Body, frozen=True):
    """Hold out one or several in one way; several are one hand-over."""

    voucher_ids: Annotated[tuple[Identifier, ...], msgspec.Meta(min_length=1, max_length=50)]
    way: GivingWay = "forward"


class ClaimWish(Body, frozen=True):
    """What the friend says of herself, or whom staff know her to be.

    `token` names the link (its last part) for whoever does not ask with the link itself.
    """

    token: Annotated[str, msgspec.Meta(max_length=40)] = ""
    friend_id: Annotated[str, msgspec.Meta(max_length=80)] = ""
    name: ShortText = ""
    contacts: Contacts = ()
    language: Language = "zh_Hans"


class UndoWish(Body, frozen=True):
    """Why it was a mistake."""

    reason_code: UndoReason


class SeedsWish(Body, frozen=True):
    """A first giver, and why she."""

    campaign_id: Identifier
    giver_id: Identifier
    count: Annotated[int, msgspec.Meta(ge=1, le=1000)]
    reason_code: SeedReason
    shop_id: Annotated[str, msgspec.Meta(max_length=80)] = ""


@get(
    "/v1/vouchers",
    opt=reads(answers={"items": [VOUCHER_EXAMPLE], "next_cursor": None}),
    sync_to_thread=True,
    tags=["vouchers"],
)
def list_vouchers(
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
    paging: NamedDependency[Paging],
    in_state: Annotated[VoucherState | None, QueryParameter(name="state")] = None,
    campaign_id: FromQuery[str] = "",
    giver_id: FromQuery[str] = "",
    friend_id: FromQuery[str] = "",
    order_id: FromQuery[str] = "",
) -> Listed:
    """Vouchers, newest first. Filters: state, campaign_id, giver_id, friend_id, order_id
    (the purchase that a voucher led to). Staff of certain shops see what can be used there.
    """
    mine = wish.actor.shop_ids
    wanted = VoucherFilter(in_state or "", campaign_id, giver_id, friend_id, order_id, mine)
    after = paging.place(int, str)
    with door.reading() as read:
        found = vouchers_like(read, wish.merchant_id, wanted, paging.limit + 1, after)
    return listed(found, paging, show_voucher, lambda one: (one.issued_at, one.voucher_id))


@get(
    "/v1/vouchers/{voucher_id:str}",
    opt=reads(answers={"voucher": VOUCHER_EXAMPLE, "offers": [], "redemptions": []}),
    sync_to_thread=True,
    tags=["vouchers"],
)
def read_voucher(
    voucher_id: FromPath[str],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
    settings: NamedDependency[Settings],
) -> VoucherWhole:
    """One voucher with its offers and uses. A key with scope vouchers sees open links too."""
    with door.reading() as read:
        voucher = voucher_seen(read, wish.merchant_id, voucher_id, wish.actor.shop_ids)
        if voucher is None:
            raise Refusal("voucher_not_found")
        offers = offers_of(read, wish.merchant_id, voucher_id)
        uses = redemptions_of(read, wish.merchant_id, voucher_id)
    sees = "vouchers" in wish.actor.scopes
    told = [
        show_offer(
            one,
            link_of_offer(door.keys, one, settings.public_url)
            if sees and one.state == "open"
            else None,
        )
        for one in offers
    ]
    return VoucherWhole(show_voucher(voucher), told, [show_use(use) for use in uses])


@get(
    "/v1/me/vouchers",
    opt=reads(roles=PERSON, scope="", answers={"to_give": [VOUCHER_EXAMPLE], "to_use": []}),
    sync_to_thread=True,
    tags=["me"],
)
def list_my_vouchers(
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
    my_ids: NamedDependency[tuple[str, ...]],
) -> MyVouchers:
    """What the customer who asks has to give, and what she was given."""
    with door.reading() as read:
        to_give = vouchers_of_giver(read, wish.merchant_id, my_ids)
        to_use = vouchers_of_friend(read, wish.merchant_id, my_ids)
    return MyVouchers(
        [show_voucher(one) for one in to_give],
        [
            MyVoucher(
                show_voucher(one),
                code_of_voucher(door.keys, one) if one.state == "claimed" else None,
            )
            for one in to_use
        ],
    )


@post(
    "/v1/vouchers/offer",
    opt=sends(
        OfferVouchers,
        asks={"voucher_ids": [VOUCHER_EXAMPLE["voucher_id"]], "way": "forward"},
        answers={
            "hand_over_id": "gift_4h2m9x1c8v7b3n6k5j0q",
            "way": "forward",
            "offers": [{**WHICH, "turn": 1, "link": LINK}],
        },
    ),
    status_code=200,
    tags=["vouchers"],
)
async def offer_vouchers(
    data: JSONBody[OfferWish],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
    settings: NamedDependency[Settings],
) -> Reply:
    """Hold out vouchers to friends; the links are for whoever passes them on."""
    reply = await door.send(wish, command_of(OfferVouchers, data))
    if wish.dry_run:
        return reply
    await asyncio.to_thread(
        add_links, door, wish.merchant_id, reply["hand_over_id"], reply["offers"], settings
    )
    return reply


def add_links(
    door: Door,
    merchant_id: str,
    hand_over_id: str,
    offers: list[dict[str, Any]],
    settings: Settings,
) -> None:
    """Put the link of each offer of a hand-over beside it; the same whenever it is asked."""
    with door.reading() as read:
        found = offers_of_hand_over(read, merchant_id, hand_over_id)
    links = {
        (one.voucher_id, one.turn): link_of_offer(door.keys, one, settings.public_url)
        for one in found
    }
    for one in offers:
        one["link"] = links.get((one["voucher_id"], one["turn"]))


@post(
    "/v1/vouchers/{voucher_id:str}/recall",
    opt=sends(RecallVoucher, answers={**WHICH, "state": "held"}),
    status_code=200,
    tags=["vouchers"],
)
async def recall_voucher(
    voucher_id: FromPath[Identifier], wish: NamedDependency[Wish], door: NamedDependency[Door]
) -> Reply:
    """Take a link back before anybody claimed it."""
    return await door.send(wish, RecallVoucher(voucher_id))


@post(
    "/v1/vouchers/claim",
    opt=sends(
        ClaimVoucher,
        asks={"name": "李雷", "contacts": [{"kind": "phone", "value": "13900139000"}]},
        answers={
            **WHICH,
            "state": "claimed",
            "friend_id": "p_7k2m9x1c8v7b3n6k5j0q",
            "is_new": True,
            "expires_at": VOUCHER_EXAMPLE["expires_at"],
            "code": "0A1B-2C3D-4E5FG",
        },
    ),
    status_code=200,
    tags=["vouchers"],
)
async def claim_voucher(
    data: JSONBody[ClaimWish],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
    held_out: NamedDependency[HeldOut],
    tries: NamedDependency[Tries],
    contacts_of: NamedDependency[ContactsOf],
) -> Reply:
    """The friend takes it. She asks with the link itself (`Authorization: Bearer
    v_{merchant_id}_{token}`); a customer, staff or a program names the link in `token`.

    The answer holds the code that the till reads.
    """
    contacts = contacts_of(data.contacts)
    offer = held_out
    if not offer.voucher_id:
        offer = await asyncio.to_thread(_held_out, door, wish.merchant_id, data.token, tries)
    command = ClaimVoucher(
        voucher_id=offer.voucher_id,
        turn=offer.turn,
        friend_id=data.friend_id,
        name=data.name,
        contacts=contacts,
        language=data.language,
    )
    reply = await door.send(wish, command)
    if not wish.dry_run:
        reply["code"] = await asyncio.to_thread(_code, door, wish.merchant_id, offer.voucher_id)
    return reply


def _held_out(door: Door, merchant_id: str, token: str, tries: Tries) -> HeldOut:
    tries.check()
    try:
        read_token(token)
    except CodeMisread:
        found = None
    else:
        with door.reading() as read:
            found = offer_by_token(read, merchant_id, token)
    if found is None:
        tries.failed()
        raise Refusal("voucher_not_found")
    return HeldOut(found.voucher_id, found.turn)


def _code(door: Door, merchant_id: str, voucher_id: str) -> str:
    with door.reading() as read:
        voucher = voucher_of(read, merchant_id, voucher_id)
    if voucher is None:
        raise LookupError("a claimed voucher is not there")
    return code_of_voucher(door.keys, voucher)


@post(
    "/v1/vouchers/{voucher_id:str}/undo",
    opt=sends(
        UndoRedemption,
        asks={"reason_code": "wrong_person"},
        answers={**WHICH, "state": "claimed", "number": 1},
    ),
    status_code=200,
    tags=["vouchers"],
)
async def undo_redemption(
    voucher_id: FromPath[Identifier],
    data: JSONBody[UndoWish],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
) -> Reply:
    """A redemption was a mistake: within the campaign's minutes, by a manager."""
    return await door.send(wish, UndoRedemption(voucher_id, data.reason_code))


@post(
    "/v1/seeds",
    opt=sends(
        GiveSeeds,
        asks={
            "campaign_id": VOUCHER_EXAMPLE["campaign_id"],
            "giver_id": VOUCHER_EXAMPLE["giver_id"],
            "count": 3,
            "reason_code": "regular",
        },
        answers={"seed_id": "seed_4h2m…", "issued": 3, "voucher_ids": ["v_4h2m…"]},
    ),
    tags=["vouchers"],
)
async def give_seeds(
    data: JSONBody[SeedsWish], wish: NamedDependency[Wish], door: NamedDependency[Door]
) -> Reply:
    """Vouchers for a first giver chosen by staff: without a purchase, never paid for."""
    return await door.send(wish, command_of(GiveSeeds, data))


ROUTES: tuple[Any, ...] = (
    list_vouchers,
    read_voucher,
    list_my_vouchers,
    offer_vouchers,
    recall_voucher,
    claim_voucher,
    undo_redemption,
    give_seeds,
)
