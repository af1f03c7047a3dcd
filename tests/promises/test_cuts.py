"""Lines to PostgreSQL that break around COMMIT double and lose nothing (proofs/cuts.py)."""

import os
import socket
import struct

import pytest

from passalong.engine.opening import open_database
from passalong.engine.postgres import connected
from passalong.wiring import TABLES
from proofs.cuts import prove
from proofs.cutting import Commits, CuttingProxy, Plan, messages
from rig.living import KEYS

SEED = 20266
ROUNDS = 200


@pytest.mark.slow
@pytest.mark.postgres
def test_lines_that_break_double_and_lose_nothing():
    found = prove(ROUNDS, SEED, say=print)
    assert found.broken == ()
    assert found.rounds == ROUNDS
    before, after = (found.figures[f"cut {place} the commit"] for place in ("before", "after"))
    assert before + after == ROUNDS
    assert min(before, after) > ROUNDS * 0.35, "both kinds are drawn alike"
    assert found.figures["answered again from memory"] > after / 2, "what was done is told again"
    assert found.figures["told to come back"] > ROUNDS
    assert found.figures["sales answered"] > 50


@pytest.mark.postgres
def test_a_client_that_asks_under_a_new_key_each_time_is_found_doubling():
    found = prove(40, SEED, say=print, planted="no_key")
    assert found.figures["sales doubled"] > 0.05 * found.figures["sales answered"]
    assert any("sales are there" in each for each in found.broken)


@pytest.mark.postgres
def test_a_server_without_receipts_is_found_doubling():
    found = prove(40, SEED, say=print, planted="no_receipts")
    assert found.figures["sales doubled"] > 0.05 * found.figures["sales answered"]


@pytest.mark.postgres
def test_a_server_that_believes_every_commit_is_found_losing():
    found = prove(40, SEED, say=print, planted="believes_every_commit")
    assert any("the sale was answered and is lost" in each for each in found.broken)


@pytest.mark.postgres
@pytest.mark.parametrize(("wish", "seconds"), [("", 20), ("&tcp_user_timeout=7000", 7)])
def test_a_line_that_falls_silent_is_given_up(postgres_url, wish, seconds):
    with CuttingProxy(postgres_url, Plan(0, 0)) as proxy:
        database = open_database(proxy.url + wish, KEYS, TABLES)
        writing = connected(proxy.url + wish)
        with writing, database.engine.connect() as reading:
            for line in (writing, reading.connection.driver_connection):
                with socket.socket(fileno=os.dup(line.fileno())) as held:
                    timeout = held.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)
                    idle = held.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE)
                assert (timeout, idle) == (seconds * 1000, 10)
        database.close()


def said(kind: bytes, content: bytes) -> bytes:
    return kind + struct.pack("!I", len(content) + 4) + content


def test_a_commit_is_known_however_it_is_sent():
    commits = Commits()
    assert commits.is_one(said(b"Q", b"COMMIT\0"))
    assert commits.is_one(said(b"Q", b"commit;\0"))
    assert not commits.is_one(said(b"Q", b"SELECT 'COMMIT'\0"))
    assert not commits.is_one(said(b"B", b"\0one\0\0\0"))
    assert not commits.is_one(said(b"P", b"one\0COMMIT\0\0\0")), "it is only prepared"
    assert commits.is_one(said(b"B", b"\0one\0\0\0"))
    assert not commits.is_one(said(b"B", b"one\0two\0\0\0"))
    assert not commits.is_one(said(b"P", b"one\0SELECT 1\0\0\0"))
    assert not commits.is_one(said(b"B", b"\0one\0\0\0")), "the name means something else now"


def test_messages_are_taken_whole_and_in_order():
    one, two = said(b"Q", b"SELECT 1\0"), said(b"D", b"")
    taken = bytearray()
    found = []
    for byte in one + two + one[:3]:
        taken.append(byte)
        found += list(messages(taken))
    assert found == [one, two]
    assert bytes(taken) == one[:3]


def test_a_plan_is_drawn_from_its_seed_and_ends():
    def drawn(seed, plan=None):
        plan = plan or Plan(20, seed)
        plan.has_begun = True
        return [plan.of_commit() for _ in range(120)]

    assert drawn(1) == drawn(1) != drawn(2)
    cuts = [place for place in drawn(1) if place]
    assert len(cuts) == 20
    assert {*cuts} == {"before", "after"}


def test_a_cut_that_could_not_be_made_is_made_later():
    plan = Plan(3, 1)
    plan.has_begun = True
    places = []
    for number in range(60):
        places.append(plan.of_commit())
        if number in (20, 40):
            plan.give_back()
    assert sum(place is not None for place in places) == 5


def test_nothing_is_cut_before_it_begins():
    plan = Plan(3, 1)
    assert [plan.of_commit() for _ in range(30)] == [None] * 30
    assert plan.seen == 0
