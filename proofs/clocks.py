"""Clocks that are set: nothing is written under a moment that may be wrong, and time never turns.

What a clock may be believed is in `passalong/base/clock.py`. Other faults are in this folder's
other modules.

A shop goes on selling, giving, claiming and redeeming while somebody sets the machine's clock:
by seconds, as a correction does, which nobody may notice; by an hour up to thirty years, forwards
and backwards, where every write must be refused, nothing may change, and reads must go on under
the true moment; or while the program is not running, behind what was written last. Then the clock
is set right, or, where a machine had only stood still, its new time holds for some minutes: in
both cases the shop must go on by itself. In the end no moment in the journal lies before the one
above it, none is further from the true one than a correction, and the audit is clean.
"""

import random
import tempfile
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import select

from passalong import migrations, wiring
from passalong.base.clock import BELIEVED_AFTER, DAY, HOUR, MINUTE, SECOND, STEP_MAX, SystemClock
from passalong.base.messages import Actor, Command, Refusal
from passalong.engine.database import Database
from passalong.engine.door import ClockJumped, Door, Wish
from passalong.engine.journal import last_moment
from passalong.engine.opening import open_database
from passalong.engine.snapshot import snapshot
from passalong.engine.tables import JOURNAL
from passalong.engine.writer import Writer
from passalong.insights.audit import audit
from passalong.orders.model import LineWish
from passalong.vouchers.model import ClaimVoucher, OfferVouchers, RedeemVoucher, SellAndHandOver
from proofs.power import picture
from proofs.proof import Found, Proof
from rig.living import KEYS
from rig.served import MERCHANTS, Shop

ROUNDS_OF_ONE = 100
BEGIN = 1_790_000_000_000
CORRECTION = 40 * SECOND
SETTINGS = (5 * MINUTE, HOUR, DAY, 366 * DAY, -5 * MINUTE, -HOUR, -DAY, -366 * DAY, -30 * 365 * DAY)
SEEN_LATER = (-HOUR, -DAY, -366 * DAY, -30 * 365 * DAY)  # behind what was written last
Kind = Literal["corrected", "set", "set while closed"]
COUNTED = ("corrected", "set", "set while closed", "woke later", "commands")


class Hands:
    """The machine's clock, which anybody may set, and the steady time, which nobody can."""

    def __init__(self) -> None:
        self.true = BEGIN
        self._steady = 0
        self._off = 0

    def tick(self, milliseconds: int) -> None:
        """Time passes."""
        self.true += milliseconds
        self._steady += milliseconds

    def set(self, off: int) -> None:
        """The clock is set to so much beside the true time."""
        self._off = off

    def stood_still(self, milliseconds: int) -> None:
        """The machine stood still for so long and did not notice; its clock was then set right."""
        self.true += milliseconds

    def machine(self) -> int:
        """What the machine calls the time."""
        return self.true + self._off

    def steady(self) -> int:
        """What passed."""
        return self._steady


class Believing(SystemClock):
    """A clock that believes whatever the machine says."""

    def now(self) -> int:
        return self._machine()

    def is_right(self) -> bool:
        return True


class Town:
    """A shop that goes on, over closings: one command of a sale's way at a time."""

    def __init__(self, path: Path, hands: Hands, planted: str | None) -> None:
        self.path = path
        self.database: Database
        self.door: Door
        self._hands, self._planted = hands, planted
        self.open()
        self._shop = Shop(self.door, MERCHANTS[0])
        self._way = self._walk()
        self._next = next(self._way)

    def open(self) -> None:
        """The program begins."""
        self.database = open_database(f"sqlite:///{self.path}", KEYS, wiring.TABLES)
        kind = Believing if self._planted == "believes_everything" else SystemClock
        floor = 0 if self._planted == "forgets_when_closed" else last_moment(self.database)
        told = kind(floor, self._hands.machine, self._hands.steady)
        self.door = Door(Writer(self.database, wiring.registry()), told)

    def close(self) -> None:
        """The program ends."""
        self.database.close()
        self.door.writer.stop()

    def _walk(self) -> Generator[tuple[Actor, Command], dict[str, Any], None]:
        shop, clerk = self._shop, Actor(kind="staff", id="staff_c", role="manager")
        while True:
            lines = (LineWish(shop.product_id, 1),)
            sold = yield clerk, SellAndHandOver(shop.shop_id, lines, name="Ann", way=None)
            if not sold["voucher_ids"]:
                continue
            giver, voucher = sold["customer_id"], sold["voucher_ids"][0]
            held_out = OfferVouchers((voucher,), "forward")
            offered = yield Actor(kind="person", id=giver, role="person"), held_out
            turn = offered["offers"][0]["turn"]
            yield Actor(kind="friend", role="friend"), ClaimVoucher(voucher, turn)
            yield clerk, RedeemVoucher(voucher, shop.shop_id, "scan")

    def step(self) -> None:
        """One command. Raises ClockJumped, after which the same is tried again.

        Where so much time has passed that a voucher has expired, somebody else buys.
        """
        try:
            self._next = self._way.send(self._run(*self._next))
        except Refusal:
            self._way = self._walk()
            self._next = next(self._way)
            self._next = self._way.send(self._run(*self._next))

    def _run(self, actor: Actor, command: Command) -> dict[str, Any]:
        return self.door.run(Wish(MERCHANTS[0], actor), command)

    def last_at(self) -> int:
        """The moment of the journal's last line."""
        with self.door.reading() as read:
            return int(read.value(select(JOURNAL.c.at).order_by(JOURNAL.c.seq.desc()).limit(1)))


class Trial:
    """One town whose clock is set again and again, and what was wrong."""

    def __init__(self, path: Path, planted: str | None) -> None:
        self.broken: list[str] = []
        self.figures: dict[str, float] = dict.fromkeys(COUNTED, 0)
        self._hands = Hands()
        self._town = Town(path, self._hands, planted)

    def round(self, draw: random.Random) -> None:
        """Time passes, somebody sets the clock, the shop goes on or waits."""
        self._hands.tick(draw.randrange(SECOND, 3 * MINUTE))
        kind: Kind = draw.choice(("corrected", "set", "set", "set while closed"))
        self.figures[kind] += 1
        if kind == "corrected":
            self._hands.set(draw.randrange(-CORRECTION, CORRECTION))
            self._goes_on("after a correction")
            return
        off = draw.choice(SEEN_LATER if kind == "set while closed" else SETTINGS)
        if kind == "set while closed":
            self._town.close()
            self._hands.set(off)
            self._town.open()
        else:
            self._hands.set(off)
        self._waits(off)
        if kind == "set" and off > 0 and draw.random() < 0.5:
            self._hands.set(0)
            self._hands.stood_still(off)
            self.figures["woke later"] += 1
            self._waits(0)
            self._hands.tick(BELIEVED_AFTER)
        else:
            self._hands.set(0)
        self._goes_on(f"after the clock was set by {off} ms")

    def _waits(self, off: int) -> None:
        """Nothing is written, everything can be read, and the moment shown is a true one."""
        before = picture(self._town.path)
        for _ in range(2):
            try:
                self._town.step()
            except ClockJumped:
                continue
            except Refusal:
                pass
            self.broken.append(f"{off} ms beside the time it writes")
        if picture(self._town.path) != before:
            self.broken.append(f"{off} ms beside the time something was changed")

    def _goes_on(self, when: str) -> None:
        before = self._town.last_at()
        try:
            self._town.step()
        except (ClockJumped, Refusal) as error:
            self.broken.append(f"{when} nothing is written: {error!r}")
            return
        self.figures["commands"] += 1
        at = self._town.last_at()
        if at < before:
            self.broken.append(f"{when} time turned back by {before - at} ms")
        if abs(at - self._hands.true) > STEP_MAX:
            self.broken.append(f"{when} the moment is {at - self._hands.true} ms beside the true")

    def end(self) -> None:
        """The audit, and the order of the journal."""
        with snapshot(self._town.database) as seen:
            types, now = wiring.registry().event_types, self._hands.true + STEP_MAX
            found = [one for one in audit(seen, types, now) if one.violations]
        self.broken += [f"audit: {one.name}, {one.rows[:2]}" for one in found]
        with self._town.door.reading() as read:
            moments = [line[0] for line in read.all(select(JOURNAL.c.at).order_by(JOURNAL.c.seq))]
        if moments != sorted(moments):
            self.broken.append("the journal's moments are not in order")
        self._town.close()


@contextmanager
def _trial(path: Path, planted: str | None) -> Generator[Trial, None, None]:
    migrations.migrate(f"sqlite:///{path}")
    trial = Trial(path, planted)
    try:
        yield trial
    finally:
        trial.end()


def prove(
    rounds: int, seed: int, *, say: Callable[[str], None], planted: str | None = None
) -> Found:
    """Set the clock `rounds` times, of one shop after the other."""
    broken: list[str] = []
    figures: dict[str, float] = dict.fromkeys(COUNTED, 0)
    with tempfile.TemporaryDirectory(prefix="passalong-clocks-") as place:
        for first in range(0, rounds, ROUNDS_OF_ONE):
            with _trial(Path(place) / f"{first}.sqlite", planted) as trial:
                for number in range(first, min(first + ROUNDS_OF_ONE, rounds)):
                    trial.round(random.Random(f"{seed}-{number}"))
            broken += [f"seed {seed}, shop {first}: {one}" for one in trial.broken]
            for name, count in trial.figures.items():
                figures[name] += count
            say(f"{min(first + ROUNDS_OF_ONE, rounds)} of {rounds} clocks, {len(broken)} broken")
    return Found(rounds, tuple(broken), figures)


PROOFS = (
    Proof(
        "clocks",
        "A clock that is set by more than a correction stops writing and nothing else; moments "
        "never turn back, also over a restart.",
        2000,
        prove,
        ("believes_everything", "forgets_when_closed"),
        "A program that begins with a clock ahead of the true time can't know it; nor are the "
        "clocks of several machines on one PostgreSQL compared.",
    ),
)
