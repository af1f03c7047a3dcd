"""One voucher at fifty tills at the same moment, over HTTP: redeemed once, on both databases."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import create_engine, func, select, text

from passalong.engine import sqlite
from passalong.engine.sqlite import connect_writer
from passalong.vouchers import till
from passalong.vouchers.tables import REDEMPTION
from rig.served import Caller, Served, served

TILLS = 50
ROUNDS = 20


def claimed_code(found: Served, program: Caller) -> str:
    """Sold, offered, claimed: the code that a friend shows."""
    lines = [{"product_id": found.shop.product_id, "quantity": 1}]
    sale = {"shop_id": found.shop.shop_id, "lines": lines, "way": None}
    voucher_id = program.send("/v1/counter/sales", sale).json()["voucher_ids"][0]
    offer = program.send("/v1/vouchers/offer", {"voucher_ids": [voucher_id]}).json()["offers"][0]
    token = offer["link"].rsplit("/", 1)[-1]
    friend = found.caller(f"v_{found.shop.merchant_id}_{token}")
    return str(friend.send("/v1/vouchers/claim", {}).json()["code"])


def raced(found: Served, program: Caller, tills: list[Caller]) -> Counter[str]:
    """What the tills were told when all showed one code at the same moment."""
    code = claimed_code(found, program)
    start = Barrier(len(tills))

    def show(caller: Caller) -> str:
        start.wait(timeout=60)
        told = caller.send("/v1/vouchers/redeem", {"shop_id": found.shop.shop_id, "code": code})
        return f"{told.status_code} {told.json().get('type', '').rsplit('/', 1)[-1]}".strip()

    with ThreadPoolExecutor(len(tills)) as pool:
        return Counter(pool.map(show, tills))


def redemptions(found: Served) -> tuple[int, int]:
    """How many there are, and of how many vouchers."""
    counted = select(func.count(), func.count(REDEMPTION.c.voucher_id.distinct()))
    with found.door.reading() as read:
        line = read.one(counted)
    return int(line[0]), int(line[1])


def test_one_voucher_at_fifty_tills_is_redeemed_once(database_url: str, tmp_path: Path):
    with served(database_url, tmp_path) as found:
        tills = [found.caller(found.shop.key("till", label=f"till {n}")) for n in range(TILLS)]
        program = found.caller()
        for _ in range(ROUNDS):
            told = raced(found, program, tills)
            assert told == {"200": 1, "409 voucher_already_redeemed": TILLS - 1}
        assert redemptions(found) == (ROUNDS, ROUNDS)


def test_a_till_that_does_not_look_is_caught(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """A rule without its look, tables without their index and checks: many tills succeed."""
    monkeypatch.setattr(till, "refuse_closed", lambda voucher, at: None)
    monkeypatch.setattr(sqlite, "connect_writer", careless)
    monkeypatch.setattr(till, "_claim_at_the_till", no_claim)
    with served(sqlite_url, tmp_path) as found:
        engine = create_engine(sqlite_url)
        with engine.begin() as connection:
            connection.execute(text("DROP INDEX ux_redemption_live"))
        engine.dispose()
        tills = [found.caller(found.shop.key("till", label=f"till {n}")) for n in range(8)]
        assert raced(found, found.caller(), tills)["200"] > 1


def careless(path):
    connection = connect_writer(path)
    connection.execute("PRAGMA ignore_check_constraints = ON")
    return connection


def no_claim(world, command, voucher, now):
    return voucher.friend_id
    yield
