"""A new order that staff take by telephone or message: who, what, how many; paid now or later.

What is sold and taken away at once belongs to the till.
"""

import asyncio
from typing import Any, Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from msgspec.structs import replace

from passalong.base.messages import TILL, Refusal
from passalong.catalog.queries import products
from passalong.engine.asking import reads, sends
from passalong.engine.bodies import ContactsOf
from passalong.engine.database import Read
from passalong.engine.door import Door, Wish
from passalong.merchants.queries import shops
from passalong.orders.model import QUANTITY_MAX, LineWish, PayOrder, PlaceOrder
from passalong.people.roster import Roster
from passalong.web.console.finding import finder, one_meant
from passalong.web.console.room import merchant_of
from passalong.web.formats import money
from passalong.web.forms import Form, _
from passalong.web.guard import Guard
from passalong.web.page import Page

TEMPLATE: Final = "console/order_new.html"


@get("/orders/new", opt=reads(roles=TILL), sync_to_thread=True, include_in_schema=False)
def new_order(page: NamedDependency[Page], door: NamedDependency[Door]) -> Response[Any]:
    """The form."""
    with door.reading() as read:
        told = _offered(read, page)
    buyer = page.request.query_params.get("buyer", "")[:100]
    return page.show(TEMPLATE, values={"quantity": 1, "buyer": buyer}, **told)


def _offered(read: Read, page: Page) -> dict[str, Any]:
    merchant = merchant_of(page)
    pick = page.language.pick
    locale = page.language.locale
    mine = page.asker.actor
    wares = products(read, merchant.merchant_id, is_active=True)
    return {
        "products": [
            (one.product_id, f"{pick(one.name)} · {money(one.price_minor, one.currency, locale)}")
            for one in wares
        ],
        "shops": [
            (one.shop_id, pick(one.name))
            for one in shops(read, merchant.merchant_id)
            if mine.works_at(one.shop_id)
        ],
    }


@post("/orders/new", opt=sends(PlaceOrder), include_in_schema=False)
async def place_order(
    page: NamedDependency[Page],
    form: NamedDependency[Form],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
    guard: NamedDependency[Guard],
    roster: NamedDependency[Roster],
    contacts_of: NamedDependency[ContactsOf],
) -> Response[Any]:
    """Place it, and mark it as paid if it is."""
    find = finder(page, guard, roster, contacts_of)
    text = form.text("buyer", needed=True, most=100)

    def look() -> tuple[dict[str, Any], list[str]]:
        with door.reading() as read:
            return _offered(read, page), find(read, text) if text else []

    told, found = await asyncio.to_thread(look)
    buyer = one_meant(found, text)
    if text and not found:
        form.wrong("buyer", _("Nobody is known by that. Note her or him under People first."))
    elif text and not buyer:
        form.wrong("buyer", _("Several people match. Please use the giver number."))
    product_id = form.choice("product_id", [key for key, _ in told["products"]])
    only = told["shops"][0][0] if len(told["shops"]) == 1 else ""
    shop_id = form.choice("shop_id", [key for key, _ in told["shops"]], only)
    quantity = form.number("quantity", least=1, most=QUANTITY_MAX)
    is_paid = form.yes("is_paid")
    if not form.is_good:
        return page.again(TEMPLATE, form, **told)
    try:
        order = PlaceOrder(shop_id, buyer, (LineWish(product_id, quantity),))
        reply = await door.send(wish, order)
        if is_paid:
            then = replace(wish, idempotency_key=f"{wish.idempotency_key}-pay")
            await door.send(then, PayOrder(reply["order_id"]))
    except Refusal as refusal:
        fields = {"stock_short": "quantity", "product_not_found": "product_id"}
        return page.again(TEMPLATE, form, refusal, fields, **told)
    return page.to(f"/orders/{reply['order_id']}", page.say("The order is noted."))


ROUTES: Final[tuple[Any, ...]] = (new_order, place_order)
