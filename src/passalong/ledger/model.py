"""Words of the books: accounts, transfers, holds, postings.

What is allowed is in `ledger/rules.py`; what a shop's staff move by hand in
`merchants/books.py`.
Debits are positive, credits negative: what a shop owes stands below zero, what it has above.
"""

from typing import ClassVar, Final, Literal

import msgspec

from passalong.base.ids import id_by_cause
from passalong.base.messages import SYSTEM, Command, Event, Row

AccountKind = Literal[
    "cash", "bank", "sales", "refunds", "prepaid", "rewards", "promised", "payable", "credit",
    "receivable", "tax", "fees", "platform", "loss", "opening",
]  # fmt: skip
HoldState = Literal["held", "posted", "released"]
LEGS_MAX = 100
LINKED_MAX = 20
BALANCE_MAX = 10**18

# The least and the most that an account of a kind may hold; None for no limit. A debt never
# turns into a claim unseen: what somebody owes the shop stands in an account of its own.
LIMITS: Final[dict[str, tuple[int | None, int | None]]] = {
    "prepaid": (None, 0),
    "promised": (None, 0),
    "payable": (None, 0),
    "credit": (None, 0),
    "tax": (None, 0),
    "receivable": (0, None),
}


class Leg(msgspec.Struct, frozen=True, gc=False):
    """One side of a transfer: this account, by this amount (debit > 0, credit < 0)."""

    kind: AccountKind
    owner_id: str
    amount_minor: int


class Account(Row, frozen=True):
    """The balance of one account; `floor_minor` is the least it may be, `ceiling_minor` the most.

    `held_in_minor` and `held_out_minor` (0 or more) wait in held transfers: each limit keeps
    also if all that waits on its side is posted. A shop's cash has no floor unless its owner
    sets one: a refund in the morning comes before the day's sales.
    """

    key: ClassVar = ("merchant_id", "account_id")

    account_id: str
    kind: AccountKind
    owner_id: str
    currency: str
    balance_minor: int
    floor_minor: int | None
    ceiling_minor: int | None
    held_in_minor: int
    held_out_minor: int


class Transfer(Row, frozen=True):
    """Something that moved money, once per cause; `lines` postings belong to it.

    `cause_seq` is the line of the merchant's journal whose event led to it; `reverses_id` names
    the transfer that it takes back, empty for all others.
    """

    key: ClassVar = ("merchant_id", "transfer_id")

    transfer_id: str
    cause: str
    cause_seq: int
    reverses_id: str
    currency: str
    lines: int
    at: int
    seq: int


class Hold(Row, frozen=True):
    """A transfer that waits: later it is posted whole under the same id, or released."""

    key: ClassVar = ("merchant_id", "transfer_id")

    transfer_id: str
    cause: str
    currency: str
    legs: tuple[Leg, ...]
    state: HoldState
    held_at: int
    settled_at: int | None


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
    """Move money: the legs of one currency sum to zero. `cause` names what it is for, once.

    Only what happened leads here (`wiring.py`): no door takes it.
    """

    allowed: ClassVar = SYSTEM

    cause: str
    currency: str
    legs: tuple[Leg, ...]
    cause_seq: int = 0
    reverses_id: str = ""


class TransferPosted(Event, frozen=True):
    """Money moved. `cause_seq` is the line of the journal that led to it."""

    transfer_id: str
    cause: str
    currency: str
    legs: tuple[Leg, ...]
    cause_seq: int
    reverses_id: str


class HoldTransfer(Command, frozen=True):
    """Set money aside: as `PostTransfer`, but nothing moves until it is posted."""

    allowed: ClassVar = SYSTEM

    cause: str
    currency: str
    legs: tuple[Leg, ...]


class TransferHeld(Event, frozen=True):
    """Money waits."""

    transfer_id: str
    cause: str
    currency: str
    legs: tuple[Leg, ...]


class PostHold(Command, frozen=True):
    """Move what was set aside, whole."""

    allowed: ClassVar = SYSTEM

    transfer_id: str
    cause_seq: int = 0


class HoldPosted(Event, frozen=True):
    """What waited moves now; the transfer itself follows."""

    transfer_id: str


class ReleaseHold(Command, frozen=True):
    """Let go of what was set aside: nothing moves, and never will for this cause."""

    allowed: ClassVar = SYSTEM

    transfer_id: str


class HoldReleased(Event, frozen=True):
    """What waited does not move."""

    transfer_id: str


class ReverseTransfer(Command, frozen=True):
    """Take a transfer back by a new one with every leg the other way, once."""

    allowed: ClassVar = SYSTEM

    transfer_id: str
    cause_seq: int = 0


class PostLinked(Command, frozen=True):
    """Several transfers, all or none: each a `PostTransfer` or a `HoldTransfer`."""

    allowed: ClassVar = SYSTEM

    transfers: tuple[PostTransfer | HoldTransfer, ...]


class LimitAccount(Command, frozen=True):
    """The least and the most that an account may hold; None for no limit."""

    allowed: ClassVar = SYSTEM

    kind: AccountKind
    owner_id: str
    currency: str
    floor_minor: int | None
    ceiling_minor: int | None


class AccountLimited(Event, frozen=True):
    """An account has these limits from now on."""

    kind: AccountKind
    owner_id: str
    currency: str
    floor_minor: int | None
    ceiling_minor: int | None


def transfer_id_of(merchant_id: str, cause: str) -> str:
    """The one transfer that this cause can have: posting it twice meets the same key."""
    return id_by_cause("transfer", merchant_id, cause)


def account_id(kind: str, owner_id: str, currency: str) -> str:
    """The name of an account: one per kind, owner (a shop or a person) and currency."""
    return f"{kind}:{owner_id}:{currency}"


def moved_by_account(legs: tuple[Leg, ...], currency: str) -> dict[str, int]:
    """What each account gains in all; two legs may name the same account."""
    moved: dict[str, int] = {}
    for leg in legs:
        name = account_id(leg.kind, leg.owner_id, currency)
        moved[name] = moved.get(name, 0) + leg.amount_minor
    return moved


def reversal_cause(transfer_id: str) -> str:
    """The cause of taking this transfer back: there is one, so it is taken back once."""
    return f"reversal:{transfer_id}"
