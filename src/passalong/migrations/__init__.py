"""The schema's history: brings a database, SQLite or PostgreSQL, to the tables of this version.

The tables themselves are said in each feature's `tables.py`; a step is drafted by
`migrations/drafting.py` and kept in `migrations/versions/`.

Every step runs in one transaction with its entry in `alembic_version`, on both databases: a
crash in its middle leaves the schema as it was.

A step is of one of two phases. A *pre* step only adds: the version before goes on working on it,
so it is taken while that version still serves. A *post* step takes away what only the version
before needed, and is taken when none of its servers runs any more. A version comes with its pre
steps first and its post steps after them. `schema_step` remembers the phase of each step that was
taken, so that an older program knows of steps it has never heard of whether they only added.
"""

import functools
import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path
from typing import Any, Literal

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, NullPool, create_engine, event, inspect, text
from sqlalchemy.exc import OperationalError

from passalong.engine.database import DatabaseUnavailable
from passalong.engine.postgres import LANE_LOCKS, plain_url
from passalong.engine.sqlite import connect_writer, hold

log = logging.getLogger(__name__)

FOLDER = Path(__file__).parent
PLACES: list[Path] = [FOLDER / "versions"]  # a test adds the steps of a version to come
MIGRATION_LOCK = 1_000_000  # beside the lanes: only one process migrates at a time
# While others write, a step waits for a table only half as long as PostgreSQL waits before it
# looks for deadlocks: so it is the step that gives way, never a customer's command.
PATIENCE_MS, TRIES, PAUSE_SECONDS = 500, 60, 0.5

State = Literal["fits", "behind", "ahead"]
Phase = Literal["pre", "post"]
Step = tuple[str, Phase]


class MadeByNewer(Exception):
    """The database has taken steps that this version does not know."""


class OutOfTurn(Exception):
    """Steps of the other phase come first; the words say which."""


def config_for(connection: Connection | None = None) -> Config:
    """Alembic's settings, without a file that a user would have to keep."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", "\n".join(map(str, PLACES)).replace("%", "%%"))
    config.attributes["connection"] = connection
    config.attributes["on_step"] = _note_step
    return config


def chain() -> Sequence[Step]:
    """Every step that this version knows, in order, with its phase."""
    return _chain(tuple(PLACES))


@functools.lru_cache(maxsize=4)
def _chain(places: tuple[Path, ...]) -> Sequence[Step]:
    scripts = list(ScriptDirectory.from_config(config_for()).walk_revisions())
    found: list[Step] = [
        (script.revision, getattr(script.module, "phase", "pre")) for script in reversed(scripts)
    ]
    if not found:
        raise RuntimeError("there are no migrations")
    return tuple(found)


def newest() -> str:
    """The last step that this version knows."""
    return chain()[-1][0]


def revisions() -> set[str]:
    """Every step that this version knows."""
    return {revision for revision, _ in chain()}


def revision_of(engine: Engine) -> str:
    """The last step that a database has taken; empty for none. Raises DatabaseUnavailable."""
    return _taken(engine)[0]


def _taken(engine: Engine) -> tuple[str, dict[str, str]]:
    """The last step that a database has taken, and the phases of all it remembers."""
    try:
        with engine.connect() as connection:
            tables = inspect(connection).get_table_names()
            revision, phases = "", {}
            if "alembic_version" in tables:
                found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
                revision = str(found or "")
            if "schema_step" in tables:
                lines = connection.execute(text("SELECT revision, phase FROM schema_step")).all()
                phases = {str(line[0]): str(line[1]) for line in lines}
            return revision, phases
    except OperationalError as error:
        raise DatabaseUnavailable(str(error.orig)) from error


def state(engine: Engine) -> State:
    """Whether this version works on a database, or is too new or too old for it.

    Its own post steps may still be missing; what a newer version has only added does no harm.
    """
    revision, phases = _taken(engine)
    steps = chain()
    if revision in revisions():
        missing = _missing(steps, revision)
        return "behind" if any(phase == "pre" for _, phase in missing) else "fits"
    if not revision:
        return "behind"
    unknown = {one: phase for one, phase in phases.items() if one not in revisions()}
    has_only_added = revision in unknown and set(unknown.values()) == {"pre"}
    return "fits" if has_only_added else "ahead"


def _missing(steps: Sequence[Step], revision: str) -> Sequence[Step]:
    if not revision:
        return steps
    return steps[[one for one, _ in steps].index(revision) + 1 :]


def migrate(url: str, phase: Phase | None = None) -> tuple[str, str]:
    """Take every step that is missing; answers the revision before and after.

    With a phase, only those that are due of it, one by one, giving way to whoever writes.
    Raises DatabaseInUse for a SQLite file that another process writes, MadeByNewer, OutOfTurn.
    """
    with _writing(url) as engine:
        before = revision_of(engine)
        if before and before not in revisions():
            raise MadeByNewer(before)
        if phase is None:
            _take(engine, "head")
        else:
            for revision in _due(_missing(chain(), before), phase):
                _take_gently(engine, revision)
        return before, revision_of(engine)


def _due(missing: Sequence[Step], phase: Phase) -> list[str]:
    """The steps of this phase that come next. Raises OutOfTurn where others must come before."""
    first = list(takewhile(lambda step: step[1] == phase, missing))
    rest = missing[len(first) :]
    if phase == "post" and rest:
        raise OutOfTurn("first take what the new version adds: passalong migrate --pre")
    if phase == "pre" and any(one == "pre" for _, one in rest):
        raise OutOfTurn(
            "an older version is not wholly left yet: when none of its servers runs any more, take "
            "passalong migrate --post; or stop all servers and take passalong migrate"
        )
    return [revision for revision, _ in first]


def _take_gently(engine: Engine, revision: str) -> None:
    for turn in range(TRIES):
        try:
            _take(engine, revision, patience_ms=PATIENCE_MS)
        except OperationalError as error:
            if type(error.orig).__name__ != "LockNotAvailable":
                raise
            log.warning("a step gave way to writers", extra={"turn": turn})
            time.sleep(PAUSE_SECONDS)
        else:
            return
    raise DatabaseUnavailable("others hold the table all the time; try again when it is quieter")


def _take(engine: Engine, target: str, patience_ms: int = 0) -> None:
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            lock = text("SELECT pg_advisory_xact_lock(:kind, :number)")
            connection.execute(lock, {"kind": LANE_LOCKS, "number": MIGRATION_LOCK})
            connection.execute(text(f"SET LOCAL lock_timeout = {patience_ms}"))
        connection.execute(
            text(
                "CREATE TABLE IF NOT EXISTS schema_step "
                "(revision text NOT NULL PRIMARY KEY, phase text NOT NULL)"
            )
        )
        command.upgrade(config_for(connection), target)


def _note_step(**told: Any) -> None:
    """Remember a step and its phase, in the transaction in which it is taken."""
    revision = told["step"].up_revision_id
    told["ctx"].connection.execute(
        text("INSERT INTO schema_step VALUES (:revision, :phase) ON CONFLICT DO NOTHING"),
        {"revision": revision, "phase": dict(chain())[revision]},
    )


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
