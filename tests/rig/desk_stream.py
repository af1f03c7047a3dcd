"""What the stream of commands does at the desk: staff, sign-in, keys, shops, terms, deliveries.

The stream itself is in `rig/stream.py`.

Some commands make sense only one after the other. Each merchant goes along its chains step by
step, beside whatever else happens; a step is refused when something came between, which is meant.
"""

from typing import TYPE_CHECKING, get_args

from passalong.base.messages import THE_SYSTEM, Actor, Command, Words
from passalong.campaigns.model import AnswerQuestion, ChangeCampaign
from passalong.catalog.model import SetPicture
from passalong.ledger.model import (
    HoldTransfer,
    Leg,
    LimitAccount,
    PostHold,
    ReleaseHold,
    ReverseTransfer,
    transfer_id_of,
)
from passalong.merchants.books import Move, MoveMoney, TakeMoveBack
from passalong.merchants.model import (
    AddStaff,
    ChangeMerchant,
    ChangeShop,
    ChangeStaff,
    CreateApiKey,
    EndSession,
    RevokeApiKey,
    SeeSession,
    SetPassword,
    StaffRole,
    StartSession,
)
from passalong.orders.model import CancelOrder, PayOrder, PlaceOrder, ReceiveOrder, ShipOrder
from passalong.people.model import BindReferral, RenewLink
from passalong.vouchers.model import IssueForOrder, UndoRedemption

if TYPE_CHECKING:
    from rig.stream import Stream

WAYS = ("fragments", "product", "trust", "community", "fission", "social")
HOLDS = 5
OWNER = Actor(kind="staff", id="staff_o", role="owner")
Wished = tuple[Command, Actor]


def of_the_desk(stream: "Stream") -> Wished:
    """A command about the merchant's own affairs, mostly from somebody who may wish it."""
    if stream.draw.random() < 0.5:
        return stream.draw.choice(alone(stream))
    number = stream.draw.choice((0, 0, 0, 1, 2, 2, 2, 3, 4, 4, HOLDS, HOLDS))
    chain = chains(stream)[number]
    step = stream.here.steps.get(number, 0)
    stream.here.steps[number] = step + 1
    return chain[step % len(chain)]


def chains(stream: "Stream") -> tuple[tuple[Wished, ...], ...]:
    """What is wished one after the other."""
    draw, here = stream.draw, stream.here
    role = draw.choice(get_args(StaffRole))
    placed = here.placed[-1] if here.placed else "nothing"
    redeemed = here.redeemed[-1] if here.redeemed else stream.pick(here.vouchers)
    manager = Actor(kind="staff", id="staff_m", role="manager")
    place = PlaceOrder(stream.pick(here.shops), stream.pick(here.people), stream.line())
    return (
        (
            (AddStaff("staff_1", "clerk", "S", "s1@x", "hash"), OWNER),
            (SetPassword("staff_1", f"hash-{draw.randrange(3)}"), OWNER),
            (StartSession("session-1", "staff_1"), THE_SYSTEM),
            (SeeSession("session-1"), THE_SYSTEM),
            (ChangeStaff("staff_1", role, None, draw.choice((True, False, None))), OWNER),
            (EndSession("session-1"), THE_SYSTEM),
        ),
        (
            (CreateApiKey(f"key_{stream.count}", "hash", ("read", "till"), "A till"), OWNER),
            (RevokeApiKey(here.keys[-1] if here.keys else "key_0"), OWNER),
        ),
        (
            (place, manager),
            (PayOrder(placed), manager),
            (ShipOrder(placed), manager),
            (ReceiveOrder(placed), manager),
            (place, manager),
            (CancelOrder(placed), manager),
        ),
        ((UndoRedemption(redeemed, "not_tried"), manager),),
        (
            (MoveMoney(stream.pick(here.shops), draw.choice(get_args(Move)), 50), OWNER),
            (TakeMoveBack(here.transfers[-1] if here.transfers else "nothing"), OWNER),
        ),
        holds(stream),
    )


def holds(stream: "Stream") -> tuple[Wished, ...]:
    """Money is set aside and then moved, or set aside and let go."""
    draw, here = stream.draw, stream.here
    cause = f"desk:{here.steps.get(HOLDS, 0) // 2}"
    held = transfer_id_of(here.merchant_id, cause)
    shop, friend = stream.pick(here.shops), stream.pick(here.people)
    legs = (Leg("rewards", shop, 300), Leg("promised", friend, -300))
    end = PostHold(held) if draw.random() < 0.7 else ReleaseHold(held)
    return (HoldTransfer(cause, "CNY", legs), THE_SYSTEM), (end, THE_SYSTEM)


def alone(stream: "Stream") -> tuple[Wished, ...]:
    """What can be wished at any time."""
    draw, here = stream.draw, stream.here
    shop, campaign = stream.pick(here.shops), stream.pick(here.campaigns)
    friend = stream.pick(here.people)
    cause = transfer_id_of(here.merchant_id, f"stream:{draw.randrange(12)}")
    return (
        (ChangeMerchant(name=draw.choice(("Water", "Spring"))), OWNER),
        (ChangeShop(shop, name=Words(en="Bridge"), is_closed=draw.random() < 0.1), OWNER),
        (ChangeCampaign(campaign, terms=stream.terms()), stream.staff()),
        (ChangeCampaign(campaign, name=Words(en="More"), shop_ids=(shop,)), OWNER),
        (AnswerQuestion(draw.choice(WAYS), f"answer {draw.randrange(3)}"), OWNER),
        (SetPicture(stream.pick(here.products), "image/png", b"picture"), OWNER),
        (RenewLink(friend), stream.staff()),
        (BindReferral(friend, stream.pick(here.people), "", "import"), THE_SYSTEM),
        (IssueForOrder(stream.pick(here.orders)), stream.staff()),
        (ReverseTransfer(cause, 1), THE_SYSTEM),
        (LimitAccount("promised", friend, "CNY", -900, None), THE_SYSTEM),
    )
