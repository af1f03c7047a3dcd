"""A disk that is full, read-only or broken for a while: refused, nothing half done, then on again.

How SQLite's calls are answered for is `proofs/file_calls.py`; disks that are really full, under
a served shop, are in `proofs/full.py`.

The engine writes a stream of commands while the disk below refuses from some call on: no room, no
writes allowed, an error while writing, syncing or shortening a file. A group of commands that is
refused must leave every table as it was, and readers must go on reading while the disk is bad.
Then the disk is well again and the same group is sent again to the same writer, nothing being
opened anew. In the end the rows must be those of a run on a disk that was always well, opened by
a fresh SQLite and found whole.
"""

import random
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from passalong import migrations, wiring
from passalong.base.messages import Envelope
from passalong.engine import sqlite
from passalong.engine.database import DatabaseUnavailable, DiskTakesNoWrites
from passalong.engine.opening import open_database
from passalong.engine.writer import Writer
from proofs.file_calls import FULL, OK, READ_ONLY, Listener, heard
from proofs.power import connected, groups, picture
from proofs.proof import Found, Proof
from rig.living import KEYS, Everything, difference, everything, living

NAME = "shop.sqlite"
PAGES = 60
PATIENCE_SECONDS = 60
IO_ERROR_WRITE, IO_ERROR_SYNC, IO_ERROR_TRUNCATE = 778, 1034, 1546
BAD: tuple[tuple[str, str, int], ...] = (
    ("no room", "write", FULL),
    ("read-only", "write", READ_ONLY),
    ("write error", "write", IO_ERROR_WRITE),
    ("sync error", "sync", IO_ERROR_SYNC),
    ("shortening error", "truncate", IO_ERROR_TRUNCATE),
)


class BadDisk(Listener):
    """Well until `worsen`; then it refuses from a certain call on, until `heal`."""

    def __init__(self) -> None:
        self.name = ""
        self.hits = 0
        self._call, self._status, self._left = "", OK, 0

    def worsen(self, draw: random.Random) -> None:
        """Refuse one kind of call from a call on that is drawn."""
        self.name, self._call, self._status = draw.choice(BAD)
        self._left = draw.randrange(10) if self._call == "write" else draw.randrange(2)
        self.hits = 0

    def heal(self) -> None:
        """All is well again."""
        self._call = ""

    def _answer(self, call: str) -> int:
        if call != self._call:
            return OK
        self._left -= 1
        if self._left >= 0:
            return OK
        self.hits += 1
        return self._status

    def write(self, path: str, at: int, content: bytes) -> int:
        return self._answer("write")

    def sync(self, path: str) -> int:
        return self._answer("sync")

    def truncate(self, path: str, size: int) -> int:
        return self._answer("truncate")


@contextmanager
def no_transaction(store: sqlite.SqliteStore, *lanes: int) -> Iterator[Sequence[int]]:
    """Every statement is saved by itself."""
    try:
        yield lanes[1:]
    except sqlite3.OperationalError as error:
        raise sqlite.unavailable(error) from error


@contextmanager
def says_yes(store: sqlite.SqliteStore, *lanes: int) -> Iterator[Sequence[int]]:
    """Whatever the disk says, it is taken as saved."""
    with suppress(sqlite3.OperationalError):
        store.connection.execute("BEGIN IMMEDIATE")
        yield lanes[1:]
        store.connection.execute("COMMIT")


@contextmanager
def gives_up(store: sqlite.SqliteStore, *lanes: int) -> Iterator[Sequence[int]]:
    """Refused once, it never tries again."""
    if store in GIVEN_UP:
        raise DiskTakesNoWrites("given up")
    try:
        with USUAL(store, *lanes):
            yield lanes[1:]
    except DiskTakesNoWrites:
        GIVEN_UP.append(store)
        raise


GIVEN_UP: list[sqlite.SqliteStore] = []
USUAL = sqlite.SqliteStore.transaction
PLANTED = {fault.__name__: fault for fault in (no_transaction, says_yes, gives_up)}


def disk_not_told() -> None:
    """A full disk is told like a database that is away for a moment."""
    sqlite.unavailable = lambda error: DatabaseUnavailable(str(error))


@contextmanager
def built_in(planted: str | None) -> Iterator[None]:
    """The engine with a fault, if one is named."""
    if planted:
        sqlite.SqliteStore.transaction = PLANTED[planted]  # type: ignore[method-assign]
    try:
        yield
    finally:
        sqlite.SqliteStore.transaction = USUAL  # type: ignore[method-assign]


class Trial:
    """One writer on one bad disk: groups of commands, and what went wrong with them."""

    def __init__(self, path: Path, here: Writer, disk: BadDisk) -> None:
        self.broken: list[str] = []
        self.refused: dict[str, int] = {name: 0 for name, _, _ in BAD}
        self.answered = 0
        self._path, self._writer, self._disk = path, here, disk

    def send(self, group: Sequence[Envelope], draw: random.Random) -> None:
        """A group while the disk turns bad, and again when it is well."""
        before = picture(self._path)
        self._disk.worsen(draw)
        error = self._sent(group)
        if error is None:
            self.answered += self._disk.hits > 0
        else:
            self.refused[self._disk.name] += 1
            if not isinstance(error, DiskTakesNoWrites):
                self.broken.append(f"{self._disk.name}: refused as {error!r}")
            if picture(self._path) != before:
                self.broken.append(f"{self._disk.name}: half done")
        self._disk.heal()
        if error is not None and (again := self._sent(group)) is not None:
            self.broken.append(f"{self._disk.name}: not well again: {again!r}")

    def _sent(self, group: Sequence[Envelope]) -> BaseException | None:
        future = self._writer.submit_all(list(group))
        error = future.exception(PATIENCE_SECONDS)
        if error is None and any(one.status == "failed" for one in future.result()):
            self.broken.append(f"{self._disk.name}: told as a fault of the program")
        return error


def lived_well(path: Path, draw: random.Random) -> tuple[list[list[Envelope]], Everything]:
    """Groups of commands on a disk that is well, and everything that is there in the end."""
    sent = []
    with living(f"sqlite:///{path}") as here:
        for group in groups(draw):
            envelopes = [envelope for _, envelope in group]
            outcomes = here.submit_all(envelopes).result()
            for (stream, envelope), outcome in zip(group, outcomes, strict=True):
                stream.learn(envelope, outcome)
            sent.append(envelopes)
        return sent, everything(here.database)


def tried(
    path: Path, sent: Sequence[list[Envelope]], draw: random.Random, planted: str | None
) -> Trial:
    """The same groups on a bad disk."""
    disk = BadDisk()
    with heard(path.parent, disk), connected(PAGES, None), built_in(planted):
        database = open_database(f"sqlite:///{path}", KEYS, wiring.TABLES)
        here = Writer(database, wiring.registry())
        trial = Trial(path, here, disk)
        try:
            for envelopes in sent:
                trial.send(envelopes, draw)
        finally:
            database.close()
            if draw.random() < 0.5:
                disk.worsen(draw)  # also the orderly end may meet a bad disk
            here.stop()
    return trial


def ended(path: Path, wanted: Everything) -> list[str]:
    """What is wrong with the file in the end."""
    with closing(sqlite3.connect(path)) as connection:
        told = connection.execute("PRAGMA integrity_check(3)").fetchall()
    if told != [("ok",)]:
        return [f"corrupt: {told[0][0]}"]
    with living(f"sqlite:///{path}") as here:
        differences = difference(wanted, everything(here.database))
    return [f"ended otherwise: {differences[0]}"] if differences else []


def prove(
    rounds: int, seed: int, *, say: Callable[[str], None], planted: str | None = None
) -> Found:
    """Let the disk refuse `rounds` times: so often a group of commands met a call refused."""
    broken: list[str] = []
    figures: dict[str, float] = {f"refused: {name}": 0 for name, _, _ in BAD}
    figures["answered all the same"] = 0
    done = run = 0
    with tempfile.TemporaryDirectory(prefix="passalong-disk-") as place:
        home = Path(place)
        fresh = home / "fresh.sqlite"
        migrations.migrate(f"sqlite:///{fresh}")
        while done < rounds:
            draw = random.Random(f"{seed}-{run}")
            work = home / f"work{run}"
            work.mkdir()
            for name in ("well.sqlite", NAME):
                shutil.copyfile(fresh, work / name)
            sent, wanted = lived_well(work / "well.sqlite", draw)
            trial = tried(work / NAME, sent, draw, planted)
            wrong = [*trial.broken, *ended(work / NAME, wanted)]
            broken += [f"seed {seed}, stream {run}: {one}" for one in wrong]
            for name, count in trial.refused.items():
                figures[f"refused: {name}"] += count
            figures["answered all the same"] += trial.answered
            done += sum(trial.refused.values()) + trial.answered
            run += 1
            shutil.rmtree(work)
            say(f"{done} of {rounds} refusals of a disk, {len(broken)} broken")
    return Found(done, tuple(broken), figures)


PROOFS = (
    Proof(
        "disk",
        "A disk that is full, read-only or broken is refused clearly, nothing is half done, and "
        "the same writer goes on when it is well.",
        5000,
        prove,
        tuple(PLANTED),
        "Disks that read wrongly, and the disk of a PostgreSQL server, are not tried.",
    ),
)
