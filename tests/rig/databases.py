"""One PostgreSQL for a whole run of pytest, shared by its workers, and databases inside it.

How a server is started and ended is in postgres.py; the fixtures are in conftest.py.

A run holds the writing end of a pipe. A server reads from that pipe and ends when it closes: at the
end of the run, or when the run was killed. Whoever needs a server first starts it.
"""

import fcntl
import itertools
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
from psycopg import sql

PLACE = "PASSALONG_TEST_RUN"
SERVER = Path(__file__).with_name("postgres.py")


class Run:
    """What all workers of one run of pytest share; made and ended by the one that starts them."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="passalong-run-", dir="/tmp"))
        pipe = self.folder / "pipe"
        os.mkfifo(pipe)
        self._end = os.open(pipe, os.O_RDWR)
        os.environ[PLACE] = str(self.folder)

    def close(self) -> None:
        """Ends the servers and waits until they have deleted themselves."""
        with (self.folder / "servers").open("ab") as servers:
            os.close(self._end)
            fcntl.flock(servers, fcntl.LOCK_EX)
        shutil.rmtree(self.folder, ignore_errors=True)  # a server may have been first
        os.environ.pop(PLACE, None)


class Server:
    """A running PostgreSQL in which databases are made and dropped."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._numbers = itertools.count(1)

    def create(self, template: str = "template0") -> str:
        """The URL of a new database, a copy of `template` (a name, or the URL of one)."""
        name = f"t{os.getpid()}_{next(self._numbers)}"
        self._do("CREATE DATABASE {} TEMPLATE {}", name, name_of(template))
        return self.url.replace("/postgres?", f"/{name}?")

    def drop(self, url: str) -> None:
        """Drops a database, whoever is still connected to it."""
        self._do("DROP DATABASE IF EXISTS {} WITH (FORCE)", name_of(url))

    def _do(self, text: str, *names: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(sql.SQL(text).format(*map(sql.Identifier, names)))


def name_of(url: str) -> str:
    """The name of the database in a URL."""
    return url.rsplit("/", 1)[-1] if "://" not in url else url.split("?")[0].rsplit("/", 1)[-1]


def shared_server(durable: bool = False) -> Server:
    """The run's server, started by whoever asks first. `durable` is a second one, with fsync on."""
    folder = Path(os.environ[PLACE])
    note = folder / ("durable.url" if durable else "fast.url")
    with (folder / f"{note.name}.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not note.exists():
            note.write_text(_start(folder, durable))
    return Server(note.read_text())


def _start(folder: Path, durable: bool) -> str:
    command = [sys.executable, str(SERVER), "--remove", str(folder)]
    command += ["--durable"] if durable else []
    with (folder / "pipe").open("rb", buffering=0) as pipe, (folder / "servers").open("ab") as held:
        # The server inherits this lock: the run ends only after it has let go.
        fcntl.flock(held, fcntl.LOCK_SH)
        keeper = subprocess.Popen(
            command,
            stdin=pipe,
            stdout=subprocess.PIPE,
            pass_fds=[held.fileno()],
            start_new_session=True,
            text=True,
        )
    assert keeper.stdout is not None
    url = keeper.stdout.readline().strip()
    if not url:
        raise RuntimeError(f"no PostgreSQL: status {keeper.wait()}, see its message above")
    return url
