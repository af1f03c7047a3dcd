"""Power cuts while a SQLite file gets its tables: it is whole, and asking again makes the rest.

Cuts while commands are saved, and how a cut is made, are in `proofs/power.py`.

A new file begins with a rollback journal, whose removal makes the first change last. Where that
removal is not synced (`synchronous=FULL`), some file systems may bring the journal back after a
power cut, and with it the empty file: found here, and mended in `passalong/engine/sqlite.py`.
"""

import random
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from passalong import migrations
from proofs.file_calls import heard
from proofs.power import NAME, PLANTED, Disk, Note, Recording
from proofs.proof import Found, Proof

CUTS_OF_ONE = 50
FAULTS = ("synchronous_off", "journal_comes_back")


@contextmanager
def _connected(planted: str | None) -> Iterator[None]:
    usual = migrations.connect_writer

    def connect(path: Path) -> sqlite3.Connection:
        if planted == "journal_comes_back":  # FULL does not wait until the journal is gone
            with closing(sqlite3.connect(path)) as first:
                first.execute("PRAGMA synchronous=FULL")
                first.execute("PRAGMA journal_mode=WAL")
        connection = usual(path)
        connection.execute(PLANTED.get(planted or "", "PRAGMA synchronous"))
        return connection

    migrations.connect_writer = connect  # type: ignore[attr-defined]
    try:
        yield
    finally:
        migrations.connect_writer = usual  # type: ignore[attr-defined]


def recorded(folder: Path, planted: str | None) -> Recording:
    """All steps on a file that was not there."""
    recording = Recording({}, [])
    with heard(folder, recording), _connected(planted):
        migrations.migrate(f"sqlite:///{folder}/{NAME}")
    recording.notes.append(Note("answered"))
    return recording


def schema(path: Path) -> tuple[str, list[tuple[str, ...]]]:
    """The last step taken, empty for none, and every table and index as it was made."""
    with closing(sqlite3.connect(path)) as connection:
        made = connection.execute(
            "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY 1, 2"
        ).fetchall()
        is_begun = any(name == "alembic_version" for _, name, _ in made)
        step = connection.execute("SELECT * FROM alembic_version").fetchone() if is_begun else None
    return (str(step[0]) if step else ""), made


def fault(path: Path, wanted: tuple[str, list[tuple[str, ...]]], is_answered: bool) -> str:
    """What is wrong with this file, and with it after the steps were asked for again."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            told = connection.execute("PRAGMA integrity_check(3)").fetchall()
        if told != [("ok",)]:
            return f"corrupt: {told[0][0]}"
        step, made = schema(path)
        if is_answered and (step, made) != wanted:
            return f"lost: all steps were taken, {step or 'none'} is there"
        if not step and any(
            kind == "table" and name != "alembic_version" for kind, name, _ in made
        ):
            return "half done: tables without their step"
        migrations.migrate(f"sqlite:///{path}")
        return "" if schema(path) == wanted else "upgraded otherwise than a file that was never cut"
    except sqlite3.DatabaseError as error:
        return f"corrupt: {error}"


def prove(
    rounds: int, seed: int, *, say: Callable[[str], None], planted: str | None = None
) -> Found:
    """Cut the power `rounds` times while the tables are made."""
    broken: list[str] = []
    figures: dict[str, float] = {"recordings": 0, "cut after the answer": 0}
    with tempfile.TemporaryDirectory(prefix="passalong-upgrade-") as place:
        for first in range(0, rounds, CUTS_OF_ONE):
            work, after = Path(place) / f"work{first}", Path(place) / "after"
            work.mkdir()
            recording = recorded(work, planted)
            wanted = schema(work / NAME)
            figures["recordings"] += 1
            for number in range(first, min(first + CUTS_OF_ONE, rounds)):
                draw = random.Random(f"{seed}-{number}")
                calls = len(recording.notes)
                count = calls if draw.random() < 0.3 else draw.randrange(calls)
                disk = Disk(recording.begin)
                for note in recording.notes[:count]:
                    if note.kind != "answered":
                        disk.take(note)
                after.mkdir()
                for name, content in disk.cut(draw).items():
                    (after / name).write_bytes(content)
                is_answered = count == len(recording.notes)
                figures["cut after the answer"] += is_answered
                if wrong := fault(after / NAME, wanted, is_answered):
                    broken.append(f"seed {seed}, cut {number} at call {count}: {wrong}")
                shutil.rmtree(after)
            shutil.rmtree(work)
            say(f"{min(first + CUTS_OF_ONE, rounds)} of {rounds} cuts, {len(broken)} broken")
    return Found(rounds, tuple(broken), figures)


PROOFS = (
    Proof(
        "power-upgrade",
        "A power cut while a SQLite file gets its tables leaves it whole, and asking again ends "
        "with the same tables.",
        500,
        prove,
        FAULTS,
        "Upgrades of files with rows are tried by stories, not by cuts.",
    ),
)
