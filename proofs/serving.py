"""`passalong serve` in a process of its own, as it is or with a planted fault; and its end.

`python -m proofs.serving FAULT serve ...` is how a faulty one begins. What is asked of it is in
`proofs/shoppers.py`; who kills it is in `proofs/kills.py`.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from passalong.cli import main
from passalong.engine import batch, postgres, writer
from passalong.settings import Settings
from proofs.disk import disk_not_told
from proofs.server_faults import SERVER_FAULTS

ROOT = Path(__file__).parents[1]
START_SECONDS = 30
LATE_SECONDS = 0.02


def answer_before_commit() -> None:
    """Whoever waits is answered first; it is saved a little later."""

    def answer(here: Any, store: Any, taken: Any) -> Any:
        first, *more = taken
        with store.transaction(first, *more) as held:
            waiting = [one for lane in (first, *held) for one in taken[lane]]
            envelopes = [envelope for group, _ in waiting for envelope in group]
            deciding = batch.Batch(here.registry, store.load, here.database.keys.digest)
            outcomes = deciding.decide(envelopes, [0] * len(envelopes))
            start = 0
            for group, future in waiting:
                future.set_result(outcomes[start : start + len(group)])
                start += len(group)
            time.sleep(LATE_SECONDS)
            store.save(deciding)
            return {lane: taken[lane] for lane in more if lane not in held}
        return {}

    writer.answer = answer


def synchronous_commit_off() -> None:
    """PostgreSQL may say yes before it has written anything."""
    usual = postgres.PostgresStore._connected

    def connected(store: postgres.PostgresStore) -> Any:
        connection = usual(store)
        connection.execute("SET synchronous_commit = off")
        return connection

    postgres.PostgresStore._connected = connected  # type: ignore[method-assign]


def no_receipts() -> None:
    """Nobody remembers what was answered to which key."""
    batch.Draft.keep_receipt = lambda *_: None  # type: ignore[method-assign]


FAULTS = {
    fault.__name__: fault
    for fault in (
        answer_before_commit,
        synchronous_commit_off,
        no_receipts,
        disk_not_told,
        *SERVER_FAULTS,
    )
}


def free_port() -> int:
    """A port that nobody uses just now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Serving:
    """A serving process; `ready_seconds` is how long it took until it was ready."""

    def __init__(
        self, settings: Settings, log: Path, fault: str | None = None, *, processes: int = 1
    ) -> None:
        self._address = f"{settings.host}:{settings.port}"
        self.base_url = f"http://{self._address}"
        environment = {
            **os.environ,
            "PASSALONG_HOME": str(settings.home),
            "PASSALONG_DATABASE_URL": settings.database_url,
            "PASSALONG_PORT": str(settings.port),
        }
        began = ["-m", "proofs.serving", fault] if fault else ["-m", "passalong"]
        served = ["serve", "--processes", str(processes)]
        begin = time.monotonic()
        with log.open("ab") as lines:
            self.process = subprocess.Popen(
                [sys.executable, *began, *served],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=lines,
                stderr=lines,
            )
        while not self.is_ready():
            if self.process.poll() is not None or time.monotonic() > begin + START_SECONDS:
                self.kill()
                raise RuntimeError(f"not ready: {log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.01)
        self.ready_seconds = time.monotonic() - begin

    def is_ready(self) -> bool:
        """Whether it says so itself."""
        line = HTTPConnection(self._address, timeout=5)  # cheap: it is asked a hundred times
        try:
            line.request("GET", "/healthz")
            return line.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            line.close()

    def kill(self) -> None:
        """kill -9, and its remains are taken away."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """Asked to end; its status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(START_SECONDS)


if __name__ == "__main__":
    FAULTS[sys.argv[1]]()
    sys.argv[1:] = sys.argv[2:]
    main()
