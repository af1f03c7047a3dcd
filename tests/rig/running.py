"""`passalong serve` as a process of its own, its words, and how to end it.

A shop served by a thread of the test is `rig/served.py`.
"""

import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from passalong import migrations, wiring
from passalong.settings import Settings, settings_from
from rig.served import MERCHANTS, Shop


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def settings_at(database_url: str, home: Path) -> Settings:
    """An installation at a free port."""
    environment = {
        "PASSALONG_HOME": str(home),
        "PASSALONG_DATABASE_URL": database_url,
        "PASSALONG_PORT": str(free_port()),
    }
    return settings_from(environment)


def shop_in(settings: Settings) -> Shop:
    """A shop in the database, whose door is closed again."""
    migrations.migrate(settings.database_url)
    door = wiring.open_door(settings)
    found = Shop(door, MERCHANTS[0])
    found.employ("owner")
    door.database.close()
    door.writer.stop()
    return found


class Serving:
    """A running server: its process, its address, and everything it has said."""

    def __init__(self, process: subprocess.Popen[str], address: str) -> None:
        self.process = process
        self.address = address
        self.said: list[str] = []
        assert process.stderr is not None
        self._listening = threading.Thread(target=lambda: self.said.extend(process.stderr or ()))
        self._listening.start()

    def ended(self) -> str:
        """All it has said, after it has ended."""
        self.process.wait()
        self._listening.join()
        return "".join(self.said)


@contextmanager
def running(settings: Settings, *more: str, **set_besides: str) -> Iterator[Serving]:
    """`passalong serve`, from the moment on at which it says that it is open."""
    environment = {
        **os.environ,
        "PASSALONG_HOME": str(settings.home),
        "PASSALONG_DATABASE_URL": settings.database_url,
        "PASSALONG_PORT": str(settings.port),
        **set_besides,
    }
    command = [sys.executable, "-m", "passalong", "serve", *more]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    try:
        said = []
        for line in process.stderr:
            said.append(line)
            if found := re.search(r"Open (http://\S+)", line):
                break
        else:
            raise AssertionError(f"serve ended with {process.wait()}: {said}")
        serving = Serving(process, found[1])
        yield serving
    finally:
        process.kill()
        process.wait()
    serving.ended()
    process.stderr.close()
