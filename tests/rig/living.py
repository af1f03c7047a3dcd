"""A database with all features, opened as the product opens it, and what lies in it.

Where databases come from is `rig/databases.py`; streams of commands are `rig/stream.py`.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import create_engine, select

from passalong.base.messages import Envelope, Outcome
from passalong.engine.database import Database
from passalong.engine.feature import Registry
from passalong.engine.opening import open_database
from passalong.engine.rows import Entry
from passalong.engine.sealing import Keys
from passalong.engine.tables import JOURNAL, METADATA
from passalong.engine.writer import Writer
from passalong.wiring import TABLES, registry
from rig.stream import Stream

SECRETS = {name: f"{number}" * 64 for number, name in enumerate(("seal", "code", "find", "digest"))}
KEYS = Keys(SECRETS)
Everything = dict[str, dict[tuple[Any, ...], tuple[Any, ...]]]


@contextmanager
def living(url: str, law: Registry | None = None) -> Iterator[Writer]:
    """A writer on a database that has all tables; the tables are made if there are none."""
    make_tables(url)
    database = open_database(url, KEYS, TABLES)
    writer = Writer(database, law or registry())
    try:
        yield writer
    finally:
        writer.stop()
        database.close()


def make_tables(url: str) -> None:
    """All tables of METADATA, where they are missing."""
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:", 1))
    METADATA.create_all(engine)
    engine.dispose()


def everything(database: Database) -> Everything:
    """Every table's rows by key, sealed columns opened; keys that seal only by their owners."""
    found: Everything = {}
    with database.reading() as read:
        for codec in database.codecs.values():
            rows = read.rows(codec.table, read.all(select(codec.table)))
            lines = [tuple(getattr(row, field) for field in codec.fields) for row in rows]
            if codec.name == "subject_key":
                lines = [line[:2] for line in lines]
            found[codec.name] = {line[: len(codec.key)]: line for line in lines}
        found["journal"] = {tuple(line)[:2]: tuple(line) for line in read.all(select(JOURNAL))}
    return found


def journal_of(database: Database) -> list[Entry]:
    """The whole journal in order."""
    statement = select(JOURNAL).order_by(JOURNAL.c.merchant_id, JOURNAL.c.seq)
    with database.reading() as read:
        return [Entry(*line) for line in read.all(statement)]


def lived(writer: Writer, stream: Stream, count: int) -> list[tuple[Envelope, Outcome]]:
    """The next `count` commands of the stream, one by one."""
    told = []
    for _ in range(count):
        envelope = stream.next()
        outcome = writer.run(envelope)
        assert outcome.status != "failed", f"a rule has a fault: {envelope.command}"
        stream.learn(envelope, outcome)
        told.append((envelope, outcome))
    return told


def difference(one: Everything, other: Everything) -> list[str]:
    """What differs, in words; empty when both hold the same."""
    found = []
    for table in sorted(set(one) | set(other)):
        left, right = one.get(table, {}), other.get(table, {})
        for key in sorted(set(left) | set(right), key=str):
            if left.get(key) != right.get(key):
                found.append(f"{table} {key}: {left.get(key)} is not {right.get(key)}")
    return found


def sliced(envelopes: Sequence[Envelope], sizes: Sequence[int]) -> Iterator[list[Envelope]]:
    """The envelopes in order, in portions of these sizes over and over."""
    start = number = 0
    while start < len(envelopes):
        size = sizes[number % len(sizes)]
        yield list(envelopes[start : start + size])
        start += size
        number += 1
