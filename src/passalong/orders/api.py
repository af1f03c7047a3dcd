"""REST of orders: placed, paid, shipped, received, canceled, refunded.

Selling at the counter hands over vouchers too and is in `vouchers/api.py`; what is allowed is in
`orders/rules.py`.
"""

from typing import Annotated, Any, Literal

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from passalong.base.clock import moment_of
from passalong.base.messages import PERSON, READERS, Refusal
from passalong.engine.asking import Listed, Paging, listed, reads, sends, shown
from passalong.engine.bodies import Amount, Body, Count, Identifier, Moment, command_of
from passalong.engine.door import Door, Reply, Wish
from passalong.orders.model import (
    CancelOrder,
    LineWish,
    Order,
    OrderState,
    PayOrder,
    PlaceOrder,
    ReceiveOrder,
    Refund,
    RefundOrder,
    RefundReason,
    ShipOrder,
)
from passalong.orders.queries import OrderFilter, order_of, orders, place_of, refunds_of, window_of

ORDER_EXAMPLE: dict[str, Any] = {
    "order_id": "ord_4h2m9x1c8v7b3n6k5j0q",
    "shop_id": "shop_4h2m9x1c8v7b3n6k5j0q",
    "customer_id": "p_4h2m9x1c8v7b3n6k5j0q",
    "state": "paid",
    "way": "staff",
    "lines": [
        {
            "product_id": "prod_4h2m9x1c8v7b3n6k5j0q",
            "quantity": 1,
            "unit_minor": 2500,
            "amount_minor": 2500,
        }
    ],
    "total_minor": 2500,
    "refunded_minor": 0,
    "currency": "CNY",
    "external_no": "",
    "placed_at": "2026-01-01T00:00:00.000Z",
    "paid_at": "2026-01-01T00:00:00.000Z",
    "shipped_at": None,
    "received_at": None,
    "closed_at": None,
}
WHICH = {"order_id": ORDER_EXAMPLE["order_id"]}


class LineShown(msgspec.Struct):
    """So many of this product at this price."""

    product_id: str
    quantity: int
    unit_minor: int
    amount_minor: int


class OrderShown(msgspec.Struct):
    """What a customer bought, where, and how far it is."""

    order_id: str
    shop_id: str
    customer_id: str
    state: str
    way: str
    lines: list[LineShown]
    total_minor: int
    refunded_minor: int
    currency: str
    external_no: str
    placed_at: str
    paid_at: str | None
    shipped_at: str | None
    received_at: str | None
    closed_at: str | None


class RefundShown(msgspec.Struct):
    """Money given back."""

    number: int
    amount_minor: int
    reason_code: str
    at: str


class WindowShown(msgspec.Struct):
    """Until when an order can come back: open, after_sale, settled, or closed by a refund."""

    state: str
    closes_at: str
    changed_at: str


class OrderWhole(msgspec.Struct):
    """An order with its refunds, and its return window once it was received."""

    order: OrderShown
    refunds: list[RefundShown]
    window: WindowShown | None


class LineAsked(Body, frozen=True):
    """So many of this product."""

    product_id: Identifier
    quantity: Count = 1


Lines = Annotated[tuple[LineAsked, ...], msgspec.Meta(min_length=1, max_length=100)]


class OrderWish(Body, frozen=True):
    """An order that is to be paid. `way` says where it was taken."""

    shop_id: Identifier
    customer_id: Identifier
    lines: Lines
    way: Literal["staff", "phone"] = "staff"


class RefundWish(Body, frozen=True):
    """Give money back: `amount_minor`, or everything that is left when null."""

    reason_code: RefundReason
    amount_minor: Amount | None = None


def show_order(order: Order) -> OrderShown:
    """An order as the API shows it."""
    lines = [
        LineShown(line.product_id, line.quantity, line.unit_minor, line.amount_minor)
        for line in order.lines
    ]
    return shown(OrderShown, order, lines=lines)


def show_refund(refund: Refund) -> RefundShown:
    """A refund as the API shows it."""
    return shown(RefundShown, refund)


def wished_lines(lines: Lines) -> tuple[LineWish, ...]:
    """The lines of a body as commands want them."""
    return tuple([LineWish(line.product_id, line.quantity) for line in lines])


@get(
    "/v1/orders",
    opt=reads(roles=READERS, answers={"items": [ORDER_EXAMPLE], "next_cursor": None}),
    sync_to_thread=True,
    tags=["orders"],
)
def list_orders(
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
    paging: NamedDependency[Paging],
    in_state: Annotated[OrderState | None, QueryParameter(name="state")] = None,
    shop_id: FromQuery[str] = "",
    customer_id: FromQuery[str] = "",
    since: FromQuery[Moment | None] = None,
    until: FromQuery[Moment | None] = None,
) -> Listed:
    """Orders, newest first. Filters: state, shop_id, customer_id, since, until (when placed).

    Staff of certain shops see the orders of these shops, or of one of them (shop_id).
    """
    wanted = OrderFilter(
        state=in_state,
        shop_ids=shops_seen(wish, shop_id),
        customer_id=customer_id,
        from_at=None if since is None else moment_of(since),
        until_at=None if until is None else moment_of(until),
    )
    after = paging.place(int, str)
    with door.reading() as read:
        found = orders(read, wish.merchant_id, wanted, after, paging.limit + 1)
    return listed(found, paging, show_order, place_of)


def shops_seen(wish: Wish, shop_id: str) -> tuple[str, ...]:
    """The shops to look at: the one asked for, else all in which she works; none means every."""
    if not shop_id:
        return wish.actor.shop_ids
    if not wish.actor.works_at(shop_id):
        raise Refusal("staff_not_allowed")
    return (shop_id,)


@get(
    "/v1/me/orders",
    opt=reads(roles=PERSON, scope="", answers={"items": [ORDER_EXAMPLE], "next_cursor": None}),
    sync_to_thread=True,
    tags=["me"],
)
def list_my_orders(
    wish: NamedDependency[Wish], door: NamedDependency[Door], paging: NamedDependency[Paging]
) -> Listed:
    """What the customer who asks has ordered, newest first."""
    wanted = OrderFilter(customer_id=wish.actor.id)
    after = paging.place(int, str)
    with door.reading() as read:
        found = orders(read, wish.merchant_id, wanted, after, paging.limit + 1)
    return listed(found, paging, show_order, place_of)


@get(
    "/v1/orders/{order_id:str}",
    opt=reads(answers={"order": ORDER_EXAMPLE, "refunds": [], "window": None}),
    sync_to_thread=True,
    tags=["orders"],
)
def read_order(
    order_id: FromPath[str], wish: NamedDependency[Wish], door: NamedDependency[Door]
) -> OrderWhole:
    """One order with its refunds."""
    with door.reading() as read:
        found = order_of(read, wish.merchant_id, order_id)
        refunds = refunds_of(read, wish.merchant_id, order_id)
        window = window_of(read, wish.merchant_id, order_id)
    if found is None or not wish.actor.works_at(found.shop_id):
        raise Refusal("order_not_found")
    return OrderWhole(
        show_order(found),
        [show_refund(refund) for refund in refunds],
        shown(WindowShown, window) if window else None,
    )


@post(
    "/v1/orders",
    opt=sends(
        PlaceOrder,
        asks={
            "shop_id": ORDER_EXAMPLE["shop_id"],
            "customer_id": ORDER_EXAMPLE["customer_id"],
            "lines": [{"product_id": "prod_4h2m9x1c8v7b3n6k5j0q", "quantity": 1}],
        },
        answers={**WHICH, "state": "placed", "total_minor": 2500},
    ),
    tags=["orders"],
)
async def place_order(
    data: JSONBody[OrderWish], wish: NamedDependency[Wish], door: NamedDependency[Door]
) -> Reply:
    """An order that is to be paid. A customer orders for herself, with `way` phone."""
    return await door.send(wish, command_of(PlaceOrder, data, lines=wished_lines(data.lines)))


@post(
    "/v1/orders/{order_id:str}/pay",
    opt=sends(PayOrder, answers={**WHICH, "state": "paid"}),
    status_code=200,
    tags=["orders"],
)
async def pay_order(
    order_id: FromPath[Identifier], wish: NamedDependency[Wish], door: NamedDependency[Door]
) -> Reply:
    """Staff saw the money; vouchers follow as the campaign says."""
    return await door.send(wish, PayOrder(order_id))


@post(
    "/v1/orders/{order_id:str}/ship",
    opt=sends(ShipOrder, answers={**WHICH, "state": "shipped"}),
    status_code=200,
    tags=["orders"],
)
async def ship_order(
    order_id: FromPath[Identifier], wish: NamedDependency[Wish], door: NamedDependency[Door]
) -> Reply:
    """It is on its way."""
    return await door.send(wish, ShipOrder(order_id))


@post(
    "/v1/orders/{order_id:str}/receive",
    opt=sends(ReceiveOrder, answers={**WHICH, "state": "received"}),
    status_code=200,
    tags=["orders"],
)
async def receive_order(
    order_id: FromPath[Identifier], wish: NamedDependency[Wish], door: NamedDependency[Door]
) -> Reply:
    """The customer has it."""
    return await door.send(wish, ReceiveOrder(order_id))


@post(
    "/v1/orders/{order_id:str}/cancel",
    opt=sends(CancelOrder, answers={**WHICH, "state": "canceled"}),
    status_code=200,
    tags=["orders"],
)
async def cancel_order(
    order_id: FromPath[Identifier], wish: NamedDependency[Wish], door: NamedDependency[Door]
) -> Reply:
    """Not paid and no longer wanted."""
    return await door.send(wish, CancelOrder(order_id))


@post(
    "/v1/orders/{order_id:str}/refunds",
    opt=sends(
        RefundOrder,
        asks={"reason_code": "not_wanted", "amount_minor": 1000},
        answers={**WHICH, "number": 1, "amount_minor": 1000, "state": "partly_refunded"},
    ),
    tags=["orders"],
)
async def refund_order(
    order_id: FromPath[Identifier],
    data: JSONBody[RefundWish],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
) -> Reply:
    """Give back a part, or everything that is left."""
    return await door.send(wish, command_of(RefundOrder, data, order_id=order_id))


ROUTES: tuple[Any, ...] = (
    list_orders,
    list_my_orders,
    read_order,
    place_order,
    pay_order,
    ship_order,
    receive_order,
    cancel_order,
    refund_order,
)
