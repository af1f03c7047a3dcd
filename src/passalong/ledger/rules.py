"""The law of the books: money moves from accounts to accounts, whole, and once per cause.

What a transfer does to balances is in `ledger/changes.py`; who pays whom is decided elsewhere.

The idea. A transfer is a list of legs in one currency that sums to zero, so the sum over all
accounts of a currency is zero at every moment; nothing has to be reconciled to know that. The
cause (`order:ord_…:paid`) names what a transfer is for, and the transfer's key is derived from
it: a second posting for the same cause meets the same key and is refused, whoever asks and
under whatever idempotency key. Nothing is ever corrected in place; a mistake is another
transfer with another cause.
"""

from collections.abc import Generator
from typing import Any

from passalong.base.messages import Now, require
from passalong.base.money import AMOUNT_MAX, EXPONENTS
from passalong.base.world import World
from passalong.ledger.model import (
    BALANCE_MAX,
    LEGS_MAX,
    Account,
    Leg,
    PostTransfer,
    Transfer,
    TransferPosted,
    account_id,
    transfer_id_of,
)

Steps = Generator[Any, Any, dict[str, Any]]


def post(world: World, command: PostTransfer, now: Now) -> Steps:
    """Move money, if the legs are sound, the cause is new, and no floor is broken."""
    legs, currency = command.legs, command.currency
    transfer_id = transfer_id_of(world.merchant_id, command.cause)
    world.hint(Transfer, transfer_id)
    for leg in legs:
        world.hint(Account, account_id(leg.kind, leg.owner_id, currency))
    require(command.cause != "", "cause_missing")
    require(currency in EXPONENTS, "currency_unknown", currency=currency)
    require(len(legs) >= 2, "too_few_legs")
    require(len(legs) <= LEGS_MAX, "too_many_legs", limit=LEGS_MAX)
    for leg in legs:
        require(leg.amount_minor != 0, "leg_of_zero")
        require(abs(leg.amount_minor) <= AMOUNT_MAX, "amount_too_large", limit=AMOUNT_MAX)
    require(sum([leg.amount_minor for leg in legs]) == 0, "legs_not_balanced")
    require(world.get(Transfer, transfer_id) is None, "transfer_exists", transfer_id=transfer_id)
    for name, moved in moved_by_account(legs, currency).items():
        account = world.get(Account, name)
        balance = (account.balance_minor if account else 0) + moved
        floor = account.floor_minor if account else None
        require(floor is None or moved >= 0 or balance >= floor, "balance_too_low", account_id=name)
        require(abs(balance) <= BALANCE_MAX, "balance_too_large", account_id=name)
    yield TransferPosted(transfer_id, command.cause, currency, legs)
    return {"transfer_id": transfer_id}


def moved_by_account(legs: tuple[Leg, ...], currency: str) -> dict[str, int]:
    """What each account gains in all; two legs may name the same account."""
    moved: dict[str, int] = {}
    for leg in legs:
        name = account_id(leg.kind, leg.owner_id, currency)
        moved[name] = moved.get(name, 0) + leg.amount_minor
    return moved


RULES = {PostTransfer: post}
