"""The life of an order: placed, paid, shipped, received, or canceled; and who may do what.

Giving money back is in test_order_refunds.py; the counter and orders of the past are in
test_order_sales.py.
"""

import pytest
from msgspec.structs import replace

from passalong.base.clock import DAY
from passalong.base.messages import Actor, Command
from passalong.base.money import AMOUNT_MAX
from passalong.catalog.model import Product, Stock, StockMoved
from passalong.orders.model import (
    CancelOrder,
    CustomerTally,
    Line,
    LineWish,
    Order,
    OrderCanceled,
    OrderPaid,
    OrderPlaced,
    OrderReceived,
    OrderShipped,
    PayOrder,
    PlaceOrder,
    ReceiveOrder,
    RefundOrder,
    ShipOrder,
)
from passalong.people.model import MergePeople
from rig.scene import ACCOUNTANT, AUDITOR, CLERK, MERCHANT, MOMENT, OWNER, Scene, person
from rules.order_scene import (
    BREAD,
    CLERK_ELSEWHERE,
    FAN,
    FRIEND,
    SHOP,
    TEA,
    order_scene,
    paid_order,
    placed_order,
)

LATER = MOMENT + 60_000
TWO_TEAS = (LineWish(TEA, 2), LineWish(BREAD, 1))
TWO_TEAS_COST = 2 * 1250 + 400


def steps(where: Scene, order_id: str, *commands: type[Command]) -> None:
    """These commands on the order, one a minute."""
    for number, command in enumerate(commands, 1):
        where.done(command(order_id), at=MOMENT + number * 60_000, actor=OWNER)


def test_an_order_has_the_catalogs_prices_of_its_moment() -> None:
    where = order_scene()
    told = where.when(PlaceOrder(SHOP, FAN, TWO_TEAS, "phone"), actor=CLERK)
    order_id = told.answer["order_id"]
    lines = (Line(TEA, 2, 1250, 2500), Line(BREAD, 1, 400, 400))
    assert told.events == (OrderPlaced(order_id, SHOP, FAN, "phone", lines, TWO_TEAS_COST, "TWD"),)
    assert told.answer == {"order_id": order_id, "state": "placed", "total_minor": TWO_TEAS_COST}
    assert where.row(Order, order_id) == Order(
        merchant_id=MERCHANT,
        order_id=order_id,
        shop_id=SHOP,
        customer_id=FAN,
        state="placed",
        way="phone",
        lines=lines,
        total_minor=TWO_TEAS_COST,
        refunded_minor=0,
        refunds=0,
        currency="TWD",
        external_no="",
        placed_at=MOMENT,
        paid_at=None,
        shipped_at=None,
        received_at=None,
        closed_at=None,
    )
    assert where.row(Stock, BREAD).left == 10
    dearer = replace(where.row(Product, TEA), price_minor=9999)
    assert where.given(dearer).row(Order, order_id).lines == lines


def test_one_product_may_stand_in_two_lines() -> None:
    where = order_scene()
    order_id = placed_order(where, LineWish(BREAD, 4), LineWish(BREAD, 6))
    where.done(PayOrder(order_id))
    assert where.row(Order, order_id).total_minor == 4000
    assert where.row(Stock, BREAD).left == 0


# What is broken in a line is broken in all lines above it too: the first refusal is told.
BROKEN = {"shop_id": "shop_none", "customer_id": "p_none", "way": "import", "lines": ()}
PLACING_REFUSED = [
    (BROKEN, OWNER, "shop_not_found"),
    (BROKEN | {"shop_id": "shop_closed"}, CLERK_ELSEWHERE, "shop_closed"),
    (BROKEN | {"shop_id": SHOP}, CLERK_ELSEWHERE, "staff_not_allowed"),
    (BROKEN | {"shop_id": SHOP}, person(FAN), "not_your_record"),
    (BROKEN | {"shop_id": SHOP, "customer_id": FRIEND}, person(FAN), "not_your_record"),
    (BROKEN | {"shop_id": SHOP}, OWNER, "person_not_found"),
    (BROKEN | {"shop_id": SHOP, "customer_id": "p_erased"}, OWNER, "person_erased"),
    (BROKEN | {"shop_id": SHOP, "customer_id": FAN}, OWNER, "order_way_not_allowed"),
    ({"lines": ()}, OWNER, "lines_out_of_range"),
    ({"lines": (LineWish(TEA, 1),) * 101}, OWNER, "lines_out_of_range"),
    ({"lines": (LineWish("prod_none", 0),)}, OWNER, "product_not_found"),
    ({"lines": (LineWish("prod_off", 0),)}, OWNER, "product_not_active"),
    ({"lines": (LineWish(TEA, 0),)}, OWNER, "quantity_out_of_range"),
    ({"lines": (LineWish(TEA, -1),)}, OWNER, "quantity_out_of_range"),
    ({"lines": (LineWish(TEA, 10_001),)}, OWNER, "quantity_out_of_range"),
    ({"lines": (LineWish("prod_dear", 2),)}, OWNER, "amount_out_of_range"),
]


@pytest.mark.parametrize(("given", "actor", "refusal"), PLACING_REFUSED)
def test_what_can_not_be_ordered(given: dict[str, object], actor: Actor, refusal: str) -> None:
    where = order_scene()
    wish = {"shop_id": SHOP, "customer_id": FAN, "lines": TWO_TEAS} | given
    assert where.refused(PlaceOrder(**wish), actor=actor) == refusal
    assert where.all(Order) == []


def test_the_greatest_sum_and_the_most_lines_can_be_ordered() -> None:
    where = order_scene()
    order_id = placed_order(where, LineWish("prod_dear", 1))
    assert where.row(Order, order_id).total_minor == AMOUNT_MAX
    order_id = placed_order(where, *[LineWish(TEA, 10_000)] * 100)
    assert where.row(Order, order_id).total_minor == 1250 * 1_000_000


def test_a_person_orders_for_herself_by_phone_also_under_an_old_id() -> None:
    where = order_scene()
    where.done(MergePeople(FRIEND, FAN), actor=OWNER)
    told = where.when(PlaceOrder(SHOP, FRIEND, TWO_TEAS, "counter"), actor=person(FAN))
    order = where.row(Order, told.answer["order_id"])
    assert (order.customer_id, order.way) == (FAN, "phone")


def test_a_paid_order_takes_from_the_shelf_and_counts_for_the_customer() -> None:
    where = order_scene()
    order_id = placed_order(where, *TWO_TEAS)
    told = where.when(PayOrder(order_id, "counter"), actor=CLERK, at=LATER)
    assert told.events == (
        StockMoved(BREAD, -1, f"order:{order_id}:paid"),
        OrderPaid(order_id, SHOP, FAN, (TEA, BREAD), TWO_TEAS_COST, "TWD", "counter"),
    )
    assert told.answer == {"order_id": order_id, "state": "paid"}
    order = where.row(Order, order_id)
    assert (order.state, order.placed_at, order.paid_at) == ("paid", MOMENT, LATER)
    assert where.row(Stock, BREAD).left == 9
    tally = CustomerTally(MERCHANT, FAN, 1, TWO_TEAS_COST, LATER, LATER)
    assert where.row(CustomerTally, FAN) == tally


def test_an_order_is_paid_once_whoever_asks_again() -> None:
    where = order_scene()
    order_id = placed_order(where, *TWO_TEAS)
    where.done(PayOrder(order_id), idempotency_key="one")
    assert where.refused(PayOrder(order_id), idempotency_key="two") == "order_already_paid"
    assert where.row(CustomerTally, FAN).orders == 1
    assert where.row(Stock, BREAD).left == 9


def test_money_of_today_is_not_of_the_past() -> None:
    where = order_scene()
    order_id = placed_order(where, *TWO_TEAS)
    assert where.refused(PayOrder(order_id, "import")) == "order_way_not_allowed"
    assert where.row(Order, order_id).state == "placed"


def test_the_same_idempotency_key_with_another_wish_is_refused() -> None:
    where = order_scene()
    first, second = placed_order(where, *TWO_TEAS), placed_order(where, *TWO_TEAS)
    told = where.when(PayOrder(first), idempotency_key="k")
    assert where.when(PayOrder(first), idempotency_key="k").answer == told.answer
    assert where.refused(PayOrder(second), idempotency_key="k") == "idempotency_conflict"
    assert where.row(Order, second).state == "placed"


def test_what_is_not_on_the_shelf_can_not_be_paid() -> None:
    where = order_scene()
    order_id = placed_order(where, LineWish(BREAD, 6), LineWish(BREAD, 5))
    told = where.when(PayOrder(order_id))
    assert (told.refusal, told.fields) == ("out_of_stock", {"product_id": BREAD, "left": 4})
    assert where.row(Stock, BREAD).left == 10
    assert where.row(Order, order_id).state == "placed"
    assert where.all(CustomerTally) == []


def test_a_merged_customer_pays_as_who_she_is_today() -> None:
    where = order_scene()
    order_id = placed_order(where, *TWO_TEAS)
    where.done(MergePeople(FAN, FRIEND), actor=OWNER)
    where.done(PayOrder(order_id))
    assert where.row(Order, order_id).customer_id == FRIEND
    assert where.row(CustomerTally, FAN) is None
    assert where.row(CustomerTally, FRIEND).orders == 1
    where.done(RefundOrder(order_id, "late"), actor=OWNER)
    assert where.row(CustomerTally, FRIEND).spent_minor == 0


def test_from_placed_to_received() -> None:
    where = order_scene()
    order_id = placed_order(where, *TWO_TEAS)
    steps(where, order_id, PayOrder)
    assert where.when(ShipOrder(order_id), at=LATER, actor=CLERK).events == (
        OrderShipped(order_id),
    )
    assert where.row(Order, order_id).state == "shipped"
    assert where.when(ReceiveOrder(order_id), at=LATER + 1, actor=person(FAN)).events == (
        OrderReceived(order_id, LATER + 1 + 7 * DAY),
    )
    order = where.row(Order, order_id)
    assert (order.state, order.shipped_at, order.received_at) == ("received", LATER, LATER + 1)


def test_what_is_fetched_is_received_without_shipping() -> None:
    where = order_scene()
    order_id = paid_order(where)
    told = where.when(ReceiveOrder(order_id), actor=CLERK)
    assert told.answer == {"order_id": order_id, "state": "received"}
    assert where.row(Order, order_id).shipped_at is None


def test_an_unpaid_order_can_be_canceled_by_its_customer() -> None:
    where = order_scene()
    order_id = placed_order(where, *TWO_TEAS)
    told = where.when(CancelOrder(order_id), actor=person(FAN), at=LATER)
    assert told.events == (OrderCanceled(order_id),)
    order = where.row(Order, order_id)
    assert (order.state, order.closed_at, order.paid_at) == ("canceled", LATER, None)


# Steps that were done → what each command then says; "" means it is done.
STATES: list[tuple[tuple[type[Command], ...], dict[type[Command], str]]] = [
    (
        (),
        {
            PayOrder: "",
            ShipOrder: "order_not_paid",
            ReceiveOrder: "order_not_paid",
            CancelOrder: "",
            RefundOrder: "order_not_paid",
        },
    ),
    (
        (PayOrder,),
        {
            PayOrder: "order_already_paid",
            ShipOrder: "",
            ReceiveOrder: "",
            CancelOrder: "order_is_paid",
            RefundOrder: "",
        },
    ),
    (
        (PayOrder, ShipOrder),
        {
            PayOrder: "order_already_paid",
            ShipOrder: "order_already_shipped",
            ReceiveOrder: "",
            CancelOrder: "order_is_paid",
            RefundOrder: "",
        },
    ),
    (
        (PayOrder, ReceiveOrder),
        {
            PayOrder: "order_already_paid",
            ShipOrder: "order_already_received",
            ReceiveOrder: "order_already_received",
            CancelOrder: "order_is_paid",
            RefundOrder: "",
        },
    ),
    (
        (CancelOrder,),
        dict.fromkeys(
            (PayOrder, ShipOrder, ReceiveOrder, CancelOrder, RefundOrder), "order_is_canceled"
        ),
    ),
    (
        (PayOrder, RefundOrder),
        dict.fromkeys(
            (PayOrder, ShipOrder, ReceiveOrder, CancelOrder, RefundOrder), "order_already_refunded"
        ),
    ),
]


def wish_of(command: type[Command], order_id: str) -> Command:
    """The command for that order."""
    return RefundOrder(order_id, "other") if command is RefundOrder else command(order_id)


@pytest.mark.parametrize(
    ("done", "command", "refusal"),
    [(done, command, refusal) for done, says in STATES for command, refusal in says.items()],
)
def test_every_state_says_what_may_follow(
    done: tuple[type[Command], ...], command: type[Command], refusal: str
) -> None:
    where = order_scene()
    order_id = placed_order(where, *TWO_TEAS)
    for step in done:
        where.done(wish_of(step, order_id), actor=OWNER)
    before = where.row(Order, order_id)
    assert where.when(wish_of(command, order_id), actor=OWNER).refusal == refusal
    assert (where.row(Order, order_id) == before) is bool(refusal)


@pytest.mark.parametrize("command", [PayOrder, ShipOrder, ReceiveOrder, CancelOrder, RefundOrder])
def test_an_order_that_is_not_there_and_a_shop_that_is_not_hers(command: type[Command]) -> None:
    where = order_scene()
    order_id = placed_order(where, *TWO_TEAS)
    assert where.refused(wish_of(command, "ord_none"), actor=OWNER) == "order_not_found"
    elsewhere = replace(CLERK_ELSEWHERE, role="manager")
    assert where.refused(wish_of(command, order_id), actor=elsewhere) == "staff_not_allowed"


@pytest.mark.parametrize("command", [ReceiveOrder, CancelOrder])
def test_anothers_order_is_as_if_it_were_not_there(command: type[Command]) -> None:
    where = order_scene()
    order_id = placed_order(where, *TWO_TEAS)
    assert where.refused(command(order_id), actor=person(FRIEND)) == "order_not_found"
    assert where.refused(command("ord_none"), actor=person(FRIEND)) == "order_not_found"


ROLES = [
    (PayOrder, [ACCOUNTANT, AUDITOR, person(FAN)]),
    (ShipOrder, [ACCOUNTANT, AUDITOR, person(FAN)]),
    (ReceiveOrder, [ACCOUNTANT, AUDITOR]),
    (CancelOrder, [ACCOUNTANT, AUDITOR]),
    (RefundOrder, [CLERK, AUDITOR, person(FAN)]),
]


@pytest.mark.parametrize(("command", "actors"), ROLES)
def test_who_may_not(command: type[Command], actors: list[Actor]) -> None:
    where = order_scene()
    order_id = paid_order(where)
    for actor in actors:
        assert where.refused(wish_of(command, order_id), actor=actor) == "not_allowed"


def test_history_tells_no_names() -> None:
    where = order_scene()
    order_id = paid_order(where)
    where.done(RefundOrder(order_id, "late"), actor=OWNER)
    told = "".join(entry.body for entry in where.journal)
    assert order_id in told
    assert "Lin" not in told
