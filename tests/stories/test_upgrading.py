"""A new version takes over while people buy: nobody is turned away, and nothing is lost.

How steps of the schema are taken is in tests/promises/test_migrations.py.
"""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from passalong import migrations, wiring
from passalong.merchants.model import SCOPES
from passalong.people.queries import known_people
from passalong.settings import Settings, settings_from
from passalong.web.serve import listen
from rig.served import MERCHANTS, Shop
from rig.terminal import Terminal

RIG = Path(__file__).parents[1] / "rig"
OLD, NEW = ("-m", "passalong"), (str(RIG / "newer.py"),)
HANDS = 3
KEYS_EACH = 4  # so that nobody asks more often than a key may


class House:
    """An installation, a listening socket that outlives its servers, and who calls there."""

    def __init__(self, url: str, home: Path, listener: socket.socket) -> None:
        self.listener = listener
        self.address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self.environment = {
            **os.environ,
            "PASSALONG_HOME": str(home),
            "PASSALONG_DATABASE_URL": url,
        }
        self.settings: Settings = settings_from(self.environment)
        migrations.migrate(url)
        door = wiring.open_door(self.settings)
        self.shop = Shop(door, MERCHANTS[0])
        labels = [f"hand {number}" for number in range(HANDS * KEYS_EACH)]
        self.keys = [self.shop.key(*SCOPES, label=label) for label in labels]
        door.database.close()
        door.writer.stop()
        self.told: list[str] = []
        self.faults: list[str] = []
        self.moved = threading.Condition()
        self.hands: list[threading.Thread] = []
        self.stopping = threading.Event()

    def did(self, program: tuple[str, ...], *words: str) -> str:
        """A command of the old or the new version; what it said on stderr if it failed."""
        command = [sys.executable, *program, *words]
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False
        )
        return "" if done.returncode == 0 else done.stderr

    @contextmanager
    def serving(self, program: tuple[str, ...]) -> Iterator[subprocess.Popen[str]]:
        """A server on the socket, from the moment on at which it is open."""
        handing = [sys.executable, str(RIG / "handing_over.py"), str(self.listener.fileno())]
        server = subprocess.Popen(
            [*handing, *program, "serve"],
            env=self.environment,
            stderr=subprocess.PIPE,
            text=True,
            pass_fds=[self.listener.fileno()],
        )
        assert server.stderr is not None
        said = []
        for line in server.stderr:
            said.append(line)
            if re.search(r"Open http", line):
                break
        else:
            raise AssertionError("".join(said))
        drain = threading.Thread(target=server.stderr.read)
        drain.start()
        try:
            yield server
        finally:
            server.kill()
            server.wait()
            drain.join()
            server.stderr.close()

    def ended(self, server: subprocess.Popen[str]) -> None:
        """The server was asked to end, and did."""
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=60) == 0

    def call(self, hand: int) -> None:
        """Meet one person after the other; each call on a connection of its own."""
        for number in count():
            if self.stopping.is_set():
                return
            headers = {
                "Authorization": f"Bearer {self.keys[hand * KEYS_EACH + number % KEYS_EACH]}",
                "Idempotency-Key": f"{hand}-{number}",
                "Connection": "close",
            }
            wish = {"name": f"顾客 {hand} {number}"}
            try:
                address = f"{self.address}/v1/people"
                answer = httpx.post(address, json=wish, headers=headers, timeout=60)
            except httpx.HTTPError as error:
                fault = repr(error)
            else:
                fault = "" if answer.status_code == 201 else f"{answer.status_code} {answer.text}"
            with self.moved:
                if fault:
                    self.faults.append(fault)
                else:
                    self.told.append(answer.json()["person_id"])
                self.moved.notify_all()

    def more(self, number: int = 15) -> None:
        """Wait until so many more were answered (or something went wrong)."""
        with self.moved:
            wanted = len(self.told) + number
            assert self.moved.wait_for(lambda: self.faults or len(self.told) >= wanted, timeout=60)

    def begin(self) -> None:
        """People begin to call, all the time."""
        self.hands = [
            threading.Thread(target=self.call, args=(hand,), daemon=True) for hand in range(HANDS)
        ]
        for hand in self.hands:
            hand.start()

    def finish(self) -> None:
        """They stop, each after an answer."""
        self.stopping.set()
        for hand in self.hands:
            hand.join()

    def all_there(self) -> bool:
        """Whether everybody who was answered is known, and the audit is clean."""
        terminal = Terminal(self.settings.home)
        terminal.environment = {
            "PASSALONG_HOME": str(self.settings.home),
            "PASSALONG_DATABASE_URL": self.settings.database_url,
        }
        with terminal.reading() as read:
            known = known_people(read, self.shop.merchant_id, self.told)
            read.value(text("SELECT count(*) FROM person WHERE mark = 'none'"))
        return set(known) == set(self.told)


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[House]:
    with listen("127.0.0.1", 0) as listener:
        found = House(database_url, tmp_path / "home", listener)
        yield found
        found.stopping.set()


def test_a_new_version_takes_over_while_people_buy(house: House) -> None:
    is_one_file = house.settings.database_url.startswith("sqlite")
    with house.serving(OLD) as old:
        house.begin()
        house.more()
        if is_one_file:
            # One process writes the file, so the steps are taken between the two servers; whoever
            # comes meanwhile waits in the socket.
            assert "database_in_use" in house.did(NEW, "migrate", "--pre")
            house.ended(old)
            assert house.did(NEW, "migrate") == ""
            with house.serving(NEW) as new:
                house.more()
                house.finish()
                house.ended(new)
        else:
            assert house.did(NEW, "migrate", "--pre") == ""
            assert httpx.get(f"{house.address}/healthz").json()["ready"] is True
            house.more()
            with house.serving(NEW) as new:
                house.more()
                house.ended(old)
                house.more()
                assert house.did(NEW, "migrate", "--post") == ""
                house.more()
                house.finish()
                house.ended(new)
    assert house.faults == []
    assert len(house.told) >= 30
    assert house.all_there()
    assert house.did(NEW, "audit") == ""
    assert "newer version" in house.did(OLD, "audit")
    assert "newer version" in house.did(OLD, "serve")
    assert "newer version" in house.did(OLD, "migrate")


def test_without_the_socket_that_outlives_them_people_would_be_turned_away(
    house: House,
) -> None:
    """The planted fault: what the test above counts would be seen."""
    with house.serving(OLD) as old:
        house.begin()
        house.more()
        house.listener.close()
        house.ended(old)
        with house.moved:
            assert house.moved.wait_for(lambda: house.faults, timeout=60)
        house.finish()
    assert "Connect" in house.faults[0]
