"""The fixtures of all tests: databases and a browser. How they are made is in rig/."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from rig.browser import running_chromium
from rig.databases import Run, Server, shared_server

RUN = pytest.StashKey[Run]()


def pytest_configure(config: pytest.Config) -> None:
    """One run, also when xdist shares the work: only the process that started it owns servers."""
    if not hasattr(config, "workerinput"):
        config.stash[RUN] = Run()


def pytest_unconfigure(config: pytest.Config) -> None:
    """The servers end with the run."""
    if RUN in config.stash:
        config.stash[RUN].close()


@pytest.fixture(scope="session")
def postgres_server() -> Server:
    """A PostgreSQL without fsync, for everything but faults."""
    return shared_server()


@pytest.fixture(scope="session")
def durable_postgres_server() -> Server:
    """A PostgreSQL that keeps what it answered, for faults."""
    return shared_server(durable=True)


@pytest.fixture
def postgres_url(postgres_server: Server) -> Iterator[str]:
    """An empty PostgreSQL database of this test's own."""
    url = postgres_server.create()
    yield url
    postgres_server.drop(url)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A SQLite database of this test's own, not yet there."""
    return f"sqlite:///{tmp_path}/shop.sqlite"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """The same test on both databases."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A real Chromium; each test opens its own context, e.g. `chromium.new_context(**PHONE)`."""
    with running_chromium() as browser:
        yield browser
