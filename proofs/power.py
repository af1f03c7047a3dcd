"""Power cuts on SQLite: what was answered is in the file, and the file is whole.

How SQLite's calls are heard is `proofs/file_calls.py`; killed processes are `proofs/kills.py`.

The engine runs with its own connections and settings while every change to its files is noted,
and every answer between them. A cut takes the notes up to some place and makes the files that a
disk might hold then: what was synced lies there; each write, cut or removal after a file's last
sync is kept, dropped or torn at 512 bytes, whatever its order. The files are opened again by a
fresh SQLite and must be whole and hold, in every table, exactly the rows of one commit: at least
the last that was answered, at most the one under way. From one cut of each recording it is gone on:
the engine opens those files, gets what was under way again and then the rest, and must end with the
same rows as if nothing had happened. And no thread but the writer's may change a file at all
(SQLite before 3.51.3 can spoil a WAL when a reader checkpoints beside the writer).

What was answered is noted in the writer's own thread at the moment of the answer, so no answer
is noted too late. Checkpoints come after fewer pages than in service, so that many are cut.
"""

import hashlib
import random
import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from passalong import migrations, wiring
from passalong.base.messages import Envelope
from passalong.engine import sqlite
from passalong.engine.opening import open_database
from passalong.engine.writer import Writer
from proofs.file_calls import OK, Listener, heard
from proofs.proof import Found, Proof
from rig.living import KEYS, Everything, difference, everything, living
from rig.stream import Stream

SECTOR = 512
CUTS_OF_ONE = 50
GROUPS = 60
NAME = "shop.sqlite"
PAGES_BEFORE_CHECKPOINT = (8, 40, 200, 16_000)
WRITER = "passalong-writer"
COUNTED = ("recordings", "answered", "writes", "syncs", "cuts amid a checkpoint")
PLANTED = {
    "synchronous_normal": "PRAGMA synchronous=NORMAL",
    "synchronous_off": "PRAGMA synchronous=OFF",
    "reader_checkpoints": "",
}


@dataclass(frozen=True)
class Note:
    """One call to a file, or an answer: `kind` is write, truncate, sync, delete or answered.

    `at` is a place, a size, or 1 for a removal that is synced.
    """

    kind: str
    path: str = ""
    at: int = 0
    content: bytes = b""


@dataclass
class Recording(Listener):
    """Everything that happened to the files, and the content of the tables after each commit."""

    begin: dict[str, bytes]
    pictures: list[str]
    notes: list[Note] = field(default_factory=list)
    groups: list[list[Envelope]] = field(default_factory=list)
    end: Everything = field(default_factory=dict)
    strangers: set[str] = field(default_factory=set)

    def write(self, path: str, at: int, content: bytes) -> int:
        return self._noted(Note("write", Path(path).name, at, content))

    def truncate(self, path: str, size: int) -> int:
        return self._noted(Note("truncate", Path(path).name, size))

    def sync(self, path: str) -> int:
        return self._noted(Note("sync", Path(path).name))

    def delete(self, path: str, is_synced: bool) -> int:
        return self._noted(Note("delete", Path(path).name, int(is_synced)))

    def _noted(self, note: Note) -> int:
        self.notes.append(note)
        thread = threading.current_thread().name
        if thread != WRITER:
            self.strangers.add(f"{thread} did {note.kind} on {note.path}")
        return OK


def picture(path: Path) -> str:
    """A digest of every line of every table."""
    total = hashlib.blake2b(digest_size=16)
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as reader:
        names = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
        for (name,) in reader.execute(names).fetchall():
            total.update(name.encode())
            for line in reader.execute(f'SELECT * FROM "{name}"'):  # noqa: S608
                total.update(repr(line).encode())
    return total.hexdigest()


def recorded(folder: Path, fresh: Path, draw: random.Random, planted: str | None) -> Recording:
    """The engine at work on a copy of `fresh`, and the orderly end of its writer."""
    path = folder / NAME
    shutil.copyfile(fresh, path)
    recording = Recording({NAME: path.read_bytes()}, [picture(path)])
    pages = draw.choice(PAGES_BEFORE_CHECKPOINT)
    with heard(folder, recording), connected(pages, planted):
        database = open_database(f"sqlite:///{path}", KEYS, wiring.TABLES)
        writer = Writer(database, wiring.registry())
        for group in groups(draw):
            future = writer.submit_all([envelope for _, envelope in group])
            future.add_done_callback(lambda _: recording.notes.append(Note("answered")))
            outcomes = future.result()
            recording.groups.append([envelope for _, envelope in group])
            for (stream, envelope), outcome in zip(group, outcomes, strict=True):
                stream.learn(envelope, outcome)
            recording.pictures.append(picture(path))
            if planted == "reader_checkpoints":
                with closing(sqlite3.connect(path)) as reader:
                    reader.execute("PRAGMA wal_checkpoint")
        recording.end = everything(database)
        database.close()
        writer.stop()
    return recording


def groups(draw: random.Random) -> Iterator[list[tuple[Stream, Envelope]]]:
    """Commands of several shops that are saved together: one to five in one commit."""
    streams = [Stream(draw.randrange(1 << 30)) for _ in range(5)]
    for _ in range(GROUPS):
        yield [(stream, stream.next()) for stream in draw.sample(streams, draw.randint(1, 5))]


@contextmanager
def connected(pages: int, planted: str | None) -> Iterator[None]:
    """The engine's own way of connecting, but with checkpoints after so many pages."""
    usual = sqlite.connect_writer

    def connect(path: Path) -> sqlite3.Connection:
        connection = usual(path)
        connection.execute(f"PRAGMA wal_autocheckpoint={pages}")
        if planted:
            connection.execute(PLANTED[planted])
        return connection

    sqlite.connect_writer = connect
    try:
        yield
    finally:
        sqlite.connect_writer = usual


class Disk:
    """Files as they lie on the disk for certain, and what is still on its way there."""

    def __init__(self, begin: dict[str, bytes]) -> None:
        self.lying = {name: bytearray(content) for name, content in begin.items()}
        self.under_way: dict[str, list[Note]] = {}

    def take(self, note: Note) -> None:
        """One more call."""
        self.under_way.setdefault(note.path, []).append(note)
        if note.kind == "sync" or (note.kind == "delete" and note.at):
            for each in self.under_way.pop(note.path):
                change(self.lying, each)

    def cut(self, draw: random.Random) -> dict[str, bytearray]:
        """What the disk might hold if the power failed now."""
        files = {name: bytearray(content) for name, content in self.lying.items()}
        for notes in self.under_way.values():
            keep = draw.choice((0.0, 0.3, 0.7, 1.0))  # whole disks that lag or hurry happen too
            for note in notes:
                if draw.random() < keep:
                    change(files, note)
                elif note.kind == "write" and draw.random() < 0.5:
                    for part in torn(note, draw):
                        change(files, part)
        return files


def change(files: dict[str, bytearray], note: Note) -> None:
    """Do to the files what the call says."""
    if note.kind == "delete":
        files.pop(note.path, None)
        return
    content = files.setdefault(note.path, bytearray())
    if note.kind == "write":
        end = note.at + len(note.content)
        if len(content) < end:
            content.extend(bytes(end - len(content)))
        content[note.at : end] = note.content
    elif note.kind == "truncate":
        del content[note.at :]
        content.extend(bytes(note.at - len(content)))


def torn(note: Note, draw: random.Random) -> Iterator[Note]:
    """Some of a write's sectors: those before or after a place, or any."""
    start = note.at - note.at % SECTOR
    ends = [*range(start + SECTOR, note.at + len(note.content), SECTOR)]
    parts = [*zip([note.at, *ends], [*ends, note.at + len(note.content)], strict=True)]
    way, place = draw.randrange(3), draw.randrange(len(parts) + 1)
    for number, (begin, end) in enumerate(parts):
        kept = (number < place, number >= place, draw.random() < 0.5)[way]
        if kept:
            yield Note("write", note.path, begin, note.content[begin - note.at : end - note.at])


def gone_on(path: Path, recording: Recording, commits: int) -> str:
    """What differs in the end when the engine goes on after a cut that left so many commits."""
    again = [e for e in recording.groups[commits - 1] if e.idempotency_key] if commits else []
    with living(f"sqlite:///{path}") as writer:
        for group in (again, *recording.groups[commits:]):
            if group:
                writer.submit_all(group).result()
        differences = difference(recording.end, everything(writer.database))
    return f"gone on otherwise: {differences[0]}" if differences else ""


def fault(path: Path, recording: Recording, answered: int, go_on: bool) -> str:
    """What is wrong with this file after so many answered commits; empty if nothing."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            told = connection.execute("PRAGMA integrity_check(3)").fetchall()
        if told != [("ok",)]:
            return f"corrupt: {told[0][0]}"
        found = picture(path)
    except sqlite3.DatabaseError as error:
        return f"corrupt: {error}"
    possible = recording.pictures[: answered + 2]
    commits = next((n for n in range(len(possible) - 1, -1, -1) if possible[n] == found), None)
    if commits is None:
        return f"half done: the rows of no commit, after {answered} that were answered"
    if commits < answered:
        return f"lost: {answered} commits were answered, {commits} are there"
    return gone_on(path, recording, commits) if go_on else ""


@dataclass(frozen=True)
class Cut:
    """One cut: how much was answered by then, whether a checkpoint was on its way, the fault."""

    answered: int
    is_amid_checkpoint: bool
    fault: str


def cuts(recording: Recording, folder: Path, count: int, draw: random.Random) -> Iterator[Cut]:
    """Cut so often, at places drawn."""
    places = sorted(draw.randrange(len(recording.notes) + 1) for _ in range(count))
    disk, answered, done = Disk(recording.begin), 0, 0
    for number, place in enumerate(places):
        for note in recording.notes[done:place]:
            if note.kind == "answered":
                answered += 1
            else:
                disk.take(note)
        done = place
        for name, content in disk.cut(draw).items():
            (folder / name).write_bytes(content)
        wrong = fault(folder / NAME, recording, answered, number == count // 2)
        yield Cut(answered, NAME in disk.under_way, wrong)
        for left in folder.iterdir():
            left.unlink()


def prove(
    rounds: int, seed: int, *, say: Callable[[str], None], planted: str | None = None
) -> Found:
    """Cut the power `rounds` times, of one recording after the other."""
    broken: list[str] = []
    figures: dict[str, float] = dict.fromkeys(COUNTED, 0)
    with tempfile.TemporaryDirectory(prefix="passalong-power-") as place:
        home = Path(place)
        fresh = home / "fresh.sqlite"
        migrations.migrate(f"sqlite:///{fresh}")
        for first in range(0, rounds, CUTS_OF_ONE):
            draw = random.Random(f"{seed}-{first}")
            work, after = home / f"work{first}", home / f"after{first}"
            work.mkdir()
            after.mkdir()
            recording = recorded(work, fresh, draw, planted)
            _count(figures, recording.notes)
            broken += [f"seed {seed}, recording {first}: {one}" for one in recording.strangers]
            count = min(CUTS_OF_ONE, rounds - first)
            for number, one in enumerate(cuts(recording, after, count, draw), first):
                figures["cuts amid a checkpoint"] += one.is_amid_checkpoint
                if one.fault:
                    broken.append(f"seed {seed}, cut {number}: {one.fault}")
            shutil.rmtree(work)
            say(f"{min(first + CUTS_OF_ONE, rounds)} of {rounds} cuts, {len(broken)} broken")
    for kind in ("corrupt", "lost", "half done"):
        figures[kind] = sum(f": {kind}" in each for each in broken)
    return Found(rounds, tuple(broken), figures)


def _count(figures: dict[str, Any], notes: Sequence[Note]) -> None:
    figures["recordings"] += 1
    for name, kind in (("answered", "answered"), ("writes", "write"), ("syncs", "sync")):
        figures[name] += sum(note.kind == kind for note in notes)


PROOFS = (
    Proof(
        "power",
        "After a power cut a SQLite file is whole and holds everything that was answered.",
        10_000,
        prove,
        tuple(PLANTED),
        "Disks that lie about what they synced, bits that rot, and the power of a PostgreSQL "
        "server can't be shown this way; directory entries are taken as kept with a file's sync.",
    ),
)
