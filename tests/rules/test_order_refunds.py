"""Money given back for an order: in parts or whole, never more than was paid.

The rest of an order's life is in test_orders.py.
"""

import pytest
from msgspec.structs import replace

from passalong.base.messages import Command
from passalong.base.money import AMOUNT_MAX
from passalong.catalog.model import Stock, StockMoved
from passalong.merchants.model import Shop
from passalong.orders.model import (
    CancelOrder,
    CustomerTally,
    LineWish,
    Order,
    OrderRefunded,
    PayOrder,
    PlaceOrder,
    ReceiveOrder,
    Refund,
    RefundOrder,
    ShipOrder,
)
from passalong.people.model import ErasePerson, Person
from rig.scene import ACCOUNTANT, CLERK, MANAGER, MERCHANT, MOMENT, OWNER
from rules.order_scene import BREAD, FAN, SHOP, TEA, order_scene, paid_order, placed_order

LATER = MOMENT + 60_000
COST = 2 * 1250 + 400


def test_money_goes_back_in_parts_until_nothing_is_left() -> None:
    where = order_scene()
    order_id = paid_order(where)
    where.done(ReceiveOrder(order_id), at=LATER)
    told = where.when(RefundOrder(order_id, "faulty", 1), actor=ACCOUNTANT, at=LATER + 1)
    assert told.events == (OrderRefunded(order_id, SHOP, 1, 1, "TWD", False, True, "faulty"),)
    assert told.answer == {
        "order_id": order_id,
        "number": 1,
        "amount_minor": 1,
        "left_minor": COST - 1,
        "state": "partly_refunded",
    }
    order = where.row(Order, order_id)
    assert (order.state, order.received_at, order.closed_at) == ("partly_refunded", LATER, None)
    told = where.when(RefundOrder(order_id, "other"), actor=MANAGER, at=LATER + 2)
    rest = COST - 1
    assert told.events == (OrderRefunded(order_id, SHOP, 2, rest, "TWD", True, True, "other"),)
    order = where.row(Order, order_id)
    assert (order.state, order.refunded_minor, order.refunds) == ("refunded", COST, 2)
    assert (order.received_at, order.closed_at) == (LATER, LATER + 2)
    assert where.all(Refund) == [
        Refund(MERCHANT, order_id, 1, 1, "faulty", LATER + 1),
        Refund(MERCHANT, order_id, 2, rest, "other", LATER + 2),
    ]
    tally = where.row(CustomerTally, FAN)
    assert (tally.orders, tally.spent_minor) == (1, 0)


@pytest.mark.parametrize(
    ("amount_minor", "refusal"),
    [
        (0, "refund_is_nothing"),
        (-1, "refund_is_nothing"),
        (COST - 99, "refund_too_much"),
        (AMOUNT_MAX, "refund_too_much"),
    ],
)
def test_no_more_goes_back_than_is_left(amount_minor: int, refusal: str) -> None:
    where = order_scene()
    order_id = paid_order(where)
    where.done(RefundOrder(order_id, "late", 100), actor=OWNER)
    wish = RefundOrder(order_id, "late", amount_minor)
    assert where.refused(wish, actor=OWNER) == refusal
    assert where.row(Order, order_id).refunded_minor == 100
    assert len(where.all(Refund)) == 1


def test_exactly_what_is_left_is_a_whole_refund() -> None:
    where = order_scene()
    order_id = paid_order(where)
    where.done(RefundOrder(order_id, "late", 100), actor=OWNER)
    told = where.when(RefundOrder(order_id, "late", COST - 100), actor=OWNER)
    assert told.answer["state"] == "refunded"


@pytest.mark.parametrize("parts", [(1, 2, 3), (3, 2, 1), (COST - 7, 7), (6,)])
def test_parts_in_any_order_never_lose_a_cent(parts: tuple[int, ...]) -> None:
    where = order_scene()
    order_id = paid_order(where)
    for part in parts:
        where.done(RefundOrder(order_id, "other", part), actor=OWNER)
    order = where.row(Order, order_id)
    given = sum(refund.amount_minor for refund in where.all(Refund))
    assert order.refunded_minor == given == sum(parts)
    assert where.row(CustomerTally, FAN).spent_minor == COST - given


def test_an_order_for_nothing_has_nothing_to_give_back() -> None:
    where = order_scene()
    order_id = placed_order(where, LineWish("prod_free", 1))
    where.done(PayOrder(order_id))
    assert where.refused(RefundOrder(order_id, "other"), actor=OWNER) == "refund_is_nothing"


# Goods come back when they never left, or when they were not wanted or the wrong ones.
RETURNS = [
    ((), "faulty", 10),
    ((ShipOrder,), "faulty", 9),
    ((ReceiveOrder,), "other", 9),
    ((ShipOrder,), "late", 9),
    ((ShipOrder, ReceiveOrder), "not_wanted", 10),
    ((ReceiveOrder,), "wrong_item", 10),
]


@pytest.mark.parametrize(("done", "reason", "left"), RETURNS)
def test_which_goods_stand_on_the_shelf_again(
    done: tuple[type[Command], ...], reason: str, left: int
) -> None:
    where = order_scene()
    order_id = paid_order(where)
    for step in done:
        where.done(step(order_id), actor=OWNER)
    where.done(RefundOrder(order_id, reason, 1), actor=OWNER)
    assert where.row(Stock, BREAD).left == 9
    told = where.when(RefundOrder(order_id, reason), actor=OWNER)
    assert where.row(Stock, BREAD).left == left
    moves = [event for event in told.events if isinstance(event, StockMoved)]
    assert moves == ([StockMoved(BREAD, 1, f"order:{order_id}:refund")] if left == 10 else [])


def test_a_partly_refunded_order_is_still_sent_and_received() -> None:
    where = order_scene()
    order_id = paid_order(where)
    where.done(RefundOrder(order_id, "late", 1), actor=OWNER)
    where.done(ShipOrder(order_id), actor=CLERK, at=LATER)
    told = where.when(ReceiveOrder(order_id), actor=CLERK, at=LATER + 1)
    assert told.answer["state"] == "partly_refunded"
    order = where.row(Order, order_id)
    assert (order.shipped_at, order.received_at) == (LATER, LATER + 1)
    assert where.refused(CancelOrder(order_id)) == "order_is_paid"
    assert where.refused(PayOrder(order_id)) == "order_already_paid"


def test_who_was_forgotten_gets_her_money_back_but_buys_no_more() -> None:
    where = order_scene()
    order_id = paid_order(where)
    where.done(ErasePerson(FAN), actor=OWNER)
    assert where.row(Person, FAN).erased_at == MOMENT
    assert where.done(RefundOrder(order_id, "late"), actor=OWNER)["state"] == "refunded"
    assert where.refused(PlaceOrder(SHOP, FAN, (LineWish(TEA, 1),))) == "person_erased"


def test_a_shop_that_has_closed_still_gives_money_back() -> None:
    where = order_scene()
    order_id = paid_order(where)
    where.given(replace(where.row(Shop, SHOP), closed_at=LATER))
    assert where.done(RefundOrder(order_id, "late"), actor=OWNER)["state"] == "refunded"
