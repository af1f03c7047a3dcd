"""Sold → hand over three: the product, who bought it, and then what to say and hand over.

What follows from a sale is law (`orders/sales.py`, `vouchers/till.py`); paper is `web/slips.py`.

The QR code on the page after a sale opens the buyer's own page: all her vouchers are there, and
she can give each of them from her phone just as well as on paper.
"""

import asyncio
from collections.abc import Sequence
from typing import Any, Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from passalong.base.messages import Refusal
from passalong.campaigns.queries import campaign_of, open_campaigns
from passalong.catalog.model import Product
from passalong.catalog.queries import products, products_of
from passalong.engine.asking import sends
from passalong.engine.bodies import ContactsOf, Reached
from passalong.engine.database import Read
from passalong.engine.door import Door, Wish
from passalong.orders.model import LineWish, Order
from passalong.orders.queries import OrderFilter, order_of, orders
from passalong.people.queries import known_people, known_person
from passalong.people.roster import Roster
from passalong.settings import Settings
from passalong.vouchers.codes import link_of_person
from passalong.vouchers.model import Offer, SellAndHandOver, voucher_id_of
from passalong.vouchers.queries import issued_by_orders, offers_by_voucher, vouchers_named
from passalong.web.forms import Form
from passalong.web.guard import Guard
from passalong.web.page import Page
from passalong.web.problems import WrongValues
from passalong.web.qr_pictures import qr_image
from passalong.web.slips import slips_of
from passalong.web.tickets import Tickets, amid
from passalong.web.till.naming import answers_to, note_search
from passalong.web.till.place import AT_TILL, Place, place_of

RECENT_MAX: Final = 4
QUANTITY_SOLD_MAX: Final = 999


def _(sentence: str) -> str:
    """Marks a sentence for translation."""
    return sentence


@get("/till", opt=AT_TILL, sync_to_thread=True)
def home(
    page: NamedDependency[Page],
    door: NamedDependency[Door],
    guard: NamedDependency[Guard],
    roster: NamedDependency[Roster],
    product: FromQuery[str] = "",
    quantity: FromQuery[str] = "",
    q: FromQuery[str] = "",
) -> Response[Any]:
    """First tap: what was sold. Where only one thing is sold, that is known already."""
    q = q.strip()[:80]
    if q:
        note_search(page, guard)
    with door.reading() as read:
        place = place_of(page, read)
        context = _sale(page, read, place, product, how_many(quantity), door.clock.now())
        if q:
            found = answers_to(page, read, roster, q, door.clock.now())
            context["found"] = [
                {"id": one["person_id"], "name": one["name"], "note": one["hint"], "at": 0}
                for one in found
            ]
    return page.show("till/home.html", **{**context, "q": q})


@post("/till/sold", opt=sends(SellAndHandOver))
async def sold(
    page: NamedDependency[Page],
    form: NamedDependency[Form],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
    contacts_of: NamedDependency[ContactsOf],
) -> Response[Any]:
    """Second tap: sold, and what the campaign gives is handed over. A double tap is one sale."""
    product_id = form.text("product_id", needed=True, most=80)
    quantity = form.number("quantity", least=1, most=QUANTITY_SOLD_MAX, absent=1)
    customer = form.choice("customer", ("anonymous", "new", "known"), absent="anonymous")
    name, phone = form.text("first_name", most=60), form.text("phone", most=40)
    contacts: tuple[Any, ...] = ()
    if customer == "new" and not name and not phone:
        form.wrong("first_name", _("Please fill this in."))
    if customer == "new" and phone:
        try:
            contacts = contacts_of((Reached("phone", phone),))
        except WrongValues:
            form.wrong("phone", _("This is no phone number."))
    place = await asyncio.to_thread(_place, page, door)
    refused: Refusal | None = None
    if form.is_good:
        command = SellAndHandOver(
            shop_id=place.shop.shop_id,
            lines=(LineWish(product_id, quantity),),
            customer_id=form.text("person_id", most=80) if customer == "known" else "",
            name=name if customer == "new" else "",
            contacts=contacts,
        )
        try:
            reply = await door.send(wish, command)
        except Refusal as refusal:
            refused = refusal
        else:
            return page.to(f"/till/handed/{reply['order_id']}")
    return await asyncio.to_thread(_sold_again, page, door, form, refused, product_id)


@get("/till/handed/{order_id:str}", opt=AT_TILL, sync_to_thread=True)
def handed(
    order_id: FromPath[str],
    page: NamedDependency[Page],
    door: NamedDependency[Door],
    settings: NamedDependency[Settings],
) -> Response[Any]:
    """What to say, and the vouchers on paper or as one QR code. Opening it again is safe."""
    merchant_id = page.asker.merchant_id
    with door.reading() as read:
        place = place_of(page, read)
        order = _own_order(page, read, order_id)
        offers, count = _handed_over(read, order)
        known = known_person(read, merchant_id, order.customer_id)
        names = products_of(read, merchant_id, [line.product_id for line in order.lines])
        given = vouchers_named(read, merchant_id, _voucher_ids(order, count)[:1])
        tickets = Tickets(read, merchant_id, page.language)
        told = tickets.whole(given[0]) if given else {"tried": "", "until": 0, "terms": None}
    if known is None:
        raise Refusal("person_not_found")
    link = link_of_person(door.keys, known.person, settings.public_url)
    here = f"/till/handed/{order_id}/print"
    frame = place.frame(page)
    return page.show(
        "till/handed.html",
        **{**told, **frame, "tried": amid(str(told["tried"]))},
        product=_named(page, order, names),
        amount_minor=order.total_minor,
        currency=order.currency,
        buyer=known.name,
        giver_number="" if known.name else known.person.number,
        name_url=f"/till/giver/{known.person.person_id}?order={order_id}",
        count=count,
        open_count=len(offers),
        qr_image=qr_image(link),
        hand_url=link,
        slips={"receipt": f"{here}?size=receipt", "a6": f"{here}?size=a6"},
        none_because=page.say("No campaign gives vouchers for this purchase just now."),
    )


@get("/till/handed/{order_id:str}/print", opt=AT_TILL, sync_to_thread=True)
def slips(
    order_id: FromPath[str],
    page: NamedDependency[Page],
    door: NamedDependency[Door],
    settings: NamedDependency[Settings],
    size: FromQuery[str] = "receipt",
) -> Response[Any]:
    """The slips for the printer: those that are still to be given."""
    size = size if size in ("a6", "receipt") else "receipt"
    other = "receipt" if size == "a6" else "a6"
    with door.reading() as read:
        order = _own_order(page, read, order_id)
        offers, _count = _handed_over(read, order)
        found = slips_of(page, read, order.merchant_id, offers, settings.public_url)
    if not found.slips:
        return page.to(f"/till/handed/{order_id}")
    return page.show(
        "till/slips_print.html",
        slips=found.slips,
        terms=found.terms,
        size=size,
        other_url=f"/till/handed/{order_id}/print?size={other}",
        back_url=f"/till/handed/{order_id}",
    )


def how_many(text: str) -> int:
    """How many are sold: what the address says, one when it says nothing that can be sold."""
    is_number = text.isascii() and text.isdigit() and len(text) <= 3
    return max(1, int(text)) if is_number else 1


def goods(page: Page, read: Read, shop_id: str, at: int, quantity: int = 1) -> list[dict[str, Any]]:
    """What is sold here, what gives vouchers (when so many are bought) in front."""
    merchant_id = page.asker.merchant_id
    gives = _gives(read, merchant_id, shop_id, quantity, at)
    listed = [
        {
            "id": one.product_id,
            "name": page.language.pick(one.name),
            "price_minor": one.price_minor,
            "currency": one.currency,
            "gives": gives(one),
        }
        for one in products(read, merchant_id, is_active=True)
    ]
    listed.sort(key=lambda one: not one["gives"])
    return listed


def _gives(read: Read, merchant_id: str, shop_id: str, quantity: int, at: int) -> Any:
    views = [
        view
        for campaign in open_campaigns(read, merchant_id, shop_id, at)
        if (view := campaign_of(read, merchant_id, campaign.campaign_id)) is not None
    ]
    views.sort(key=lambda view: not view.campaign.product_ids)

    def gives(product: Product) -> int:
        for view in views:
            ids = view.campaign.product_ids
            if ids and product.product_id not in ids:
                continue
            enough = product.price_minor * quantity >= view.terms.order_min_minor
            return view.terms.vouchers_per_purchase if enough else 0
        return 0

    return gives


def _place(page: Page, door: Door) -> Place:
    with door.reading() as read:
        return place_of(page, read)


def _sale(
    page: Page, read: Read, place: Place, product_id: str, quantity: int, at: int
) -> dict[str, Any]:
    listed = goods(page, read, place.shop.shop_id, at, quantity)
    chosen = next((one for one in listed if one["id"] == product_id), None)
    if chosen is None and len(listed) == 1:
        chosen = listed[0]
    recent = _recent(read, place) if chosen else []
    return {
        **place.frame(page),
        "products": listed,
        "product": chosen,
        "quantity": quantity,
        "recent": recent,
        "found": None,
        "q": "",
    }


def _recent(read: Read, place: Place) -> list[dict[str, Any]]:
    """Customers with a name who bought here last."""
    shop = place.shop
    last = orders(read, shop.merchant_id, OrderFilter(shop_ids=(shop.shop_id,)), limit=30)
    seen: dict[str, int] = {}
    for order in last:
        seen.setdefault(order.customer_id, order.placed_at)
    known = known_people(read, shop.merchant_id, list(seen))
    found: list[dict[str, Any]] = []
    for person_id, at in seen.items():
        one = known.get(person_id)
        if one is not None and one.name and one.person.erased_at is None:
            found.append({"id": person_id, "name": one.name, "note": "", "at": at})
    return found[:RECENT_MAX]


def _sold_again(
    page: Page, door: Door, form: Form, refused: Refusal | None, product_id: str
) -> Response[Any]:
    quantity = how_many(str(form.values.get("quantity", "")))
    with door.reading() as read:
        place = place_of(page, read)
        context = _sale(page, read, place, product_id, quantity, door.clock.now())
    return page.again("till/home.html", form, refused, **context)


def _own_order(page: Page, read: Read, order_id: str) -> Order:
    order = order_of(read, page.asker.merchant_id, order_id)
    if order is None or not page.asker.actor.works_at(order.shop_id):
        raise Refusal("order_not_found")
    return order


def _voucher_ids(order: Order, count: int) -> list[str]:
    numbers = range(1, count + 1)
    return [voucher_id_of(order.merchant_id, "order", order.order_id, one) for one in numbers]


def _handed_over(read: Read, order: Order) -> tuple[list[Offer], int]:
    """The slips of an order that nobody has used yet, and how many vouchers it gave."""
    count = issued_by_orders(read, order.merchant_id, [order.order_id]).get(order.order_id, 0)
    offers = offers_by_voucher(read, order.merchant_id, _voucher_ids(order, count))
    last = [found[-1] for found in offers.values()]
    return [one for one in last if one.state == "open" and one.way == "paper_slip"], count


def _named(page: Page, order: Order, names: dict[str, Product]) -> str:
    told: Sequence[str] = [
        page.language.pick(names[line.product_id].name)
        + (f" × {line.quantity}" if line.quantity > 1 else "")
        for line in order.lines
        if line.product_id in names
    ]
    return ", ".join(told)


ROUTES: Final = (home, sold, handed, slips)
