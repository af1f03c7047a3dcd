"""REST of returns: for how many days goods are taken back, complaints, and their end.

Orders themselves are in `orders/api.py`; the law of settling is in `orders/settling.py`.
"""

from typing import Annotated, Any, Final

import msgspec
from litestar import get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from passalong.engine.asking import reads, sends
from passalong.engine.bodies import Body, Identifier, command_of
from passalong.engine.door import Door, Reply, Wish
from passalong.lawful.packs import pack
from passalong.merchants.queries import merchant_of
from passalong.orders.api import WHICH
from passalong.orders.model import (
    RETURN_DAYS_MAX,
    CloseAfterSale,
    ComplaintReason,
    OpenAfterSale,
    SetReturnDays,
)
from passalong.orders.queries import return_days_of


class ReturnDays(msgspec.Struct):
    """Days after receipt in which goods come back; `least` is what the rules ask."""

    days: int
    least: int


class ReturnDaysWish(Body, frozen=True):
    """Take goods back for so many days."""

    days: Annotated[int, msgspec.Meta(ge=0, le=RETURN_DAYS_MAX)]


class ComplaintWish(Body, frozen=True):
    """What is wrong."""

    reason_code: ComplaintReason = "other"


@get(
    "/v1/return-days",
    opt=reads(answers={"days": 7, "least": 7}),
    sync_to_thread=True,
    tags=["orders"],
)
def read_return_days(wish: NamedDependency[Wish], door: NamedDependency[Door]) -> ReturnDays:
    """For how many days after receipt goods are taken back."""
    with door.reading() as read:
        days = return_days_of(read, wish.merchant_id)
        merchant = merchant_of(read, wish.merchant_id)
    rules = pack(merchant.pack if merchant else "cn")
    return ReturnDays(rules.holding_days_default if days is None else days, rules.holding_days_min)


@put(
    "/v1/return-days",
    opt=sends(SetReturnDays, asks={"days": 14}, answers={"days": 14}),
    tags=["orders"],
)
async def set_return_days(
    data: JSONBody[ReturnDaysWish], wish: NamedDependency[Wish], door: NamedDependency[Door]
) -> Reply:
    """For what is received from now on: as long as you like, never shorter than the rules ask."""
    return await door.send(wish, command_of(SetReturnDays, data))


@post(
    "/v1/orders/{order_id:str}/after-sale",
    opt=sends(
        OpenAfterSale, asks={"reason_code": "faulty"}, answers={**WHICH, "state": "after_sale"}
    ),
    status_code=200,
    tags=["orders"],
)
async def open_after_sale(
    order_id: FromPath[Identifier],
    data: JSONBody[ComplaintWish],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
) -> Reply:
    """Something is wrong: by the customer, or by staff for her. The window stands still."""
    return await door.send(wish, command_of(OpenAfterSale, data, order_id=order_id))


@post(
    "/v1/orders/{order_id:str}/after-sale/close",
    opt=sends(CloseAfterSale, answers={**WHICH, "state": "open"}),
    status_code=200,
    tags=["orders"],
)
async def close_after_sale(
    order_id: FromPath[Identifier], wish: NamedDependency[Wish], door: NamedDependency[Door]
) -> Reply:
    """It is dealt with without a refund; the window goes on."""
    return await door.send(wish, CloseAfterSale(order_id))


ROUTES: Final[tuple[Any, ...]] = (
    read_return_days,
    set_return_days,
    open_after_sale,
    close_after_sale,
)
