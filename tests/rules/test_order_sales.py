"""Sold at the counter in one go, and orders of the past.

What an order goes through otherwise is in test_orders.py.
"""

import pytest
from msgspec.structs import replace

from passalong.base.clock import DAY
from passalong.base.ids import id_by_cause
from passalong.base.messages import Actor
from passalong.base.money import AMOUNT_MAX
from passalong.base.world import World
from passalong.catalog.model import Stock, StockMoved
from passalong.orders.model import (
    CustomerTally,
    ImportOrder,
    Line,
    LineWish,
    Order,
    OrderImported,
    OrderPaid,
    OrderPlaced,
    OrderReceived,
    RefundOrder,
    SellAtCounter,
    has_bought,
)
from passalong.people.model import (
    Contact,
    ErasePerson,
    Identity,
    MergePeople,
    PeopleTally,
    Person,
    PersonDetail,
    PersonMet,
)
from rig.scene import ACCOUNTANT, AUDITOR, CLERK, MERCHANT, MOMENT, OWNER, person
from rules.order_scene import BREAD, CLERK_ELSEWHERE, FAN, FRIEND, SHOP, TEA, order_scene

LINES = (LineWish(TEA, 1), LineWish(BREAD, 2))
COST = 1250 + 2 * 400
PHONE = Contact("phone", "keyed-1", "+886900000001")
CUSTOMER = Contact("external", "keyed-9", "00004")


def test_sold_to_a_regular_in_one_command() -> None:
    where = order_scene()
    told = where.when(SellAtCounter(SHOP, LINES, FAN), actor=CLERK)
    order_id = told.answer["order_id"]
    lines = (Line(TEA, 1, 1250, 1250), Line(BREAD, 2, 400, 800))
    assert told.events == (
        OrderPlaced(order_id, SHOP, FAN, "counter", lines, COST, "TWD"),
        StockMoved(BREAD, -2, f"order:{order_id}:paid"),
        OrderPaid(order_id, SHOP, FAN, (TEA, BREAD), COST, "TWD", "counter"),
        OrderReceived(order_id, MOMENT + 7 * DAY),
    )
    assert told.answer == {
        "order_id": order_id,
        "customer_id": FAN,
        "is_new": False,
        "giver_number": 1,
        "total_minor": COST,
    }
    order = where.row(Order, order_id)
    assert (order.state, order.way, order.total_minor) == ("received", "counter", COST)
    assert (order.placed_at, order.paid_at, order.shipped_at) == (MOMENT, MOMENT, None)
    assert (order.received_at, order.closed_at) == (MOMENT, None)
    assert where.row(CustomerTally, FAN) == CustomerTally(MERCHANT, FAN, 1, COST, MOMENT, MOMENT)


def test_somebody_new_is_noted_on_the_way() -> None:
    where = order_scene()
    told = where.when(SellAtCounter(SHOP, LINES, name="Lin", contacts=(PHONE,)), actor=CLERK)
    customer_id = told.answer["customer_id"]
    assert told.events[0] == PersonMet(customer_id, 4, "counter", "zh_Hant", "first_name", True, 0)
    assert (told.answer["is_new"], told.answer["giver_number"]) == (True, 4)
    assert where.row(PersonDetail, customer_id).name == "Lin"
    again = where.done(SellAtCounter(SHOP, LINES, contacts=(PHONE,)), actor=CLERK)
    assert (again["customer_id"], again["is_new"], again["giver_number"]) == (customer_id, False, 4)
    assert where.row(CustomerTally, customer_id).orders == 2
    assert "Lin" not in "".join(entry.body for entry in where.journal)


def test_a_first_name_is_enough_and_nobody_needs_one() -> None:
    where = order_scene()
    named = where.done(SellAtCounter(SHOP, LINES, name="Lin"), actor=CLERK)
    nameless = where.done(SellAtCounter(SHOP, LINES), actor=CLERK)
    assert (named["is_new"], named["giver_number"]) == (True, 4)
    assert (nameless["is_new"], nameless["giver_number"]) == (True, 5)
    assert where.row(Person, nameless["customer_id"]).is_named is False
    assert where.row(PersonDetail, nameless["customer_id"]) is None


def test_an_old_id_buys_as_who_she_is_today() -> None:
    where = order_scene()
    where.done(MergePeople(FRIEND, FAN), actor=OWNER)
    told = where.done(SellAtCounter(SHOP, LINES, FRIEND), actor=CLERK)
    assert (told["customer_id"], told["giver_number"]) == (FAN, 1)


def test_who_was_merged_has_bought_under_every_name() -> None:
    where = order_scene()
    world = World(MERCHANT, where.rows)
    assert not has_bought(world, FRIEND)
    where.done(SellAtCounter(SHOP, LINES, FAN))
    assert has_bought(world, FAN)
    assert not has_bought(world, FRIEND)
    where.done(MergePeople(FAN, FRIEND), actor=OWNER)
    assert where.row(CustomerTally, FRIEND) is None
    assert has_bought(world, FRIEND)


BROKEN = {"shop_id": "shop_none", "customer_id": "p_none", "lines": ()}
SELLING_REFUSED = [
    (BROKEN, ACCOUNTANT, "not_allowed"),
    (BROKEN, AUDITOR, "not_allowed"),
    (BROKEN, person(FAN), "not_allowed"),
    (BROKEN, CLERK, "shop_not_found"),
    (BROKEN | {"shop_id": "shop_closed"}, CLERK_ELSEWHERE, "shop_closed"),
    (BROKEN | {"shop_id": SHOP}, CLERK_ELSEWHERE, "staff_not_allowed"),
    (BROKEN | {"shop_id": SHOP}, CLERK, "person_not_found"),
    (BROKEN | {"shop_id": SHOP, "customer_id": "p_erased"}, CLERK, "person_erased"),
    (BROKEN | {"shop_id": SHOP, "customer_id": FAN}, CLERK, "lines_out_of_range"),
    ({"lines": (LineWish("prod_off", 1),)}, CLERK, "product_not_active"),
    ({"lines": (LineWish(BREAD, 10_001),)}, CLERK, "quantity_out_of_range"),
    ({"lines": (LineWish("prod_dear", 1), LineWish(TEA, 1))}, CLERK, "amount_out_of_range"),
    ({"lines": (LineWish(TEA, 1), LineWish(BREAD, 11))}, CLERK, "out_of_stock"),
]


@pytest.mark.parametrize(("given", "actor", "refusal"), SELLING_REFUSED)
def test_what_can_not_be_sold(given: dict[str, object], actor: Actor, refusal: str) -> None:
    where = order_scene()
    wish = {"shop_id": SHOP, "lines": LINES, "name": "Lin", "contacts": (PHONE,)} | given
    assert where.refused(SellAtCounter(**wish), actor=actor) == refusal
    assert where.all(Order) == []
    assert where.all(Identity) == []
    assert where.row(PeopleTally).people == 3
    assert where.row(Stock, BREAD).left == 10


def past(**given: object) -> ImportOrder:
    """An order of the old books: two for 29.33."""
    usual = {
        "external_no": "17",
        "shop_id": SHOP,
        "customer": CUSTOMER,
        "quantity": 2,
        "amount_minor": 2933,
    }
    return ImportOrder(**(usual | given))


def test_an_order_of_the_past_was_paid_and_received_on_its_day() -> None:
    where = order_scene()
    at = MOMENT - 400 * DAY
    told = where.when(past(), at=at)
    order_id = id_by_cause("ord", MERCHANT, "external", "17")
    assert told.answer == {"order_id": order_id, "is_new": True}
    customer_id = where.row(Identity, "external", "keyed-9").person_id
    lines = (Line("", 2, 2933, 2933),)
    assert told.events == (
        PersonMet(customer_id, 4, "import", "zh_Hant", "first_name", False, 0),
        OrderImported(order_id, SHOP, customer_id, "17", lines, 2933, "TWD", False),
    )
    assert where.row(Order, order_id) == Order(
        merchant_id=MERCHANT,
        order_id=order_id,
        shop_id=SHOP,
        customer_id=customer_id,
        state="received",
        way="import",
        lines=lines,
        total_minor=2933,
        refunded_minor=0,
        refunds=0,
        currency="TWD",
        external_no="17",
        placed_at=at,
        paid_at=at,
        shipped_at=at,
        received_at=at,
        closed_at=None,
    )


@pytest.mark.parametrize(
    ("quantity", "amount_minor", "unit_minor"),
    [(2, 2932, 1466), (2, 2933, 2933), (3, 0, 0), (1, 5, 5), (10_000, 10_000, 1)],
)
def test_a_price_for_one_is_told_only_where_it_divides(
    quantity: int, amount_minor: int, unit_minor: int
) -> None:
    where = order_scene()
    told = where.done(past(quantity=quantity, amount_minor=amount_minor))
    line = Line("", quantity, unit_minor, amount_minor)
    assert where.row(Order, told["order_id"]).lines == (line,)


def test_the_same_order_again_changes_nothing() -> None:
    where = order_scene()
    first = where.done(past())
    rows = {kind: dict(found) for kind, found in where.rows.items()}
    told = where.when(past())
    assert told.answer == {"order_id": first["order_id"], "is_new": False}
    assert told.events == ()
    for kind, found in rows.items():
        assert where.rows[kind] == found


@pytest.mark.parametrize(
    "given",
    [
        {"quantity": 1},
        {"amount_minor": 2934},
        {"shop_id": "shop_hill"},
        {"product_id": TEA},
    ],
)
def test_one_number_can_not_tell_two_stories(given: dict[str, object]) -> None:
    where = order_scene()
    where.done(past())
    assert where.refused(past(**given)) == "order_differs"
    assert where.row(CustomerTally, where.all(Order)[0].customer_id).orders == 1


def test_one_number_has_one_day_and_one_customer() -> None:
    where = order_scene()
    where.done(past())
    where.done(past(external_no="18", customer=PHONE))
    assert where.refused(past(), at=MOMENT + 1) == "order_differs"
    assert where.refused(past(customer=PHONE)) == "order_differs"
    assert len(where.all(Order)) == 2


def test_the_same_order_of_a_merged_or_forgotten_customer_is_still_the_same() -> None:
    where = order_scene()
    order_id = where.done(past())["order_id"]
    customer_id = where.row(Order, order_id).customer_id
    where.done(MergePeople(customer_id, FAN), actor=OWNER)
    assert where.done(past()) == {"order_id": order_id, "is_new": False}
    where.done(ErasePerson(FAN), actor=OWNER)
    assert where.done(past()) == {"order_id": order_id, "is_new": False}
    assert where.row(Identity, "external", "keyed-9") is None


def test_orders_of_the_past_come_in_any_order() -> None:
    where = order_scene()
    days = (5, 2, 9, 2)
    for number, day in enumerate(days):
        where.done(past(external_no=str(number)), at=MOMENT + day * DAY)
    [tally] = where.all(CustomerTally)
    assert (tally.orders, tally.spent_minor) == (4, 4 * 2933)
    assert (tally.first_paid_at, tally.last_paid_at) == (MOMENT + 2 * DAY, MOMENT + 9 * DAY)
    assert where.row(PeopleTally).people == 4


def test_the_past_takes_nothing_from_todays_shelf_and_may_come_from_a_closed_shop() -> None:
    where = order_scene()
    told = where.done(past(shop_id="shop_closed", product_id=BREAD, quantity=50))
    assert where.row(Order, told["order_id"]).lines[0].product_id == BREAD
    assert where.row(Stock, BREAD).left == 10
    assert where.done(past(external_no="18", product_id="prod_off"))["is_new"] is True


def test_money_of_the_past_was_never_in_these_books() -> None:
    where = order_scene()
    order_id = where.done(past(product_id=BREAD))["order_id"]
    told = where.when(RefundOrder(order_id, "not_wanted"), actor=OWNER)
    [event] = told.events
    assert (event.is_full, event.is_in_books, event.amount_minor) == (True, False, 2933)
    assert where.row(Stock, BREAD).left == 10


def test_an_import_may_ask_for_vouchers() -> None:
    where = order_scene()
    told = where.when(past(is_issuing=True))
    assert told.events[-1].is_issuing is True


WRONG = {"shop_id": "shop_none", "product_id": "prod_none", "external_no": "", "quantity": 0}
IMPORT_REFUSED = [
    (WRONG | {"amount_minor": -1}, OWNER, "shop_not_found"),
    (WRONG | {"shop_id": SHOP}, CLERK_ELSEWHERE, "product_not_found"),
    (WRONG | {"shop_id": SHOP, "product_id": ""}, CLERK_ELSEWHERE, "staff_not_allowed"),
    (WRONG | {"shop_id": SHOP, "product_id": ""}, OWNER, "external_no_out_of_range"),
    ({"external_no": "9" * 101, "quantity": 0}, OWNER, "external_no_out_of_range"),
    ({"quantity": 0, "amount_minor": -1}, OWNER, "quantity_out_of_range"),
    ({"quantity": 10_001, "amount_minor": -1}, OWNER, "quantity_out_of_range"),
    ({"amount_minor": -1}, OWNER, "amount_out_of_range"),
    ({"amount_minor": AMOUNT_MAX + 1}, OWNER, "amount_out_of_range"),
]


@pytest.mark.parametrize(("given", "actor", "refusal"), IMPORT_REFUSED)
def test_what_can_not_be_imported(given: dict[str, object], actor: Actor, refusal: str) -> None:
    where = order_scene()
    manager = replace(actor, role="manager")
    assert where.refused(past(**given), actor=manager) == refusal
    assert where.all(Order) == []
    assert where.all(Identity) == []


@pytest.mark.parametrize("actor", [CLERK, ACCOUNTANT, AUDITOR, person(FAN)])
def test_only_managers_import(actor: Actor) -> None:
    assert order_scene().refused(past(), actor=actor) == "not_allowed"


def test_the_greatest_figures_can_be_imported() -> None:
    where = order_scene()
    wish = past(external_no="9" * 100, quantity=10_000, amount_minor=AMOUNT_MAX)
    assert where.row(Order, where.done(wish)["order_id"]).total_minor == AMOUNT_MAX
