"""kill -9 under load: of the server on SQLite, and of a whole PostgreSQL under a living server.

Who asks and remembers is `proofs/shoppers.py`; power that fails is `proofs/power.py`.

A kill leaves what the machine's memory holds for the disk, so it shows whether answers wait for
the commit and whether everything comes back by itself, not whether a commit reaches the disk.
After each kill: ready in time, everything that was answered is there (receipt and effect), what
was not answered is asked again and has exactly one effect; every so often, and in the end, the
whole audit. PostgreSQL has fsync on; while it is away every answer is a 503 that says when to
come back, and the server, which is never restarted, goes on alone.
"""

import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from passalong.engine.database import Database
from passalong.engine.opening import open_database
from passalong.engine.sealing import Keys
from passalong.settings import Settings
from passalong.wiring import TABLES
from proofs.cluster import Cluster
from proofs.proof import Found, Proof
from proofs.serving import Serving, free_port
from proofs.shoppers import (
    Crowd,
    Shopping,
    audited,
    doubled,
    drawn_wait,
    effects,
    lost,
    opened_shop,
)

SHOPPERS = 4
AUDIT_EVERY = 25
READY_SECONDS = 5.0
Say = Callable[[str], None]


@contextmanager
def looking(settings: Settings) -> Iterator[Database]:
    """The database beside whoever writes it, only to read."""
    keys = Keys.at(settings.keys_path, may_create=False)
    database = open_database(settings.database_url, keys, TABLES)
    try:
        yield database
    finally:
        database.close()


class Tally:
    """What the rounds of one run brought."""

    def __init__(self, seed: int, rounds: int, say: Say, what: str = "kills") -> None:
        self.broken: list[str] = []
        self.seconds: list[float] = []
        self._seed, self._rounds, self._say, self._what = seed, rounds, say, what

    def note(self, number: int, wrong: list[str], seconds: float) -> None:
        """One round: what was wrong, and how long it took until all was well again."""
        if seconds > READY_SECONDS:
            wrong = [*wrong, f"ready only after {seconds:.1f} s"]
        self.seconds.append(seconds)
        if wrong:
            more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
            self.broken.append(f"seed {self._seed}, round {number}: {wrong[0]}{more}")
            self._say(self.broken[-1])
        if number % 10 == 9 or number + 1 == self._rounds:
            self._say(f"{number + 1} of {self._rounds} {self._what}, {len(self.broken)} broken")

    def found(self, rounds: int, crowd: Crowd, **more: float) -> Found:
        """All of it."""
        errands = crowd.errands()
        figures = {
            "answered": float(sum(one.is_answered for one in errands)),
            "answered again from memory": float(sum(one.is_replayed for one in errands)),
            "ready p50 seconds": statistics.median(self.seconds),
            "ready max seconds": max(self.seconds),
            **more,
        }
        return Found(rounds, tuple(self.broken), figures)


def settled(crowd: Crowd, settings: Settings, base_url: str, *, is_whole: bool) -> list[str]:
    """What is wrong after a kill, once the server is ready again; everybody is answered then."""
    with looking(settings) as database:
        wrong = lost(crowd.errands(), effects(database)) + crowd.complaints()
        wrong += crowd.finish(base_url)
        wrong += doubled(crowd.errands(), effects(database))
        if is_whole:
            wrong += audited(database)
    return wrong


def is_audited(number: int, rounds: int) -> bool:
    """Whether the whole audit runs after this round."""
    return number % AUDIT_EVERY == AUDIT_EVERY - 1 or number + 1 == rounds


def kill_servers(rounds: int, seed: int, *, say: Say, planted: str | None = None) -> Found:
    """kill -9 of the serving process on SQLite, `rounds` times on one growing file."""
    tally = Tally(seed, rounds, say)
    with tempfile.TemporaryDirectory(prefix="passalong-kills-") as place:
        home = Path(place)
        settings, crowd = opened_shop(f"sqlite:///{home}/shop.sqlite", home, free_port(), SHOPPERS)
        serving = Serving(settings, home / "log.txt", planted)
        try:
            for number in range(rounds):
                draw = random.Random(f"{seed}-{number}")
                answers, later = drawn_wait(draw)
                shopping = Shopping(crowd, serving.base_url)
                is_busy = shopping.wait_for(answers)
                time.sleep(later)
                serving.kill()
                shopping.stop()
                serving = Serving(settings, home / "log.txt", planted)
                wrong = settled(
                    crowd, settings, serving.base_url, is_whole=is_audited(number, rounds)
                )
                wrong += [] if is_busy else ["nobody was answered"]
                tally.note(number, wrong, serving.ready_seconds)
        finally:
            serving.kill()
    return tally.found(rounds, crowd)


def kill_postgres(rounds: int, seed: int, *, say: Say, planted: str | None = None) -> Found:
    """kill -9 of a whole PostgreSQL under a server that lives on, `rounds` times."""
    tally = Tally(seed, rounds, say)
    recoveries: list[float] = []
    with Cluster() as cluster, tempfile.TemporaryDirectory(prefix="passalong-kills-") as place:
        home = Path(place)
        settings, crowd = opened_shop(cluster.url, home, free_port(), SHOPPERS)
        if planted == "synchronous_commit_off":
            cluster.write_late()
        serving = Serving(settings, home / "log.txt", planted)
        try:
            for number in range(rounds):
                draw = random.Random(f"{seed}-{number}")
                answers, later = drawn_wait(draw)
                shopping = Shopping(crowd, serving.base_url)
                is_busy = shopping.wait_for(answers)
                time.sleep(later)
                cluster.kill()
                away = told_unavailable(serving)
                recoveries.append(cluster.begin())
                begin = time.monotonic()
                is_back = shopping.wait_for(1)
                seconds = time.monotonic() - begin
                shopping.stop()
                wrong = settled(
                    crowd, settings, serving.base_url, is_whole=is_audited(number, rounds)
                )
                wrong += away
                wrong += [] if is_busy and is_back else ["nobody was answered (again)"]
                if serving.process.poll() is not None:
                    wrong.append("the server has ended")
                tally.note(number, wrong, seconds)
            if serving.stop() != 0:
                tally.broken.append("the server did not end well")
        finally:
            serving.kill()
    return tally.found(
        rounds,
        crowd,
        **{
            "told to come back": float(sum(one.put_off for one in crowd.shoppers)),
            "PostgreSQL back max seconds": max(recoveries),
        },
    )


def told_unavailable(serving: Serving) -> list[str]:
    """What is wrong with what the server says of itself while its database is away."""
    told = httpx.get(f"{serving.base_url}/healthz", timeout=READY_SECONDS)
    if told.status_code == 503 and "Retry-After" in told.headers:
        return []
    return [f"without a database /healthz says {told.status_code}"]


PROOFS = (
    Proof(
        "kills",
        "kill -9 of the server on SQLite: nothing answered is lost or doubled, ready in 5 s.",
        200,
        kill_servers,
        ("answer_before_commit", "no_receipts"),
        "A killed process leaves what it wrote to the system: whether that reaches the disk is "
        "shown by the power cuts.",
    ),
    Proof(
        "kills-postgres",
        "kill -9 of PostgreSQL under a living server: 503 meanwhile, nothing answered is lost or "
        "doubled, back in 5 s.",
        50,
        kill_postgres,
        ("synchronous_commit_off",),
        "Power that fails under PostgreSQL can't be shown by killing it: what it gave to the "
        "system survives, also with fsync off.",
    ),
)
