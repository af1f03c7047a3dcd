"""The books over HTTP: an accountant reads them, moves cash by hand, and takes them elsewhere.

What may be posted is in `tests/rules/test_ledger*.py`; who may call what in `test_api_doors.py`.
"""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest

from rig.office import sold
from rig.served import PRICE, Caller, Shop, served


class Books(msgspec.Struct):
    """A shop whose books are read, and the program that reads them."""

    shop: Shop
    program: Caller


@pytest.fixture
def books(tmp_path: Path, sqlite_url: str) -> Iterator[Books]:
    """Two sales, one of which was given back in part; cash was taken to the bank by hand."""
    with served(sqlite_url, tmp_path) as found:
        sold(found, "王芳")
        order_id = sold(found, "李雷")["order_id"]
        program = found.caller()
        back = {"reason_code": "faulty", "amount_minor": 100}
        assert program.send(f"/v1/orders/{order_id}/refunds", back).status_code < 300
        body = {"shop_id": found.shop.shop_id, "move": "cash_to_bank", "amount_minor": 700}
        assert program.send("/v1/books/moves", body).status_code == 201
        yield Books(found.shop, program)


def balances_of(books: Books) -> dict[str, int]:
    """What every account holds, by its kind: there is one of each."""
    items = books.program.get("/v1/books/accounts").json()["items"]
    return {item["kind"]: item["balance_minor"] for item in items}


BALANCES = {"cash": 2 * PRICE - 800, "bank": 700, "refunds": 100, "sales": -2 * PRICE}


def test_accounts_say_what_happened(books: Books) -> None:
    assert balances_of(books) == BALANCES
    other = books.program.get("/v1/books/accounts", owner_id="shop_none").json()
    assert other == {"items": [], "next_cursor": None}


def test_a_statement_in_pages_goes_from_the_balance_to_nothing(books: Books) -> None:
    path = f"/v1/books/accounts/cash:{books.shop.shop_id}:CNY/statement"
    lines: list[dict[str, Any]] = []
    cursor = ""
    while cursor is not None:
        page = books.program.get(path, limit=3, **({"cursor": cursor} if cursor else {})).json()
        lines += page["items"]
        cursor = page["next_cursor"]
    assert [line["amount_minor"] for line in lines] == [-700, -100, PRICE, PRICE]
    assert [line["balance_minor"] for line in lines] == [
        2 * PRICE - 800, 2 * PRICE - 100, 2 * PRICE, PRICE,
    ]  # fmt: skip
    assert [line["cause"].split(":")[0] for line in lines] == ["hand", "order", "order", "order"]
    missing = books.program.get("/v1/books/accounts/cash:nobody:CNY/statement")
    assert (missing.status_code, missing.json()["type"].rsplit("/", 1)[-1]) == (
        404,
        "account_not_found",
    )


def test_debits_and_credits_are_equal(books: Books) -> None:
    lines = books.program.get("/v1/books/trial-balance").json()["lines"]
    assert sum(line["debit_minor"] for line in lines) == 2 * PRICE
    assert sum(line["credit_minor"] for line in lines) == 2 * PRICE


def test_every_transfer_names_what_led_to_it(books: Books) -> None:
    transfers = books.program.get("/v1/books/transfers").json()["items"]
    assert len(transfers) == 4
    events = {
        event["seq"]: event for event in books.program.get("/v1/events", limit=200).json()["items"]
    }
    named = [events[transfer["cause_seq"]]["type"] for transfer in transfers]
    assert named == ["order_paid", "order_paid", "order_refunded", "money_moved"]
    for transfer in transfers:
        assert sum(posting["amount_minor"] for posting in transfer["postings"]) == 0
        one = books.program.get(f"/v1/books/transfers/{transfer['transfer_id']}").json()
        assert one == transfer
    assert books.program.get("/v1/books/waiting").json() == {"items": []}


def test_a_move_is_taken_back_and_both_stay_in_the_books(books: Books) -> None:
    moved = books.program.get("/v1/books/transfers").json()["items"][-1]["transfer_id"]
    back = books.program.send(f"/v1/books/moves/{moved}/take-back")
    assert back.json()["reverses_id"] == moved
    assert balances_of(books) == {**BALANCES, "cash": 2 * PRICE - 100, "bank": 0}
    again = books.program.send(f"/v1/books/moves/{moved}/take-back")
    assert again.status_code == 409
    sale = books.program.get("/v1/books/transfers").json()["items"][0]["transfer_id"]
    wrong = books.program.send(f"/v1/books/moves/{sale}/take-back")
    assert wrong.json()["type"].endswith("transfer_not_by_hand")
    assert len(books.program.get("/v1/books/transfers").json()["items"]) == 5


def test_a_limit_keeps_the_till_from_running_below_nothing(books: Books) -> None:
    body = {"shop_id": books.shop.shop_id, "kind": "cash", "floor_minor": 4_000}
    assert books.program.send("/v1/books/limits", body, method="PUT").status_code == 200
    out = {"shop_id": books.shop.shop_id, "move": "owner_takes_cash", "amount_minor": 201}
    refused = books.program.send("/v1/books/moves", out)
    assert (refused.status_code, refused.json()["type"].rsplit("/", 1)[-1]) == (
        409,
        "balance_too_low",
    )
    assert books.program.send("/v1/books/moves", {**out, "amount_minor": 200}).status_code == 201


@pytest.mark.parametrize(
    "wrong",
    [{"amount_minor": -1}, {"amount_minor": 1.5}, {"move": "sales_to_me"}, {"extra": 1},
     {"amount_minor": 0}],
)  # fmt: skip
def test_a_move_that_is_not_sound_is_refused(books: Books, wrong: dict[str, Any]) -> None:
    body = {"shop_id": books.shop.shop_id, "move": "cash_to_bank", "amount_minor": 1, **wrong}
    assert books.program.send("/v1/books/moves", body).status_code in (400, 422)
    assert balances_of(books) == BALANCES


def test_the_books_leave_as_a_table(books: Books) -> None:
    told = books.program.get("/v1/books/export")
    assert told.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(told.text)))
    assert len(rows) == 8
    by_kind: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        by_kind[row["account"]] += Decimal(row["amount"])
    assert by_kind == {kind: Decimal(minor) / 100 for kind, minor in BALANCES.items()}
    assert books.program.get("/v1/books/export", until="2000-01-01T00:00:00Z").text.count("\n") == 1
    assert books.program.get("/v1/books/export", format="abacus").status_code == 422


LINE = re.compile(r"^ +(\S+) +(-?[0-9.]+) CNY$")


@pytest.mark.parametrize("kind", ["hledger", "beancount"])
def test_the_books_leave_as_a_journal(books: Books, kind: str) -> None:
    told = books.program.get("/v1/books/export", format=kind).text
    held: dict[str, Decimal] = defaultdict(Decimal)
    transfers = 0
    for block in told.split("\n"):
        if re.match(r"^[0-9]{4}-[0-9]{2}-[0-9]{2} \*", block):
            transfers += 1
        elif found := LINE.match(block):
            held[found[1].split(":")[1].lower()] += Decimal(found[2])
    assert transfers == 4
    assert held == {name: Decimal(minor) / 100 for name, minor in BALANCES.items()}
