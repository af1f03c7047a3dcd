"""When a purchase counts for good: the window from receipt, after-sales, refunds, the sweep.

Receiving and refunding are in `test_orders.py` and `test_order_refunds.py`.
"""

import pytest
from msgspec.structs import replace

from passalong.base.clock import DAY
from passalong.base.messages import Actor, Command
from passalong.merchants.model import Merchant
from passalong.orders.model import (
    AfterSaleClosed,
    AfterSaleOpened,
    CloseAfterSale,
    LineWish,
    OpenAfterSale,
    PurchaseSettled,
    ReceiveOrder,
    RefundOrder,
    ReturnDaysSet,
    ReturnPolicy,
    ReturnWindow,
    SellAtCounter,
    SetReturnDays,
    SettleOrders,
)
from rig.scene import ACCOUNTANT, AUDITOR, CLERK, MANAGER, MERCHANT, MOMENT, OWNER, Scene, person
from rules.order_scene import (
    CLERK_ELSEWHERE,
    FAN,
    FRIEND,
    SHOP,
    TEA,
    order_scene,
    paid_order,
)

WEEK = 7 * DAY
DUE = MOMENT + WEEK


def sold() -> tuple[Scene, str]:
    """Tea for 12.50, sold at the counter and taken away."""
    scene = order_scene()
    told = scene.done(SellAtCounter(SHOP, (LineWish(TEA, 1),), FAN))
    return scene, str(told["order_id"])


def settled(scene: Scene, order_id: str, at: int) -> int:
    """How many a sweep at this moment settles."""
    return int(scene.done(SettleOrders((order_id,)), at=at)["settled"])


def test_a_purchase_settles_a_week_after_receipt_and_once() -> None:
    scene, order_id = sold()
    assert scene.row(ReturnWindow, order_id) == ReturnWindow(
        MERCHANT, order_id, "open", DUE, MOMENT
    )
    assert settled(scene, order_id, DUE - 1) == 0
    told = scene.when(SettleOrders((order_id,)), at=DUE)
    assert told.events == (PurchaseSettled(order_id, SHOP, FAN, 1250, 0, "TWD"),)
    assert scene.row(ReturnWindow, order_id) == ReturnWindow(
        MERCHANT, order_id, "settled", DUE, DUE
    )
    assert settled(scene, order_id, DUE + 1) == 0


def test_the_clock_starts_at_receipt_and_not_at_payment() -> None:
    scene = order_scene()
    order_id = paid_order(scene)
    assert scene.row(ReturnWindow, order_id) is None
    assert settled(scene, order_id, MOMENT + 100 * DAY) == 0
    late = MOMENT + 30 * DAY
    scene.done(ReceiveOrder(order_id), at=late)
    assert settled(scene, order_id, late + WEEK - 1) == 0
    assert settled(scene, order_id, late + WEEK) == 1


def test_an_open_after_sale_stops_the_clock() -> None:
    scene, order_id = sold()
    told = scene.when(OpenAfterSale(order_id, "faulty"), at=MOMENT + 5 * DAY, actor=person(FAN))
    assert told.events == (AfterSaleOpened(order_id, "faulty"),)
    assert settled(scene, order_id, DUE + 50 * DAY) == 0
    told = scene.when(CloseAfterSale(order_id), at=DUE + 50 * DAY, actor=MANAGER)
    assert told.events == (AfterSaleClosed(order_id),)
    assert settled(scene, order_id, DUE + 52 * DAY - 1) == 0
    assert settled(scene, order_id, DUE + 52 * DAY) == 1  # the two days that were left


def test_a_refund_in_part_deals_with_the_complaint_and_tells_what_is_left() -> None:
    scene, order_id = sold()
    scene.done(OpenAfterSale(order_id, "faulty"))
    scene.done(RefundOrder(order_id, "faulty", 250), actor=ACCOUNTANT)
    told = scene.when(SettleOrders((order_id,)), at=DUE)
    assert told.events == (PurchaseSettled(order_id, SHOP, FAN, 1250, 250, "TWD"),)


def test_what_was_given_back_whole_never_settles() -> None:
    scene, order_id = sold()
    scene.done(RefundOrder(order_id, "faulty"))
    assert scene.row(ReturnWindow, order_id).state == "closed"
    assert settled(scene, order_id, DUE) == 0
    assert scene.refused(OpenAfterSale(order_id)) == "return_window_closed"


def test_a_refund_after_settling_leaves_it_settled() -> None:
    scene, order_id = sold()
    assert settled(scene, order_id, DUE) == 1
    scene.done(RefundOrder(order_id, "faulty"), at=DUE + 1)
    assert scene.row(ReturnWindow, order_id).state == "settled"


@pytest.mark.parametrize(
    ("command", "actor", "refusal"),
    [
        (OpenAfterSale("ord_none"), OWNER, "order_not_found"),
        (CloseAfterSale("ord_none"), OWNER, "order_not_found"),
        (OpenAfterSale("paid"), OWNER, "order_not_received"),
        (OpenAfterSale("sold"), person(FRIEND), "order_not_found"),
        (OpenAfterSale("sold"), CLERK_ELSEWHERE, "staff_not_allowed"),
        (OpenAfterSale("sold"), AUDITOR, "not_allowed"),
        (CloseAfterSale("sold"), CLERK, "not_allowed"),
        (CloseAfterSale("sold"), OWNER, "after_sale_not_open"),
        (OpenAfterSale("complained"), OWNER, "after_sale_open"),
        (OpenAfterSale("settled"), OWNER, "return_window_closed"),
    ],
)
def test_who_may_complain_and_when(command: Command, actor: Actor, refusal: str) -> None:
    scene, order_id = sold()
    name = command.order_id
    if name == "paid":
        order_id = paid_order(scene)
    if name == "complained":
        scene.done(OpenAfterSale(order_id))
    if name == "settled":
        settled(scene, order_id, DUE)
    wish = type(command)(order_id) if name != "ord_none" else command
    assert scene.refused(wish, actor=actor) == refusal


def test_the_shop_may_promise_longer_but_not_shorter_than_the_law() -> None:
    scene = order_scene()
    told = scene.when(SetReturnDays(6), actor=OWNER)
    assert (told.refusal, told.fields) == (
        "return_days_too_few",
        {"days": 7, "check_id": "LC08"},
    )
    assert scene.refused(SetReturnDays(366)) == "return_days_too_many"
    told = scene.when(SetReturnDays(30), actor=MANAGER)
    assert told.events == (ReturnDaysSet(30),)
    assert scene.row(ReturnPolicy) == ReturnPolicy(MERCHANT, 30)
    order_id = scene.done(SellAtCounter(SHOP, (LineWish(TEA, 1),), FAN))["order_id"]
    assert scene.row(ReturnWindow, order_id).closes_at == MOMENT + 30 * DAY


def test_each_pack_has_its_own_usual_window() -> None:
    scene = order_scene()
    scene.given(replace(scene.row(Merchant), pack="intl"))
    order_id = scene.done(SellAtCounter(SHOP, (LineWish(TEA, 1),), FAN))["order_id"]
    assert scene.row(ReturnWindow, order_id).closes_at == MOMENT + 14 * DAY
    scene.done(SetReturnDays(0))


def test_a_sweep_leaves_alone_what_it_does_not_know() -> None:
    scene, order_id = sold()
    told = scene.done(SettleOrders(("ord_none", order_id, order_id)), at=DUE)
    assert told == {"settled": 1}


def test_a_refund_in_part_leaves_the_days_that_were_left_when_the_clock_stopped() -> None:
    scene, order_id = sold()
    scene.done(OpenAfterSale(order_id), at=MOMENT + DAY)
    scene.done(RefundOrder(order_id, "faulty", 250), at=MOMENT + 20 * DAY)
    assert settled(scene, order_id, MOMENT + 26 * DAY - 1) == 0
    assert settled(scene, order_id, MOMENT + 26 * DAY) == 1
