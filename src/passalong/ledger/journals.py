"""The books as text for other programs: CSV, hledger and Beancount journals.

What is read from the database is in `ledger/queries.py`; who may have it is said by the doors.

All three write the same transfers in the same order, each with its cause, and sums in plain
decimals with a currency. Names of people never stand here: owners are ids.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

from passalong.base.clock import iso_of
from passalong.base.money import exponent
from passalong.engine.database import Read
from passalong.ledger.model import AccountKind, Posting
from passalong.ledger.queries import BookedTransfer, transfers_booked

Format = Literal["csv", "hledger", "beancount"]
Writer = Callable[[Iterable[BookedTransfer], ZoneInfo], Iterator[str]]
SUFFIXES: Final[dict[Format, str]] = {"csv": "csv", "hledger": "journal", "beancount": "beancount"}
CHUNK: Final = 500
CSV_HEAD: Final = "date,at,transfer,cause,line,account,owner,amount,currency,reverses\r\n"

# Which of the five parts of a balance sheet an account of a kind belongs to.
PARTS: Final[dict[AccountKind, str]] = {
    "cash": "assets",
    "bank": "assets",
    "receivable": "assets",
    "sales": "income",
    "refunds": "expenses",
    "rewards": "expenses",
    "fees": "expenses",
    "platform": "expenses",
    "loss": "expenses",
    "prepaid": "liabilities",
    "promised": "liabilities",
    "payable": "liabilities",
    "credit": "liabilities",
    "tax": "liabilities",
    "opening": "equity",
}


def sum_text(amount_minor: int, currency: str) -> str:
    """A signed sum in plain decimals: -1250 in CNY is `-12.50`."""
    decimals = exponent(currency)
    digits = str(abs(amount_minor)).rjust(decimals + 1, "0")
    whole, part = (digits[:-decimals], "." + digits[-decimals:]) if decimals else (digits, "")
    return f"{'-' if amount_minor < 0 else ''}{whole}{part}"


def every_transfer(
    reading: Callable[[], AbstractContextManager[Read]],
    merchant_id: str,
    from_at: int | None,
    until_at: int | None,
) -> Iterator[BookedTransfer]:
    """Every transfer of that time, oldest first, read in parts; `reading` opens a reader."""
    after: tuple[int] | None = None
    while True:
        with reading() as read:
            found = transfers_booked(
                read, merchant_id, from_at=from_at, until_at=until_at, limit=CHUNK, after=after
            )
        yield from found
        if len(found) < CHUNK:
            return
        after = found[-1].key


def written(what: Format, booked: Iterable[BookedTransfer], zone: ZoneInfo) -> Iterator[str]:
    """The transfers as text in pieces; dates are those of the merchant's time zone."""
    return _WRITERS[what](booked, zone)


def _csv(booked: Iterable[BookedTransfer], zone: ZoneInfo) -> Iterator[str]:
    yield CSV_HEAD
    for one in booked:
        transfer = one.transfer
        head = (_day(transfer.at, zone), iso_of(transfer.at), transfer.transfer_id, transfer.cause)
        for posting in one.postings:
            kind, owner_id = _kind_and_owner(posting)
            amount = sum_text(posting.amount_minor, posting.currency)
            # No cell begins with a sign that a spreadsheet would take for a formula: ids and
            # causes begin with a letter, sums are numbers.
            cells = (*head, str(posting.line), kind, owner_id, amount, posting.currency)
            yield ",".join((*cells, transfer.reverses_id)) + "\r\n"


def _hledger(booked: Iterable[BookedTransfer], zone: ZoneInfo) -> Iterator[str]:
    yield "; Debits are positive, credits negative.\n"
    for one in booked:
        transfer = one.transfer
        day = _day(transfer.at, zone)
        yield f"\n{day} * {transfer.cause}  ; transfer: {transfer.transfer_id}\n"
        for posting in one.postings:
            kind, owner_id = _kind_and_owner(posting)
            amount = sum_text(posting.amount_minor, posting.currency)
            yield f"    {PARTS[kind]}:{kind}:{owner_id}    {amount} {posting.currency}\n"


def _beancount(booked: Iterable[BookedTransfer], zone: ZoneInfo) -> Iterator[str]:
    yield 'option "title" "Passalong"\n'
    opened: set[str] = set()
    for one in booked:
        transfer = one.transfer
        day = _day(transfer.at, zone)
        lines = []
        for posting in one.postings:
            name = _beancount_name(posting)
            if name not in opened:
                opened.add(name)
                yield f"{day} open {name}\n"
            amount = sum_text(posting.amount_minor, posting.currency)
            lines.append(f"  {name}  {amount} {posting.currency}\n")
        yield f'\n{day} * "{transfer.cause}"\n  transfer: "{transfer.transfer_id}"\n'
        yield from lines


def _beancount_name(posting: Posting) -> str:
    """Each part begins with a capital or a digit and has letters, digits and hyphens only."""
    kind, owner_id = _kind_and_owner(posting)
    owner = owner_id.replace("_", "-")
    return f"{PARTS[kind].capitalize()}:{kind.capitalize()}:{owner[:1].upper()}{owner[1:]}"


def _kind_and_owner(posting: Posting) -> tuple[AccountKind, str]:
    kind, owner_id, _ = posting.account_id.split(":")
    return kind, owner_id  # type: ignore[return-value]


def _day(at: int, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(at / 1000, zone).date().isoformat()


_WRITERS: Final[dict[Format, Writer]] = {
    "csv": _csv,
    "hledger": _hledger,
    "beancount": _beancount,
}
