"""Receipts are kept for thirty days, then forgotten: how, and which are due.

What a receipt is for is `engine/rows.py`; who forgets them, and when, `outside/timers.py`.

After that a retry of a very old wish would be decided anew. Money and vouchers don't hang on it:
an order number, a redemption of a voucher, a refund's number are keys of rows, which stay.
"""

from collections.abc import Generator
from typing import Any, ClassVar

from sqlalchemy import select

from passalong.base.clock import DAY
from passalong.base.messages import SYSTEM, Command, Forget, Now
from passalong.base.world import World
from passalong.engine.database import Read
from passalong.engine.feature import Feature
from passalong.engine.rows import Receipt
from passalong.engine.tables import RECEIPT

RECEIPT_KEPT = 30 * DAY


class ForgetReceipts(Command, frozen=True):
    """Delete these receipts, as far as they are older than thirty days."""

    allowed: ClassVar = SYSTEM

    receipt_keys: tuple[str, ...]


def forget_receipts(
    world: World, command: ForgetReceipts, now: Now
) -> Generator[Any, Any, dict[str, Any]]:
    """Delete what is old enough. No event: a receipt is no part of history."""
    for key in command.receipt_keys:
        world.hint(Receipt, key)
    count = 0
    for key in command.receipt_keys:
        receipt = world.get(Receipt, key)
        if receipt is not None and receipt.at < now.at - RECEIPT_KEPT:
            yield Forget(Receipt, (key,))
            count += 1
    return {"forgotten": count}


def old_receipts(read: Read, merchant_id: str, at: int, limit: int) -> list[str]:
    """Keys of receipts that are due to be forgotten, oldest first."""
    statement = (
        select(RECEIPT.c.receipt_key)
        .where(RECEIPT.c.merchant_id == merchant_id, RECEIPT.c.at < at - RECEIPT_KEPT)
        .order_by(RECEIPT.c.at)
        .limit(limit)
    )
    return [line[0] for line in read.all(statement)]


HOUSEKEEPING = Feature("engine", {ForgetReceipts: forget_receipts}, {}, ())
