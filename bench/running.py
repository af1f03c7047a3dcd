"""Processes that a bench begins and ends: a durable PostgreSQL, servers, and what they cost.

What is asked of them is in `bench/till.py`; how a PostgreSQL is made is `tests/rig/postgres.py`.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

ROOT = Path(__file__).parents[1]
START_SECONDS = 60
TICKS = os.sysconf("SC_CLK_TCK")
CONNECTIONS = 300


class NoTool(Exception):
    """A program that a line needs is not on this machine; says what to do."""


NO_PGBENCH = (
    "pgbench is not here, so there is nothing to measure beside. It comes with the development "
    "packages (./run passalong bench till makes them); or install your distribution's PostgreSQL "
    "(on Debian: apt-get install postgresql, which has pgbench under /usr/lib/postgresql/*/bin) "
    "and name that folder in PASSALONG_POSTGRES_BIN."
)


class Postgres:
    """A durable server of its own: `url`, and databases as copies of a prepared one."""

    def __init__(self, url: str, process: int) -> None:
        self.url = url
        self.process = process

    def named(self, name: str) -> str:
        """The URL of one of its databases."""
        return self.url.replace("/postgres?", f"/{name}?")

    def run(self, *statements: sql.Composable | str) -> None:
        """Statements of an administrator."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            for one in statements:
                connection.execute(one)  # type: ignore[arg-type]

    def create(self, name: str, template: str = "template1") -> str:
        """A new database, a copy of another one as it is on the disk."""
        gone = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        made = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        self.run(gone, made.format(sql.Identifier(name), sql.Identifier(template)), "CHECKPOINT")
        return self.named(name)

    def pgbench(self) -> Path:
        """The program of this server's version. Raises NoTool."""
        server = next((child for child in _children(self.process)), None)
        folder = Path(os.path.realpath(f"/proc/{server}/exe")).parent if server else None
        beside = shutil.which("pgbench", path=str(folder)) if folder else None
        found = beside or shutil.which("pgbench")
        if not found:
            raise NoTool(NO_PGBENCH)
        return Path(found)

    def place(self) -> str:
        """The folder of its socket."""
        return self.url.partition("host=")[2]


@contextmanager
def durable_postgres() -> Iterator[Postgres]:
    """A PostgreSQL with fsync on, deleted afterwards."""
    program = [sys.executable, str(ROOT / "tests" / "rig" / "postgres.py"), "--durable"]
    program += ["--set", f"max_connections={CONNECTIONS}", "--set", "shared_buffers=512MB"]
    program += ["--set", "max_wal_size=8GB", "--set", "checkpoint_timeout=30min"]
    server = subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert server.stdin is not None
    assert server.stdout is not None
    try:
        url = server.stdout.readline().strip()
        if not url:
            raise NoTool("No PostgreSQL could be begun; what it said stands above.")
        yield Postgres(url, server.pid)
    finally:
        server.stdin.close()
        server.wait()


def free_port() -> int:
    """A port that nobody uses just now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def serving(
    arguments: Sequence[str], port: int, log: Path, ready: str, more: dict[str, str]
) -> Iterator[int]:
    """A server as a process; gives its id once it answers at the address `ready`."""
    with log.open("ab") as lines:
        server = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env={**os.environ, **more},
            stdin=subprocess.DEVNULL,
            stdout=lines,
            stderr=lines,
        )
    try:
        deadline = time.monotonic() + START_SECONDS
        while not _answers(f"http://127.0.0.1:{port}{ready}"):
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"not ready: {log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.05)
        yield server.pid
    finally:
        server.terminate()
        server.wait()


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5):
            return True
    except urllib.error.HTTPError as error:
        return error.code == 405
    except OSError:
        return False


def loaded(wish: dict[str, Any]) -> dict[str, Any]:
    """What the load generator saw, in its own process."""
    program = [sys.executable, str(ROOT / "bench" / "load.py")]
    done = subprocess.run(program, input=json.dumps(wish), capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _stat(process: int) -> list[str]:
    """The fields of /proc/N/stat after the name; empty when it has gone."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _children(process: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            fields = _stat(int(entry.name))
            if fields and int(fields[1]) == process:
                found.append(int(entry.name))
    return found


def cpu_seconds(process: int) -> float:
    """CPU time of a process, its children that ended, and its children that live."""
    fields = _stat(process)
    if not fields:
        return 0.0
    own = sum(int(fields[place]) for place in (11, 12, 13, 14)) / TICKS
    return own + sum(cpu_seconds(child) for child in _children(process))
