"""What a posted or held transfer changes: lines, balances, what waits; in whole minor units.

Whether it may be posted is decided in `ledger/rules.py`.
"""

from msgspec.structs import replace

from passalong.base.messages import Fact
from passalong.base.world import World
from passalong.ledger.model import (
    LIMITS,
    Account,
    AccountKind,
    AccountLimited,
    Hold,
    HoldPosted,
    HoldReleased,
    Posting,
    Transfer,
    TransferHeld,
    TransferPosted,
    account_id,
    moved_by_account,
)


def posted(world: World, event: TransferPosted, fact: Fact) -> None:
    """The transfer, one posting per leg, and each account's new balance."""
    merchant_id, currency = world.merchant_id, event.currency
    world.put(
        Transfer(
            merchant_id,
            event.transfer_id,
            event.cause,
            event.cause_seq,
            event.reverses_id,
            currency,
            len(event.legs),
            fact.at,
            fact.seq,
        )
    )
    for line, leg in enumerate(event.legs):
        account = _account(world, leg.kind, leg.owner_id, currency)
        balance = account.balance_minor + leg.amount_minor
        world.put(replace(account, balance_minor=balance))
        world.put(
            Posting(
                merchant_id,
                event.transfer_id,
                line,
                account.account_id,
                leg.amount_minor,
                currency,
                fact.seq,
            )
        )


def held(world: World, event: TransferHeld, fact: Fact) -> None:
    """The hold, and what waits on each account."""
    hold = Hold(
        world.merchant_id,
        event.transfer_id,
        event.cause,
        event.currency,
        event.legs,
        "held",
        fact.at,
        None,
    )
    world.put(hold)
    _wait(world, hold, 1)


def hold_posted(world: World, event: HoldPosted, fact: Fact) -> None:
    """Nothing waits any more; the transfer that follows moves it."""
    hold = world.have(Hold, event.transfer_id)
    world.put(replace(hold, state="posted", settled_at=fact.at))
    _wait(world, hold, -1)


def hold_released(world: World, event: HoldReleased, fact: Fact) -> None:
    """Nothing waits any more, and nothing moved."""
    hold = world.have(Hold, event.transfer_id)
    world.put(replace(hold, state="released", settled_at=fact.at))
    _wait(world, hold, -1)


def limited(world: World, event: AccountLimited, fact: Fact) -> None:
    """The account's new limits; it is there from now on, also when nothing has moved yet."""
    account = _account(world, event.kind, event.owner_id, event.currency)
    world.put(replace(account, floor_minor=event.floor_minor, ceiling_minor=event.ceiling_minor))


def _wait(world: World, hold: Hold, direction: int) -> None:
    """Add (1) or take off (-1) what this hold keeps waiting, as one sum for each account."""
    owners = {account_id(leg.kind, leg.owner_id, hold.currency): leg for leg in hold.legs}
    for name, moved in moved_by_account(hold.legs, hold.currency).items():
        leg = owners[name]
        account = _account(world, leg.kind, leg.owner_id, hold.currency)
        waits_in = account.held_in_minor + direction * max(moved, 0)
        waits_out = account.held_out_minor + direction * max(-moved, 0)
        world.put(replace(account, held_in_minor=waits_in, held_out_minor=waits_out))


def _account(world: World, kind: AccountKind, owner_id: str, currency: str) -> Account:
    name = account_id(kind, owner_id, currency)
    account = world.get(Account, name)
    if account is not None:
        return account
    floor, ceiling = LIMITS.get(kind, (None, None))
    return Account(world.merchant_id, name, kind, owner_id, currency, 0, floor, ceiling, 0, 0)


CHANGES = {
    TransferPosted: posted,
    TransferHeld: held,
    HoldPosted: hold_posted,
    HoldReleased: hold_released,
    AccountLimited: limited,
}
