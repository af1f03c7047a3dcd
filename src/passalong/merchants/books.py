"""What a shop's staff move by hand: cash to the bank, in or out by the owner, lost or found.

Everything else in the books follows from what happened (`wiring.py`): nobody writes a sale, a
reward or a debt by hand. What any transfer must keep is law of `ledger/rules.py`.
"""

from collections.abc import Callable, Generator
from typing import Any, ClassVar, Final, Literal

from passalong.base.messages import (
    BOOKS,
    MANAGERS,
    Command,
    Event,
    Fact,
    Keep,
    Now,
    Row,
    require,
)
from passalong.base.money import AMOUNT_MAX
from passalong.base.world import World
from passalong.ledger.model import (
    AccountKind,
    Leg,
    LimitAccount,
    Posting,
    PostTransfer,
    ReverseTransfer,
    Transfer,
)
from passalong.merchants.model import Merchant, Shop

Move = Literal[
    "cash_to_bank", "bank_to_cash", "owner_puts_in_cash", "owner_takes_cash",
    "owner_puts_in_bank", "owner_takes_bank", "cash_missing", "cash_found", "bank_fee",
]  # fmt: skip
LimitedKind = Literal["cash", "bank"]
NOTE_MAX = 500

# Each move debits the first account and credits the second.
MOVES: Final[dict[str, tuple[AccountKind, AccountKind]]] = {
    "cash_to_bank": ("bank", "cash"),
    "bank_to_cash": ("cash", "bank"),
    "owner_puts_in_cash": ("cash", "opening"),
    "owner_takes_cash": ("opening", "cash"),
    "owner_puts_in_bank": ("bank", "opening"),
    "owner_takes_bank": ("opening", "bank"),
    "cash_missing": ("loss", "cash"),
    "cash_found": ("cash", "loss"),
    "bank_fee": ("fees", "bank"),
}
Steps = Generator[Any, Any, dict[str, Any]]


class BookNote(Row, frozen=True):
    """What somebody wrote beside money that she moved by hand."""

    key: ClassVar = ("merchant_id", "transfer_id")
    private: ClassVar = True

    transfer_id: str
    text: str


class MoveMoney(Command, frozen=True):
    """Money of a shop that staff moved, in the merchant's currency."""

    allowed: ClassVar = BOOKS
    scope: ClassVar = "money"

    shop_id: str
    move: Move
    amount_minor: int
    note: str = ""


class MoneyMoved(Event, frozen=True):
    """Staff moved money; the transfer follows."""

    move_id: str
    shop_id: str
    move: Move


class TakeMoveBack(Command, frozen=True):
    """Staff moved money by mistake: another transfer takes it back."""

    allowed: ClassVar = BOOKS
    scope: ClassVar = "money"

    transfer_id: str


class MoveTakenBack(Event, frozen=True):
    """Staff took back what they had moved; the transfer that does it follows."""

    transfer_id: str


class LimitShopAccount(Command, frozen=True):
    """The least and the most that a shop's cash or bank may hold; None for no limit."""

    allowed: ClassVar = MANAGERS
    scope: ClassVar = "money"

    shop_id: str
    kind: LimitedKind
    floor_minor: int | None = None
    ceiling_minor: int | None = None


def move(world: World, command: MoveMoney, now: Now) -> Steps:
    """One of the moves that staff make, between accounts of one shop."""
    currency = _currency_of(world, command.shop_id, now)
    require(0 < command.amount_minor <= AMOUNT_MAX, "amount_out_of_range")
    require(len(command.note) <= NOTE_MAX, "text_too_long", limit=NOTE_MAX)
    move_id = now.new_id("move")
    debit, credit = MOVES[command.move]
    legs = (
        Leg(debit, command.shop_id, command.amount_minor),
        Leg(credit, command.shop_id, -command.amount_minor),
    )
    cause_seq = yield MoneyMoved(move_id, command.shop_id, command.move)
    answer = yield PostTransfer(f"hand:{move_id}", currency, legs, cause_seq)
    transfer_id = str(answer["transfer_id"])
    if command.note.strip():
        yield Keep(BookNote(world.merchant_id, transfer_id, command.note.strip()))
    return {"transfer_id": transfer_id, "move_id": move_id}


def take_back(world: World, command: TakeMoveBack, now: Now) -> Steps:
    """Only what was moved by hand: what followed from an order ends by refunding the order."""
    transfer = world.get(Transfer, command.transfer_id)
    require(transfer is not None, "transfer_not_found")
    by_hand = transfer is not None and transfer.cause.startswith("hand:")
    require(by_hand, "transfer_not_by_hand")
    for line in range(transfer.lines if transfer else 0):
        world.hint(Posting, command.transfer_id, line)
    for line in range(transfer.lines if transfer else 0):
        posting = world.get(Posting, command.transfer_id, line)
        owner_id = posting.account_id.split(":")[1] if posting else ""
        require(posting is None or now.actor.works_at(owner_id), "transfer_not_found")
    cause_seq = yield MoveTakenBack(command.transfer_id)
    answer = yield ReverseTransfer(command.transfer_id, cause_seq)
    return dict(answer)


def limit(world: World, command: LimitShopAccount, now: Now) -> Steps:
    """Set both limits of a shop's cash or bank."""
    currency = _currency_of(world, command.shop_id, now)
    answer = yield LimitAccount(
        command.kind, command.shop_id, currency, command.floor_minor, command.ceiling_minor
    )
    return dict(answer)


def told(world: World, event: Event, fact: Fact) -> None:
    """Who moved what is in the journal; the transfer that follows changes the books."""


def _currency_of(world: World, shop_id: str, now: Now) -> str:
    """The merchant's currency, if this is a shop of hers at which the actor works."""
    merchant = world.get(Merchant)
    shop = world.get(Shop, shop_id)
    require(shop is not None, "shop_not_found")
    require(now.actor.works_at(shop_id), "staff_not_allowed")
    return merchant.currency if merchant else ""


BOOK_RULES = {MoveMoney: move, TakeMoveBack: take_back, LimitShopAccount: limit}
BOOK_CHANGES: dict[type[Event], Callable[[World, Any, Fact], None]] = {
    MoneyMoved: told,
    MoveTakenBack: told,
}
