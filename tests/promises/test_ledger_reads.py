"""What the books show, the same on both databases: balances, statements, the trial balance.

What may be posted is in `tests/rules/test_ledger.py`.
"""

from collections.abc import Iterator

import pytest

from passalong.ledger import queries
from passalong.ledger.model import Account, Leg, PostTransfer, transfer_id_of
from passalong.ledger.queries import StatementLine, TrialLine
from rig.desk import Desk
from rig.living import living
from rig.scene import MERCHANT, MOMENT

CASH = "cash:shop_1:CNY"


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    """Five transfers of one shop, and one of another merchant with the same names."""
    with living(database_url) as writer:
        other = Desk(writer, "m00000002")
        other.done(moved("order:1", 77))
        desk = Desk(writer)
        for number, amount in enumerate((100, 250, -30, 10**12), start=1):
            desk.done(moved(f"order:{number}", amount), MOMENT + number)
        desk.done(PostTransfer("yen", "JPY", moved("", 5).legs), MOMENT + 5)
        yield desk


def moved(cause: str, amount_minor: int) -> PostTransfer:
    """Cash that was earned by sales."""
    legs = (Leg("cash", "shop_1", amount_minor), Leg("sales", "shop_1", -amount_minor))
    return PostTransfer(cause, "CNY", legs)


def line(number: int, amount_minor: int, balance_minor: int) -> StatementLine:
    """A line of the cash's statement."""
    cause = f"order:{number}"
    transfer_id = transfer_id_of(MERCHANT, cause)
    at = MOMENT + number
    return StatementLine(number, 0, at, cause, transfer_id, amount_minor, balance_minor)


STATEMENT = [
    line(4, 10**12, 10**12 + 320),
    line(3, -30, 320),
    line(2, 250, 350),
    line(1, 100, 100),
]


def test_a_statement_is_told_newest_first_with_the_balance_after_each_line(desk: Desk) -> None:
    assert desk.read(queries.statement_of, CASH) == STATEMENT
    assert desk.read(queries.statement_of, "cash:nobody:CNY") == []


@pytest.mark.parametrize("size", [1, 2, 3])
def test_a_statement_in_pages_is_the_same_statement(desk: Desk, size: int) -> None:
    lines: list[StatementLine] = []
    after = None
    while page := desk.read(queries.statement_of, CASH, size, after):
        lines += page
        after = page[-1].key
    assert lines == STATEMENT
    assert after == (1, 0, 0)  # before the first line there was nothing


def test_what_is_posted_while_somebody_reads_on_changes_no_older_balance(desk: Desk) -> None:
    first = desk.read(queries.statement_of, CASH, 2)
    desk.done(moved("order:9", 5))
    assert desk.read(queries.statement_of, CASH, 9, first[-1].key) == STATEMENT[2:]


def test_balances_are_one_merchants(desk: Desk) -> None:
    cash = Account(MERCHANT, CASH, "cash", "shop_1", "CNY", 10**12 + 320, None, None, 0, 0)
    assert desk.read(queries.account_of, CASH) == cash
    assert desk.read(queries.account_of, "cash:shop_2:CNY") is None
    everything = desk.read(queries.balances)
    assert [(row.account_id, row.balance_minor) for row in everything] == [
        ("cash:shop_1:CNY", 10**12 + 320),
        ("cash:shop_1:JPY", 5),
        ("sales:shop_1:CNY", -(10**12) - 320),
        ("sales:shop_1:JPY", -5),
    ]
    assert desk.read(queries.balances, "shop_1", limit=2, after=(CASH,)) == everything[1:3]
    assert desk.read(queries.balances, "shop_2") == []


def test_debits_and_credits_are_equal_in_every_currency(desk: Desk) -> None:
    assert desk.read(queries.trial_balance) == [
        TrialLine("CNY", "cash", 1, 10**12 + 320, 0),
        TrialLine("CNY", "sales", 1, 0, 10**12 + 320),
        TrialLine("JPY", "cash", 1, 5, 0),
        TrialLine("JPY", "sales", 1, 0, 5),
    ]


def test_a_statement_goes_by_its_index(sqlite_url: str) -> None:
    with living(sqlite_url) as writer:
        [plan] = Desk(writer).plans(queries.statement_of, CASH, 10, (3, 0, 0))
    assert "SEARCH posting USING INDEX ix_posting_account" in plan
    assert "SCAN" not in plan
    assert "TEMP B-TREE" not in plan
