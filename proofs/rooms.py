"""Where a proof's rows lie, and its rounds: databases of its own, numbered, seeded and told.

What is proved in them is in the module of each promise; PostgreSQL is made by `tests/rig`.
"""

import os
import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from typing import Any, Literal

from rig.databases import PLACE, Run, Server, shared_server
from rig.living import make_tables

IN_MEMORY = "/dev/shm"
Kind = Literal["sqlite", "postgres"]
Say = Callable[[str], None]


class Room:
    """A folder, and databases of one kind that are gone when they were used."""

    def __init__(self, kind: Kind, folder: Path, server: Server | None) -> None:
        self.kind = kind
        self.folder = folder
        self._server = server
        self._numbers = count(1)
        self._with_tables = ""

    @contextmanager
    def empty(self) -> Iterator[str]:
        """The URL of an empty database."""
        yield from self._database("template0")

    @contextmanager
    def ready(self) -> Iterator[str]:
        """The URL of a database that has all tables and no rows."""
        if self._server is not None and not self._with_tables:
            self._with_tables = self._server.create()
            make_tables(self._with_tables)
        yield from self._database(self._with_tables)

    def _database(self, template: str) -> Iterator[str]:
        if self._server is None:
            path = self.folder / f"{next(self._numbers)}.sqlite"
            yield f"sqlite:///{path}"
            for left in self.folder.glob(f"{path.name}*"):
                left.unlink()
            return
        url = self._server.create(template)
        try:
            yield url
        finally:
            self._server.drop(url)

    def close(self) -> None:
        """Let the template go."""
        if self._server is not None and self._with_tables:
            self._server.drop(self._with_tables)


@contextmanager
def room(kind: Kind, *, on_disk: bool = False) -> Iterator[Room]:
    """A room for a whole proof; a PostgreSQL is started unless one runs for the tests already.

    Where rows are compared and no power fails, files in memory save hours of waiting for a disk.
    """
    with ExitStack() as end:
        if kind == "postgres" and PLACE not in os.environ:
            end.callback(Run().close)
        shared = None if on_disk or not os.access(IN_MEMORY, os.W_OK) else IN_MEMORY
        made = tempfile.TemporaryDirectory(prefix="passalong-proof-", dir=shared)
        folder = end.enter_context(made)
        server = shared_server() if kind == "postgres" else None
        place = Room(kind, Path(folder), server)
        end.callback(place.close)
        yield place


class Rounds:
    """Round after round with a randomness of its own; what broke; a word now and then."""

    def __init__(self, rounds: int, seed: int, say: Say) -> None:
        self.broken: list[str] = []
        self._rounds, self._seed, self._say = rounds, seed, say
        self._number = 0

    def __iter__(self) -> Iterator[random.Random]:
        for number in range(self._rounds):
            self._number = number
            yield random.Random(f"{self._seed}-{number}")
            if (number + 1) % max(1, self._rounds // 10) == 0:
                told = f"{number + 1:,} of {self._rounds:,} rounds"
                self._say(f"{told}, {len(self.broken):,} broken")

    def note(self, wrong: list[str]) -> None:
        """What was wrong in this round, which is broken if anything was."""
        if wrong:
            more = f" (and {len(wrong) - 1:,} more)" if len(wrong) > 1 else ""
            at = f"seed {self._seed}, round {self._number}"
            self.broken.append(f"{at}: {wrong[0][:400]}{more}")


@contextmanager
def instead(owner: Any, name: str, planted: Any) -> Iterator[None]:
    """A fault in the place of what belongs there."""
    usual = getattr(owner, name)
    setattr(owner, name, planted)
    try:
        yield
    finally:
        setattr(owner, name, usual)
