"""What the stream of commands does with money: moves by hand, limits, and transfers that wait.

The stream itself is in `rig/stream.py`. Few causes are used, so that many come twice.
"""

from typing import TYPE_CHECKING, get_args

from passalong.base.messages import THE_SYSTEM, Actor, Command
from passalong.ledger.model import (
    HoldTransfer,
    Leg,
    PostHold,
    PostLinked,
    PostTransfer,
    ReleaseHold,
    transfer_id_of,
)
from passalong.merchants.books import LimitShopAccount, Move, MoveMoney, TakeMoveBack

if TYPE_CHECKING:
    from rig.stream import Stream


def of_money(stream: "Stream") -> tuple[Command, Actor]:
    """A command about money, from the staff or from the system."""
    draw = stream.draw
    shop = stream.pick(stream.here.shops)
    if draw.random() < 0.5:
        made: tuple[Command, ...] = (
            MoveMoney(shop, draw.choice(get_args(Move)), draw.choice((1, 50, 900))),
            TakeMoveBack(stream.pick(stream.here.transfers)),
            TakeMoveBack(stream.pick(stream.here.transfers)),
            LimitShopAccount(shop, "cash", draw.choice((None, -5000)), None),
        )
        return draw.choice(made), stream.staff()
    cause = f"stream:{draw.randrange(12)}"
    transfer_id = transfer_id_of(stream.here.merchant_id, cause)
    endings: tuple[Command, ...] = (PostHold(transfer_id), ReleaseHold(transfer_id))
    if draw.random() < 0.4:
        return draw.choice(endings), THE_SYSTEM
    person, amount = stream.pick(stream.here.people), draw.choice((10, 300))
    legs = (Leg("rewards", shop, amount), Leg("promised", person, -amount))
    back = (Leg("promised", person, amount), Leg("rewards", shop, -amount))
    hold, post = HoldTransfer(cause, "CNY", legs), PostTransfer(cause, "CNY", back)
    linked = PostLinked((hold, PostTransfer(f"{cause}:too", "CNY", legs)))
    return draw.choice((hold, hold, post, linked)), THE_SYSTEM
