"""PostgreSQL: 64 lanes, one array statement per table, several processes on one database.

SQLite is in `engine/sqlite.py`; what both share is in `engine/database.py`.

A batch takes its lane's advisory lock before it loads, so no two writers anywhere are ever in
one lane: no lock order, no deadlock, and READ COMMITTED suffices because every statement after
the lock sees what the lane's last holder committed.
"""

import typing
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import BigInteger as Big
from sqlalchemy import Boolean, LargeBinary, Table, create_engine

from passalong.base.world import Key
from passalong.engine.batch import Batch
from passalong.engine.codec import Codec, named
from passalong.engine.database import (
    Database,
    DatabaseUnavailable,
    DiskTakesNoWrites,
    Store,
    TakenTwice,
    journal_values,
    seal_keys,
)
from passalong.engine.sealing import Keys
from passalong.engine.tables import JOURNAL

LANES = 64
LANE_LOCKS = 1_851_877  # the class of our advisory locks; any number nobody else uses
STATEMENT_MS = 10_000


def plain_url(url: str) -> str:
    """The URL as libpq reads it."""
    return url.replace("postgresql+psycopg:", "postgresql:", 1).replace(
        "postgres:", "postgresql:", 1
    )


class PostgresDatabase(Database):
    """A PostgreSQL that any number of processes serve."""

    lanes = LANES
    writers = 4
    dialect = "postgresql"

    def __init__(self, url: str, keys: Keys, tables: Sequence[Table]) -> None:
        self.libpq_url = plain_url(url)
        engine = create_engine(
            self.libpq_url.replace("postgresql:", "postgresql+psycopg:", 1),
            pool_size=8,
            max_overflow=24,
            isolation_level="AUTOCOMMIT",
            connect_args={
                "options": "-c default_transaction_read_only=on "
                f"-c statement_timeout={STATEMENT_MS}"
            },
        )
        super().__init__(url, keys, tables, engine)

    def store(self) -> "PostgresStore":
        """A new writing connection."""
        return PostgresStore(self)


class PostgresStore(Store):
    """A writing connection, made again when the server went away."""

    def __init__(self, database: PostgresDatabase) -> None:
        super().__init__(database)
        self._url = database.libpq_url
        self._connection: psycopg.Connection[Any] | None = None
        self._selects: dict[str, str] = {}
        self._upserts: dict[str, str] = {}
        self._cursor: psycopg.Cursor[Any] | None = None

    def _connected(self) -> psycopg.Connection[Any]:
        if self._connection is None or self._connection.closed:
            self._connection = psycopg.connect(self._url, autocommit=True, connect_timeout=10)
            self._connection.execute("SET synchronous_commit = on")
            self._connection.prepare_threshold = 2
        return self._connection

    @contextmanager
    def transaction(self, lane: int) -> Iterator[None]:
        """BEGIN, the lane's lock, …, COMMIT."""
        try:
            connection = self._connected()
            with connection.transaction(), connection.cursor() as cursor:
                self._cursor = cursor
                cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", (LANE_LOCKS, lane))
                yield
        except psycopg.errors.UniqueViolation as error:
            raise TakenTwice(str(error.diag.constraint_name)) from error
        except (psycopg.errors.DiskFull, psycopg.errors.ReadOnlySqlTransaction) as error:
            raise DiskTakesNoWrites(type(error).__name__) from error
        except psycopg.OperationalError as error:
            if self._connection is not None and self._connection.broken:
                self._connection.close()
            raise DatabaseUnavailable(type(error).__name__) from error
        finally:
            self._cursor = None

    def _run(self, statement: str, values: Sequence[Any]) -> psycopg.Cursor[Any]:
        if self._cursor is None:
            raise RuntimeError("outside a transaction")
        return self._cursor.execute(typing.cast(Any, statement), values)

    def lines(self, codec: Codec, keys: Sequence[Key]) -> list[Any]:
        """The lines with these keys: one join with `unnest`."""
        columns = [list(column) for column in zip(*keys, strict=True)]
        return self._run(self._select(codec), columns).fetchall()

    def _select(self, codec: Codec) -> str:
        statement = self._selects.get(codec.name)
        if statement is None:
            columns = ", ".join([f't."{field}"' for field in codec.fields])
            arrays = ", ".join([f"%s::{_type(codec.table, field)}[]" for field in codec.key])
            names = named(codec.key)
            statement = (
                f"SELECT {columns} FROM unnest({arrays}) AS k({names}) "  # noqa: S608
                f'JOIN "{codec.name}" t USING ({names})'
            )
            self._selects[codec.name] = statement
        return statement

    def save(self, batch: Batch) -> None:
        """One `INSERT … SELECT FROM unnest … ON CONFLICT` per table."""
        subject_keys = seal_keys(batch, self.database, self)
        for kind, rows, gone in batch.written():
            codec = self.database.by_row[kind]
            if rows:
                keys = self.database.keys
                lines = [codec.values(row, keys, subject_keys) for row in rows]
                self._run(self._upsert(codec), [list(c) for c in zip(*lines, strict=True)])
            if gone:
                arrays = ", ".join([f"%s::{_type(codec.table, field)}[]" for field in codec.key])
                names = named(codec.key)
                self._run(
                    f'DELETE FROM "{codec.name}" WHERE ({names}) '  # noqa: S608
                    f"IN (SELECT * FROM unnest({arrays}))",
                    [list(column) for column in zip(*gone, strict=True)],
                )
        if batch.entries:
            lines_of = [list(c) for c in zip(*journal_values(batch.entries), strict=True)]
            arrays = ", ".join([f"%s::{_type(JOURNAL, c.name)}[]" for c in JOURNAL.columns])
            self._run(f"INSERT INTO journal SELECT * FROM unnest({arrays})", lines_of)  # noqa: S608

    def _upsert(self, codec: Codec) -> str:
        statement = self._upserts.get(codec.name)
        if statement is None:
            columns = named(codec.fields)
            arrays = ", ".join([f"%s::{_type(codec.table, field)}[]" for field in codec.fields])
            rest = [field for field in codec.fields if field not in codec.key]
            updates = ", ".join([f'"{field}" = excluded."{field}"' for field in rest])
            then = f"UPDATE SET {updates}" if updates else "NOTHING"
            statement = (
                f'INSERT INTO "{codec.name}" ({columns}) SELECT * FROM unnest({arrays}) '  # noqa: S608
                f"ON CONFLICT ({named(codec.key)}) DO {then}"
            )
            self._upserts[codec.name] = statement
        return statement

    def empty(self, codec: Codec) -> None:
        """DELETE without a condition."""
        self._run(f'DELETE FROM "{codec.name}"', ())  # noqa: S608

    def fill(self, codec: Codec, lines: Sequence[Sequence[Any]]) -> None:
        """The upsert of every other save, with lines instead of rows."""
        if lines:
            self._run(self._upsert(codec), [list(column) for column in zip(*lines, strict=True)])

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()


def _type(table: Table, field: str) -> str:
    kind = table.columns[field].type
    if isinstance(kind, Big):
        return "bigint"
    if isinstance(kind, Boolean):
        return "boolean"
    return "bytea" if isinstance(kind, LargeBinary) else "text"
