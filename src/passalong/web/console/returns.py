"""Returns in the console: complaints on an order's page, and the days on the page of settings.

Those pages themselves are in `orders.py` and `settings.py`; the law is in `orders/settling.py`.
"""

from typing import Any, Final, get_args

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from passalong.base.messages import Refusal
from passalong.engine.asking import sends
from passalong.engine.door import Door, Wish
from passalong.orders.model import (
    RETURN_DAYS_MAX,
    CloseAfterSale,
    ComplaintReason,
    OpenAfterSale,
    SetReturnDays,
)
from passalong.web.console.settings import settings_again
from passalong.web.forms import Form
from passalong.web.page import Page

REASONS: Final = get_args(ComplaintReason)


@post("/orders/{order_id:str}/complaint", opt=sends(OpenAfterSale), include_in_schema=False)
async def complain(
    order_id: FromPath[str],
    page: NamedDependency[Page],
    form: NamedDependency[Form],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
) -> Response[Any]:
    """Something is wrong with what the customer received."""
    reason: Any = form.choice("wrong", REASONS)
    if not form.is_good:
        return page.to(f"/orders/{order_id}", page.say("Please choose one."))
    await door.send(wish, OpenAfterSale(order_id, reason))
    return page.to(f"/orders/{order_id}", page.say("Noted. Nothing is paid for it until then."))


@post("/orders/{order_id:str}/dealt-with", opt=sends(CloseAfterSale), include_in_schema=False)
async def deal_with(
    order_id: FromPath[str],
    page: NamedDependency[Page],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
) -> Response[Any]:
    """It was dealt with, without a refund."""
    await door.send(wish, CloseAfterSale(order_id))
    return page.to(f"/orders/{order_id}", page.say("Good that it is dealt with."))


@post("/settings/return-days", opt=sends(SetReturnDays), include_in_schema=False)
async def set_days(
    page: NamedDependency[Page],
    form: NamedDependency[Form],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
) -> Response[Any]:
    """For how many days goods are taken back."""
    days = form.number("days", least=0, most=RETURN_DAYS_MAX)
    if form.is_good:
        try:
            await door.send(wish, SetReturnDays(days))
            return page.to("/settings", page.say("Saved."))
        except Refusal as refusal:
            fields = {"return_days_too_few": "days", "return_days_too_many": "days"}
            return settings_again(page, door, form, refusal, fields)
    return settings_again(page, door, form)


ROUTES: Final[tuple[Any, ...]] = (complain, deal_with, set_days)
