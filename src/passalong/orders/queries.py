"""What is known of orders: lists, refunds, a day's takings, what somebody has bought.

Whether an order may be paid or refunded is never decided here but in `orders/rules.py`.
"""

from typing import Any

import msgspec
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Select,
    cast,
    func,
    literal,
    or_,
    select,
    text,
    tuple_,
)
from sqlalchemy import union_all as all_of

from passalong.base.ids import id_by_cause
from passalong.engine.database import Read
from passalong.orders.model import CustomerTally, Order, OrderState, Refund, ReturnWindow
from passalong.orders.tables import (
    CUSTOMER_TALLY,
    NOT_AT_REST,
    NOT_OVER,
    ORDER,
    REFUND,
    RETURN_POLICY,
    RETURN_WINDOW,
)
from passalong.people.tables import PERSON_ALIAS

PAGE_MAX = 201  # a page of 200, and one more that tells of a next page
SHORT_NUMBER = 6  # characters of an id that people read to each other
ID_LENGTH = 20
Place = tuple[int, str]


class OrderFilter(msgspec.Struct, frozen=True):
    """Which orders are asked for; what is empty or None leaves all. Until is not included."""

    state: OrderState | None = None
    shop_ids: tuple[str, ...] = ()
    customer_id: str = ""
    from_at: int | None = None
    until_at: int | None = None


EVERY_ORDER = OrderFilter()


class DayTakings(msgspec.Struct, frozen=True):
    """What a shop took and gave back within a span of time."""

    shop_id: str
    orders: int
    paid_minor: int
    refunds: int
    refunded_minor: int


def orders(
    read: Read,
    merchant_id: str,
    wanted: OrderFilter = EVERY_ORDER,
    after: Place | None = None,
    limit: int = 50,
) -> list[Order]:
    """Newest first; `after` is the `place_of` the last order of the page before."""
    statement = _whose(merchant_id, wanted.customer_id)
    statement = statement.order_by(ORDER.c.placed_at.desc(), ORDER.c.order_id.desc())
    if wanted.state is not None:
        statement = statement.where(ORDER.c.state == wanted.state)
        if wanted.state != "received":
            statement = statement.where(text(f'"order".{NOT_AT_REST}'))
    if wanted.shop_ids:
        statement = statement.where(ORDER.c.shop_id.in_(wanted.shop_ids))
    if wanted.from_at is not None:
        statement = statement.where(ORDER.c.placed_at >= wanted.from_at)
    if wanted.until_at is not None:
        statement = statement.where(ORDER.c.placed_at < wanted.until_at)
    if after is not None:
        here = tuple_(ORDER.c.placed_at, ORDER.c.order_id)
        statement = statement.where(here < tuple_(literal(after[0]), literal(after[1])))
    return read.rows(ORDER, read.all(statement.limit(min(limit, PAGE_MAX))))


def _whose(merchant_id: str, customer_id: str) -> Select[Any]:
    """Orders of the merchant, or of one customer under all her ids.

    The second joins the merchant too instead of naming it: else SQLite walks through all orders
    of the merchant in the order of the list, to spare itself the sorting of a customer's few.
    """
    if not customer_id:
        return select(ORDER).where(ORDER.c.merchant_id == merchant_id)
    names = names_of(merchant_id, customer_id).subquery()
    return select(ORDER).join(
        names,
        (ORDER.c.merchant_id == names.c.merchant_id) & (ORDER.c.customer_id == names.c.person_id),
    )


def place_of(order: Order) -> Place:
    """Where an order stands in the list, for the next page."""
    return order.placed_at, order.order_id


def order_of(read: Read, merchant_id: str, order_id: str) -> Order | None:
    """One order, or None."""
    statement = select(ORDER).where(
        ORDER.c.merchant_id == merchant_id, ORDER.c.order_id == order_id
    )
    return next(iter(read.rows(ORDER, read.all(statement))), None)


def orders_numbered(read: Read, merchant_id: str, text: str) -> list[Order]:
    """The orders whom a number means: a whole id, the number of the old books, or the beginning of
    an id as lists show it. Few orders share a beginning; at most ten are answered.
    """
    begin = text.lower().removeprefix("#").removeprefix("ord_")
    ids = [id_by_cause("ord", merchant_id, "external", text)]
    meant: ColumnElement[bool] = ORDER.c.order_id.in_(ids)
    if SHORT_NUMBER <= len(begin) <= ID_LENGTH and begin.isascii() and begin.isalnum():
        lowest, highest = begin.ljust(ID_LENGTH, "0"), begin.ljust(ID_LENGTH, "z")
        meant = or_(meant, ORDER.c.order_id.between(f"ord_{lowest}", f"ord_{highest}"))
    statement = select(ORDER).where(ORDER.c.merchant_id == merchant_id, meant)
    return read.rows(ORDER, read.all(statement.order_by(ORDER.c.order_id).limit(10)))


def short_number(order: Order) -> str:
    """What people call an order: the number it came with, else the beginning of its id."""
    return order.external_no or order.order_id.removeprefix("ord_")[:SHORT_NUMBER].upper()


def refunds_of(read: Read, merchant_id: str, order_id: str) -> list[Refund]:
    """What was given back for an order, first to last."""
    statement = (
        select(REFUND)
        .where(REFUND.c.merchant_id == merchant_id, REFUND.c.order_id == order_id)
        .order_by(REFUND.c.number)
    )
    return read.rows(REFUND, read.all(statement))


def takings(read: Read, merchant_id: str, from_at: int, until_at: int) -> list[DayTakings]:
    """Per shop: orders paid and money given back from `from_at` until before `until_at`."""
    both = _taken_and_given(merchant_id, from_at, until_at).subquery()
    sums = [
        cast(func.sum(both.c[name]), BigInteger)
        for name in ("orders", "paid_minor", "refunds", "refunded_minor")
    ]
    statement = select(both.c.shop_id, *sums).group_by(both.c.shop_id).order_by(both.c.shop_id)
    return [DayTakings(*tuple(line)) for line in read.all(statement)]


def _taken_and_given(merchant_id: str, from_at: int, until_at: int) -> CompoundSelect[int]:
    paid = select(
        ORDER.c.shop_id,
        literal(1).label("orders"),
        ORDER.c.total_minor.label("paid_minor"),
        literal(0).label("refunds"),
        literal(0).label("refunded_minor"),
    ).where(
        ORDER.c.merchant_id == merchant_id,
        ORDER.c.paid_at >= from_at,
        ORDER.c.paid_at < until_at,
    )
    given = (
        select(
            ORDER.c.shop_id,
            literal(0),
            literal(0),
            literal(1),
            REFUND.c.amount_minor,
        )
        .join(
            ORDER,
            (ORDER.c.merchant_id == REFUND.c.merchant_id) & (ORDER.c.order_id == REFUND.c.order_id),
        )
        .where(
            REFUND.c.merchant_id == merchant_id,
            REFUND.c.at >= from_at,
            REFUND.c.at < until_at,
        )
    )
    return all_of(paid, given)


def tally_of(read: Read, merchant_id: str, person_id: str) -> CustomerTally | None:
    """How often and since when somebody has bought, under all the ids she ever had."""
    names = names_of(merchant_id, person_id).subquery()
    tally = CUSTOMER_TALLY.c
    statement = select(
        cast(func.sum(tally.orders), BigInteger),
        cast(func.sum(tally.spent_minor), BigInteger),
        func.min(tally.first_paid_at),
        func.max(tally.last_paid_at),
    ).join_from(
        CUSTOMER_TALLY,
        names,
        (tally.merchant_id == names.c.merchant_id) & (tally.person_id == names.c.person_id),
    )
    line = read.one(statement)
    if line is None or line[0] is None:
        return None
    return CustomerTally(merchant_id, person_id, *tuple(line))


def names_of(merchant_id: str, person_id: str) -> Select[tuple[str, str]]:
    """Merchant and person id, once for each id that was merged into this one, and for itself."""
    alias = PERSON_ALIAS.c
    own = select(literal(merchant_id).label("merchant_id"), literal(person_id).label("person_id"))
    known = own.cte("names_of_person", recursive=True)
    known = known.union(
        select(alias.merchant_id, alias.from_id).where(
            alias.merchant_id == known.c.merchant_id, alias.to_id == known.c.person_id
        )
    )
    return select(known.c.merchant_id, known.c.person_id)


def due_to_settle(read: Read, merchant_id: str, at: int, limit: int) -> list[str]:
    """Received orders whose return window is over, the longest over first."""
    window = RETURN_WINDOW.c
    statement = (
        select(window.order_id)
        .where(window.merchant_id == merchant_id, window.state == "open", window.closes_at <= at)
        .where(text(NOT_OVER))
        .order_by(window.closes_at)
        .limit(limit)
    )
    return [order_id for (order_id,) in read.all(statement)]


def window_of(read: Read, merchant_id: str, order_id: str) -> ReturnWindow | None:
    """The return window of an order, None before it was received."""
    statement = select(RETURN_WINDOW).where(
        RETURN_WINDOW.c.merchant_id == merchant_id, RETURN_WINDOW.c.order_id == order_id
    )
    return next(iter(read.rows(RETURN_WINDOW, read.all(statement))), None)


def return_days_of(read: Read, merchant_id: str) -> int | None:
    """For how many days the merchant takes goods back; None: as her rules say."""
    statement = select(RETURN_POLICY.c.days).where(RETURN_POLICY.c.merchant_id == merchant_id)
    days = read.value(statement)
    return None if days is None else int(days)
