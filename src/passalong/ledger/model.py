"""Words of the books: accounts, transfers, postings.

What is allowed is in `ledger/rules.py`. Debits are positive, credits negative.
"""

from typing import ClassVar, Literal

import msgspec

from passalong.base.ids import id_by_cause
from passalong.base.messages import BOOKS, Command, Event, Row

AccountKind = Literal["cash", "sales", "refunds", "rewards", "loss", "opening"]
LEGS_MAX = 100
BALANCE_MAX = 10**18


class Leg(msgspec.Struct, frozen=True, gc=False):
    """One side of a transfer: this account, by this amount (debit > 0, credit < 0)."""

    kind: AccountKind
    owner_id: str
    amount_minor: int


class Account(Row, frozen=True):
    """The balance of one account; `floor_minor` is the least it may be, None for no limit.

    A shop's cash may run below zero: a refund in the morning comes before the day's sales.
    """

    key: ClassVar = ("merchant_id", "account_id")

    account_id: str
    kind: AccountKind
    owner_id: str
    currency: str
    balance_minor: int
    floor_minor: int | None


class Transfer(Row, frozen=True):
    """Something that moved money, once per cause."""

    key: ClassVar = ("merchant_id", "transfer_id")

    transfer_id: str
    cause: str
    currency: str
    at: int
    seq: int


class Posting(Row, frozen=True):
    """One line of a transfer; `seq` is the transfer's, so that a statement reads in order."""

    key: ClassVar = ("merchant_id", "transfer_id", "line")

    transfer_id: str
    line: int
    account_id: str
    amount_minor: int
    currency: str
    seq: int


class PostTransfer(Command, frozen=True):
    """Move money: the legs of one currency sum to zero. `cause` names what it is for, once."""

    allowed: ClassVar = BOOKS
    scope: ClassVar = "money"

    cause: str
    currency: str
    legs: tuple[Leg, ...]


class TransferPosted(Event, frozen=True):
    """Money moved."""

    transfer_id: str
    cause: str
    currency: str
    legs: tuple[Leg, ...]


def transfer_id_of(merchant_id: str, cause: str) -> str:
    """The one transfer that this cause can have: posting it twice meets the same key."""
    return id_by_cause("transfer", merchant_id, cause)


def account_id(kind: str, owner_id: str, currency: str) -> str:
    """The name of an account: one per kind, owner (a shop or a person) and currency."""
    return f"{kind}:{owner_id}:{currency}"
