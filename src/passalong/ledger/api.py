"""REST of the books: accounts, statements, the trial balance, every transfer; reading only.

What staff move by hand, and the books as text for other programs, are in `web/books.py`, because
they know shops and time zones. Nothing else moves money but what happened (`wiring.py`).
"""

from typing import Any, Final

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from passalong.base.clock import iso_of, moment_of
from passalong.base.messages import BOOKS, Actor, Refusal
from passalong.engine.asking import Listed, Paging, listed, reads, shown
from passalong.engine.bodies import Moment
from passalong.engine.door import Door, Wish
from passalong.ledger.model import Account, Leg, Posting
from passalong.ledger.queries import (
    BookedTransfer,
    StatementLine,
    TrialLine,
    account_of,
    balances,
    holds_waiting,
    statement_of,
    transfer_booked,
    transfers_booked,
    trial_balance,
)

READERS_OF_BOOKS: Final = BOOKS | {"auditor"}
SHOP = "shop_4h2m9x1c8v7b3n6k5j0q"
TRANSFER = "transfer_4h2m9x1c8v7b3n6k5j0q"
ACCOUNT_EXAMPLE: dict[str, Any] = {
    "account_id": f"cash:{SHOP}:CNY",
    "kind": "cash",
    "owner_id": SHOP,
    "currency": "CNY",
    "balance_minor": 2500,
    "floor_minor": None,
    "ceiling_minor": None,
    "held_in_minor": 0,
    "held_out_minor": 0,
}
LINE_EXAMPLE = {
    "at": "2026-01-01T00:00:00.000Z",
    "cause": "order:ord_4h2m9x1c8v7b3n6k5j0q:paid",
    "transfer_id": TRANSFER,
    "amount_minor": 2500,
    "balance_minor": 2500,
}
TRANSFER_EXAMPLE = {
    "transfer_id": TRANSFER,
    "cause": "order:ord_4h2m9x1c8v7b3n6k5j0q:paid",
    "cause_seq": 41,
    "reverses_id": "",
    "currency": "CNY",
    "at": "2026-01-01T00:00:00.000Z",
    "seq": 42,
    "postings": [
        {"account_id": f"cash:{SHOP}:CNY", "amount_minor": 2500},
        {"account_id": f"sales:{SHOP}:CNY", "amount_minor": -2500},
    ],
}
TRIAL_EXAMPLE = {
    "currency": "CNY",
    "kind": "cash",
    "accounts": 1,
    "debit_minor": 2500,
    "credit_minor": 0,
}
HOLD_EXAMPLE = {
    "transfer_id": TRANSFER,
    "cause": "payout:pay_4h2m9x1c8v7b3n6k5j0q",
    "currency": "CNY",
    "held_at": "2026-01-01T00:00:00.000Z",
    "legs": [
        {"kind": "payable", "owner_id": "p_4h2m9x1c8v7b3n6k5j0q", "amount_minor": 2500},
        {"kind": "bank", "owner_id": SHOP, "amount_minor": -2500},
    ],
}


class AccountShown(msgspec.Struct):
    """An account: debits are positive, credits negative; what waits is in held transfers."""

    account_id: str
    kind: str
    owner_id: str
    currency: str
    balance_minor: int
    floor_minor: int | None
    ceiling_minor: int | None
    held_in_minor: int
    held_out_minor: int


class LineShown(msgspec.Struct):
    """One posting of a statement; `balance_minor` is the account's after it."""

    at: str
    cause: str
    transfer_id: str
    amount_minor: int
    balance_minor: int


class PostingShown(msgspec.Struct):
    """One line of a transfer."""

    account_id: str
    amount_minor: int


class TransferShown(msgspec.Struct):
    """A transfer with its lines; `cause_seq` is the line of the journal that led to it."""

    transfer_id: str
    cause: str
    cause_seq: int
    reverses_id: str
    currency: str
    at: str
    seq: int
    postings: list[PostingShown]


class TrialBalance(msgspec.Struct):
    """Debits and credits by currency and kind: per currency their sums are equal."""

    lines: list[TrialLine]


class HoldShown(msgspec.Struct):
    """Money that waits to be posted or released."""

    transfer_id: str
    cause: str
    currency: str
    held_at: str
    legs: list[Leg]


class Waiting(msgspec.Struct):
    """What waits, oldest first, at most a hundred."""

    items: list[HoldShown]


def show_account(account: Account) -> AccountShown:
    """An account as the API shows it."""
    return shown(AccountShown, account)


def show_line(line: StatementLine) -> LineShown:
    """A line of a statement as the API shows it."""
    return LineShown(
        iso_of(line.at), line.cause, line.transfer_id, line.amount_minor, line.balance_minor
    )


def show_transfer(booked: BookedTransfer) -> TransferShown:
    """A transfer as the API shows it."""
    return shown(TransferShown, booked.transfer, postings=list(map(_posting, booked.postings)))


def _posting(posting: Posting) -> PostingShown:
    return shown(PostingShown, posting)


def whole_books(actor: Actor) -> None:
    """Refused for those who work in certain shops only: the books are of all shops together."""
    if actor.shop_ids:
        raise Refusal("staff_not_allowed")


@get(
    "/v1/books/accounts",
    opt=reads(
        roles=READERS_OF_BOOKS,
        scope="money",
        answers={"items": [ACCOUNT_EXAMPLE], "next_cursor": None},
    ),
    sync_to_thread=True,
    tags=["books"],
)
def list_accounts(
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
    paging: NamedDependency[Paging],
    owner_id: FromQuery[str] = "",
) -> Listed:
    """Accounts by name. Filter: owner_id (a shop or a person)."""
    if not (owner_id and wish.actor.works_at(owner_id)):
        whole_books(wish.actor)
    after = paging.place(str)
    with door.reading() as read:
        found = balances(read, wish.merchant_id, owner_id, limit=paging.limit + 1, after=after)
    return listed(found, paging, show_account, lambda account: (account.account_id,))


@get(
    "/v1/books/accounts/{account_id:str}/statement",
    opt=reads(
        roles=READERS_OF_BOOKS,
        scope="money",
        answers={"items": [LINE_EXAMPLE], "next_cursor": None},
    ),
    sync_to_thread=True,
    tags=["books"],
)
def read_statement(
    account_id: FromPath[str],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
    paging: NamedDependency[Paging],
) -> Listed:
    """The postings of one account, newest first, with its balance after each."""
    after = paging.place(int, int, int)
    with door.reading() as read:
        account = account_of(read, wish.merchant_id, account_id)
        if account is None or not wish.actor.works_at(account.owner_id):
            raise Refusal("account_not_found")
        found = statement_of(read, wish.merchant_id, account_id, paging.limit + 1, after)
    return listed(found, paging, show_line, lambda line: line.key)


@get(
    "/v1/books/trial-balance",
    opt=reads(roles=READERS_OF_BOOKS, scope="money", answers={"lines": [TRIAL_EXAMPLE]}),
    sync_to_thread=True,
    tags=["books"],
)
def read_trial_balance(wish: NamedDependency[Wish], door: NamedDependency[Door]) -> TrialBalance:
    """What all accounts of each kind hold. Per currency, debits and credits are equal."""
    whole_books(wish.actor)
    with door.reading() as read:
        return TrialBalance(trial_balance(read, wish.merchant_id))


@get(
    "/v1/books/transfers",
    opt=reads(
        roles=READERS_OF_BOOKS,
        scope="money",
        answers={"items": [TRANSFER_EXAMPLE], "next_cursor": None},
    ),
    sync_to_thread=True,
    tags=["books"],
)
def list_transfers(
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
    paging: NamedDependency[Paging],
    since: FromQuery[Moment | None] = None,
    until: FromQuery[Moment | None] = None,
) -> Listed:
    """Every transfer with its lines, oldest first. Filters: since, until (when it was booked)."""
    whole_books(wish.actor)
    after = paging.place(int)
    with door.reading() as read:
        found = transfers_booked(
            read,
            wish.merchant_id,
            from_at=None if since is None else moment_of(since),
            until_at=None if until is None else moment_of(until),
            limit=paging.limit + 1,
            after=after,
        )
    return listed(found, paging, show_transfer, lambda booked: booked.key)


@get(
    "/v1/books/transfers/{transfer_id:str}",
    opt=reads(roles=READERS_OF_BOOKS, scope="money", answers=TRANSFER_EXAMPLE),
    sync_to_thread=True,
    tags=["books"],
)
def read_transfer(
    transfer_id: FromPath[str], wish: NamedDependency[Wish], door: NamedDependency[Door]
) -> TransferShown:
    """One transfer with its lines."""
    whole_books(wish.actor)
    with door.reading() as read:
        booked = transfer_booked(read, wish.merchant_id, transfer_id)
    if booked is None:
        raise Refusal("transfer_not_found")
    return show_transfer(booked)


@get(
    "/v1/books/waiting",
    opt=reads(roles=READERS_OF_BOOKS, scope="money", answers={"items": [HOLD_EXAMPLE]}),
    sync_to_thread=True,
    tags=["books"],
)
def list_waiting(wish: NamedDependency[Wish], door: NamedDependency[Door]) -> Waiting:
    """Money that was set aside and neither posted nor released yet."""
    whole_books(wish.actor)
    with door.reading() as read:
        found = holds_waiting(read, wish.merchant_id)
    return Waiting([shown(HoldShown, hold, legs=list(hold.legs)) for hold in found])


ROUTES: Final[tuple[Any, ...]] = (
    list_accounts,
    read_statement,
    read_trial_balance,
    list_transfers,
    read_transfer,
    list_waiting,
)
