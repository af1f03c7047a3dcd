"""The audit: what real commands leave behind passes it, and every invariant catches a plant.

A plant is one corrupted row, written past the program. The invariants are in `insights/audit/`.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select

from passalong.engine.history import forgotten_or_changed
from passalong.engine.opening import open_database
from passalong.engine.snapshot import snapshot
from passalong.engine.tables import JOURNAL_HEAD
from passalong.insights.audit import INVARIANTS, Finding, audit
from passalong.wiring import TABLES, registry
from rig.databases import Server
from rig.living import KEYS, lived, living
from rig.stream import Stream

SEED, COMMANDS = 23, 700
LATER = 4_000_000_000_000
CHANGE = (
    "UPDATE {table} SET {what} WHERE (merchant_id, {key}) IN"
    " (SELECT merchant_id, {key} FROM {table} WHERE {where} LIMIT 1)"
)
DROP = (
    "DELETE FROM {table} WHERE (merchant_id, {key}) IN"
    " (SELECT merchant_id, {key} FROM {table} WHERE {where} LIMIT 1)"
)


def change(table: str, key: str, what: str, where: str = "1 = 1") -> str:
    return CHANGE.format(table=table, key=key, what=what, where=where)


def drop(table: str, key: str, where: str = "1 = 1") -> str:
    return DROP.format(table=table, key=key, where=where)


TWICE = (
    "INSERT INTO redemption SELECT merchant_id, voucher_id, number + 100, campaign_id, friend_id,"
    " shop_id, staff_id, redeemed_by, at, reversed_at, reversed_by, reason_code FROM redemption"
    " WHERE reversed_at IS NULL LIMIT 1"
)
PLANTS = {
    "I01": [change("posting", "transfer_id, line", "amount_minor = amount_minor + 1")],
    "I02": [drop("posting", "transfer_id")],
    "I03": [change("account", "account_id", "balance_minor = balance_minor + 1")],
    "I04": [change("posting", "transfer_id, line", "currency = 'XXX'")],
    "I05": ["DROP INDEX ux_redemption_live", TWICE],
    "I06": [change("voucher", "voucher_id", "state = 'redeemed'", "state = 'held'")],
    "I07": [change("pass", "pass_id", "giver_id = friend_id")],
    "I08": [change("voucher", "voucher_id", "claimed_at = issued_at - 1", "claimed_at > 0")],
    "I09": [
        "DELETE FROM pass WHERE pass_id IN (SELECT voucher_id FROM voucher"
        " WHERE state IN ('redeemed', 'converted') LIMIT 1)"
    ],
    "I10": [drop("issue", "cause_kind, cause_id", "count > 0")],
    "I11": [change("voucher", "voucher_id", "depth = depth + 1")],
    "I17": [change('"order"', "order_id", "refunded_minor = 1", "refunded_minor = 0")],
    "I20": [drop("transfer", "transfer_id")],
    "I24": [drop("journal", "seq", "seq = 10")],
    "I26": [
        """UPDATE campaign_terms SET terms = replace(terms, '"vouchers_max":null',"""
        """ '"vouchers_max":0')"""
    ],
    "I27": [change("receipt", "receipt_key", "seq = 1000000000")],
    "I28": [
        "UPDATE person SET erased_at = 1 WHERE person_id IN"
        " (SELECT person_id FROM person_detail LIMIT 1)"
    ],
    "I29": [change("redemption", "voucher_id, number", "staff_id = ''")],
    "I30": [change("identity", "kind, lookup", "person_id = 'p_nobody'")],
    "I31": [
        change("redemption", "voucher_id, number", "friend_id = 'p_other'", "reversed_at IS NULL")
    ],
    "I36": [change("journal", "seq", "body = body || ' '", "seq = 10")],
    "H01": [change("customer_tally", "person_id", "orders = orders + 1")],
    "H02": [change("stock", "product_id", "product_id = 'prod_nothing'")],
    "H03": [change('"order"', "order_id", "shop_id = 'shop_nowhere'")],
    "H04": [change("offer", "voucher_id, turn", "state = 'returned'", "state = 'open'")],
    "H05": [change("pass", "pass_id", "friend_id = 'p_other'", "source = 'voucher'")],
    "H06": [change("campaign_tally", "campaign_id", "unused = unused + 1")],
    "H07": [change("hold_tally", "person_id", "holding = holding + 1")],
    "H08": [change("claim_tally", "campaign_id, person_id", "claims = claims + 1")],
    "H09": [change("give_tally", "person_id, day", "offers = offers + 1")],
    "H10": [change("voucher", "voucher_id", "version = 99")],
    "H11": [
        change(
            "referral",
            "person_id",
            "depth = depth + 7",
            "giver_id NOT IN (SELECT to_id FROM person_alias)"
            " AND person_id NOT IN (SELECT from_id FROM person_alias)",
        )
    ],
    "H12": [change("referral", "person_id", "voucher_id = 'v_none'", "source = 'voucher'")],
    "H13": [change("brought", "person_id", "people = people + 1")],
    "H23": [change("tree_tally", "root_id", "people = people + 1, deepest = deepest + 1")],
    "H24": ["UPDATE forest_tally SET trees = trees + 1"],
    "H14": ["UPDATE people_tally SET people = people + 1"],
    "H15": ["UPDATE owner_tally SET owners = owners + 1"],
    "H16": [change("person_alias", "from_id", "to_id = 'p_nobody'")],
    "H17": [change("journal", "seq", "name = 'nobody_knows'", "seq = 10")],
    "H18": [change("account", "account_id", "ceiling_minor = balance_minor - 1")],
    "H19": [change("account", "account_id", "held_in_minor = held_in_minor + 1")],
    "H20": [change("hold", "transfer_id", "state = 'released'", "state = 'posted'")],
    "H21": [change("transfer", "transfer_id", "cause_seq = seq")],
    "H26": [change("return_window", "order_id", "state = 'settled'", "changed_at < closes_at")],
    "H22": [change("transfer", "transfer_id", "reverses_id = 'transfer_x'", "reverses_id <> ''")],
}


def audited(url: str, only: str = "") -> list[Finding]:
    chosen = [invariant for invariant in INVARIANTS if only in ("", invariant.id)]
    database = open_database(url, KEYS, TABLES)
    try:
        with snapshot(database) as picture:
            return list(audit(picture, registry().event_types, LATER, chosen))
    finally:
        database.close()


def unlike_history(url: str) -> int:
    database = open_database(url, KEYS, TABLES)
    with database.reading() as read:
        merchants = [line[0] for line in read.all(select(JOURNAL_HEAD.c.merchant_id))]
    found = [row for each in merchants for row in forgotten_or_changed(database, registry(), each)]
    database.close()
    return len(found)


def plant(url: str, statements: list[str]) -> int:
    """How many rows were corrupted."""
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:", 1))
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA ignore_check_constraints=ON")
        counts = [connection.exec_driver_sql(each).rowcount for each in statements]
    engine.dispose()
    return counts[-1]


@pytest.fixture(scope="module")
def lived_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("audit") / "lived.sqlite"
    with living(f"sqlite:///{path}") as writer:
        lived(writer, Stream(SEED, merchants=2), COMMANDS)
    return path


@pytest.fixture(scope="module")
def lived_postgres(postgres_server: Server) -> Iterator[str]:
    url = postgres_server.create()
    with living(url) as writer:
        lived(writer, Stream(SEED, merchants=2), COMMANDS)
    yield url
    postgres_server.drop(url)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def copy(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database in which two shops have lived, to be spoilt."""
    if request.param == "sqlite":
        path = tmp_path / "copy.sqlite"
        shutil.copy(request.getfixturevalue("lived_file"), path)
        yield f"sqlite:///{path}"
        return
    server: Server = request.getfixturevalue("postgres_server")
    url = server.create(request.getfixturevalue("lived_postgres"))
    yield url
    server.drop(url)


def test_what_commands_leave_behind_passes_the_audit(copy: str) -> None:
    assert [finding for finding in audited(copy) if finding.violations] == []


def test_the_audit_looks_at_rows_of_every_invariant_that_applies(copy: str) -> None:
    idle = [f.name for f in audited(copy) if f.applies and not f.checked]
    assert idle == []


@pytest.mark.parametrize(
    "statement",
    [
        change("voucher", "voucher_id", "issued_at = issued_at + 1"),
        drop("consent", "person_id, purpose"),
        change("product", "product_id", "price_minor = price_minor + 1"),
    ],
)
def test_a_row_that_history_does_not_tell_so_is_found(statement: str, copy: str) -> None:
    assert unlike_history(copy) == 0
    assert plant(copy, [statement]) == 1
    assert unlike_history(copy) == 1


def test_every_invariant_of_the_list_is_told_or_says_why_not() -> None:
    ids = [invariant.id for invariant in INVARIANTS]
    assert ids[:36] == [f"I{number:02}" for number in range(1, 37)]
    assert len(set(ids)) == len(ids)
    assert all(invariant.why_not or invariant.counted for invariant in INVARIANTS)


def test_every_invariant_that_applies_has_a_plant() -> None:
    assert {invariant.id for invariant in INVARIANTS if not invariant.why_not} == set(PLANTS)


@pytest.mark.parametrize("invariant", sorted(PLANTS))
def test_an_invariant_catches_one_corrupted_row(invariant: str, copy: str) -> None:
    assert plant(copy, PLANTS[invariant]) >= 1
    assert [finding.violations > 0 for finding in audited(copy, invariant)] == [True]
