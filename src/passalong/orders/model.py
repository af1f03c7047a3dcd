"""Words of orders, from placed to received, and back by cancel or refund.

What is allowed is in `orders/rules.py`; what follows from a paid order in `wiring.py`.
"""

from typing import ClassVar, Literal

import msgspec

from passalong.base.messages import BOOKS, MANAGERS, PERSON, SYSTEM, TILL, Command, Event, Row
from passalong.base.world import World
from passalong.people.model import Contact, Person

OrderState = Literal[
    "placed", "paid", "shipped", "received", "partly_refunded", "refunded", "canceled"
]
OrderWay = Literal["counter", "phone", "staff", "import"]
PaidBy = Literal["counter", "staff", "import"]
RefundReason = Literal["not_wanted", "faulty", "late", "wrong_item", "other"]
LINES_MAX = 100
QUANTITY_MAX = 10_000
EXTERNAL_NO_MAX = 100
WHOLE_AGAIN = ("not_wanted", "wrong_item")  # reasons for which goods come back fit to be sold


class LineWish(msgspec.Struct, frozen=True, gc=False):
    """So many of this product."""

    product_id: str
    quantity: int


class Line(msgspec.Struct, frozen=True, gc=False):
    """So many of this product at this price."""

    product_id: str
    quantity: int
    unit_minor: int
    amount_minor: int


class Order(Row, frozen=True):
    """What a customer bought, where, and how far it is."""

    key: ClassVar = ("merchant_id", "order_id")

    order_id: str
    shop_id: str
    customer_id: str
    state: OrderState
    way: OrderWay
    lines: tuple[Line, ...]
    total_minor: int
    refunded_minor: int
    refunds: int
    currency: str
    external_no: str
    placed_at: int
    paid_at: int | None
    shipped_at: int | None
    received_at: int | None
    closed_at: int | None


class Refund(Row, frozen=True):
    """Money given back for an order."""

    key: ClassVar = ("merchant_id", "order_id", "number")

    order_id: str
    number: int
    amount_minor: int
    reason_code: RefundReason
    at: int


class CustomerTally(Row, frozen=True):
    """How often and since when a person has bought."""

    key: ClassVar = ("merchant_id", "person_id")

    person_id: str
    orders: int
    spent_minor: int
    first_paid_at: int
    last_paid_at: int


class PlaceOrder(Command, frozen=True):
    """An order that is to be paid."""

    allowed: ClassVar = TILL | PERSON | SYSTEM
    scope: ClassVar = "orders"

    shop_id: str
    customer_id: str
    lines: tuple[LineWish, ...]
    way: OrderWay = "staff"


class OrderPlaced(Event, frozen=True):
    """Somebody ordered."""

    order_id: str
    shop_id: str
    customer_id: str
    way: OrderWay
    lines: tuple[Line, ...]
    total_minor: int
    currency: str


class PayOrder(Command, frozen=True):
    """Staff saw the money."""

    allowed: ClassVar = TILL | SYSTEM
    scope: ClassVar = "orders"

    order_id: str
    paid_by: PaidBy = "staff"


class OrderPaid(Event, frozen=True):
    """The order is paid; from here vouchers follow. `product_ids` are those bought."""

    order_id: str
    shop_id: str
    customer_id: str
    product_ids: tuple[str, ...]
    total_minor: int
    currency: str
    paid_by: PaidBy


class ShipOrder(Command, frozen=True):
    """It is on its way."""

    allowed: ClassVar = TILL
    scope: ClassVar = "orders"

    order_id: str


class OrderShipped(Event, frozen=True):
    """It is on its way."""

    order_id: str


class ReceiveOrder(Command, frozen=True):
    """The customer has it."""

    allowed: ClassVar = TILL | PERSON | SYSTEM
    scope: ClassVar = "orders"

    order_id: str


class OrderReceived(Event, frozen=True):
    """The customer has it; it can come back until `window_closes_at`."""

    order_id: str
    window_closes_at: int


class CancelOrder(Command, frozen=True):
    """Not paid and no longer wanted."""

    allowed: ClassVar = TILL | PERSON | SYSTEM
    scope: ClassVar = "orders"

    order_id: str


class OrderCanceled(Event, frozen=True):
    """The order is off."""

    order_id: str


class RefundOrder(Command, frozen=True):
    """Give money back: `amount_minor`, or everything that is left when None."""

    allowed: ClassVar = BOOKS
    scope: ClassVar = "orders"

    order_id: str
    reason_code: RefundReason
    amount_minor: int | None = None


class OrderRefunded(Event, frozen=True):
    """Money was given back; `is_full` when nothing of the price is left.

    `is_in_books` is False for imported orders: their money never went through these books.
    """

    order_id: str
    shop_id: str
    number: int
    amount_minor: int
    currency: str
    is_full: bool
    is_in_books: bool
    reason_code: RefundReason


class SellAtCounter(Command, frozen=True):
    """Ordered, paid and taken away at once. A new customer is noted on the way.

    `customer_id` for a known one; else `name` and `contacts` for a new one; else anonymous.
    """

    allowed: ClassVar = TILL | SYSTEM
    scope: ClassVar = "till"

    shop_id: str
    lines: tuple[LineWish, ...]
    customer_id: str = ""
    name: str = ""
    contacts: tuple[Contact, ...] = ()


class ImportOrder(Command, frozen=True):
    """An order of the past: paid and received at `at` of the envelope, once per number.

    `is_issuing` gives vouchers as the campaign of that day says. History moves no money here:
    the books begin with the system.
    """

    allowed: ClassVar = MANAGERS | SYSTEM
    scope: ClassVar = "orders"

    external_no: str
    shop_id: str
    customer: Contact
    quantity: int
    amount_minor: int
    product_id: str = ""
    is_issuing: bool = False


class OrderImported(Event, frozen=True):
    """An order of the past is known."""

    order_id: str
    shop_id: str
    customer_id: str
    external_no: str
    lines: tuple[Line, ...]
    total_minor: int
    currency: str
    is_issuing: bool


WindowState = Literal["open", "after_sale", "settled", "closed"]
ComplaintReason = Literal["faulty", "late", "wrong_item", "not_wanted", "other"]
RETURN_DAYS_MAX = 365


class ReturnPolicy(Row, frozen=True):
    """How many days after receipt this merchant takes goods back; without a row the pack's."""

    key: ClassVar = ("merchant_id",)

    days: int


class ReturnWindow(Row, frozen=True):
    """The time in which a received order can come back; while it is open nothing is earned by it.

    `settled`: it stayed with the customer. `closed`: all of the money went back before.
    """

    key: ClassVar = ("merchant_id", "order_id")

    order_id: str
    state: WindowState
    closes_at: int
    changed_at: int


class SetReturnDays(Command, frozen=True):
    """Take goods back for so many days: for what is received from now on."""

    allowed: ClassVar = MANAGERS
    scope: ClassVar = "settings"

    days: int


class ReturnDaysSet(Event, frozen=True):
    """Goods are taken back for so many days."""

    days: int


class OpenAfterSale(Command, frozen=True):
    """Something is wrong with what was received: it does not settle until this is dealt with."""

    allowed: ClassVar = TILL | PERSON
    scope: ClassVar = "orders"

    order_id: str
    reason_code: ComplaintReason = "other"


class AfterSaleOpened(Event, frozen=True):
    """Something is wrong with what was received."""

    order_id: str
    reason_code: ComplaintReason


class CloseAfterSale(Command, frozen=True):
    """It is dealt with, or it was nothing; a refund closes it too."""

    allowed: ClassVar = MANAGERS | PERSON
    scope: ClassVar = "orders"

    order_id: str


class AfterSaleClosed(Event, frozen=True):
    """It is dealt with; the window goes on."""

    order_id: str


class SettleOrders(Command, frozen=True):
    """Orders whose window is over (those that are due). Answers how many settled."""

    allowed: ClassVar = SYSTEM

    order_ids: tuple[str, ...]


class PurchaseSettled(Event, frozen=True):
    """Received, kept, and past its return window: from here it can be thanked for in money."""

    order_id: str
    shop_id: str
    customer_id: str
    total_minor: int
    refunded_minor: int
    currency: str


def has_bought(world: World, person_id: str) -> bool:
    """Whether somebody has ever paid an order, under the id she has today or one she had before."""
    person = world.get(Person, person_id)
    names = (person_id, *(person.merged_ids if person else ()))
    for name in names:
        world.hint(CustomerTally, name)
    return any(world.get(CustomerTally, name) is not None for name in names)
