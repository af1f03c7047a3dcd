"""What the events of orders do to their rows.

What is allowed is in `orders/rules.py`; what else follows from an event in `wiring.py`.
"""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from passalong.base.messages import Event, Fact
from passalong.base.world import World
from passalong.orders.model import (
    CustomerTally,
    Order,
    OrderCanceled,
    OrderImported,
    OrderPaid,
    OrderPlaced,
    OrderReceived,
    OrderRefunded,
    OrderShipped,
    Refund,
)
from passalong.orders.settling import SETTLING_CHANGES, window_after_refund, window_opens


def placed(world: World, event: OrderPlaced, fact: Fact) -> None:
    """An order that is to be paid."""
    world.put(
        Order(
            merchant_id=world.merchant_id,
            order_id=event.order_id,
            shop_id=event.shop_id,
            customer_id=event.customer_id,
            state="placed",
            way=event.way,
            lines=event.lines,
            total_minor=event.total_minor,
            refunded_minor=0,
            refunds=0,
            currency=event.currency,
            external_no="",
            placed_at=fact.at,
            paid_at=None,
            shipped_at=None,
            received_at=None,
            closed_at=None,
        )
    )


def paid(world: World, event: OrderPaid, fact: Fact) -> None:
    """Paid by the person the customer is today (she may have been merged since she ordered)."""
    order = world.have(Order, event.order_id)
    world.put(replace(order, state="paid", paid_at=fact.at, customer_id=event.customer_id))
    _count(world, event.customer_id, event.total_minor, fact.at)


def shipped(world: World, event: OrderShipped, fact: Fact) -> None:
    """On its way; that a part was given back stays to be seen."""
    order = world.have(Order, event.order_id)
    state = "shipped" if order.state == "paid" else order.state
    world.put(replace(order, state=state, shipped_at=fact.at))


def received(world: World, event: OrderReceived, fact: Fact) -> None:
    """The customer has it; that a part was given back stays to be seen."""
    window_opens(world, event, fact)
    order = world.have(Order, event.order_id)
    state = "received" if order.state in ("paid", "shipped") else order.state
    world.put(replace(order, state=state, received_at=fact.at))


def canceled(world: World, event: OrderCanceled, fact: Fact) -> None:
    """The order is off."""
    order = world.have(Order, event.order_id)
    world.put(replace(order, state="canceled", closed_at=fact.at))


def refunded(world: World, event: OrderRefunded, fact: Fact) -> None:
    """Money was given back; the tally keeps what the customer really spent."""
    window_after_refund(world, event, fact)
    order = world.have(Order, event.order_id)
    world.put(
        Refund(
            merchant_id=world.merchant_id,
            order_id=event.order_id,
            number=event.number,
            amount_minor=event.amount_minor,
            reason_code=event.reason_code,
            at=fact.at,
        )
    )
    world.put(
        replace(
            order,
            state="refunded" if event.is_full else "partly_refunded",
            refunded_minor=order.refunded_minor + event.amount_minor,
            refunds=event.number,
            closed_at=fact.at if event.is_full else order.closed_at,
        )
    )
    tally = world.have(CustomerTally, order.customer_id)
    world.put(replace(tally, spent_minor=tally.spent_minor - event.amount_minor))


def imported(world: World, event: OrderImported, fact: Fact) -> None:
    """An order of the past, with everything that happened to it on its day."""
    at = fact.at
    world.put(
        Order(
            world.merchant_id,
            event.order_id,
            event.shop_id,
            event.customer_id,
            "received",
            "import",
            event.lines,
            event.total_minor,
            0,
            0,
            event.currency,
            event.external_no,
            at,
            at,
            at,
            at,
            None,
        )
    )
    _count(world, event.customer_id, event.total_minor, at)


def _count(world: World, person_id: str, amount_minor: int, at: int) -> None:
    tally = world.get(CustomerTally, person_id)
    if tally is None:
        world.put(CustomerTally(world.merchant_id, person_id, 1, amount_minor, at, at))
        return
    world.put(
        CustomerTally(
            world.merchant_id,
            person_id,
            tally.orders + 1,
            tally.spent_minor + amount_minor,
            min(tally.first_paid_at, at),
            max(tally.last_paid_at, at),
        )
    )


CHANGES: dict[type[Event], Callable[[World, Any, Fact], None]] = {
    OrderPlaced: placed,
    OrderPaid: paid,
    OrderShipped: shipped,
    OrderReceived: received,
    OrderCanceled: canceled,
    OrderRefunded: refunded,
    OrderImported: imported,
    **SETTLING_CHANGES,
}
