"""`passalong serve` as an operator starts and ends it, with one process and with several.

What is answered is told in the other stories.
"""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import psycopg
import pytest

from passalong import wiring
from passalong.engine.postgres import LANE_LOCKS
from passalong.people.queries import known_people
from passalong.settings import Settings
from rig.running import running, settings_at, shop_in
from rig.served import Caller, Shop


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return settings_at(database_url, tmp_path)


@pytest.fixture
def shop(settings: Settings) -> Shop:
    return shop_in(settings)


def processes_for(settings: Settings) -> tuple[str, ...]:
    return () if settings.database_url.startswith("sqlite:") else ("--processes", "3")


def test_what_was_answered_before_the_end_is_there_afterwards(settings: Settings, shop: Shop):
    with running(settings, *processes_for(settings)) as serving:
        address = serving.address
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
                    serving.process.send_signal(signal.SIGTERM)

        with ThreadPoolExecutor(8) as crowd:
            list(crowd.map(meet, range(8)))
        assert serving.process.wait(timeout=60) == 0
    assert len(told) >= 40
    assert all_known(settings, shop, told)


def all_known(settings: Settings, shop: Shop, told: list[str]) -> bool:
    """Whether these people are there. Refused if the database's lock were still held."""
    door = wiring.open_door(settings)
    try:
        with door.reading() as read:
            return set(known_people(read, shop.merchant_id, told)) == set(told)
    finally:
        door.writer.stop()
        door.database.close()


@contextmanager
def nobody_can_write(settings: Settings, shop: Shop) -> Iterator[None]:
    """The writer can take commands but not save them, as long as this lasts."""
    if settings.database_url.startswith("sqlite:"):
        path = settings.database_url.removeprefix("sqlite:///")
        with sqlite3.connect(path, isolation_level=None) as holder:
            holder.execute("BEGIN IMMEDIATE")
            yield
            holder.execute("ROLLBACK")
        holder.close()
        return
    with psycopg.connect(settings.database_url) as holder:
        lane = shop.door.writer.lane_of(shop.merchant_id)
        holder.execute("SELECT pg_advisory_xact_lock(%s, %s)", (LANE_LOCKS, lane))
        yield
        holder.rollback()


def test_what_was_taken_before_the_end_is_answered(settings: Settings, shop: Shop):
    count = 12
    with running(settings, PASSALONG_METRICS="yes") as serving, ThreadPoolExecutor(count) as crowd:
        with nobody_can_write(settings, shop):
            hands = [Caller(serving.address, shop.api_key) for _ in range(count)]
            answers = [
                crowd.submit(hand.send, "/v1/people", {"name": f"顾客 {n}"}, key=f"k{n}")
                for n, hand in enumerate(hands)
            ]
            underway = f"passalong_requests_underway {count + 1}"  # and the one that asks
            while underway not in httpx.get(f"{serving.address}/metrics").text:
                assert serving.process.poll() is None
            serving.process.send_signal(signal.SIGTERM)
            while is_open(settings.port):
                assert serving.process.poll() is None
            assert not any(answer.done() for answer in answers)
        told = [answer.result(60) for answer in answers]
        assert [answer.status_code for answer in told] == [201] * count
        assert {answer.headers["connection"] for answer in told} == {"close"}
        assert serving.process.wait(timeout=60) == 0
    assert all_known(settings, shop, [answer.json()["person_id"] for answer in told])


def is_open(port: int) -> bool:
    """Whether anybody listens there."""
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


def test_serve_ends_also_while_its_processes_are_still_starting(settings: Settings, shop: Shop):
    for _ in range(3):
        with running(settings, *processes_for(settings)) as serving:
            serving.process.send_signal(signal.SIGTERM)
            assert serving.process.wait(timeout=60) == 0


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
