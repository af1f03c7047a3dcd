"""Today at this till: sales, redemptions, undoing one, givers who have no name yet.

The figures of longer times are in the console; until when one may undo is law.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from passalong.base.clock import MINUTE, day_of, day_start
from passalong.base.messages import MANAGERS, Refusal
from passalong.engine.asking import sends
from passalong.engine.database import Read
from passalong.engine.door import Door, Wish
from passalong.merchants.queries import staff_listed
from passalong.orders.model import Order
from passalong.orders.queries import PAGE_MAX, OrderFilter, orders
from passalong.people.queries import known_people
from passalong.vouchers.model import Redemption, UndoRedemption, Voucher
from passalong.vouchers.queries import (
    converting_orders,
    issued_by_orders,
    redemptions_between,
    vouchers_named,
)
from passalong.web.forms import Form
from passalong.web.page import Page
from passalong.web.tickets import Tickets
from passalong.web.till.place import AT_TILL, Place, called, names_at_till, place_of

REASONS: Final = ("wrong_voucher", "wrong_person", "not_tried", "other")
SOLD_MAX: Final = 20


@get("/till/today", opt=AT_TILL, sync_to_thread=True)
def today(page: NamedDependency[Page], door: NamedDependency[Door]) -> Response[Any]:
    """What happened here since midnight in the shop's zone."""
    now = door.clock.now()
    zone = page.merchant.time_zone if page.merchant else "Asia/Shanghai"
    day = day_of(now, zone)
    since, until = day_start(day, zone), day_start(day + timedelta(days=1), zone)
    with door.reading() as read:
        place = place_of(page, read)
        shop = place.shop
        wanted = OrderFilter(shop_ids=(shop.shop_id,), from_at=since, until_at=until)
        sold = orders(read, shop.merchant_id, wanted, limit=PAGE_MAX)
        issued = issued_by_orders(read, shop.merchant_id, [one.order_id for one in sold])
        bought = converting_orders(read, shop.merchant_id, [one.order_id for one in sold])
        uses = redemptions_between(read, shop.merchant_id, (shop.shop_id,), since, until)
        tried = [one for one in uses if one.reversed_at is None]
        context = {
            **place.frame(page),
            "sold_count": len(sold),
            "handed_count": sum(issued.values()),
            "tried_count": len(tried),
            "bought_count": len(bought),
            "redemptions": _uses(page, read, place, uses, now),
            **_sales(page, read, sold, issued),
        }
    return page.show("till/today.html", **context)


@post("/till/undo/{voucher_id:str}", opt=sends(UndoRedemption))
async def undo(
    voucher_id: FromPath[str],
    page: NamedDependency[Page],
    form: NamedDependency[Form],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
) -> Response[Any]:
    """A manager takes a redemption back, with a reason."""
    reason = form.choice("reason_code", REASONS)
    if not form.is_good:
        return page.to("/till/today", form.errors["reason_code"])
    try:
        await door.send(wish, UndoRedemption(voucher_id, reason))  # type: ignore[arg-type]
    except Refusal as refusal:
        return page.to("/till/today", page.refusal(refusal))
    return page.to("/till/today", page.say("Undone. The voucher can be used again."))


def _uses(
    page: Page, read: Read, place: Place, uses: Sequence[Redemption], now: int
) -> list[dict[str, Any]]:
    merchant_id = place.shop.merchant_id
    found = vouchers_named(read, merchant_id, sorted({one.voucher_id for one in uses}))
    vouchers = {one.voucher_id: one for one in found}
    givers = names_at_till(page, read, [one.giver_id for one in found])
    staff = {one.staff.staff_id: one.detail.display_name for one in staff_listed(read, merchant_id)}
    tickets = Tickets(read, merchant_id, page.language)
    told = []
    for use in uses:
        voucher = vouchers[use.voucher_id]
        is_live = use.reversed_at is None
        told.append({
            "id": f"{use.voucher_id}-{use.number}",
            "at": use.at,
            "tried": tickets.tried(voucher),
            "giver": givers.get(voucher.giver_id, ""),
            "staff": staff.get(use.staff_id, ""),
            "state": voucher.state if is_live else "void",
            "is_undone": not is_live,
            "undo_url": _undo_url(page, tickets, voucher, use, now) if is_live else None,
            "done_url": f"/till/done/{use.voucher_id}",
        })  # fmt: skip
    return told


def _undo_url(
    page: Page, tickets: Tickets, voucher: Voucher, use: Redemption, now: int
) -> str | None:
    """Where a manager can undo it; none when it is too late or the friend has bought."""
    ends_at = use.at + tickets.view(voucher).terms.undo_minutes * MINUTE
    is_open = voucher.state == "redeemed" and now <= ends_at
    is_manager = page.asker.actor.role in MANAGERS
    return f"/till/undo/{voucher.voucher_id}" if is_open and is_manager else None


def _sales(page: Page, read: Read, sold: Sequence[Order], issued: dict[str, int]) -> dict[str, Any]:
    merchant_id = page.asker.merchant_id
    known = known_people(read, merchant_id, [one.customer_id for one in sold])
    sales, unnamed = [], []
    for order in sold:
        person = known.get(order.customer_id)
        if person is None:
            continue
        count = issued.get(order.order_id, 0)
        sales.append({
            "url": f"/till/handed/{order.order_id}",
            "at": order.placed_at,
            "buyer": called(page, person),
            "amount_minor": order.total_minor,
            "currency": order.currency,
            "count": count,
        })  # fmt: skip
        if not person.name and count and person.person.erased_at is None:
            unnamed.append({
                "giver_number": person.person.number,
                "count": count,
                "at": order.placed_at,
                "name_url": f"/till/giver/{person.person.person_id}",
            })  # fmt: skip
    return {"sales": sales[:SOLD_MAX], "unnamed": unnamed[:SOLD_MAX]}


ROUTES: Final = (today, undo)
