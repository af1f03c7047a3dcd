"""The law of orders: placing, paying, sending, canceling, giving money back.

Selling at the counter and orders of the past are in `orders/sales.py`; what follows from a paid
order in `wiring.py`.

The order of refusals is everywhere the same: what is not there, who may not, what state it is
in, what figures are wrong.
"""

from collections.abc import Generator
from typing import Any

from passalong.base.messages import Now, Refusal, require
from passalong.base.world import World
from passalong.catalog.model import MoveStock, Stock
from passalong.merchants.model import Merchant
from passalong.orders.model import (
    WHOLE_AGAIN,
    CancelOrder,
    CustomerTally,
    ImportOrder,
    Order,
    OrderCanceled,
    OrderPaid,
    OrderPlaced,
    OrderReceived,
    OrderRefunded,
    OrderShipped,
    PayOrder,
    PlaceOrder,
    ReceiveOrder,
    RefundOrder,
    SellAtCounter,
    ShipOrder,
)
from passalong.orders.sales import (
    import_order,
    known_customer,
    open_shop,
    priced,
    sell_at_counter,
    total_of,
)
from passalong.orders.settling import SETTLING_RULES, hint_window, window_end
from passalong.people.model import PersonAlias, same_person

Steps = Generator[Any, Any, dict[str, Any]]


def place(world: World, command: PlaceOrder, now: Now) -> Steps:
    """Prices are those of the catalog at this moment. A person orders for herself only."""
    world.hint(Merchant)
    world.hint(PersonAlias, command.customer_id)
    open_shop(world, command.shop_id, now)
    is_person = now.actor.kind == "person"
    if is_person:
        meant = same_person(world, command.customer_id)
        require(meant == same_person(world, now.actor.id), "not_your_record")
    customer_id = known_customer(world, command.customer_id)
    require(command.way != "import", "order_way_not_allowed", way=command.way)
    lines = priced(world, command.lines)
    order_id = now.new_id("ord")
    total_minor = total_of(lines)
    yield OrderPlaced(
        order_id=order_id,
        shop_id=command.shop_id,
        customer_id=customer_id,
        way="phone" if is_person else command.way,
        lines=lines,
        total_minor=total_minor,
        currency=world.have(Merchant).currency,
    )
    return {"order_id": order_id, "state": "placed", "total_minor": total_minor}


def pay(world: World, command: PayOrder, now: Now) -> Steps:
    """Paid once: what is counted leaves the shelf, the books and the vouchers follow."""
    order = _order(world, command.order_id, now)
    require(command.paid_by != "import", "order_way_not_allowed", way=command.paid_by)
    _not_closed(order)
    require(order.paid_at is None, "order_already_paid")
    for line in order.lines:
        world.hint(Stock, line.product_id)
    customer_id = same_person(world, order.customer_id)
    for line in order.lines:
        yield MoveStock(line.product_id, -line.quantity, f"order:{order.order_id}:paid")
    yield OrderPaid(
        order_id=order.order_id,
        shop_id=order.shop_id,
        customer_id=customer_id,
        product_ids=tuple([line.product_id for line in order.lines]),
        total_minor=order.total_minor,
        currency=order.currency,
        paid_by=command.paid_by,
    )
    return {"order_id": order.order_id, "state": "paid"}


def ship(world: World, command: ShipOrder, now: Now) -> Steps:
    """Paid things are sent once, also when a part of the money went back before."""
    order = _order(world, command.order_id, now)
    _paid_and_open(order)
    require(order.received_at is None, "order_already_received")
    require(order.shipped_at is None, "order_already_shipped")
    yield OrderShipped(order.order_id)
    return {"order_id": order.order_id, "state": world.have(Order, order.order_id).state}


def receive(world: World, command: ReceiveOrder, now: Now) -> Steps:
    """The customer has it: fetched after paying, or brought after shipping."""
    order = _order(world, command.order_id, now)
    _paid_and_open(order)
    require(order.received_at is None, "order_already_received")
    hint_window(world, order.order_id)
    yield OrderReceived(order.order_id, window_end(world, now))
    return {"order_id": order.order_id, "state": world.have(Order, order.order_id).state}


def cancel(world: World, command: CancelOrder, now: Now) -> Steps:
    """Only what is not paid; what is paid is refunded."""
    order = _order(world, command.order_id, now)
    _not_closed(order)
    require(order.paid_at is None, "order_is_paid")
    yield OrderCanceled(order.order_id)
    return {"order_id": order.order_id, "state": "canceled"}


def refund(world: World, command: RefundOrder, now: Now) -> Steps:
    """Up to what was paid, in as many parts as one likes; also for somebody who was forgotten."""
    order = _order(world, command.order_id, now)
    world.hint(CustomerTally, order.customer_id)
    hint_window(world, order.order_id)
    _paid_and_open(order)
    left = order.total_minor - order.refunded_minor
    amount = left if command.amount_minor is None else command.amount_minor
    require(amount > 0, "refund_is_nothing")
    require(amount <= left, "refund_too_much", amount_minor=amount, left_minor=left)
    is_full = amount == left
    if is_full and _goods_are_back(order, command):
        for line in order.lines:
            yield MoveStock(line.product_id, line.quantity, f"order:{order.order_id}:refund")
    yield OrderRefunded(
        order_id=order.order_id,
        shop_id=order.shop_id,
        number=order.refunds + 1,
        amount_minor=amount,
        currency=order.currency,
        is_full=is_full,
        is_in_books=order.way != "import",
        reason_code=command.reason_code,
    )
    return {
        "order_id": order.order_id,
        "number": order.refunds + 1,
        "amount_minor": amount,
        "left_minor": left - amount,
        "state": "refunded" if is_full else "partly_refunded",
    }


def _goods_are_back(order: Order, command: RefundOrder) -> bool:
    """Whether they can be sold again: never given out, or brought back without a fault.

    Orders of the past never took anything from this shelf.
    """
    if order.way == "import":
        return False
    was_given_out = order.shipped_at is not None or order.received_at is not None
    return not was_given_out or command.reason_code in WHOLE_AGAIN


def _order(world: World, order_id: str, now: Now) -> Order:
    """The order, if this actor may touch it; somebody else's is as if it were not there."""
    order = world.get(Order, order_id)
    if order is None:
        raise Refusal("order_not_found")
    if now.actor.kind == "person":
        world.hint(PersonAlias, now.actor.id)
        world.hint(PersonAlias, order.customer_id)
        is_hers = same_person(world, order.customer_id) == same_person(world, now.actor.id)
        require(is_hers, "order_not_found")
    require(now.actor.works_at(order.shop_id), "staff_not_allowed")
    return order


def _not_closed(order: Order) -> None:
    require(order.state != "canceled", "order_is_canceled")
    require(order.state != "refunded", "order_already_refunded")


def _paid_and_open(order: Order) -> None:
    _not_closed(order)
    require(order.paid_at is not None, "order_not_paid")


RULES = {
    PlaceOrder: place,
    PayOrder: pay,
    ShipOrder: ship,
    ReceiveOrder: receive,
    CancelOrder: cancel,
    RefundOrder: refund,
    SellAtCounter: sell_at_counter,
    ImportOrder: import_order,
    **SETTLING_RULES,
}
