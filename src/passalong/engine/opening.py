"""Which database it is: SQLite inside, or PostgreSQL across many; the only place that knows.

What both must do is in `engine/database.py`; who writes through them is `engine/writer.py`.
"""

from collections.abc import Sequence

from sqlalchemy import Table

from passalong.engine.database import Database
from passalong.engine.postgres import PostgresDatabase
from passalong.engine.sealing import Keys
from passalong.engine.sqlite import SqliteDatabase

POSTGRES = ("postgresql:", "postgres:", "postgresql+psycopg:")


def open_database(url: str, keys: Keys, tables: Sequence[Table]) -> Database:
    """The database behind `sqlite:///FILE` or `postgresql://...`. ValueError for another."""
    if url.startswith("sqlite:"):
        return SqliteDatabase(url, keys, tables)
    if url.startswith(POSTGRES):
        return PostgresDatabase(url, keys, tables)
    raise ValueError(f"neither SQLite nor PostgreSQL: {url.split(':')[0]}")
