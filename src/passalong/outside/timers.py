"""What time itself does: links return, vouchers expire, campaigns end, purchases settle.

What is due is found by set and handed in as commands; whether it is really due is decided by
the rules (`vouchers/closing.py`, `orders/settling.py`, `campaigns/rules.py`, `merchants/entry.py`,
`engine/retention.py`), so two processes may run this at once.
"""

import logging
import threading
from collections.abc import Iterator
from itertools import chain

from msgspec.structs import replace

from passalong.base.clock import HOUR
from passalong.base.messages import Command, Refusal
from passalong.campaigns.model import EndCampaign
from passalong.campaigns.queries import due_to_end
from passalong.engine.door import CommandFailed, Door, Wish
from passalong.engine.retention import ForgetReceipts, old_receipts
from passalong.merchants.model import PLATFORM, ForgetSessions
from passalong.merchants.queries import merchant_ids_after, sessions_over
from passalong.orders.model import SettleOrders
from passalong.orders.queries import due_to_settle
from passalong.vouchers.model import ExpireVouchers, ReturnVouchers
from passalong.vouchers.queries import due_to_expire, due_to_return

log = logging.getLogger(__name__)

# What finds things that are due, and the command that takes their ids.
SWEPT = (
    (due_to_expire, ExpireVouchers),
    (due_to_return, ReturnVouchers),
    (due_to_settle, SettleOrders),
)
SWEEP_SECONDS = 20
CHUNK = 500
MERCHANTS_PAGE = 1000


def sweep(door: Door, at: int | None = None) -> int:
    """Hand in everything that is due at this moment, for every merchant; how many commands."""
    moment = door.clock.now() if at is None else at
    count = 0
    for merchant_id in merchant_ids(door):
        for command in due(door, merchant_id, moment):
            count += _sent(door, merchant_id, command, moment)
    return count


def _sent(door: Door, merchant_id: str, command: Command, at: int) -> int:
    """Hand in; where one voucher makes the whole command fail, hand in one by one."""
    try:
        door.run(Wish(merchant_id), command, at)
    except (Refusal, CommandFailed) as refusal:
        log.warning("timer refused", extra={"reason": str(refusal)})
        alone = _one_by_one(command)
        if len(alone) < 2:
            return 0
        return sum([_sent(door, merchant_id, one, at) for one in alone])
    return 1


def _one_by_one(command: Command) -> list[Command]:
    """The same for each thing alone, so that one that fails holds up no other."""
    if isinstance(command, ExpireVouchers | ReturnVouchers):
        return [replace(command, voucher_ids=(one,)) for one in command.voucher_ids]
    if isinstance(command, SettleOrders):
        return [SettleOrders((one,)) for one in command.order_ids]
    return []


def merchant_ids(door: Door) -> Iterator[str]:
    """Every merchant, page by page."""
    last = ""
    while True:
        with door.reading() as read:
            page = merchant_ids_after(read, last, MERCHANTS_PAGE)
        yield from page
        if len(page) < MERCHANTS_PAGE:
            return
        last = page[-1]


def due(door: Door, merchant_id: str, at: int) -> Iterator[Command]:
    """The commands that are due for one merchant; asks again until nothing is left."""
    with door.reading() as read:
        ending = due_to_end(read, merchant_id, at)
    for campaign_id in ending:
        yield EndCampaign(campaign_id)
    for find, command in SWEPT:
        seen: set[str] = set()
        while True:
            with door.reading() as read:
                found = [v for v in find(read, merchant_id, at, CHUNK) if v not in seen]
            if not found:
                break
            seen.update(found)
            yield command(tuple(found))


def tidy_up(door: Door, at: int | None = None) -> int:
    """Forget receipts and sessions that are past their time, for every merchant; how many."""
    moment = door.clock.now() if at is None else at
    count = 0
    for merchant_id in chain((PLATFORM,), merchant_ids(door)):
        for find, command in ((old_receipts, ForgetReceipts), (sessions_over, ForgetSessions)):
            while True:
                with door.reading() as read:
                    found = find(read, merchant_id, moment, CHUNK)
                if not found:
                    break
                count += _forgotten(door, merchant_id, command(tuple(found)), moment)
                if len(found) < CHUNK:
                    break
    return count


def _forgotten(door: Door, merchant_id: str, command: Command, at: int) -> int:
    return int(door.run(Wish(merchant_id), command, at)["forgotten"])


class Timers:
    """A thread that sweeps every few seconds, and tidies up every hour, until it is stopped."""

    def __init__(self, door: Door, seconds: float = SWEEP_SECONDS) -> None:
        self._door = door
        self._seconds = seconds
        self._tidied_at = 0
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._work, name="passalong-timers", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the sweep under way, then stop."""
        self._stopped.set()
        self._thread.join()

    def _work(self) -> None:
        while not self._stopped.wait(self._seconds):
            try:
                sweep(self._door)
                now = self._door.clock.now()
                if now >= self._tidied_at + HOUR:
                    tidy_up(self._door)
                    self._tidied_at = now
            except Exception:
                log.exception("sweep failed; the next one tries again")
