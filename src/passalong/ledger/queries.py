"""What pages, API and audit read of the books: balances, statements, the trial balance.

Reading never decides: whether money may move is looked at again in `ledger/rules.py`.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Select, case, func, select, tuple_

from passalong.engine.database import Read
from passalong.ledger.model import (
    Account,
    Hold,
    Posting,
    Transfer,
    reversal_cause,
    transfer_id_of,
)
from passalong.ledger.tables import ACCOUNT, HOLD, POSTING, TRANSFER


class StatementLine(msgspec.Struct, frozen=True):
    """One posting on an account's statement; `balance_minor` is the account's after it."""

    seq: int
    line: int
    at: int
    cause: str
    transfer_id: str
    amount_minor: int
    balance_minor: int

    @property
    def key(self) -> tuple[int, int, int]:
        """Where the next page goes on, and the balance it begins with."""
        return self.seq, self.line, self.balance_minor - self.amount_minor


class TrialLine(msgspec.Struct, frozen=True):
    """What all accounts of one kind hold in one currency; debits and credits both positive."""

    currency: str
    kind: str
    accounts: int
    debit_minor: int
    credit_minor: int


def account_of(read: Read, merchant_id: str, account_id: str) -> Account | None:
    """One account, or None before anything moved there."""
    statement = select(ACCOUNT).where(
        ACCOUNT.c.merchant_id == merchant_id, ACCOUNT.c.account_id == account_id
    )
    return next(iter(read.rows(ACCOUNT, read.all(statement))), None)


def balances(
    read: Read,
    merchant_id: str,
    owner_id: str = "",
    *,
    limit: int = 1000,
    after: tuple[str] | None = None,
) -> list[Account]:
    """Accounts by name; `owner_id` empty means everybody's. `after` is the last name seen."""
    statement = select(ACCOUNT).where(ACCOUNT.c.merchant_id == merchant_id)
    if owner_id:
        statement = statement.where(ACCOUNT.c.owner_id == owner_id)
    if after is not None:
        statement = statement.where(ACCOUNT.c.account_id > after[0])
    statement = statement.order_by(ACCOUNT.c.account_id).limit(limit)
    return read.rows(ACCOUNT, read.all(statement))


def statement_of(
    read: Read,
    merchant_id: str,
    account_id: str,
    limit: int = 100,
    after: tuple[int, int, int] | None = None,
) -> list[StatementLine]:
    """An account's postings, newest first; `after` is the `key` of the last line seen.

    The newest line's balance is the account's; each older one follows from the line above it,
    and the key carries it on to the next page, so that no page has to add up all the others.
    """
    statement = _postings_of(merchant_id, account_id).limit(limit)
    if after is not None:
        statement = statement.where(tuple_(POSTING.c.seq, POSTING.c.line) < tuple_(*after[:2]))
    lines: list[StatementLine] = []
    for line in read.all(statement):
        before = lines[-1].key if lines else after
        balance = before[2] if before else line.balance_minor
        lines.append(
            StatementLine(
                line.seq,
                line.line,
                line.at,
                line.cause,
                line.transfer_id,
                line.amount_minor,
                balance,
            )
        )
    return lines


def trial_balance(read: Read, merchant_id: str) -> list[TrialLine]:
    """All balances by currency and kind. Per currency, debits and credits are equal."""
    balance = ACCOUNT.c.balance_minor
    statement = (
        select(
            ACCOUNT.c.currency,
            ACCOUNT.c.kind,
            func.count(),
            _sum_where(balance > 0, balance),
            _sum_where(balance < 0, -balance),
        )
        .where(ACCOUNT.c.merchant_id == merchant_id)
        .group_by(ACCOUNT.c.currency, ACCOUNT.c.kind)
        .order_by(ACCOUNT.c.currency, ACCOUNT.c.kind)
    )
    return [
        TrialLine(currency, kind, int(accounts), int(debit), int(credit))
        for currency, kind, accounts, debit, credit in read.all(statement)
    ]


def _postings_of(merchant_id: str, account_id: str) -> Select[Any]:
    """An account's postings with their transfers and the account's balance, newest first."""
    posting, transfer, account = POSTING.c, TRANSFER.c, ACCOUNT.c
    return (
        select(
            posting.seq,
            posting.line,
            transfer.at,
            transfer.cause,
            posting.transfer_id,
            posting.amount_minor,
            account.balance_minor,
        )
        .join(
            TRANSFER,
            (transfer.merchant_id == posting.merchant_id)
            & (transfer.transfer_id == posting.transfer_id),
        )
        .join(
            ACCOUNT,
            (account.merchant_id == posting.merchant_id)
            & (account.account_id == posting.account_id),
        )
        .where(posting.merchant_id == merchant_id, posting.account_id == account_id)
        .order_by(posting.seq.desc(), posting.line.desc())
    )


def _sum_where(condition: Any, value: Any) -> Any:
    return func.coalesce(func.sum(case((condition, value), else_=0)), 0)


class BookedTransfer(msgspec.Struct, frozen=True):
    """A transfer with its postings, in the order of its lines."""

    transfer: Transfer
    postings: tuple[Posting, ...]

    @property
    def key(self) -> tuple[int]:
        """Where the next page goes on."""
        return (self.transfer.seq,)


def transfers_booked(
    read: Read,
    merchant_id: str,
    *,
    from_at: int | None = None,
    until_at: int | None = None,
    limit: int = 100,
    after: tuple[int] | None = None,
) -> list[BookedTransfer]:
    """All transfers as they were booked, oldest first; moments are `from_at` <= at < `until_at`."""
    statement = select(TRANSFER).where(TRANSFER.c.merchant_id == merchant_id)
    if from_at is not None:
        statement = statement.where(TRANSFER.c.at >= from_at)
    if until_at is not None:
        statement = statement.where(TRANSFER.c.at < until_at)
    if after is not None:
        statement = statement.where(TRANSFER.c.seq > after[0])
    statement = statement.order_by(TRANSFER.c.seq).limit(limit)
    transfers = read.rows(TRANSFER, read.all(statement))
    lines = lines_of(read, merchant_id, [transfer.transfer_id for transfer in transfers])
    return [BookedTransfer(one, tuple(lines.get(one.transfer_id, ()))) for one in transfers]


def transfer_booked(read: Read, merchant_id: str, transfer_id: str) -> BookedTransfer | None:
    """One transfer with its postings."""
    statement = select(TRANSFER).where(
        TRANSFER.c.merchant_id == merchant_id, TRANSFER.c.transfer_id == transfer_id
    )
    for transfer in read.rows(TRANSFER, read.all(statement)):
        lines = lines_of(read, merchant_id, [transfer_id])
        return BookedTransfer(transfer, tuple(lines.get(transfer_id, ())))
    return None


def reversed_among(read: Read, merchant_id: str, transfer_ids: Sequence[str]) -> frozenset[str]:
    """Those of these transfers that were taken back."""
    backs = {transfer_id_of(merchant_id, reversal_cause(one)): one for one in transfer_ids}
    statement = select(TRANSFER.c.transfer_id).where(
        TRANSFER.c.merchant_id == merchant_id, TRANSFER.c.transfer_id.in_(list(backs))
    )
    return frozenset([backs[found] for (found,) in read.all(statement)])


def holds_waiting(read: Read, merchant_id: str, limit: int = 100) -> list[Hold]:
    """What waits to be posted or released, oldest first."""
    statement = (
        select(HOLD)
        .where(HOLD.c.merchant_id == merchant_id, HOLD.c.state == "held")
        .order_by(HOLD.c.held_at, HOLD.c.transfer_id)
        .limit(limit)
    )
    return read.rows(HOLD, read.all(statement))


def lines_of(read: Read, merchant_id: str, transfer_ids: Sequence[str]) -> dict[str, list[Posting]]:
    """The postings of these transfers, by transfer, in order."""
    statement = (
        select(POSTING)
        .where(POSTING.c.merchant_id == merchant_id, POSTING.c.transfer_id.in_(transfer_ids))
        .order_by(POSTING.c.transfer_id, POSTING.c.line)
    )
    found: dict[str, list[Posting]] = {}
    for posting in read.rows(POSTING, read.all(statement)):
        found.setdefault(posting.transfer_id, []).append(posting)
    return found
