"""The schema's history: brings a database, SQLite or PostgreSQL, to the tables of this version.

The tables themselves are said in each feature's `tables.py`; a step is drafted by
`migrations/drafting.py` and kept in `migrations/versions/`.

Every step runs in one transaction with its entry in `alembic_version`, on both databases: a
crash in its middle leaves the schema as it was.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, NullPool, create_engine, event, text
from sqlalchemy.exc import OperationalError

from passalong.engine.database import DatabaseUnavailable
from passalong.engine.postgres import LANE_LOCKS, plain_url
from passalong.engine.sqlite import connect_writer, hold

FOLDER = Path(__file__).parent
MIGRATION_LOCK = 1_000_000  # beside the lanes: only one process migrates at a time

State = Literal["fits", "behind", "ahead"]


def config_for(connection: Connection | None = None) -> Config:
    """Alembic's settings, without a file that a user would have to keep."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def newest() -> str:
    """The last step that this version knows."""
    head = ScriptDirectory.from_config(config_for()).get_current_head()
    if head is None:
        raise RuntimeError("there are no migrations")
    return head


def revision_of(engine: Engine) -> str:
    """The last step that a database has taken; empty for none. Raises DatabaseUnavailable."""
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision() or ""
    except OperationalError as error:
        raise DatabaseUnavailable(str(error.orig)) from error


def state(engine: Engine) -> State:
    """Whether a database fits this version, is behind it, or was made by a newer one."""
    revision = revision_of(engine)
    if revision == newest():
        return "fits"
    return "behind" if not revision or revision in revisions() else "ahead"


def revisions() -> set[str]:
    """Every step that this version knows."""
    return {step.revision for step in ScriptDirectory.from_config(config_for()).walk_revisions()}


def migrate(url: str) -> tuple[str, str]:
    """Take every step that is missing; answers the revision before and after.

    Raises DatabaseInUse for a SQLite file that another process writes.
    """
    with _writing(url) as engine:
        before = revision_of(engine)
        with engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                lock = text("SELECT pg_advisory_xact_lock(:kind, :number)")
                connection.execute(lock, {"kind": LANE_LOCKS, "number": MIGRATION_LOCK})
            command.upgrade(config_for(connection), "head")
        return before, revision_of(engine)


@contextmanager
def _writing(url: str) -> Iterator[Engine]:
    """An engine that may change the schema; it holds the file's lock on SQLite."""
    if not url.startswith("sqlite:"):
        engine = create_engine(
            plain_url(url).replace("postgresql:", "postgresql+psycopg:", 1), poolclass=NullPool
        )
        yield engine
        return
    path = Path(url.removeprefix("sqlite:///")).absolute()
    lock = hold(path)
    try:
        engine = create_engine(
            "sqlite://", creator=lambda: connect_writer(path), poolclass=NullPool
        )
        # The driver would begin a transaction only before INSERT and leave the schema outside.
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
        yield engine
    finally:
        lock.close()
