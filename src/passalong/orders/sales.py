"""The law of sales: what a line costs, who may be sold to, the counter, and orders of the past.

The life of an order after that is in `orders/rules.py`.
"""

from collections.abc import Generator
from typing import Any

from passalong.base.ids import id_by_cause
from passalong.base.messages import Now, Refusal, require
from passalong.base.money import AMOUNT_MAX
from passalong.base.world import World
from passalong.catalog.model import MoveStock, Product, Stock
from passalong.merchants.model import Merchant, Shop
from passalong.orders.model import (
    EXTERNAL_NO_MAX,
    LINES_MAX,
    QUANTITY_MAX,
    CustomerTally,
    ImportOrder,
    Line,
    LineWish,
    Order,
    OrderImported,
    OrderPaid,
    OrderPlaced,
    OrderReceived,
    ReturnPolicy,
    SellAtCounter,
)
from passalong.orders.settling import window_end
from passalong.people.model import (
    Identity,
    MeetPerson,
    PeopleTally,
    Person,
    PersonAlias,
    same_person,
)

Steps = Generator[Any, Any, dict[str, Any]]


def sell_at_counter(world: World, command: SellAtCounter, now: Now) -> Steps:
    """Ordered, paid and taken away at once; whoever buys is met on the way if need be."""
    _hint_a_sale(world, command)
    open_shop(world, command.shop_id, now)
    if command.customer_id:
        known_customer(world, command.customer_id)
    lines = priced(world, command.lines)
    merchant = world.have(Merchant)
    customer_id, is_new = yield from _customer(world, command, merchant)
    order_id, total_minor = now.new_id("ord"), total_of(lines)
    shop_id, currency = command.shop_id, merchant.currency
    yield OrderPlaced(order_id, shop_id, customer_id, "counter", lines, total_minor, currency)
    for line in lines:
        yield MoveStock(line.product_id, -line.quantity, f"order:{order_id}:paid")
    bought = tuple([line.product_id for line in lines])
    yield OrderPaid(order_id, shop_id, customer_id, bought, total_minor, currency, "counter")
    yield OrderReceived(order_id, window_end(world, now))
    return {
        "order_id": order_id,
        "customer_id": customer_id,
        "is_new": is_new,
        "giver_number": world.have(Person, customer_id).number,
        "total_minor": total_minor,
    }


def _hint_a_sale(world: World, command: SellAtCounter) -> None:
    world.hint(Merchant)
    world.hint(ReturnPolicy)
    world.hint(PeopleTally)
    if command.customer_id:
        world.hint(PersonAlias, command.customer_id)
        world.hint(Person, command.customer_id)
        world.hint(CustomerTally, command.customer_id)
    for contact in command.contacts:
        key = (contact.kind, contact.lookup)
        world.hint_beyond(Identity, key, "person_id", (Person, PersonAlias, CustomerTally))
    for wish in command.lines[:LINES_MAX]:
        world.hint(Product, wish.product_id)
        world.hint(Stock, wish.product_id)


def _customer(
    world: World, command: SellAtCounter, merchant: Merchant
) -> Generator[Any, Any, tuple[str, bool]]:
    """Who buys, and whether she is new: known by id, found or noted by contact, or anonymous."""
    if command.customer_id:
        return same_person(world, command.customer_id), False
    met = yield MeetPerson(
        source="counter",
        name=command.name,
        contacts=command.contacts,
        language=merchant.language,
    )
    return met["person_id"], met["is_new"]


def import_order(world: World, command: ImportOrder, now: Now) -> Steps:
    """Once per number of the old books: the same again answers the same and does nothing.

    Old books come by the hundred thousand, so a customer whose contact is known is not met again:
    her id is all that is needed of her, and everything else is then asked for in one go.
    """
    order_id = id_by_cause("ord", world.merchant_id, "external", command.external_no)
    world.hint(Order, order_id)
    contact = (command.customer.kind, command.customer.lookup)
    world.hint_beyond(Identity, contact, "person_id", (Person, PersonAlias, CustomerTally))
    identity = world.know(Identity, *contact)
    order = world.get(Order, order_id)
    _check_import(world, command, now)
    lines = (_line_of_the_past(command),)
    customer_id = same_person(world, identity.person_id) if identity else ""
    if order is not None:
        require(_is_same(world, order, command, lines, customer_id, now.at), "order_differs")
        return {"order_id": order_id, "is_new": False}
    merchant = world.have(Merchant)
    if not customer_id:
        contacts = (command.customer,)
        met = yield MeetPerson("import", contacts=contacts, language=merchant.language)
        customer_id = met["person_id"]
    yield OrderImported(
        order_id,
        command.shop_id,
        customer_id,
        command.external_no,
        lines,
        command.amount_minor,
        merchant.currency,
        command.is_issuing,
    )
    return {"order_id": order_id, "is_new": True}


def _check_import(world: World, command: ImportOrder, now: Now) -> None:
    """A shop that has closed since may have a past; a product off the shelf may too."""
    if world.get(Shop, command.shop_id) is None:
        raise Refusal("shop_not_found", shop_id=command.shop_id)
    if command.product_id and world.get(Product, command.product_id) is None:
        raise Refusal("product_not_found", product_id=command.product_id)
    if not now.actor.works_at(command.shop_id):
        raise Refusal("staff_not_allowed")
    if not 1 <= len(command.external_no) <= EXTERNAL_NO_MAX:
        raise Refusal("external_no_out_of_range", limit=EXTERNAL_NO_MAX)
    if not 1 <= command.quantity <= QUANTITY_MAX:
        raise Refusal("quantity_out_of_range", limit=QUANTITY_MAX)
    if not 0 <= command.amount_minor <= AMOUNT_MAX:
        raise Refusal("amount_out_of_range", limit=AMOUNT_MAX)


def _line_of_the_past(command: ImportOrder) -> Line:
    """Old books give the sum of a line; a price for one only where it divides without rest."""
    unit, rest = divmod(command.amount_minor, command.quantity)
    unit_minor = command.amount_minor if rest else unit
    return Line(command.product_id, command.quantity, unit_minor, command.amount_minor)


def _is_same(
    world: World,
    order: Order,
    command: ImportOrder,
    lines: tuple[Line, ...],
    customer_id: str,
    at: int,
) -> bool:
    """Whether the number tells the same story again. The contact of a customer who was forgotten
    since is gone, so that there is no customer to compare: then the rest decides.
    """
    kept_id = same_person(world, order.customer_id)
    if customer_id:
        if customer_id != kept_id:
            return False
    elif world.have(Person, kept_id).erased_at is None:
        return False  # a contact that nobody has, although the customer is known: another customer
    return (
        order.way == "import"
        and order.shop_id == command.shop_id
        and order.placed_at == at
        and order.lines == lines
    )


def open_shop(world: World, shop_id: str, now: Now) -> Shop:
    """The shop, if it is open for business and this actor works there."""
    shop = world.get(Shop, shop_id)
    if shop is None:
        raise Refusal("shop_not_found", shop_id=shop_id)
    require(shop.closed_at is None, "shop_closed", shop_id=shop_id)
    require(now.actor.works_at(shop_id), "staff_not_allowed")
    return shop


def known_customer(world: World, customer_id: str) -> str:
    """The person a customer id means today, if she can still buy."""
    person_id = same_person(world, customer_id)
    person = world.get(Person, person_id)
    if person is None:
        raise Refusal("person_not_found")
    require(person.erased_at is None, "person_erased")
    return person_id


def priced(world: World, wishes: tuple[LineWish, ...]) -> tuple[Line, ...]:
    """Lines at the catalog's prices of this moment; one product may stand in two lines."""
    require(1 <= len(wishes) <= LINES_MAX, "lines_out_of_range", limit=LINES_MAX)
    for wish in wishes:
        world.hint(Product, wish.product_id)
    lines = []
    for wish in wishes:
        product = world.get(Product, wish.product_id)
        if product is None:
            raise Refusal("product_not_found", product_id=wish.product_id)
        require(product.is_active, "product_not_active", product_id=wish.product_id)
        in_range = 1 <= wish.quantity <= QUANTITY_MAX
        require(in_range, "quantity_out_of_range", limit=QUANTITY_MAX)
        amount = product.price_minor * wish.quantity
        lines.append(Line(wish.product_id, wish.quantity, product.price_minor, amount))
    return tuple(lines)


def total_of(lines: tuple[Line, ...]) -> int:
    """The sum of the lines. Refused above what a sum may be."""
    total_minor = sum([line.amount_minor for line in lines])
    require(total_minor <= AMOUNT_MAX, "amount_out_of_range", limit=AMOUNT_MAX)
    return total_minor
