"""`passalong serve` as an operator starts and ends it, with one process and with several.

What is answered is told in the other stories.
"""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from passalong import migrations, wiring
from passalong.settings import Settings, settings_from
from rig.served import MERCHANTS, Caller, Shop


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    environment = {
        "PASSALONG_HOME": str(tmp_path),
        "PASSALONG_DATABASE_URL": database_url,
        "PASSALONG_PORT": str(free_port()),
    }
    return settings_from(environment)


@pytest.fixture
def shop(settings: Settings) -> Shop:
    """A shop in the database, whose door is closed again."""
    migrations.migrate(settings.database_url)
    door = wiring.open_door(settings)
    found = Shop(door, MERCHANTS[0])
    door.writer.stop()
    door.database.close()
    return found


@contextmanager
def running(settings: Settings, *more: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`passalong serve`, from the moment on at which it says that it is open."""
    environment = {
        **os.environ,
        "PASSALONG_HOME": str(settings.home),
        "PASSALONG_DATABASE_URL": settings.database_url,
        "PASSALONG_PORT": str(settings.port),
    }
    command = [sys.executable, "-m", "passalong", "serve", *more]
    serving = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    assert serving.stderr is not None
    try:
        for line in serving.stderr:
            if found := re.search(r"Open (http://\S+)", line):
                yield serving, found[1]
                break
        else:
            raise AssertionError(f"serve ended with {serving.wait()}")
    finally:
        serving.kill()
        serving.wait()
        serving.stderr.close()


def processes_for(settings: Settings) -> tuple[str, ...]:
    return () if settings.database_url.startswith("sqlite:") else ("--processes", "3")


def test_what_was_answered_before_the_end_is_there_afterwards(settings: Settings, shop: Shop):
    with running(settings, *processes_for(settings)) as (serving, address):
        assert httpx.get(f"{address}/healthz").json() == {"ready": True, "schema": "fits"}
        told: list[str] = []

        def meet(number: int) -> None:
            caller = Caller(address, shop.api_key)
            for turn in range(200):
                wish = {"name": f"顾客 {number} {turn}"}
                key = f"meet-{number}-{turn}"
                try:
                    answer = caller.send("/v1/people", wish, key=key)
                except httpx.TransportError:
                    return
                if answer.status_code != 201:
                    assert answer.status_code in (429, 503), answer.text
                    continue
                told.append(answer.json()["person_id"])
                if len(told) == 40:
                    serving.send_signal(signal.SIGTERM)

        with ThreadPoolExecutor(8) as crowd:
            list(crowd.map(meet, range(8)))
        assert serving.wait(timeout=60) == 0
    assert len(told) >= 40
    door = wiring.open_door(settings)  # refused if the lock of the database were still held
    try:
        with door.reading() as read:
            from passalong.people.queries import known_people

            assert set(known_people(read, shop.merchant_id, told)) == set(told)
    finally:
        door.writer.stop()
        door.database.close()


def test_serve_ends_also_while_its_processes_are_still_starting(settings: Settings, shop: Shop):
    for _ in range(3):
        with running(settings, *processes_for(settings)) as (serving, _):
            serving.send_signal(signal.SIGTERM)
            assert serving.wait(timeout=60) == 0


def test_one_file_is_served_by_one_process(sqlite_url: str, tmp_path: Path):
    environment = {
        **os.environ,
        "PASSALONG_HOME": str(tmp_path),
        "PASSALONG_DATABASE_URL": sqlite_url,
    }
    command = [sys.executable, "-m", "passalong", "serve", "--processes", "2"]
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert told.returncode == 2
    assert "several need PostgreSQL" in told.stderr
