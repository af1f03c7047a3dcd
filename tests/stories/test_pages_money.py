"""The page Money, as accountant, auditor, clerk and an accountant of one shop open it.

The same over the API is in `test_api_books.py`; what may be moved in `rules/test_books_by_hand.py`.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from passalong.base.messages import Words
from passalong.merchants.model import AddShop
from rig.browsing import Form, Visitor
from rig.office import enter, sold, staff
from rig.served import Served, served


@pytest.fixture
def shop(tmp_path: Path, sqlite_url: str) -> Iterator[Served]:
    """One shop that sold one thing for 25.00."""
    with served(sqlite_url, tmp_path) as found:
        sold(found, "王芳")
        yield found


def moved(visitor: Visitor, shop: Served, **typed: str) -> None:
    """Write down that 10.00 went to the bank, or what is typed."""
    visitor.open("/money")
    typed = {"move": "cash_to_bank", "amount": "10", "shop_id": shop.shop.shop_id, **typed}
    visitor.send(visitor.form("/money/moves"), **typed)


def form_with(visitor: Visitor, part: str) -> Form:
    """The form with this in its address."""
    for form in visitor.forms():
        if part in form.action:
            return form
    raise AssertionError(f"no form with {part}")


def cash(shop: Served) -> str:
    """The address of the till's statement."""
    return f"/money/cash:{shop.shop.shop_id}:CNY"


def test_an_empty_book_says_how_to_begin(tmp_path: Path, sqlite_url: str) -> None:
    with served(sqlite_url, tmp_path) as shop:
        owner = staff(shop, "owner")
        owner.open("/money")
        assert "No money has moved yet" in owner.text
        moved(owner, shop, move="owner_puts_in_cash", note="for change")
        assert "¥10.00" in owner.text


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("Cash in the till", "Main shop")), ("zh-CN", ("收银台现金", "总店")),
     ("zh-TW", ("收銀台現金", "总店"))],
)  # fmt: skip
def test_an_accountant_writes_down_a_move_and_takes_it_back(
    shop: Served, language: str, words: tuple[str, ...]
) -> None:
    visitor = staff(shop, "accountant", language)
    moved(visitor, shop, note="<b>evening</b>")
    assert visitor.path == "/money"
    for word in (*words, "¥15.00", "¥10.00"):
        assert word in visitor.text
    visitor.open(cash(shop))
    assert "&lt;b&gt;evening&lt;/b&gt;" in visitor.text  # told as text, not as markup
    visitor.send(form_with(visitor, "/take-back/"))
    assert visitor.path == cash(shop)
    assert "¥25.00" in visitor.text
    with pytest.raises(AssertionError, match="no form"):
        form_with(visitor, "/take-back/")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [({"amount": "abc"}, "Please give an amount such as 25 or 25.50."),
     ({"amount": "0"}, "A sum is never below zero, and not that high."),
     ({"amount": "-5"}, "Please give an amount such as 25 or 25.50."),
     ({"move": "sales_to_me"}, "Please choose one.")],
)  # fmt: skip
def test_a_wrong_move_is_told_beside_its_field(
    shop: Served, typed: dict[str, str], sentence: str
) -> None:
    accountant = staff(shop, "accountant")
    moved(accountant, shop, note="keep this", **typed)
    assert sentence in accountant.text
    assert accountant.form("/money/moves").value("note") == "keep this"


def test_a_limit_is_set_and_lifted(shop: Served) -> None:
    owner = staff(shop, "owner")
    owner.open(cash(shop))
    owner.send(form_with(owner, "/limits"), floor="30")
    assert "The balance of today is beyond this limit." in owner.text
    owner.send(form_with(owner, "/limits"), floor="20.50", ceiling="")
    assert owner.path == cash(shop)
    assert form_with(owner, "/limits").value("floor") == "20.50"
    moved(owner, shop, amount="5")
    assert "Not enough available balance." in owner.text
    owner.open(cash(shop))
    owner.send(form_with(owner, "/limits"), floor="-1.25")
    assert form_with(owner, "/limits").value("floor") == "-1.25"
    moved(owner, shop, amount="26.25")
    assert "-¥1.25" in owner.text


def test_an_auditor_reads_and_moves_nothing(shop: Served) -> None:
    auditor = staff(shop, "auditor")
    auditor.open("/money")
    assert "Cash in the till" in auditor.text
    with pytest.raises(AssertionError, match="no form"):
        auditor.form("/money/moves")
    auditor.open(cash(shop))
    with pytest.raises(AssertionError, match="no form"):
        form_with(auditor, "/limits")


def test_a_clerk_sees_no_money(shop: Served) -> None:
    clerk = staff(shop, "clerk")
    clerk.open("/till")
    assert 'href="/money"' not in clerk.text
    assert clerk.http.get("/money").status_code == 403


def test_an_accountant_of_one_shop_sees_her_shop_alone(shop: Served) -> None:
    other = shop.shop.run(AddShop(Words(en="Hill")))["shop_id"]
    accountant = enter(shop, shop.shop.employ("accountant", (other,)))
    accountant.open("/money")
    assert "No money has moved yet" in accountant.text
    assert accountant.http.get(cash(shop)).status_code == 404
    assert accountant.http.get("/money/books/csv").status_code == 403


@pytest.mark.parametrize("kind", ["csv", "hledger", "beancount"])
def test_the_books_are_downloaded(shop: Served, kind: str) -> None:
    owner = staff(shop, "owner")
    told = owner.http.get(f"/money/books/{kind}")
    assert told.status_code == 200
    assert told.headers["content-disposition"].startswith("attachment; filename=")
    assert "25.00" in told.text
    assert owner.http.get("/money/books/abacus").status_code == 404
