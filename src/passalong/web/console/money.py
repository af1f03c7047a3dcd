"""Money: what every account holds, its statement, moves by hand, and the books as files.

What may be moved is law of `merchants/books.py`; the same over the API is in `web/books.py`.

Inside, debits are positive and credits negative. People read the sum of a debt, of what was
sold, or of what the owner put in without a sign, so those kinds are shown the other way round.
"""

from collections.abc import Sequence
from typing import Any, Final, get_args

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Stream

from passalong.base.messages import Refusal
from passalong.base.money import amount_text, parse_amount
from passalong.engine.asking import reads, sends
from passalong.engine.database import Read
from passalong.engine.door import Door, Wish
from passalong.ledger.api import READERS_OF_BOOKS, whole_books
from passalong.ledger.journals import Format
from passalong.ledger.model import LIMITS, Account, AccountKind
from passalong.ledger.queries import (
    StatementLine,
    account_of,
    balances,
    lines_of,
    reversed_among,
    statement_of,
)
from passalong.merchants.books import MOVES as MOVED
from passalong.merchants.books import (
    NOTE_MAX,
    LimitShopAccount,
    Move,
    MoveMoney,
    TakeMoveBack,
)
from passalong.merchants.queries import notes_of, shops
from passalong.web.books import books_file
from passalong.web.console.room import merchant_of, names, pages_of, paging_of
from passalong.web.forms import Form
from passalong.web.page import Page

TEMPLATE: Final = "console/money.html"
ACCOUNT: Final = "console/account.html"
ACCOUNTS_MAX: Final = 500
FORMATS: Final = get_args(Format)
MOVES: Final = get_args(Move)
OURS: Final = ("cash", "bank", "receivable")
CREDIT_KINDS: Final = {
    "sales",
    "opening",
    *(kind for kind, (_, most) in LIMITS.items() if most == 0),
}
LED_BY_ORDER: Final = ("order", "commission")
LIMITED: Final = ("cash", "bank")


@get("/money", opt=reads(roles=READERS_OF_BOOKS), sync_to_thread=True, include_in_schema=False)
def money(page: NamedDependency[Page], door: NamedDependency[Door]) -> Response[Any]:
    """What the shop has, what it owes, what came in and went out."""
    with door.reading() as read:
        told = _overview(read, page)
    return page.show(TEMPLATE, values={"move": MOVES[0]}, **told)


def _overview(read: Read, page: Page) -> dict[str, Any]:
    merchant_id, actor = merchant_of(page).merchant_id, page.asker.actor
    own = [shop for shop in shops(read, merchant_id) if actor.works_at(shop.shop_id)]
    found = [one for one in balances(read, merchant_id, limit=ACCOUNTS_MAX)
             if actor.works_at(one.owner_id)]  # fmt: skip
    owners = _owners(read, page, found)
    lines = [_line(page, one, owners) for one in found]
    return {
        "ours": [line for line in lines if line["kind"] in OURS],
        "owed": [line for line in lines if line["kind"] in LIMITS and line["kind"] not in OURS],
        "flow": [line for line in lines if line["kind"] not in (*OURS, *LIMITS)],
        "currency": merchant_of(page).currency,
        "is_cut": len(found) == ACCOUNTS_MAX,
        "shops": [(shop.shop_id, page.language.pick(shop.name)) for shop in own],
        "moves": _moves(page),
        "files": [] if actor.shop_ids else _files(page),
    }


def _owners(read: Read, page: Page, accounts: Sequence[Account]) -> dict[str, str]:
    """The names of shops and people who own accounts."""
    merchant_id = merchant_of(page).merchant_id
    known = {
        shop.shop_id: page.language.pick(shop.name)
        for shop in shops(read, merchant_id, with_closed=True)
    }
    people = {one.owner_id for one in accounts} - set(known)
    return {**names(read, page, people), **known}


def _line(page: Page, account: Account, owners: dict[str, str]) -> dict[str, Any]:
    sign = -1 if account.kind in CREDIT_KINDS else 1
    return {
        "url": f"/money/{account.account_id}",
        "kind": account.kind,
        "word": _kind_word(page, account.kind),
        "owner": owners.get(account.owner_id, ""),
        "balance_minor": sign * account.balance_minor,
        "waits_minor": account.held_in_minor + account.held_out_minor,
        "currency": account.currency,
    }


def _kind_word(page: Page, kind: AccountKind) -> str:
    words: dict[AccountKind, str] = {
        "cash": page.say("Cash in the till"),
        "bank": page.say("In the bank"),
        "sales": page.say("Sales"),
        "refunds": page.say("Refunds"),
        "prepaid": page.say("Paid in advance by customers"),
        "rewards": page.say("Thanks and commission"),
        "promised": page.say("Promised, not due yet"),
        "payable": page.say("To be paid out"),
        "credit": page.say("Shop credit of customers"),
        "receivable": page.say("Receivable"),
        "tax": page.say("Withheld tax"),
        "fees": page.say("Fees"),
        "platform": page.say("Fees of the platform"),
        "loss": page.say("Losses"),
        "opening": page.say("The owner's own money"),
    }
    return words[kind]


def _moves(page: Page) -> list[tuple[str, str]]:
    words: dict[str, str] = {
        "cash_to_bank": page.say("Cash was taken to the bank"),
        "bank_to_cash": page.say("Cash was fetched from the bank"),
        "owner_puts_in_cash": page.say("The owner put cash into the till"),
        "owner_takes_cash": page.say("The owner took cash out of the till"),
        "owner_puts_in_bank": page.say("The owner paid money into the bank"),
        "owner_takes_bank": page.say("The owner took money from the bank"),
        "cash_missing": page.say("Cash is missing"),
        "cash_found": page.say("There is more cash than there should be"),
        "bank_fee": page.say("The bank took a fee"),
    }
    return [(move, words[move]) for move in MOVES]


def _files(page: Page) -> list[tuple[str, str]]:
    words = {
        "csv": page.say("As a table (CSV)"),
        "hledger": page.say("For %(program)s", program="hledger"),
        "beancount": page.say("For %(program)s", program="Beancount"),
    }
    return [(f"/money/books/{what}", words[what]) for what in FORMATS]


@get(
    "/money/books/{what:str}",
    opt=reads(roles=READERS_OF_BOOKS),
    sync_to_thread=True,
    include_in_schema=False,
)
def books(what: FromPath[str], page: NamedDependency[Page], door: NamedDependency[Door]) -> Stream:
    """Every transfer as a file."""
    whole_books(page.asker.actor)
    form: Any = what
    if what not in FORMATS:
        raise Refusal("not_found")
    return books_file(door, merchant_of(page).merchant_id, form, None, None)


@post("/money/moves", opt=sends(MoveMoney), include_in_schema=False)
async def move(
    page: NamedDependency[Page],
    form: NamedDependency[Form],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
) -> Response[Any]:
    """Money that staff moved."""
    with door.reading() as read:
        told = _overview(read, page)
    which: Any = form.choice("move", MOVES)
    amount = form.amount("amount", merchant_of(page).currency)
    note = form.text("note", most=NOTE_MAX)
    shop_id = form.choice("shop_id", [shop_id for shop_id, _ in told["shops"]])
    if form.is_good:
        try:
            await door.send(wish, MoveMoney(shop_id, which, amount, note))
            return page.to("/money", page.say("Written down."))
        except Refusal as refusal:
            fields = {"amount_out_of_range": "amount", "balance_too_low": "amount"}
            return page.again(TEMPLATE, form, refusal, fields, **told)
    return page.again(TEMPLATE, form, **told)


@get(
    "/money/{account_id:str}",
    opt=reads(roles=READERS_OF_BOOKS),
    sync_to_thread=True,
    include_in_schema=False,
)
def account(
    account_id: FromPath[str], page: NamedDependency[Page], door: NamedDependency[Door]
) -> Response[Any]:
    """The statement of one account, newest first."""
    with door.reading() as read:
        told = _statement(read, page, account_id)
    return page.show(ACCOUNT, **told)


def _own(read: Read, page: Page, account_id: str) -> Account:
    found = account_of(read, merchant_of(page).merchant_id, account_id)
    if found is None or not page.asker.actor.works_at(found.owner_id):
        raise Refusal("account_not_found")
    return found


def _statement(read: Read, page: Page, account_id: str) -> dict[str, Any]:
    merchant_id = merchant_of(page).merchant_id
    found = _own(read, page, account_id)
    paging = paging_of(page)
    after = paging.place(int, int, int)
    lines = statement_of(read, merchant_id, account_id, paging.limit + 1, after)
    kept = lines[: paging.limit]
    ids = [line.transfer_id for line in kept]
    notes, gone = notes_of(read, merchant_id, ids), reversed_among(read, merchant_id, ids)
    told = _causes(read, page, kept)
    sign = -1 if found.kind in CREDIT_KINDS else 1
    key = kept[-1].key if len(lines) > paging.limit else None
    limits = (found.floor_minor, found.ceiling_minor)
    texts = ["" if one is None else _signed_text(one, found.currency) for one in limits]
    return {
        "account": _line(page, found, _owners(read, page, [found])),
        "lines": [_shown(page, line, sign, told, notes, gone) for line in kept],
        "can_limit": found.kind in LIMITED and page.may.manage,
        "values": {"floor": texts[0], "ceiling": texts[1]},
        **pages_of(f"/money/{account_id}", {}, paging, key),
    }


def _signed_text(amount_minor: int, currency: str) -> str:
    text = amount_text(abs(amount_minor), currency)
    return f"-{text}" if amount_minor < 0 else text


def _causes(read: Read, page: Page, lines: Sequence[StatementLine]) -> dict[str, str]:
    """What led to these transfers, in words, by transfer."""
    by_hand = [line.transfer_id for line in lines if line.cause.startswith("hand:")]
    booked = lines_of(read, merchant_of(page).merchant_id, by_hand)
    words = dict(_moves(page))
    pairs = {MOVED[move]: words[move] for move in MOVES}
    told = {}
    for line in lines:
        kind, _, rest = line.cause.partition(":")
        kinds: Any = tuple(
            posting.account_id.split(":")[0] for posting in booked.get(line.transfer_id, ())
        )
        told[line.transfer_id] = {
            "order": page.say("Refund") if ":refund:" in rest else page.say("Order paid"),
            "hand": pairs.get(kinds, line.cause),
            "reversal": page.say("Taken back"),
            "commission": page.say("Commission"),
        }.get(kind, line.cause)
    return told


def _shown(
    page: Page,
    line: StatementLine,
    sign: int,
    told: dict[str, str],
    notes: dict[str, str],
    gone: frozenset[str],
) -> dict[str, Any]:
    kind, _, rest = line.cause.partition(":")
    return {
        "at": line.at,
        "word": told[line.transfer_id],
        "url": f"/orders/{rest.partition(':')[0]}" if kind in LED_BY_ORDER else "",
        "note": notes.get(line.transfer_id, ""),
        "amount_minor": sign * line.amount_minor,
        "balance_minor": sign * line.balance_minor,
        "transfer_id": line.transfer_id,
        "is_taken_back": line.transfer_id in gone,
        "can_take_back": kind == "hand" and line.transfer_id not in gone and page.may.book,
    }


@post(
    "/money/{account_id:str}/take-back/{transfer_id:str}",
    opt=sends(TakeMoveBack),
    include_in_schema=False,
)
async def take_back(
    account_id: FromPath[str],
    transfer_id: FromPath[str],
    page: NamedDependency[Page],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
) -> Response[Any]:
    """Take a move by hand back."""
    await door.send(wish, TakeMoveBack(transfer_id))
    return page.to(f"/money/{account_id}", page.say("Taken back."))


@post("/money/{account_id:str}/limits", opt=sends(LimitShopAccount), include_in_schema=False)
async def limit(
    account_id: FromPath[str],
    page: NamedDependency[Page],
    form: NamedDependency[Form],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
) -> Response[Any]:
    """The least and the most that a shop's cash or bank may hold."""
    with door.reading() as read:
        found = _own(read, page, account_id)
        told = _statement(read, page, account_id)
    if found.kind not in LIMITED:
        raise Refusal("account_not_found")
    low, high = (_bound(form, name, found.currency) for name in ("floor", "ceiling"))
    told.pop("values")
    kind: Any = found.kind
    if form.is_good:
        try:
            await door.send(wish, LimitShopAccount(found.owner_id, kind, low, high))
            return page.to(f"/money/{account_id}", page.say("Saved."))
        except Refusal as refusal:
            fields = {"balance_beyond_limit": "floor", "limits_crossed": "ceiling"}
            return page.again(ACCOUNT, form, refusal, fields, **told)
    return page.again(ACCOUNT, form, **told)


def _bound(form: Form, name: str, currency: str) -> int | None:
    """A sum, below zero too, or None when the field was left empty."""
    text = form.text(name)
    if not text:
        return None
    try:
        amount = parse_amount(text.removeprefix("-"), currency)
    except ValueError:
        form.wrong(name, "Please give an amount such as 25 or 25.50.")
        return None
    return -amount if text.startswith("-") else amount


ROUTES: Final[tuple[Any, ...]] = (money, books, move, account, take_back, limit)
