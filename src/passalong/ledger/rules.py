"""The law of the books: money moves from accounts to accounts, whole, and once per cause.

What a transfer does to balances is in `ledger/changes.py`; who pays whom is decided elsewhere.

The idea. A transfer is a list of legs in one currency that sums to zero, so the sum over all
accounts of a currency is zero at every moment; nothing has to be reconciled to know that. The
cause (`order:ord_…:paid`) names what a transfer is for, and the transfer's key is derived from
it: a second posting for the same cause meets the same key and is refused, whoever asks and
under whatever idempotency key. Nothing is ever corrected in place; a mistake is another
transfer with another cause.

Two phases. A hold sets money aside under the key that its transfer will have. Limits look at the
worst case: what waits to leave has left, what waits to come in has not (and the other way round
for a ceiling), so posting a hold never breaks a limit that held when it was made.
"""

from collections.abc import Generator
from typing import Any

from passalong.base.messages import Now, require
from passalong.base.money import AMOUNT_MAX, EXPONENTS
from passalong.base.world import World
from passalong.ledger.model import (
    BALANCE_MAX,
    LEGS_MAX,
    LIMITS,
    LINKED_MAX,
    Account,
    AccountLimited,
    Hold,
    HoldPosted,
    HoldReleased,
    HoldTransfer,
    Leg,
    LimitAccount,
    PostHold,
    Posting,
    PostLinked,
    PostTransfer,
    ReleaseHold,
    ReverseTransfer,
    Transfer,
    TransferHeld,
    TransferPosted,
    account_id,
    moved_by_account,
    reversal_cause,
    transfer_id_of,
)

Steps = Generator[Any, Any, dict[str, Any]]


def post(world: World, command: PostTransfer, now: Now) -> Steps:
    """Move money, if the legs are sound, the cause is new, and no limit is broken."""
    transfer_id = _sound(world, command)
    _within_limits(world, command.legs, command.currency)
    yield TransferPosted(
        transfer_id,
        command.cause,
        command.currency,
        command.legs,
        command.cause_seq,
        command.reverses_id,
    )
    return {"transfer_id": transfer_id}


def hold(world: World, command: HoldTransfer, now: Now) -> Steps:
    """Set money aside, if it could be moved now."""
    transfer_id = _sound(world, command)
    _within_limits(world, command.legs, command.currency)
    yield TransferHeld(transfer_id, command.cause, command.currency, command.legs)
    return {"transfer_id": transfer_id, "state": "held"}


def post_hold(world: World, command: PostHold, now: Now) -> Steps:
    """Move what waited; it was within the limits when it was set aside, and still is."""
    waiting = _waiting(world, command.transfer_id)
    for leg in waiting.legs:
        world.hint(Account, account_id(leg.kind, leg.owner_id, waiting.currency))
    yield HoldPosted(command.transfer_id)
    yield TransferPosted(
        command.transfer_id, waiting.cause, waiting.currency, waiting.legs, command.cause_seq, ""
    )
    return {"transfer_id": command.transfer_id, "state": "posted"}


def release_hold(world: World, command: ReleaseHold, now: Now) -> Steps:
    """Let go of what waited."""
    waiting = _waiting(world, command.transfer_id)
    for leg in waiting.legs:
        world.hint(Account, account_id(leg.kind, leg.owner_id, waiting.currency))
    yield HoldReleased(command.transfer_id)
    return {"transfer_id": command.transfer_id, "state": "released"}


def reverse(world: World, command: ReverseTransfer, now: Now) -> Steps:
    """Every leg the other way, under a cause that exists once per transfer."""
    transfer = world.get(Transfer, command.transfer_id)
    require(transfer is not None, "transfer_not_found")
    require(transfer is None or not transfer.reverses_id, "transfer_is_a_reversal")
    legs = legs_of(world, transfer) if transfer else ()
    answer = yield PostTransfer(
        reversal_cause(command.transfer_id),
        transfer.currency if transfer else "",
        tuple([Leg(leg.kind, leg.owner_id, -leg.amount_minor) for leg in legs]),
        command.cause_seq,
        command.transfer_id,
    )
    return {"transfer_id": answer["transfer_id"], "reverses_id": command.transfer_id}


def legs_of(world: World, transfer: Transfer) -> tuple[Leg, ...]:
    """The legs of a posted transfer, read back from its postings."""
    for line in range(transfer.lines):
        world.hint(Posting, transfer.transfer_id, line)
    legs = []
    for line in range(transfer.lines):
        posting = world.get(Posting, transfer.transfer_id, line)
        account = world.get(Account, posting.account_id) if posting else None
        if posting and account:
            legs.append(Leg(account.kind, account.owner_id, posting.amount_minor))
    return tuple(legs)


def post_linked(world: World, command: PostLinked, now: Now) -> Steps:
    """Several transfers in order; one that is refused refuses all."""
    require(len(command.transfers) > 0, "too_few_legs")
    require(len(command.transfers) <= LINKED_MAX, "too_many_legs", limit=LINKED_MAX)
    made = []
    for transfer in command.transfers:
        answer = yield transfer
        made.append(answer["transfer_id"])
    return {"transfer_ids": made}


def limit(world: World, command: LimitAccount, now: Now) -> Steps:
    """Set both limits, unless the account is beyond them today, counting what waits."""
    name = account_id(command.kind, command.owner_id, command.currency)
    account = world.get(Account, name)
    low, high = command.floor_minor, command.ceiling_minor
    require(command.currency in EXPONENTS, "currency_unknown", currency=command.currency)
    for bound in (low, high):
        require(bound is None or abs(bound) <= BALANCE_MAX, "amount_too_large", limit=BALANCE_MAX)
    require(low is None or high is None or low <= high, "limits_crossed")
    balance = account.balance_minor if account else 0
    least = balance - (account.held_out_minor if account else 0)
    most = balance + (account.held_in_minor if account else 0)
    within = (low is None or least >= low) and (high is None or most <= high)
    require(within, "balance_beyond_limit", balance_minor=balance)
    yield AccountLimited(command.kind, command.owner_id, command.currency, low, high)
    return {"account_id": name}


def _sound(world: World, command: PostTransfer | HoldTransfer) -> str:
    """The id that this transfer will have, if its legs are sound and its cause is new."""
    legs, currency = command.legs, command.currency
    transfer_id = transfer_id_of(world.merchant_id, command.cause)
    world.hint(Transfer, transfer_id)
    world.hint(Hold, transfer_id)
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
    is_new = world.get(Transfer, transfer_id) is None and world.get(Hold, transfer_id) is None
    require(is_new, "transfer_exists", transfer_id=transfer_id)
    return transfer_id


def _within_limits(world: World, legs: tuple[Leg, ...], currency: str) -> None:
    """Refused where an account would break a limit, counting what waits on that side.

    An account that is beyond its limit already may still move back towards it.
    """
    kinds = {account_id(leg.kind, leg.owner_id, currency): leg.kind for leg in legs}
    for name, moved in moved_by_account(legs, currency).items():
        account = world.get(Account, name)
        floor, ceiling = LIMITS.get(kinds[name], (None, None))
        balance, waits_in, waits_out = 0, 0, 0
        if account is not None:
            floor, ceiling = account.floor_minor, account.ceiling_minor
            balance, waits_in = account.balance_minor, account.held_in_minor
            waits_out = account.held_out_minor
        after = balance + moved
        is_low = floor is not None and moved < 0 and after - waits_out < floor
        is_high = ceiling is not None and moved > 0 and after + waits_in > ceiling
        require(not is_low and not is_high, "balance_too_low", account_id=name)
        most = abs(after) + waits_in + waits_out
        require(most <= BALANCE_MAX, "balance_too_large", account_id=name)


def _waiting(world: World, transfer_id: str) -> Hold:
    """The hold that still waits; refused when there is none, or it came to its end."""
    found = world.get(Hold, transfer_id)
    require(found is not None, "transfer_not_found")
    waiting = world.have(Hold, transfer_id)
    require(waiting.state == "held", "hold_settled", state=waiting.state)
    return waiting


RULES = {
    PostTransfer: post,
    HoldTransfer: hold,
    PostHold: post_hold,
    ReleaseHold: release_hold,
    ReverseTransfer: reverse,
    PostLinked: post_linked,
    LimitAccount: limit,
}
