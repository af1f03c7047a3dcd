"""One unchanging picture of the whole database, for those who only look: audit and backup.

Statements of pages are in each feature's `queries.py`. This opens a transaction that reads only
and sees one committed state from its first statement to its last, while others go on writing.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection

from passalong.engine.database import Database

FETCH = 5000
_NAMED = re.compile(r":(\w*)")
_JSON = re.compile(r"json_(number|text)\(([a-z_.]+), ([a-z_]+)\)")


class Snapshot:
    """Runs SQL that both databases understand, for every merchant.

    `json_number(column, field)` and `json_text(column, field)` read a field of a JSON text.
    """

    def __init__(self, connection: Connection, dialect: str) -> None:
        self._connection = connection
        self._dialect = dialect

    def lines(self, statement: str, **values: Any) -> Iterator[tuple[Any, ...]]:
        """The lines of a statement, as they come: a table may be larger than memory."""
        spoken = _JSON.sub(self._json, statement)
        wanted = {}

        def bound(match: re.Match[str]) -> str:
            if match[1] not in values:
                return f"\\:{match[1]}"  # a colon inside a text or a cast
            wanted[match[1]] = values[match[1]]
            return match[0]

        spoken = _NAMED.sub(bound, spoken)
        pages = {"yield_per": FETCH}
        for line in self._connection.execute(text(spoken), wanted, execution_options=pages):
            yield tuple(line)

    def value(self, statement: str, **values: Any) -> Any:
        """The first value of the first line, or None."""
        return next(iter(self.lines(statement, **values)), (None,))[0]

    def _json(self, match: re.Match[str]) -> str:
        kind, column, field = match.groups()
        if self._dialect == "sqlite":
            return f"json_extract({column}, '$.{field}')"
        cast = "::bigint" if kind == "number" else ""
        return f"(CAST({column} AS jsonb) ->> '{field}'){cast}"


@contextmanager
def snapshot(database: Database) -> Iterator[Snapshot]:
    """A picture of the database as it is now. Reads only; blocks nobody."""
    with database.engine.connect() as connection:
        if database.dialect == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
            connection.execute(text("SET LOCAL statement_timeout = 0"))
        else:
            # The driver opens a transaction only for writing; a picture needs one for reading.
            connection.exec_driver_sql("BEGIN")
        try:
            yield Snapshot(connection, database.dialect)
        finally:
            connection.rollback()
