"""Opens the installation that the environment names, or says in a sentence why it can't.

What the settings are is `settings.py`; how a door is made is `wiring.py`.
"""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from passalong.cli.answers import Stop
from passalong.engine.database import (
    Database,
    DatabaseInUse,
    DatabaseUnavailable,
    DiskTakesNoWrites,
)
from passalong.engine.door import Door
from passalong.engine.opening import open_database
from passalong.engine.sealing import Keys, KeysMissing
from passalong.engine.snapshot import snapshot
from passalong.migrations import migrate, state
from passalong.settings import Settings, settings_from
from passalong.wiring import TABLES, open_door

IN_USE = (
    "database_in_use: another process (a server, an import) writes {path}. Stop it and try again; "
    "with PostgreSQL several processes may work side by side."
)
NO_WRITES = (
    "disk_takes_no_writes: {reason}. Make room on the disk, or let this user write there, and try "
    "again."
)
NO_ROOM = (errno.ENOSPC, errno.EROFS, errno.EDQUOT, errno.EFBIG)
BEHIND = "The database is older than this program. Run: passalong migrate"
AHEAD = "The database was made by a newer version of this program. Install that version."
NO_KEYS = (
    "There is a database but no key file at {path}. Without it names and codes can't be read, and "
    "a new one would not fit: put the old one back (backups keep it apart, in keys/)."
)


def read_settings() -> Settings:
    """What the environment says. Stops when it can't be understood."""
    try:
        return settings_from()
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def sqlite_file(settings: Settings) -> Path | None:
    """The database file, or None for PostgreSQL."""
    if not settings.database_url.startswith("sqlite:"):
        return None
    return Path(settings.database_url.removeprefix("sqlite:///")).absolute()


@contextmanager
def sentences(settings: Settings) -> Iterator[None]:
    """Turn what can go wrong with a database into a sentence and status 1."""
    try:
        yield
    except DatabaseInUse as error:
        raise Stop(IN_USE.format(path=sqlite_file(settings))) from error
    except DiskTakesNoWrites as error:
        raise Stop(NO_WRITES.format(reason=error)) from error
    except DatabaseUnavailable as error:
        path = sqlite_file(settings)
        if path is not None and (reason := _refusing(path.parent)):
            raise Stop(NO_WRITES.format(reason=reason)) from error
        raise Stop(f"{error.refusal}: {error}") from error
    except KeysMissing as error:
        raise Stop(f"keys_missing: {error}") from error
    except OSError as error:
        if error.errno in NO_ROOM:
            raise Stop(NO_WRITES.format(reason=f"{error.strerror}: {error.filename}")) from error
        if error.errno != errno.EADDRINUSE:
            raise
        raise Stop(f"Port {settings.port} is taken; choose another with --port.") from error


def _refusing(folder: Path) -> str:
    """Why this folder takes nothing; empty if it does. SQLite itself says only that it can't."""
    if not os.access(folder, os.W_OK):
        return f"{folder} may not be written"
    disk = os.statvfs(folder)
    return f"no room left in {folder}" if not disk.f_bavail else ""


def prepare(settings: Settings) -> None:
    """Make a new SQLite file, or see that the database fits this version. Stops if not."""
    path = sqlite_file(settings)
    with sentences(settings):
        if path is not None and not path.exists():
            migrate(settings.database_url)
        else:
            check_schema(settings)


def check_schema(settings: Settings) -> None:
    """Stops unless the database has the tables of this version, and its keys are there."""
    keys = Keys(Keys.fresh())  # only to look: nothing is opened or sealed with them
    database = open_database(settings.database_url, keys, ())
    try:
        found = state(database.engine)
        if found != "fits":
            raise Stop(BEHIND if found == "behind" else AHEAD)
        if not settings.keys_path.exists():
            with snapshot(database) as picture:
                if picture.value("SELECT merchant_id FROM merchant LIMIT 1") is not None:
                    raise Stop(NO_KEYS.format(path=settings.keys_path))
    finally:
        database.close()


@contextmanager
def opened_door() -> Iterator[Door]:
    """The door of this installation; a fresh SQLite file is made on the way."""
    settings = read_settings()
    prepare(settings)
    with sentences(settings), door_of(settings) as door:
        yield door


@contextmanager
def door_of(settings: Settings) -> Iterator[Door]:
    """A door to a database that fits, closed at the end."""
    door = open_door(settings)
    try:
        yield door
    finally:
        # Readers first: the last to leave folds the WAL back, and only the writer may.
        door.database.close()
        door.writer.stop()


@contextmanager
def opened_database() -> Iterator[Database]:
    """The database of this installation, only to read: also while another process writes."""
    settings = read_settings()
    path = sqlite_file(settings)
    if path is not None and not path.exists():
        raise Stop(f"There is no database at {path}.")
    with sentences(settings):
        check_schema(settings)
        keys = Keys.at(settings.keys_path, may_create=False)
        database = open_database(settings.database_url, keys, TABLES)
        try:
            yield database
        finally:
            database.close()
