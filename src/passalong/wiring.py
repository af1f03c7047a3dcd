"""Which features there are, and which event leads to which command: on one screen.

What each command then does is in its feature's `rules.py`. Reactions run in the same draft as
the event: a refused reaction refuses the whole command.
"""

from collections.abc import Mapping, Sequence
from types import ModuleType

from passalong import agents, campaigns, catalog, ledger, merchants, orders, people, vouchers
from passalong.agents import changes as agents_changes
from passalong.agents import rules as agents_rules
from passalong.agents import tables as agents_tables
from passalong.agents.model import (
    AttributeOrder,
    HoldCommission,
    MatureCommission,
    ReverseCommission,
)
from passalong.base.clock import Clock, SystemClock
from passalong.base.messages import Command, Event, Fact
from passalong.campaigns import changes as campaigns_changes
from passalong.campaigns import rules as campaigns_rules
from passalong.campaigns import tables as campaigns_tables
from passalong.catalog import changes as catalog_changes
from passalong.catalog import rules as catalog_rules
from passalong.catalog import tables as catalog_tables
from passalong.engine.door import Door
from passalong.engine.feature import Feature, Reaction, Registry
from passalong.engine.journal import last_moment
from passalong.engine.opening import open_database
from passalong.engine.retention import HOUSEKEEPING
from passalong.engine.sealing import Keys
from passalong.engine.writer import Writer
from passalong.ledger import changes as ledger_changes
from passalong.ledger import rules as ledger_rules
from passalong.ledger import tables as ledger_tables
from passalong.ledger.model import Leg, PostTransfer
from passalong.merchants import changes as merchants_changes
from passalong.merchants import rules as merchants_rules
from passalong.merchants import tables as merchants_tables
from passalong.orders import changes as orders_changes
from passalong.orders import rules as orders_rules
from passalong.orders import tables as orders_tables
from passalong.orders.model import (
    OrderImported,
    OrderPaid,
    OrderReceived,
    OrderRefunded,
    PurchaseSettled,
)
from passalong.people import changes as people_changes
from passalong.people import rules as people_rules
from passalong.people import tables as people_tables
from passalong.people.model import BindReferral
from passalong.settings import Settings
from passalong.vouchers import changes as vouchers_changes
from passalong.vouchers import rules as vouchers_rules
from passalong.vouchers import tables as vouchers_tables
from passalong.vouchers.model import (
    ConvertVoucher,
    IssueVouchers,
    SeedsGiven,
    VoidVouchers,
    VoucherClaimed,
    VoucherConverted,
    VoucherRedeemed,
    trial_cause,
)


def _feature(
    package: ModuleType, rules: ModuleType, changes: ModuleType, tables: ModuleType
) -> Feature:
    name = package.__name__.rsplit(".", 1)[-1]
    return Feature(name, rules.RULES, changes.CHANGES, tables.TABLES)


FEATURES: tuple[Feature, ...] = (
    _feature(ledger, ledger_rules, ledger_changes, ledger_tables),
    _feature(merchants, merchants_rules, merchants_changes, merchants_tables),
    _feature(people, people_rules, people_changes, people_tables),
    _feature(catalog, catalog_rules, catalog_changes, catalog_tables),
    _feature(orders, orders_rules, orders_changes, orders_tables),
    _feature(campaigns, campaigns_rules, campaigns_changes, campaigns_tables),
    _feature(vouchers, vouchers_rules, vouchers_changes, vouchers_tables),
    _feature(agents, agents_rules, agents_changes, agents_tables),
)


def paid_order_fills_the_till(event: OrderPaid, fact: Fact) -> Command | None:
    """What was paid is cash of the shop, earned by sales."""
    if event.total_minor == 0:
        return None
    legs = (
        Leg("cash", event.shop_id, event.total_minor),
        Leg("sales", event.shop_id, -event.total_minor),
    )
    return PostTransfer(f"order:{event.order_id}:paid", event.currency, legs, fact.seq)


def paid_order_converts_a_trial(event: OrderPaid | OrderImported, fact: Fact) -> Command | None:
    """Who had tried has now bought; an order that cost nothing is no purchase."""
    if event.total_minor == 0:
        return None
    return ConvertVoucher(event.customer_id, event.order_id)


def paid_order_gives_vouchers(event: OrderPaid, fact: Fact) -> Command | None:
    """Who has bought gets vouchers to give."""
    return IssueVouchers(
        "order",
        event.order_id,
        event.customer_id,
        event.shop_id,
        event.product_ids,
        event.total_minor,
    )


def imported_order_gives_vouchers(event: OrderImported, fact: Fact) -> Command | None:
    """An order of the past gives vouchers only where the import asked for it."""
    if not event.is_issuing:
        return None
    bought = tuple(line.product_id for line in event.lines if line.product_id)
    return IssueVouchers(
        "order", event.order_id, event.customer_id, event.shop_id, bought, event.total_minor
    )


def refund_empties_the_till(event: OrderRefunded, fact: Fact) -> Command | None:
    """What is given back leaves the shop's cash; imported orders never were in it."""
    if event.amount_minor == 0 or not event.is_in_books:
        return None
    legs = (
        Leg("refunds", event.shop_id, event.amount_minor),
        Leg("cash", event.shop_id, -event.amount_minor),
    )
    cause = f"order:{event.order_id}:refund:{event.number}"
    return PostTransfer(cause, event.currency, legs, fact.seq)


def refund_voids_vouchers(event: OrderRefunded, fact: Fact) -> Command | None:
    """A purchase taken back in full takes back the vouchers that nobody has claimed."""
    return VoidVouchers("order", event.order_id, "refund") if event.is_full else None


def claim_binds_the_referral(event: VoucherClaimed, fact: Fact) -> Command | None:
    """The first giver who brought somebody stays her giver."""
    return BindReferral(event.friend_id, event.giver_id, event.voucher_id)


def trial_gives_vouchers(event: VoucherRedeemed, fact: Fact) -> Command | None:
    """Under terms that say so, trying already gives vouchers; the rule looks at the terms."""
    return IssueVouchers(
        "trial",
        trial_cause(event.voucher_id, event.number),
        event.friend_id,
        event.shop_id,
        campaign_id=event.campaign_id,
    )


def seeds_are_issued(event: SeedsGiven, fact: Fact) -> Command | None:
    """A first giver chosen by staff gets her vouchers."""
    return IssueVouchers(
        "seed",
        event.seed_id,
        event.giver_id,
        event.shop_id,
        campaign_id=event.campaign_id,
        count=event.count,
    )


def conversion_is_the_givers_sale(event: VoucherConverted, fact: Fact) -> Command | None:
    """Where the giver is an agent, the purchase that her voucher led to is her sale."""
    return AttributeOrder(event.order_id, event.friend_id, event.voucher_id)


def paid_order_is_somebodys_sale(event: OrderPaid, fact: Fact) -> Command | None:
    """Who brought the customer, or whose link she came by; once per order."""
    if event.total_minor == 0:
        return None
    return AttributeOrder(event.order_id, event.customer_id)


def received_order_holds_commission(event: OrderReceived, fact: Fact) -> Command | None:
    """From receipt on the return window runs."""
    return HoldCommission(event.order_id)


def settled_purchase_matures_commission(event: PurchaseSettled, fact: Fact) -> Command | None:
    """The customer kept it: what is left can be paid out."""
    return MatureCommission(event.order_id)


def refund_reverses_commission(event: OrderRefunded, fact: Fact) -> Command | None:
    """The same part goes back, also after it was paid out."""
    return ReverseCommission(event.order_id, event.number) if event.is_in_books else None


# A counted product leaves the shelf inside `orders/rules.py` (orders stand above the catalog).
REACTIONS: Mapping[type[Event], Sequence[Reaction]] = {
    OrderPaid: (
        paid_order_fills_the_till,
        paid_order_converts_a_trial,
        paid_order_is_somebodys_sale,
        paid_order_gives_vouchers,
    ),
    OrderReceived: (received_order_holds_commission,),
    PurchaseSettled: (settled_purchase_matures_commission,),
    VoucherConverted: (conversion_is_the_givers_sale,),
    OrderImported: (paid_order_converts_a_trial, imported_order_gives_vouchers),
    OrderRefunded: (refund_empties_the_till, refund_voids_vouchers, refund_reverses_commission),
    VoucherClaimed: (claim_binds_the_referral,),
    VoucherRedeemed: (trial_gives_vouchers,),
    SeedsGiven: (seeds_are_issued,),
}

TABLES = tuple(table for feature in FEATURES for table in feature.tables)
__all__ = ["FEATURES", "REACTIONS", "TABLES", "open_door", "registry"]


def registry() -> Registry:
    """All features and reactions, as the engine uses them."""
    return Registry((*FEATURES, HOUSEKEEPING), REACTIONS)


def open_keys(settings: Settings) -> Keys:
    """The keys of this installation, made at the first start."""
    return Keys.at(settings.keys_path, may_create=True)


def open_door(settings: Settings, clock: Clock | None = None) -> Door:
    """A door to a migrated database. Raises DatabaseInUse, DatabaseUnavailable, KeysMissing."""
    database = open_database(settings.database_url, open_keys(settings), TABLES)
    return Door(Writer(database, registry()), clock or SystemClock(last_moment(database)))
