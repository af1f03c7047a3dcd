"""The books leave by the command line: all of them, some days of them, or none with a sentence."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from passalong.base.clock import day_start
from passalong.engine.door import Wish
from passalong.ledger.model import Leg, PostTransfer
from rig.terminal import Terminal

DAYS = tuple(date(2026, 3, number) for number in (1, 2, 3))


@pytest.fixture
def sold(tmp_path: Path, database_url: str) -> tuple[Terminal, str]:
    """A merchant in Shanghai who sold for 0.01, 0.02, 0.03 at the first moment of three days."""
    terminal = Terminal(tmp_path / "home", database_url)
    shop = terminal.shop()
    with terminal.door() as door:
        for number, day in enumerate(DAYS, start=1):
            legs = (Leg("cash", shop["shop_id"], number), Leg("sales", shop["shop_id"], -number))
            wish = Wish(shop["merchant_id"])
            at = day_start(day, "Asia/Shanghai")
            door.run(wish, PostTransfer(f"day:{day}", "CNY", legs), at)
    return terminal, shop["shop_id"]


def table_of(text: str) -> list[tuple[str, str, str]]:
    """Day, account, amount of each line."""
    rows = csv.DictReader(io.StringIO(text))
    return [(row["date"], row["account"], row["amount"]) for row in rows]


@pytest.mark.parametrize(
    ("asked", "days"),
    [((), (1, 2, 3)), (("--from", "2026-03-02"), (2, 3)), (("--until", "2026-03-02"), (1, 2)),
     (("--from", "2026-03-02", "--until", "2026-03-02"), (2,)),
     (("--from", "2026-03-04"), ())],
)  # fmt: skip
def test_the_days_asked_are_those_of_the_shop(
    sold: tuple[Terminal, str], asked: tuple[str, ...], days: tuple[int, ...]
) -> None:
    terminal, shop_id = sold
    answer = terminal.run("export", "books", "--shop", shop_id, *asked)
    assert answer.status == 0
    assert table_of(answer.stdout) == [
        (f"2026-03-0{day}", kind, amount)
        for day in days
        for kind, amount in (("cash", f"0.0{day}"), ("sales", f"-0.0{day}"))
    ]


def test_a_journal_goes_into_a_file(sold: tuple[Terminal, str], tmp_path: Path) -> None:
    terminal, shop_id = sold
    out = tmp_path / "books.journal"
    answer = terminal.run("export", "books", "--shop", shop_id, "--format", "hledger", "--out", out)
    assert (answer.status, answer.stdout) == (0, "")
    assert "2026-03-03 * day:2026-03-03" in out.read_text(encoding="utf-8")


def test_a_shop_that_is_none_is_told(sold: tuple[Terminal, str]) -> None:
    answer = sold[0].run("export", "books", "--shop", "shop_none")
    assert (answer.status, answer.stdout) == (1, "")
    assert "There is no shop shop_none." in answer.stderr
