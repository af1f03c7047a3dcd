"""Orders: the list with its filters, one order with what happened, and what staff do with it.

Taking a new order is in `order_new.py`; what may be done when is law of `orders/rules.py`.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final, get_args

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Stream

from passalong.base.clock import iso_of
from passalong.base.messages import Command, Refusal
from passalong.base.money import amount_text
from passalong.catalog.queries import products_of
from passalong.engine.asking import reads, sends
from passalong.engine.bodies import ContactsOf
from passalong.engine.database import Read
from passalong.engine.door import Door, Wish
from passalong.merchants.queries import shop_of
from passalong.orders.model import (
    CancelOrder,
    Order,
    OrderState,
    PayOrder,
    ReceiveOrder,
    RefundOrder,
    RefundReason,
    ShipOrder,
)
from passalong.orders.queries import (
    OrderFilter,
    order_of,
    orders,
    orders_numbered,
    place_of,
    refunds_of,
    short_number,
    window_of,
)
from passalong.people.roster import Roster
from passalong.vouchers.model import voucher_id_of
from passalong.vouchers.queries import VoucherFilter, voucher_of, vouchers_like
from passalong.web.console.csv_file import CSV, csv_file
from passalong.web.console.finding import finder, one_meant
from passalong.web.console.room import (
    asked,
    csv_address,
    merchant_of,
    names,
    order_lines,
    pages_of,
    paging_of,
    span_of,
    voucher_lines,
)
from passalong.web.forms import Form
from passalong.web.guard import Guard
from passalong.web.page import Page

TEMPLATE: Final = "console/order.html"
STATES: Final = get_args(OrderState)
REASONS: Final = get_args(RefundReason)
DAYS: Final = ("1", "7", "30")
CHUNK: Final = 200
ACTS: Final[dict[str, Callable[[str], Command]]] = {
    "pay": PayOrder,
    "ship": ShipOrder,
    "receive": ReceiveOrder,
    "cancel": CancelOrder,
}
OPEN_ACTS: Final[dict[str, tuple[str, ...]]] = {
    "placed": ("pay", "cancel"),
    "paid": ("ship", "receive", "refund"),
    "shipped": ("receive", "refund"),
    "received": ("refund",),
    "partly_refunded": ("refund",),
}


@get("/orders", opt=reads(), sync_to_thread=True, include_in_schema=False)
def order_list(
    page: NamedDependency[Page],
    door: NamedDependency[Door],
    guard: NamedDependency[Guard],
    roster: NamedDependency[Roster],
    contacts_of: NamedDependency[ContactsOf],
) -> Response[Any]:
    """Orders by state, buyer, and when they were placed."""
    merchant_id = merchant_of(page).merchant_id
    values = asked(page, "q", "state", "days")
    paging = paging_of(page)
    find = finder(page, guard, roster, contacts_of)
    with door.reading() as read:
        meant = _numbered(read, page, values["q"])
        if len(meant) == 1:
            return page.to(f"/orders/{meant[0].order_id}")
        asks_buyer = bool(values["q"]) and not meant
        buyer = one_meant(find(read, values["q"]), values["q"]) if asks_buyer else ""
        is_nobody = asks_buyer and not buyer
        after = paging.place(int, str)
        wanted = _wanted(page, values, buyer, door.clock.now())
        found = meant
        if not meant and not is_nobody:
            found = orders(read, merchant_id, wanted, after, paging.limit + 1)
        more = len(found) > paging.limit
        lines = order_lines(read, page, found[: paging.limit])
    return page.show(
        "console/orders.html",
        orders=lines,
        values=values,
        filtered=any(values.values()),
        csv_url=csv_address("/orders", {**values, "q": "", "buyer": buyer}),
        **pages_of("/orders", values, paging, place_of(found[paging.limit - 1]) if more else None),
    )


def _numbered(read: Read, page: Page, text: str) -> list[Order]:
    """Orders that this number means and that whoever asks may see."""
    if not text:
        return []
    found = orders_numbered(read, merchant_of(page).merchant_id, text)
    return [one for one in found if page.asker.actor.works_at(one.shop_id)]


def _wanted(page: Page, values: dict[str, str], buyer_id: str, now: int) -> OrderFilter:
    state: Any = values["state"] if values["state"] in STATES else None
    since = until = None
    if values["days"] in DAYS:
        since, until = span_of(page, int(values["days"]), now)
    return OrderFilter(state, page.asker.actor.shop_ids, buyer_id, since, until)


@get("/orders.csv", opt=reads(), sync_to_thread=True, include_in_schema=False, media_type=CSV)
def order_table(page: NamedDependency[Page], door: NamedDependency[Door]) -> Stream:
    """The same list as a table. Ids stand for people: no name leaves here."""
    merchant_id = merchant_of(page).merchant_id
    values = asked(page, "state", "days", "buyer")
    wanted = _wanted(page, values, values["buyer"], door.clock.now())

    def lines() -> Iterator[list[object]]:
        after = None
        while True:
            with door.reading() as read:
                found = orders(read, merchant_id, wanted, after, CHUNK)
            yield from [_cells(order) for order in found]
            if len(found) < CHUNK:
                return
            after = place_of(found[-1])

    head = ["order", "number", "shop", "customer", "state", "amount", "refunded", "currency",
            "placed", "paid"]  # fmt: skip
    return csv_file("orders", head, lines())


def _cells(order: Order) -> list[object]:
    return [
        order.order_id,
        order.external_no,
        order.shop_id,
        order.customer_id,
        order.state,
        amount_text(order.total_minor, order.currency),
        amount_text(order.refunded_minor, order.currency),
        order.currency,
        iso_of(order.placed_at),
        "" if order.paid_at is None else iso_of(order.paid_at),
    ]


@get("/orders/{order_id:str}", opt=reads(), sync_to_thread=True, include_in_schema=False)
def order(
    order_id: FromPath[str], page: NamedDependency[Page], door: NamedDependency[Door]
) -> Response[Any]:
    """One order."""
    with door.reading() as read:
        told = _whole(read, page, order_id)
    return page.show(TEMPLATE, **told)


def _own(read: Read, page: Page, order_id: str) -> Order:
    found = order_of(read, merchant_of(page).merchant_id, order_id)
    if found is None or not page.asker.actor.works_at(found.shop_id):
        raise Refusal("order_not_found")
    return found


def _whole(read: Read, page: Page, order_id: str) -> dict[str, Any]:
    merchant_id = merchant_of(page).merchant_id
    found = _own(read, page, order_id)
    pick = page.language.pick
    wares = products_of(read, merchant_id, [line.product_id for line in found.lines])
    shop = shop_of(read, merchant_id, found.shop_id)
    led = vouchers_like(read, merchant_id, VoucherFilter(order_id=order_id), 1)
    people = names(read, page, [found.customer_id, *(one.giver_id for one in led)])
    left = found.total_minor - found.refunded_minor
    return {
        "order": {
            "id": found.order_id,
            "number": short_number(found),
            "state": found.state,
            "placed_at": found.placed_at,
            "amount_minor": found.total_minor,
            "refunded_minor": found.refunded_minor,
            "currency": found.currency,
            "shop_name": pick(shop.name) if shop else "",
        },
        "buyer": _person(people, found.customer_id),
        "voucher_giver": _person(people, led[0].giver_id) if led else None,
        "lines": [
            {
                "name": pick(wares[line.product_id].name)
                if line.product_id in wares
                else page.say("Not named"),
                "quantity": line.quantity,
                "amount_minor": line.amount_minor,
            }
            for line in found.lines
        ],
        "events": _events(read, found),
        "vouchers": _issued(read, page, found),
        "window": window_of(read, merchant_id, order_id),
        "actions": _actions(page, found),
        "reasons": _reasons(page),
        "values": {"amount": amount_text(left, found.currency), "reason": "not_wanted"},
    }


def _person(people: dict[str, str], person_id: str) -> dict[str, str] | None:
    if person_id not in people:
        return None
    return {"name": people[person_id], "url": f"/people/{person_id}"}


def _issued(read: Read, page: Page, found: Order) -> list[dict[str, Any]]:
    """The vouchers that this purchase brought: their ids follow from the order's."""
    merchant_id = merchant_of(page).merchant_id
    issued = []
    for number in range(1, 21):
        voucher_id = voucher_id_of(merchant_id, "order", found.order_id, number)
        voucher = voucher_of(read, merchant_id, voucher_id)
        if voucher is None:
            break
        issued.append((voucher.issued_at, voucher))
    return voucher_lines(read, page, issued)


def _events(read: Read, found: Order) -> list[dict[str, Any]]:
    moments = [
        ("placed", found.placed_at),
        ("paid", found.paid_at),
        ("shipped", found.shipped_at),
        ("received", found.received_at),
        ("canceled", found.closed_at if found.state == "canceled" else None),
    ]
    events = [{"kind": kind, "at": at, "staff": ""} for kind, at in moments if at is not None]
    returned = 0
    for refund in refunds_of(read, found.merchant_id, found.order_id):
        returned += refund.amount_minor
        kind = "refunded" if returned >= found.total_minor else "partly_refunded"
        events.append({"kind": kind, "at": refund.at, "staff": ""})
    return events


def _actions(page: Page, found: Order) -> list[str]:
    """What may be done now by whoever looks."""
    possible = OPEN_ACTS.get(found.state, ())
    return [act for act in possible if (page.may.book if act == "refund" else page.may.sell)]


def _reasons(page: Page) -> list[tuple[str, str]]:
    words = {
        "not_wanted": page.say("No longer wanted"),
        "faulty": page.say("Something was wrong with it"),
        "late": page.say("It came too late"),
        "wrong_item": page.say("It was the wrong thing"),
        "other": page.say("Another reason"),
    }
    return [(key, words[key]) for key in REASONS]


@post("/orders/{order_id:str}/{act:str}", opt=sends(PayOrder), include_in_schema=False)
async def act_on_order(
    order_id: FromPath[str],
    act: FromPath[str],
    page: NamedDependency[Page],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
) -> Response[Any]:
    """Paid, on its way, there, or no longer wanted."""
    command = ACTS.get(act)
    if command is None:
        raise Refusal("not_found")
    done = {
        "pay": page.say("Marked as paid. Vouchers follow as the campaign says."),
        "ship": page.say("Marked as shipped."),
        "receive": page.say("Marked as received."),
        "cancel": page.say("Canceled."),
    }
    await door.send(wish, command(order_id))
    return page.to(f"/orders/{order_id}", done[act])


@post("/orders/{order_id:str}/refund", opt=sends(RefundOrder), include_in_schema=False)
async def refund(
    order_id: FromPath[str],
    page: NamedDependency[Page],
    form: NamedDependency[Form],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
) -> Response[Any]:
    """Give back the whole or a part, with a reason."""
    with door.reading() as read:
        told = _whole(read, page, order_id)
    amount = form.amount("amount", told["order"]["currency"])
    reason: Any = form.choice("reason", REASONS)
    told.pop("values")
    if form.is_good:
        try:
            await door.send(wish, RefundOrder(order_id, reason, amount))
            return page.to(f"/orders/{order_id}", page.say("Refunded."))
        except Refusal as refusal:
            fields = {"refund_too_much": "amount", "amount_wrong": "amount"}
            return page.again(TEMPLATE, form, refusal, fields, **told)
    return page.again(TEMPLATE, form, **told)


ROUTES: Final[tuple[Any, ...]] = (order_list, order_table, order, act_on_order, refund)
