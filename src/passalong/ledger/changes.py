"""What a posted transfer changes: its lines and the balances, in whole minor units.

Whether it may be posted is decided in `ledger/rules.py`.
"""

from msgspec.structs import replace

from passalong.base.messages import Fact
from passalong.base.world import World
from passalong.ledger.model import Account, Leg, Posting, Transfer, TransferPosted, account_id


def posted(world: World, event: TransferPosted, fact: Fact) -> None:
    """The transfer, one posting per leg, and each account's new balance."""
    merchant_id, currency = world.merchant_id, event.currency
    world.put(Transfer(merchant_id, event.transfer_id, event.cause, currency, fact.at, fact.seq))
    for line, leg in enumerate(event.legs):
        account = _account(world, leg, currency)
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


def _account(world: World, leg: Leg, currency: str) -> Account:
    name = account_id(leg.kind, leg.owner_id, currency)
    account = world.get(Account, name)
    if account is not None:
        return account
    return Account(world.merchant_id, name, leg.kind, leg.owner_id, currency, 0, None)


CHANGES = {TransferPosted: posted}
