"""What a database must do: load, save and read rows of one transaction, sealed columns included.

Which database it is, is known by `engine/opening.py` alone; what is decided with the rows is in
`engine/batch.py`.
"""

import typing
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from sqlalchemy import Engine, Executable, Table, select
from sqlalchemy.engine import Connection

from passalong.base.messages import Row
from passalong.base.world import Key, Rows
from passalong.engine.batch import Batch
from passalong.engine.codec import Codec, SubjectKeys
from passalong.engine.finding import Finder, Finding
from passalong.engine.rows import Entry, SubjectKey
from passalong.engine.sealing import Keys
from passalong.engine.tables import ENGINE_TABLES, JOURNAL, SUBJECT_KEY
from passalong.engine.usual import Usual


class DatabaseInUse(Exception):
    """Another process writes this SQLite file."""


class DatabaseUnavailable(Exception):
    """The database does not answer for the moment; nothing was saved, asking again is right."""

    refusal = "database_unavailable"


class DiskTakesNoWrites(DatabaseUnavailable):
    """The disk is full, read-only or broken: nothing was saved, while reading goes on."""

    refusal = "disk_takes_no_writes"


class TakenTwice(Exception):
    """A unique index refused: a look-up collision, or a rule that a constraint contradicts."""


class Read:
    """One reader: runs statements, gives lines or rows. Never writes."""

    def __init__(self, connection: Connection, codecs: dict[str, Codec], keys: Keys) -> None:
        self._connection = connection
        self._codecs = codecs
        self.keys = keys

    def all(self, statement: Executable) -> Sequence[Any]:
        """Every line of a statement."""
        return self._connection.execute(statement).all()

    def one(self, statement: Executable) -> Any:
        """The first line, or None."""
        return self._connection.execute(statement).first()

    def value(self, statement: Executable) -> Any:
        """The first value of the first line, or None."""
        return self._connection.execute(statement).scalar()

    def rows(self, table: Table, lines: Iterable[Sequence[Any]]) -> list[Any]:
        """Rows from lines of `select(table)`, sealed columns opened."""
        codec = self._codecs[table.name]
        kept = [tuple(line) for line in lines]
        wanted = codec.sealed_subjects(kept)
        found = self.subject_keys(wanted) if wanted else {}
        return [codec.opened_row(line, self.keys, found) for line in kept]

    def subject_keys(self, wanted: set[Key]) -> SubjectKeys:
        """The keys of these people, as far as they still exist."""
        found: SubjectKeys = {}
        by_merchant: dict[str, list[str]] = {}
        for merchant_id, subject in wanted:
            by_merchant.setdefault(merchant_id, []).append(subject)
        for merchant_id, subjects in by_merchant.items():
            for start in range(0, len(subjects), 500):
                chunk = subjects[start : start + 500]
                statement = select(SUBJECT_KEY).where(
                    SUBJECT_KEY.c.merchant_id == merchant_id, SUBJECT_KEY.c.subject_id.in_(chunk)
                )
                for line in self.all(statement):
                    found[(merchant_id, line.subject_id)] = SubjectKey(
                        merchant_id, line.subject_id, line.wrapped
                    )
        return found


class Store(ABC):
    """One writing connection: a transaction of load and save for one lane."""

    def __init__(self, database: "Database") -> None:
        self.database = database
        self.usual = Usual()

    @abstractmethod
    def transaction(self, lane: int, *more: int) -> AbstractContextManager[Sequence[int]]:
        """Begin, hold the lane; commit durably at the end, or roll all back on an exception.

        Gives those of `more` lanes that were free just now: they are held as well.
        """

    def load(self, gaps: Iterable[tuple[type[Row], Key]]) -> Rows:
        """The rows with these keys, one statement per table, sealed columns opened."""
        wanted: dict[type[Row], list[Key]] = {}
        for kind, key in gaps:
            wanted.setdefault(kind, []).append(key)
        found: Rows = {}
        asked = [(self.database.by_row[kind], keys) for kind, keys in wanted.items()]
        for (codec, _), lines in zip(asked, self.lines_of(asked), strict=True):
            subjects = self._subject_keys(codec, lines)
            places = [codec.fields.index(name) for name in codec.key]
            found[codec.row] = {
                tuple([line[n] for n in places]): codec.row_of(line, self.database.keys, subjects)
                for line in lines
            }
        return found

    def _subject_keys(self, codec: Codec, lines: Sequence[Any]) -> SubjectKeys:
        wanted = codec.sealed_subjects(lines)
        if not wanted:
            return {}
        rows = self.load({(SubjectKey, key) for key in wanted})[SubjectKey]
        return typing.cast(SubjectKeys, rows)

    @abstractmethod
    def lines(self, codec: Codec, keys: Sequence[Key]) -> Sequence[Any]:
        """The lines of one table with these keys, columns in the order of the row's fields."""

    def lines_of(self, asked: Sequence[tuple[Codec, Sequence[Key]]]) -> list[Sequence[Any]]:
        """The lines of several tables."""
        return [self.lines(codec, keys) for codec, keys in asked]

    @abstractmethod
    def save(self, batch: Batch) -> None:
        """Everything the batch wrote: one upsert per table and one insert into the journal."""

    @abstractmethod
    def empty(self, codec: Codec) -> None:
        """Delete every row of a private table: only a restore does."""

    @abstractmethod
    def fill(self, codec: Codec, lines: Sequence[Sequence[Any]]) -> None:
        """Write these lines as they are, sealed columns sealed, in the order of the fields."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the connection."""


class Database(ABC):
    """A place where rows are kept, with its keys and its tables."""

    lanes: int
    writers: int
    gather_seconds: float  # for which a busy writer lets commands gather, see docs/operate/speed.md
    dialect: str

    def __init__(self, url: str, keys: Keys, tables: Sequence[Table], engine: Engine) -> None:
        self.url = url
        self.keys = keys
        self.engine = engine
        self.codecs = {table.name: Codec(table) for table in (*ENGINE_TABLES, *tables)}
        self.by_row = {codec.row: codec for codec in self.codecs.values()}
        self.finding = Finding(self.finder())

    @abstractmethod
    def store(self) -> Store:
        """A new writing connection. Raises DatabaseInUse or DatabaseUnavailable."""

    @abstractmethod
    def finder(self) -> Finder:
        """What looks up rows by unique keys; connects when it is first asked."""

    @contextmanager
    def reading(self) -> Iterator[Read]:
        """A reader that sees one committed state per statement."""
        with self.engine.connect() as connection:
            yield Read(connection, self.codecs, self.keys)

    def close(self) -> None:
        """Let go of everything."""
        self.finding.close()
        self.engine.dispose()


def seal_keys(batch: Batch, database: Database, store: Store) -> SubjectKeys:
    """The keys of everybody whose data this batch seals; missing ones are made and saved."""
    wanted: set[Key] = set()
    for kind, keys_of_kind in batch.dirty.items():
        codec = database.by_row[kind]
        if codec.seals:
            rows = batch.rows[kind]
            wanted |= codec.subjects([row for key in keys_of_kind if (row := rows[key])])
    if not wanted:
        return {}
    known = batch.rows.setdefault(SubjectKey, {})
    gaps: set[tuple[type[Row], Key]] = {(SubjectKey, key) for key in wanted if key not in known}
    loaded = store.load(gaps).get(SubjectKey, {})
    keys: SubjectKeys = {}
    for key in wanted:
        row = known.get(key) or loaded.get(key)
        if row is None:
            row = SubjectKey(key[0], key[1], database.keys.new_subject_key(*key))
            known[key] = row
            batch.dirty.setdefault(SubjectKey, set()).add(key)
        keys[key] = row  # type: ignore[assignment]
    return keys


def journal_values(entries: Sequence[Entry]) -> list[tuple[Any, ...]]:
    """The journal's lines as values, in the order of its columns."""
    names = [column.name for column in JOURNAL.columns]
    return [tuple([getattr(entry, name) for name in names]) for entry in entries]
