"""The law of settling: a purchase counts for good when it was received, kept, and stayed quiet.

Receiving and refunding are in `orders/rules.py`; what is earned by it hangs on `PurchaseSettled`
in `wiring.py`. When windows are due is found by `outside/timers.py`.

Money for giving or recommending may only follow a purchase that settled (LC02, LC08). The window
begins with receipt, not with payment: a slow delivery may not eat the time for a return. It
stands still while an after-sale is open. Orders of the past have no window and settle never.
"""

from collections.abc import Callable, Generator
from typing import Any

from msgspec.structs import replace

from passalong.base.clock import DAY
from passalong.base.messages import Event, Fact, Now, Refusal, require
from passalong.base.world import World
from passalong.lawful.packs import pack
from passalong.merchants.model import Merchant
from passalong.orders.model import (
    RETURN_DAYS_MAX,
    AfterSaleClosed,
    AfterSaleOpened,
    CloseAfterSale,
    OpenAfterSale,
    Order,
    OrderReceived,
    OrderRefunded,
    PurchaseSettled,
    ReturnDaysSet,
    ReturnPolicy,
    ReturnWindow,
    SetReturnDays,
    SettleOrders,
)
from passalong.people.model import PersonAlias, same_person

Steps = Generator[Any, Any, dict[str, Any]]


def set_return_days(world: World, command: SetReturnDays, now: Now) -> Steps:
    """Longer than the law asks, if the shop likes; never shorter."""
    merchant = world.have(Merchant)
    least = pack(merchant.pack).holding_days_min
    require(command.days >= least, "return_days_too_few", days=least, check_id="LC08")
    require(command.days <= RETURN_DAYS_MAX, "return_days_too_many", days=RETURN_DAYS_MAX)
    yield ReturnDaysSet(command.days)
    return {"days": command.days}


def open_after_sale(world: World, command: OpenAfterSale, now: Now) -> Steps:
    """While the window is open, by the customer or for her."""
    window = _window(world, command.order_id, now)
    require(window.state != "after_sale", "after_sale_open")
    require(window.state == "open", "return_window_closed")
    yield AfterSaleOpened(command.order_id, command.reason_code)
    return {"order_id": command.order_id, "state": "after_sale"}


def close_after_sale(world: World, command: CloseAfterSale, now: Now) -> Steps:
    """Dealt with; what was due meanwhile settles with the next sweep."""
    window = _window(world, command.order_id, now)
    require(window.state == "after_sale", "after_sale_not_open")
    yield AfterSaleClosed(command.order_id)
    return {"order_id": command.order_id, "state": "open"}


def settle(world: World, command: SettleOrders, now: Now) -> Steps:
    """Those that are due; the others are left as they are, so two sweeps do no harm."""
    settled = 0
    for order_id in command.order_ids:
        world.hint(Order, order_id)
        world.hint(ReturnWindow, order_id)
    for order_id in command.order_ids:
        window, order = world.get(ReturnWindow, order_id), world.get(Order, order_id)
        if window is None or order is None:
            continue
        if window.state != "open" or window.closes_at > now.at:
            continue
        settled += 1
        yield PurchaseSettled(
            order_id=order_id,
            shop_id=order.shop_id,
            customer_id=same_person(world, order.customer_id),
            total_minor=order.total_minor,
            refunded_minor=order.refunded_minor,
            currency=order.currency,
        )
    return {"settled": settled}


def window_end(world: World, now: Now) -> int:
    """Until when what is received now can come back: the shop's days, else those of its pack."""
    policy = world.get(ReturnPolicy)
    merchant = world.get(Merchant)
    usual = pack(merchant.pack).holding_days_default if merchant else 0
    return now.at + (policy.days if policy else usual) * DAY


def hint_window(world: World, order_id: str) -> None:
    """Say that the window of this order, and what it goes by, will be asked for."""
    world.hint(Merchant)
    world.hint(ReturnPolicy)
    world.hint(ReturnWindow, order_id)


def _window(world: World, order_id: str, now: Now) -> ReturnWindow:
    """The window of an order that this actor may touch; somebody else's is as if not there."""
    world.hint(ReturnWindow, order_id)
    order = world.get(Order, order_id)
    if order is None:
        raise Refusal("order_not_found")
    if now.actor.kind == "person":
        world.hint(PersonAlias, now.actor.id)
        world.hint(PersonAlias, order.customer_id)
        is_hers = same_person(world, order.customer_id) == same_person(world, now.actor.id)
        require(is_hers, "order_not_found")
    require(now.actor.works_at(order.shop_id), "staff_not_allowed")
    window = world.get(ReturnWindow, order_id)
    if window is None:
        raise Refusal("order_not_received" if order.way != "import" else "return_window_closed")
    return window


def return_days_set(world: World, event: ReturnDaysSet, fact: Fact) -> None:
    """Holds for what is received from now on."""
    world.put(ReturnPolicy(world.merchant_id, event.days))


def window_opens(world: World, event: OrderReceived, fact: Fact) -> None:
    """From receipt on, for the days that were promised on that day."""
    closes_at = event.window_closes_at
    world.put(ReturnWindow(world.merchant_id, event.order_id, "open", closes_at, fact.at))


def window_after_refund(world: World, event: OrderRefunded, fact: Fact) -> None:
    """All of the money back ends it; a part deals with what was complained of."""
    window = world.get(ReturnWindow, event.order_id)
    if window is None or window.state in ("settled", "closed"):
        return
    closes_at = window.closes_at
    if window.state == "after_sale":  # it stood still, so what was left is left
        closes_at = fact.at + max(0, window.closes_at - window.changed_at)
    state = "closed" if event.is_full else "open"
    world.put(replace(window, state=state, closes_at=closes_at, changed_at=fact.at))


def after_sale_opened(world: World, event: AfterSaleOpened, fact: Fact) -> None:
    """The window stands still."""
    window = world.have(ReturnWindow, event.order_id)
    world.put(replace(window, state="after_sale", changed_at=fact.at))


def after_sale_closed(world: World, event: AfterSaleClosed, fact: Fact) -> None:
    """The window goes on for as long as was left when it stood still."""
    window = world.have(ReturnWindow, event.order_id)
    left = max(0, window.closes_at - window.changed_at)
    world.put(replace(window, state="open", closes_at=fact.at + left, changed_at=fact.at))


def purchase_settled(world: World, event: PurchaseSettled, fact: Fact) -> None:
    """It stayed with the customer."""
    window = world.have(ReturnWindow, event.order_id)
    world.put(replace(window, state="settled", changed_at=fact.at))


SETTLING_RULES = {
    SetReturnDays: set_return_days,
    OpenAfterSale: open_after_sale,
    CloseAfterSale: close_after_sale,
    SettleOrders: settle,
}
SETTLING_CHANGES: dict[type[Event], Callable[[World, Any, Fact], None]] = {
    ReturnDaysSet: return_days_set,
    AfterSaleOpened: after_sale_opened,
    AfterSaleClosed: after_sale_closed,
    PurchaseSettled: purchase_settled,
}
