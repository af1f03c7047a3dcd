"""One SQLite file has one writer: of several who begin at once, and after one that was killed.

What lies in the file after a kill is proved in `proofs/kills.py`.

Four processes, told at the same moment to open the file for writing, each say whether they hold
it or that it is in use. Exactly one may hold it. Then that one lets go in order, or is killed
with -9 while it holds; in the next round somebody must hold the file again at once: a lock that
outlives the dead would keep a shop closed. While it is held, somebody looks and counts: the one
who holds must be able to write, and a reader to read.
"""

import random
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from passalong import migrations, wiring
from passalong.engine import sqlite
from passalong.engine.database import DatabaseInUse
from passalong.engine.opening import open_database
from proofs.proof import Found, Proof
from rig.living import KEYS

ROOT = Path(__file__).parents[1]
SEVERAL = 4
HELD, IN_USE = "held", "database_in_use"


def no_lock(path: Path) -> Any:
    """Everybody may."""
    return Path(f"{path}.lock").open("a+b")


def lock_that_stays(path: Path) -> Any:
    """A file that says it is in use, and is left lying by whoever is killed."""
    try:
        lock = Path(f"{path}.taken").open("xb")  # noqa: SIM115
    except FileExistsError as error:
        raise DatabaseInUse(str(path)) from error
    usual = lock.close

    class Lock:
        def close(self) -> None:
            usual()
            Path(f"{path}.taken").unlink()

    return Lock()


FAULTS = {fault.__name__: fault for fault in (no_lock, lock_that_stays)}


def say(word: str) -> None:
    """To whoever reads."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def obey(url: str) -> None:
    """Open and close as the lines of standard input say, and tell what came of it."""
    database = open_database(url, KEYS, wiring.TABLES)
    store = None
    say("ready")
    for line in sys.stdin:
        if line.strip() == "open":
            try:
                store = database.store()
                with store.transaction(0):
                    pass
                say(HELD)
            except DatabaseInUse:
                say(IN_USE)
        elif store is not None:
            store.close()
            store = None
            say("closed")


class Opener:
    """A process that opens and closes as it is told."""

    def __init__(self, url: str, fault: str | None) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "proofs.one_writer", url, *([fault] if fault else [])],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.is_ready = False

    def tell(self, word: str) -> None:
        """Say it, without waiting for an answer."""
        assert self._process.stdin is not None
        if not self.is_ready:
            self.answer()
            self.is_ready = True
        self._process.stdin.write(f"{word}\n")
        self._process.stdin.flush()

    def answer(self) -> str:
        """Wait for the answer."""
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def kill(self) -> None:
        """kill -9."""
        self._process.kill()
        self._process.communicate()


def prove(
    rounds: int, seed: int, *, say: Callable[[str], None], planted: str | None = None
) -> Found:
    """Let several open at once, `rounds` times; half of the holders are killed."""
    broken: list[str] = []
    killed = 0
    with tempfile.TemporaryDirectory(prefix="passalong-writers-") as place:
        url = f"sqlite:///{place}/shop.sqlite"
        migrations.migrate(url)
        openers = [Opener(url, planted) for _ in range(SEVERAL)]
        try:
            for number in range(rounds):
                draw = random.Random(f"{seed}-{number}")
                for opener in draw.sample(openers, SEVERAL):
                    opener.tell("open")
                answers = [opener.answer() for opener in openers]
                if sorted(answers) != [IN_USE] * (SEVERAL - 1) + [HELD]:
                    broken.append(f"seed {seed}, round {number}: {', '.join(sorted(answers))}")
                for place_of, answer in enumerate(answers):
                    if answer != HELD:
                        continue
                    if draw.random() < 0.5:
                        openers[place_of].kill()
                        openers[place_of] = Opener(url, planted)
                        killed += 1
                    else:
                        openers[place_of].tell("close")
                        openers[place_of].answer()
                if number % 50 == 49:
                    say(f"{number + 1} of {rounds} openings, {len(broken)} broken")
        finally:
            for opener in openers:
                opener.kill()
    return Found(rounds, tuple(broken), {"holders killed": float(killed)})


PROOFS = (
    Proof(
        "one-writer",
        "Of several processes that open one SQLite file to write, one holds it and the others "
        "are told database_in_use; whoever was killed holds nothing any more.",
        500,
        prove,
        tuple(FAULTS),
        "File systems on which locks do not hold (some networks' file systems) are not tried.",
    ),
)

if __name__ == "__main__":
    if len(sys.argv) > 2:
        sqlite.hold = FAULTS[sys.argv[2]]
    obey(sys.argv[1])
