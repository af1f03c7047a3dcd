"""PostgreSQL: 64 lanes, one array statement per table, several processes on one database.

SQLite is in `engine/sqlite.py`; what both share is in `engine/database.py`.

A batch takes its lanes' advisory locks before it loads, so no two writers anywhere are ever in
one lane, and READ COMMITTED suffices because every statement after the locks sees what the lanes'
last holders committed. It waits for one lane only, and takes of the others what is free: nobody
waits who holds anything, so there is no deadlock.
"""

import typing
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import TransactionStatus
from sqlalchemy import BigInteger as Big
from sqlalchemy import Boolean, LargeBinary, Table, create_engine

from passalong.base.world import Key
from passalong.engine.arrays import LITERALS, of_numbers
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
from passalong.engine.finding import Asked, Finder, Found, Place
from passalong.engine.sealing import Keys
from passalong.engine.tables import JOURNAL

LANES = 64
LANE_LOCKS = 1_851_877  # the class of our advisory locks; any number nobody else uses
STATEMENT_MS = 10_000
FREE_LANES = "SELECT lane FROM unnest(%s::int[]) AS lane WHERE pg_try_advisory_xact_lock(%s, lane)"
# Every statement is a loop over keys into an index. PostgreSQL would plan it anew each time, or,
# while a table is small, read all of it; so it is told once, and plans are kept.
SETTINGS = (
    "synchronous_commit = on",
    "plan_cache_mode = force_generic_plan",
    "enable_hashjoin = off",
    "enable_mergejoin = off",
    "enable_seqscan = off",
    "enable_bitmapscan = off",
    "jit = off",
)
# A line that falls silent (a cable, a firewall) would keep its lanes waiting for the system's own
# quarter of an hour. Lines that break are noticed at once; a socket in the file system can't fall.
SILENT = {
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
UNDER_WAY = (TransactionStatus.INTRANS, TransactionStatus.INERROR)


def plain_url(url: str) -> str:
    """The URL as libpq reads it."""
    return url.replace("postgresql+psycopg:", "postgresql:", 1).replace(
        "postgres:", "postgresql:", 1
    )


class PostgresDatabase(Database):
    """A PostgreSQL that any number of processes serve."""

    lanes = LANES
    writers = 1
    # Every batch costs some 9 ms of processor here, however few commands are in it.
    gather_seconds = 0.005
    dialect = "postgresql"

    def __init__(self, url: str, keys: Keys, tables: Sequence[Table]) -> None:
        self.libpq_url = plain_url(url)
        engine = create_engine(
            self.libpq_url.replace("postgresql:", "postgresql+psycopg:", 1),
            pool_size=8,
            max_overflow=24,
            isolation_level="AUTOCOMMIT",
            connect_args={
                **given_up_after(self.libpq_url),
                "options": "-c default_transaction_read_only=on "
                f"-c statement_timeout={STATEMENT_MS}",
            },
        )
        super().__init__(url, keys, tables, engine)

    def store(self) -> "PostgresStore":
        """A new writing connection."""
        return PostgresStore(self)

    def finder(self) -> Finder:
        """A reading connection of its own."""
        return PostgresFinder(self)


class PostgresStore(Store):
    """A writing connection, made again when the server went away.

    What needs no answer from before goes out together (libpq's pipeline): the lanes' locks, all
    tables that are loaded at once, all tables that are saved with the commit.
    """

    def __init__(self, database: PostgresDatabase) -> None:
        super().__init__(database)
        self._url = database.libpq_url
        self._connection: psycopg.Connection[Any] | None = None
        self._selects: dict[str, Statement] = {}
        self._upserts: dict[str, Statement] = {}
        self._deletes: dict[str, Statement] = {}
        self._journal = Statement(
            JOURNAL, [column.name for column in JOURNAL.columns], "INSERT INTO journal SELECT *"
        )
        self._is_open = False

    def _connected(self) -> psycopg.Connection[Any]:
        if self._connection is None or self._connection.closed:
            self._connection = connected(self._url)
        return self._connection

    @contextmanager
    def transaction(self, lane: int, *more: int) -> Iterator[Sequence[int]]:
        """BEGIN, the locks, …, COMMIT."""
        try:
            connection = self._connected()
            try:
                with connection.pipeline():
                    self._is_open = True
                    yield self._begin(connection, lane, more)
                    connection.execute("COMMIT")
            except BaseException:
                if connection.info.transaction_status in UNDER_WAY:
                    connection.execute("ROLLBACK")
                raise
        except psycopg.errors.UniqueViolation as error:
            raise TakenTwice(str(error.diag.constraint_name)) from error
        except (psycopg.errors.DiskFull, psycopg.errors.ReadOnlySqlTransaction) as error:
            raise DiskTakesNoWrites(type(error).__name__) from error
        except psycopg.OperationalError as error:
            if self._connection is not None and self._connection.broken:
                self._connection.close()
            raise DatabaseUnavailable(type(error).__name__) from error
        finally:
            self._is_open = False

    def _begin(
        self, connection: psycopg.Connection[Any], lane: int, more: Sequence[int]
    ) -> list[int]:
        """Wait for one lane holding nothing, then take what is free: so nobody ever waits for
        somebody who waits.
        """
        connection.execute("BEGIN")
        connection.execute("SELECT pg_advisory_xact_lock(%s, %s)", (LANE_LOCKS, lane))
        if not more:
            return []
        free = connection.execute(FREE_LANES, (of_numbers(more), LANE_LOCKS)).fetchall()
        return [line[0] for line in free]

    def _run(self, statement: "Statement", lines: Sequence[Sequence[Any]]) -> psycopg.Cursor[Any]:
        """Send one statement with these lines as arrays; nobody waits for its answer yet."""
        if not self._is_open or self._connection is None:
            raise RuntimeError("outside a transaction")
        text = typing.cast(Any, statement.text)
        return self._connection.execute(text, statement.arrays(lines))

    def lines(self, codec: Codec, keys: Sequence[Key]) -> list[Any]:
        """The lines with these keys: one join with `unnest`."""
        return self._run(self._select(codec), keys).fetchall()

    def lines_of(self, asked: Sequence[tuple[Codec, Sequence[Key]]]) -> list[Sequence[Any]]:
        """All statements go out before the first answer is waited for."""
        cursors = [self._run(self._select(codec), keys) for codec, keys in asked]
        return [cursor.fetchall() for cursor in cursors]

    def _select(self, codec: Codec) -> "Statement":
        statement = self._selects.get(codec.name)
        if statement is None:
            statement = self._selects[codec.name] = select_by(codec, codec.key)
        return statement

    def save(self, batch: Batch) -> None:
        """One `INSERT … SELECT FROM unnest … ON CONFLICT` per table."""
        subject_keys = seal_keys(batch, self.database, self)
        keys = self.database.keys
        for kind, rows, gone in batch.written():
            codec = self.database.by_row[kind]
            if rows:
                self.fill(codec, [codec.values(row, keys, subject_keys) for row in rows])
            if gone:
                self._run(self._delete(codec), gone)
        if batch.entries:
            self._run(self._journal, journal_values(batch.entries))

    def _delete(self, codec: Codec) -> "Statement":
        statement = self._deletes.get(codec.name)
        if statement is None:
            begin = f'DELETE FROM "{codec.name}" WHERE ({named(codec.key)}) IN (SELECT *'  # noqa: S608
            statement = self._deletes[codec.name] = Statement(codec.table, codec.key, begin, ")")
        return statement

    def _upsert(self, codec: Codec) -> "Statement":
        statement = self._upserts.get(codec.name)
        if statement is None:
            rest = [field for field in codec.fields if field not in codec.key]
            updates = ", ".join([f'"{field}" = excluded."{field}"' for field in rest])
            then = f"UPDATE SET {updates}" if updates else "NOTHING"
            statement = Statement(
                codec.table,
                codec.fields,
                f'INSERT INTO "{codec.name}" ({named(codec.fields)}) SELECT *',
                f"ON CONFLICT ({named(codec.key)}) DO {then}",
            )
            self._upserts[codec.name] = statement
        return statement

    def empty(self, codec: Codec) -> None:
        """DELETE without a condition."""
        if self._connection is not None:
            self._connection.execute(typing.cast(Any, f'DELETE FROM "{codec.name}"'))  # noqa: S608

    def fill(self, codec: Codec, lines: Sequence[Sequence[Any]]) -> None:
        """The upsert of every save."""
        if lines:
            self._run(self._upsert(codec), lines)

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()


class PostgresFinder(Finder):
    """A connection that only reads, made again when the server went away."""

    def __init__(self, database: PostgresDatabase) -> None:
        self._database = database
        self._connection: psycopg.Connection[Any] | None = None
        self._selects: dict[Place, Statement] = {}

    def find(self, asked: Asked) -> Found:
        """One join with `unnest` per table."""
        connection = self._connected()
        try:
            with connection.pipeline():
                told = {
                    place: self._lines(connection, place, keys) for place, keys in asked.items()
                }
                return {place: self._rows(place, cursor) for place, cursor in told.items()}
        except psycopg.OperationalError:
            if connection.broken:
                connection.close()
            raise

    def _connected(self) -> psycopg.Connection[Any]:
        if self._connection is None or self._connection.closed:
            self._connection = connected(self._database.libpq_url)
            self._connection.execute("SET default_transaction_read_only = on")
            self._connection.execute(f"SET statement_timeout = {STATEMENT_MS}")
        return self._connection

    def _lines(
        self, connection: psycopg.Connection[Any], place: Place, keys: Sequence[Key]
    ) -> psycopg.Cursor[Any]:
        statement = self._selects.get(place)
        if statement is None:
            codec = self._database.codecs[place[0].name]
            statement = self._selects[place] = select_by(codec, place[1])
        return connection.execute(typing.cast(Any, statement.text), statement.arrays(keys))

    def _rows(self, place: Place, cursor: psycopg.Cursor[Any]) -> dict[Key, Any]:
        codec = self._database.codecs[place[0].name]
        return codec.rows_by(place[1], cursor.fetchall(), self._database.keys)

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()


def connected(url: str) -> psycopg.Connection[Any]:
    """A connection on which every statement is prepared and planned once."""
    connection = psycopg.connect(url, autocommit=True, **given_up_after(url))
    for setting in SETTINGS:
        connection.execute(typing.cast(Any, f"SET {setting}"))
    connection.prepare_threshold = 0
    connection.prepared_max = None
    return connection


def given_up_after(url: str) -> dict[str, Any]:
    """What ends a line that fell silent, as far as the URL does not say it itself."""
    said = conninfo_to_dict(url)
    return {name: value for name, value in SILENT.items() if name not in said}


def select_by(codec: Codec, fields: Sequence[str]) -> "Statement":
    """The lines whose `fields` are in the arrays."""
    columns = ", ".join([f't."{field}"' for field in codec.fields])
    names = named(fields)
    joined = f'AS k({names}) JOIN "{codec.name}" t USING ({names})'
    return Statement(codec.table, fields, f"SELECT {columns}", joined)


class Statement:
    """`begin FROM unnest(arrays) end`, and how each of its columns is written as an array."""

    def __init__(self, table: Table, fields: Sequence[str], begin: str, end: str = "") -> None:
        kinds = [_type(table, field) for field in fields]
        arrays = ", ".join([f"%s::{kind}[]" for kind in kinds])
        self.text = f"{begin} FROM unnest({arrays}) {end}"
        self._literals = [LITERALS[kind] for kind in kinds]

    def arrays(self, lines: Sequence[Sequence[Any]]) -> list[str]:
        """The columns of these lines as arrays."""
        columns = zip(*lines, strict=True)
        return [literal(column) for literal, column in zip(self._literals, columns, strict=True)]


def _type(table: Table, field: str) -> str:
    kind = table.columns[field].type
    if isinstance(kind, Big):
        return "bigint"
    if isinstance(kind, Boolean):
        return "boolean"
    return "bytea" if isinstance(kind, LargeBinary) else "text"
