"""A PostgreSQL of one's own with fsync on, which can be killed whole and begun again.

How it is made is `tests/rig/postgres.py`; what is killed under is in `proofs/kills.py`.

Its processes are groups of their own, so they are found by the folder they stand in. A server
that was killed leaves a pid file behind, which would say "ready" of nobody, or keep the next one
from beginning while some dead process still has that number: it is taken away once nobody stands
in the folder any more.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg

from rig.postgres import USER, begin, programs_of, start, stop

END_SECONDS = 10


class Cluster:
    """A durable server, from `with` until its end; every trace is deleted."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="passalong-pg-", dir="/tmp"))
        self.url = f"postgresql://{USER}@/postgres?host={self._folder}/socket"
        self._server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._server = start(self._folder, durable=True)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._server is not None:
            stop(self._server)
        shutil.rmtree(self._folder, ignore_errors=True)

    def write_late(self) -> None:
        """What nobody waits for is written only after a while: a fault that shows on every day."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET wal_writer_delay = '10s'")
            connection.execute("ALTER SYSTEM SET wal_writer_flush_after = '1GB'")
            connection.execute("SELECT pg_reload_conf()")

    def kill(self) -> None:
        """kill -9 of all its processes at once."""
        assert self._server is not None
        deadline = time.monotonic() + END_SECONDS
        while standing := self._processes():
            for process in standing:
                try:
                    os.kill(process, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            self._server.poll()
            if time.monotonic() > deadline:
                raise RuntimeError(f"still there: {standing}")
        self._server.wait()
        (self._folder / "data" / "postmaster.pid").unlink(missing_ok=True)

    def begin(self) -> float:
        """Begin again on the same data; how long it took until it was ready, in seconds."""
        at = time.monotonic()
        binaries = next(self._folder.glob("*/pginstall18/bin"), None)
        self._server = begin(self._folder, binaries or programs_of(self._folder), durable=True)
        return time.monotonic() - at

    def _processes(self) -> list[int]:
        """Whoever stands in the data folder."""
        data, found = str(self._folder / "data"), []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    if os.readlink(entry / "cwd") == data:
                        found.append(int(entry.name))
                except OSError:
                    continue
        return found
