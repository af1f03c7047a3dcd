"""Lines that break around COMMIT: nothing doubled, nothing lost, and the server goes on alone.

How a line is cut is `proofs/cutting.py`; who writes and remembers is `proofs/shoppers.py`.

Two serving processes reach their PostgreSQL only through a proxy that cuts a drawn commit: half
before COMMIT reaches the database (the write must be made by the retry), half after the commit
but before its answer (the retry must only be told of it). Whoever is told 503 asks again under
the same idempotency key until answered, so nobody ever knows which of the two it was.
"""

import time
from collections.abc import Callable, Generator

import httpx
from msgspec.structs import replace
from sqlalchemy import text

from passalong.engine.database import Database
from proofs.cutting import CuttingProxy, Plan
from proofs.kills import looking
from proofs.proof import Found, Proof
from proofs.rooms import Say, room
from proofs.serving import Serving, free_port
from proofs.shoppers import (
    Crowd,
    Errand,
    Shopper,
    Shopping,
    audited,
    doubled,
    effects,
    lost,
    opened_shop,
)

SHOPPERS = 16
PROCESSES = 2
STUCK_SECONDS = 30
LEFT_SECONDS = 10
LINES_MAX = PROCESSES * 40  # of a process: its writers, its readers and what may overflow
HELD = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
OPEN = "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'"


def prove(rounds: int, seed: int, *, say: Say, planted: str | None = None) -> Found:
    """One cut a round; the whole is judged at the end."""
    with room("postgres") as place, place.empty() as url:
        settings, crowd = opened_shop(url, place.folder, free_port(), SHOPPERS)
        if planted:
            kind = CLIENTS.get(planted, Buyer)
            crowd.shoppers = [kind(one.name, one._stall) for one in crowd.shoppers]
        with CuttingProxy(url, Plan(rounds, seed)) as proxy:
            fault = None if planted in CLIENTS else planted
            log = place.folder / "log.txt"
            through = replace(settings, database_url=proxy.url)
            serving = Serving(through, log, fault, processes=PROCESSES)
            try:
                began, proxy.plan.has_begun = time.monotonic(), True
                wrong = shopped(crowd, serving.base_url, proxy, rounds, say)
                seconds = time.monotonic() - began
                with looking(settings) as database:
                    wrong += judged(crowd, serving.base_url, database)
                    wrong += left(database, proxy)
                    sales = len(effects(database).ids["sale"])
            finally:
                status = serving.stop()
            if status != 0:
                wrong.append(f"the server ended with status {status}")
    return found(rounds, seed, crowd, proxy, wrong, sales, seconds)


def shopped(crowd: Crowd, base_url: str, proxy: CuttingProxy, rounds: int, say: Say) -> list[str]:
    """The crowd at work until every cut was made; what was wrong with what it was told."""
    shopping, told, moved = Shopping(crowd, base_url), 0, time.monotonic()
    wrong: list[str] = []
    while (made := proxy.cuts.total()) < rounds:
        time.sleep(0.01)
        if made > told:
            moved = time.monotonic()
            if made // max(1, rounds // 10) > told // max(1, rounds // 10):
                say(f"{made:,} of {rounds:,} cuts, {crowd.answered():,} answered")
            told = made
        if time.monotonic() - moved > STUCK_SECONDS:
            wrong.append(f"after {made} cuts nothing went on for {STUCK_SECONDS} s")
            break
    shopping.stop()
    return wrong + crowd.complaints()


def judged(crowd: Crowd, base_url: str, database: Database) -> list[str]:
    """What is lost, doubled or spoilt: before and after everybody was answered at last."""
    wrong = lost(crowd.errands(), effects(database))
    wrong += crowd.finish(base_url)
    after = effects(database)
    return (
        wrong + lost(crowd.errands(), after) + doubled(crowd.errands(), after) + audited(database)
    )


def left(database: Database, proxy: CuttingProxy) -> list[str]:
    """What the cuts left behind: locks, open transactions, connections."""
    deadline = time.monotonic() + LEFT_SECONDS
    while True:
        with database.reading() as read:
            held, is_open = read.value(text(HELD)), read.value(text(OPEN))
        wrong = [f"{held} lanes are still held"] if held else []
        wrong += [f"{is_open} transactions are still open"] if is_open else []
        wrong += [f"{proxy.lines} lines are open"] if proxy.lines > LINES_MAX else []
        if not wrong or time.monotonic() > deadline:
            return wrong
        time.sleep(0.05)


def found(
    rounds: int,
    seed: int,
    crowd: Crowd,
    proxy: CuttingProxy,
    wrong: list[str],
    sales: int,
    seconds: float,
) -> Found:
    """All of it."""
    errands = crowd.errands()
    answered = sum(one.is_answered and one.kind == "sale" for one in errands)
    figures = {
        "cut before the commit": proxy.cuts["before"],
        "cut after the commit": proxy.cuts["after"],
        "commits": proxy.plan.seen,
        "answered": crowd.answered(),
        "answered again from memory": sum(one.is_replayed for one in errands),
        "told to come back": sum(one.put_off for one in crowd.shoppers),
        "sales doubled": sales - answered,
        "sales answered": answered,
        "cuts per second": round(proxy.cuts.total() / seconds, 1),
    }
    broken = tuple(f"seed {seed}: {one[:400]}" for one in wrong)
    return Found(
        proxy.cuts.total(), broken, {name: float(value) for name, value in figures.items()}
    )


class Buyer(Shopper):
    """Only buys: with a faulty server the rest of a journey would go nowhere."""

    def _walk(self) -> Generator[Errand, None, None]:
        stall = self._stall
        lines = [{"product_id": stall.product_id, "quantity": 1}]
        while True:
            sale = {"shop_id": stall.shop_id, "lines": lines, "way": None}
            yield from self._asked("sale", sale)


class NaiveBuyer(Buyer):
    """Asks under a new key each time, as a client does that knows nothing of retries."""

    def ask(self, line: httpx.Client) -> bool:
        """Send the errand at hand, under a key of its own."""
        self.errand.key += "+"
        return super().ask(line)


CLIENTS: dict[str, Callable[..., Shopper]] = {"no_key": NaiveBuyer}
PROOFS = (
    Proof(
        "cuts",
        "Lines to PostgreSQL cut around COMMIT: nothing doubled or lost, the server goes on.",
        10_000,
        prove,
        ("no_key", "no_receipts", "believes_every_commit"),
        "Lines that fall silent without breaking (given up after 20 seconds, which is set but not "
        "tried), and a standby that takes over.",
    ),
)
