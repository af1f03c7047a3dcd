"""SQLite: one writing connection that owns checkpoints; readers that never write.

PostgreSQL is in `engine/postgres.py`; what both share is in `engine/database.py`.

WAL with `synchronous=EXTRA` (FULL and more): a commit is on the disk before it is answered.
SQLite before 3.51.3 can corrupt a WAL when two connections write or checkpoint at once, so only
the writer does either: an OS lock beside the file keeps a second process out, and readers open
read-only.
"""

import contextlib
import fcntl
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from sqlalchemy import QueuePool, Table, create_engine

from passalong.base.world import Key
from passalong.engine.batch import Batch
from passalong.engine.codec import Codec, named
from passalong.engine.database import (
    Database,
    DatabaseInUse,
    DatabaseUnavailable,
    DiskTakesNoWrites,
    Store,
    TakenTwice,
    journal_values,
    seal_keys,
)
from passalong.engine.finding import Asked, Finder, Found, Place
from passalong.engine.sealing import Keys
from passalong.engine.tables import JOURNAL

CHUNKS = (1, 8, 64, 512)
BUSY_MS = 5000
CACHE_KIB = 65_536
NOT_WRITTEN = ("SQLITE_FULL", "SQLITE_READONLY", "SQLITE_IOERR")
NOT_READ = ("SQLITE_IOERR_READ", "SQLITE_IOERR_SHORT_READ")


class SqliteDatabase(Database):
    """One file, one writing process."""

    lanes = 1
    writers = 1
    gather_seconds = 0.0
    dialect = "sqlite"

    def __init__(self, url: str, keys: Keys, tables: Sequence[Table]) -> None:
        self.path = Path(url.removeprefix("sqlite:///")).absolute()
        engine = create_engine(
            "sqlite://", creator=self.reader, poolclass=QueuePool, pool_size=8, max_overflow=40
        )
        super().__init__(url, keys, tables, engine)

    def reader(self) -> sqlite3.Connection:
        """A connection that can't write."""
        address = f"file:{_quoted(self.path)}?mode=ro"
        reader = sqlite3.connect(address, uri=True, check_same_thread=False, timeout=BUSY_MS / 1000)
        reader.execute("PRAGMA query_only=ON")
        return reader

    def store(self) -> "SqliteStore":
        """The one writing connection. Raises DatabaseInUse when another process has it."""
        return SqliteStore(self)

    def finder(self) -> Finder:
        """A reader of its own."""
        return SqliteFinder(self)


def _quoted(path: Path) -> str:
    return str(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def hold(path: Path) -> IO[bytes]:
    """The OS lock of a database file, for as long as the file object lives."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = open(f"{path}.lock", "a+b", buffering=0)  # noqa: SIM115
    except OSError as error:
        raise DiskTakesNoWrites(f"{error.strerror}: {path}.lock") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise DatabaseInUse(str(path)) from error
    with contextlib.suppress(OSError):  # who it is helps people; the lock holds on a full disk too
        lock.truncate(0)
        lock.write(str(os.getpid()).encode())
    return lock


def unavailable(error: sqlite3.OperationalError) -> DatabaseUnavailable:
    """Why SQLite could not: the disk takes no writes, or something that may pass."""
    name = error.sqlite_errorname
    if name.startswith(NOT_WRITTEN) and name not in NOT_READ:
        return DiskTakesNoWrites(name)
    return DatabaseUnavailable(str(error))


def connect_writer(path: Path) -> sqlite3.Connection:
    """A connection that may write: WAL, every commit on the disk before it returns."""
    try:
        connection = sqlite3.connect(
            path, isolation_level=None, check_same_thread=False, cached_statements=512
        )
        connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")
        # As FULL; besides, a new file's rollback journal is gone for good before anything is saved:
        # one that came back after a power cut would roll the whole file back to nothing.
        connection.execute("PRAGMA synchronous=EXTRA")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA secure_delete=ON")  # what was shredded is gone from the file
        connection.execute("PRAGMA wal_autocheckpoint=16000")
        connection.execute(f"PRAGMA cache_size={-CACHE_KIB}")
    except sqlite3.OperationalError as error:
        raise unavailable(error) from error
    return connection


class SqliteStore(Store):
    """The writing connection of a SQLite file."""

    def __init__(self, database: SqliteDatabase) -> None:
        super().__init__(database)
        self._lock = hold(database.path)
        try:
            self.connection = connect_writer(database.path)
        except BaseException:
            self._lock.close()
            raise
        self._statements: dict[tuple[str, int], str] = {}

    @contextmanager
    def transaction(self, lane: int, *more: int) -> Iterator[Sequence[int]]:
        """BEGIN IMMEDIATE … COMMIT."""
        run = self.connection.execute
        try:
            run("BEGIN IMMEDIATE")
            try:
                yield more
                run("COMMIT")
            except BaseException:
                if self.connection.in_transaction:
                    run("ROLLBACK")
                raise
        except sqlite3.IntegrityError as error:
            raise TakenTwice(str(error)) from error
        except sqlite3.OperationalError as error:
            raise unavailable(error) from error

    def lines(self, codec: Codec, keys: Sequence[Key]) -> list[Any]:
        """The lines with these keys, by joins with lists of keys of a few fixed lengths."""
        found: list[Any] = []
        start = 0
        while start < len(keys):
            size = next(c for c in reversed(CHUNKS) if c <= len(keys) - start or c == 1)
            flat = [value for key in keys[start : start + size] for value in key]
            found += self.connection.execute(self._select(codec, size), flat).fetchall()
            start += size
        return found

    def _select(self, codec: Codec, size: int) -> str:
        statement = self._statements.get((codec.name, size))
        if statement is None:
            columns = ", ".join([f't."{field}"' for field in codec.fields])
            names = ", ".join([f"k{n}" for n in range(len(codec.key))])
            one = "(" + ", ".join("?" * len(codec.key)) + ")"
            on = " AND ".join([f't."{field}" = k.k{n}' for n, field in enumerate(codec.key)])
            statement = (
                f"WITH k({names}) AS (VALUES {', '.join([one] * size)}) "  # noqa: S608
                f'SELECT {columns} FROM k CROSS JOIN "{codec.name}" t ON {on}'
            )
            self._statements[(codec.name, size)] = statement
        return statement

    def save(self, batch: Batch) -> None:
        """Upserts by `executemany`, one prepared statement per table."""
        subject_keys = seal_keys(batch, self.database, self)
        run = self.connection.executemany
        for kind, rows, gone in batch.written():
            codec = self.database.by_row[kind]
            if rows:
                keys = self.database.keys
                run(upsert(codec, "?"), [codec.values(row, keys, subject_keys) for row in rows])
            if gone:
                where = " AND ".join([f'"{field}" = ?' for field in codec.key])
                run(f'DELETE FROM "{codec.name}" WHERE {where}', gone)  # noqa: S608
        if batch.entries:
            marks = ", ".join("?" * len(JOURNAL.columns))
            run(f"INSERT INTO journal VALUES ({marks})", journal_values(batch.entries))  # noqa: S608

    def empty(self, codec: Codec) -> None:
        """DELETE without a condition."""
        self.connection.execute(f'DELETE FROM "{codec.name}"')  # noqa: S608

    def fill(self, codec: Codec, lines: Sequence[Sequence[Any]]) -> None:
        """The upsert of every other save, with lines instead of rows."""
        self.connection.executemany(upsert(codec, "?"), lines)

    def close(self) -> None:
        """Fold the WAL back, close the writer, then let the lock go."""
        with contextlib.suppress(sqlite3.OperationalError):  # a full disk: the WAL stays, as good
            self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.connection.close()
        self._lock.close()


class SqliteFinder(Finder):
    """A reader that looks up one row after the other; each is a few steps in an index."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database
        self._connection: sqlite3.Connection | None = None
        self._selects: dict[Place, str] = {}

    def find(self, asked: Asked) -> Found:
        """One prepared statement per table, run for each key."""
        if self._connection is None:
            self._connection = self._database.reader()
        run = self._connection.execute
        found: Found = {}
        for place, keys in asked.items():
            codec = self._database.codecs[place[0].name]
            statement = self._select(codec, place)
            lines = [line for key in keys for line in run(statement, key).fetchall()]
            found[place] = codec.rows_by(place[1], lines, self._database.keys)
        return found

    def _select(self, codec: Codec, place: Place) -> str:
        statement = self._selects.get(place)
        if statement is None:
            where = " AND ".join([f'"{field}" = ?' for field in place[1]])
            statement = f'SELECT {named(codec.fields)} FROM "{codec.name}" WHERE {where}'  # noqa: S608
            self._selects[place] = statement
        return statement

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()


def upsert(codec: Codec, mark: str) -> str:
    """INSERT … ON CONFLICT DO UPDATE with one mark per column."""
    columns = named(codec.fields)
    rest = [field for field in codec.fields if field not in codec.key]
    marks = ", ".join([mark] * len(codec.fields))
    updates = ", ".join([f'"{field}" = excluded."{field}"' for field in rest])
    then = f"UPDATE SET {updates}" if updates else "NOTHING"
    return (
        f'INSERT INTO "{codec.name}" ({columns}) VALUES ({marks}) '  # noqa: S608
        f"ON CONFLICT ({named(codec.key)}) DO {then}"
    )
