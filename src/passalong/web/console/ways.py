"""The ways of thinking that work already: one sentence about this shop, a figure, a next action.

A way without a page behind it is absent. Where each way leads is a page of this folder.
"""

from typing import Any

from passalong.engine.database import Read
from passalong.insights.queries import (
    orders_by_state,
    rings,
    spread,
    waiting_to_be_given,
)
from passalong.orders.model import OrderState
from passalong.web.console.room import joined, merchant_of
from passalong.web.formats import number
from passalong.web.page import Page

Way = dict[str, Any]
PAID: tuple[OrderState, ...] = ("paid", "shipped")


def ways(read: Read, page: Page, now: int) -> list[Way]:
    """In the order of the essay."""
    return [
        _product(read, page),
        _trust(read, page),
        _fission(read, page),
        _social(read, page, now),
    ]


def _product(read: Read, page: Page) -> Way:
    found = rings(read, merchant_of(page).merchant_id).values()
    tried, bought = sum(one.tried for one in found), sum(one.bought for one in found)
    if tried:
        says = page.ngettext(
            "%(num)s friend has tried what you offer; some of them came back to buy it.",
            "%(num)s friends have tried what you offer; some of them came back to buy it.",
            tried,
        )
        act = (page.say("See who tried and has not bought"), "/vouchers?state=redeemed")
    else:
        says = page.say("Nobody has tried anything yet: a good product is where the loop begins.")
        act = (page.say("Choose what friends may try"), "/catalog")
    meaning = page.ngettext("friend bought after trying", "friends bought after trying", bought)
    return _way(page, "product", says, bought, meaning, act, "/catalog")


def _trust(read: Read, page: Page) -> Way:
    counted = orders_by_state(read, merchant_of(page).merchant_id)
    kept = counted.get("received", 0)
    open_now = sum(counted.get(state, 0) for state in PAID)
    if open_now:
        says = page.ngettext(
            "%(num)s customer has paid and waits for the goods: a promise to keep.",
            "%(num)s customers have paid and wait for the goods: promises to keep.",
            open_now,
        )
        act = (page.say("Ship what is paid"), "/orders?state=paid")
    else:
        says = page.say("Whoever paid has the goods. No promise is open.")
        act = (page.say("Look at the orders"), "/orders")
    meaning = page.ngettext("paid order delivered", "paid orders delivered", kept)
    return _way(page, "trust", says, kept, meaning, act, "/orders")


def _fission(read: Read, page: Page) -> Way:
    found = spread(read, merchant_of(page).merchant_id)
    if found.people:
        people = page.ngettext(
            "%(num)s person was brought by a friend,",
            "%(num)s people were brought by a friend,",
            found.people,
        )
        givers = page.ngettext(
            "through %(num)s customer who gave.",
            "through %(num)s customers who gave.",
            found.givers,
        )
        says = joined(page, people, givers)
        act = (page.say("Open the cascade"), "/cascade")
    else:
        says = page.say("Nobody has been brought along yet. The first giver plants the first tree.")
        act = (page.say("Choose first givers"), "/campaigns")
    meaning = page.ngettext(
        "generation in the longest line", "generations in the longest line", found.deepest
    )
    return _way(page, "fission", says, found.deepest, meaning, act, "/cascade")


def _social(read: Read, page: Page, now: int) -> Way:
    found = waiting_to_be_given(read, merchant_of(page).merchant_id, now)
    if found.givers:
        says = page.ngettext(
            "%(num)s customer still has vouchers to give; a kind word helps.",
            "%(num)s customers still have vouchers to give; a kind word helps.",
            found.givers,
        )
        act = (page.say("See whose vouchers expire first"), "/vouchers?moved=expiring&days=7")
    else:
        says = page.say("Nobody has a voucher to give. The next sale at the till changes that.")
        act = (
            (page.say("To the till"), "/till")
            if page.may.sell
            else (page.say("Show all"), "/people")
        )
    meaning = page.ngettext("voucher to give", "vouchers to give", found.vouchers)
    return _way(page, "social", says, found.vouchers, meaning, act, "/people")


def _way(
    page: Page, key: str, says: str, value: int, meaning: str, act: tuple[str, str], url: str
) -> Way:
    return {
        "key": key,
        "says": says,
        "value": number(value, page.language.locale),
        "value_says": meaning,
        "next_text": act[0],
        "next_url": act[1],
        "url": url,
    }
