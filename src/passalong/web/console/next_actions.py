"""Today: the few next things to do, as many as fit into the minutes one has.

Only what can be read off the rows stands here: somebody to thank, to name, to remind; something
to ship, to restock, to start. The minutes are a plain estimate per person or thing. A ranking by
what time spent has brought is not here: nothing is measured yet that would carry it.
"""

from collections.abc import Iterator
from typing import Final

import msgspec

from passalong.base.clock import DAY
from passalong.campaigns.queries import campaigns
from passalong.catalog.queries import products, stock_left
from passalong.engine.database import Read
from passalong.insights.queries import (
    count_nameless_givers,
    givers_to_thank,
    orders_by_state,
    waiting_to_be_given,
)
from passalong.web.console.room import merchant_of, names
from passalong.web.page import Page

MINUTES: Final = (5, 20, 60)
LOW: Final = 5
THANKED_MOST: Final = 4
SOON: Final = 3 * DAY
FRESH: Final = 2 * DAY


class Action(msgspec.Struct, frozen=True):
    """Something to do: what, why now, about how long, and the page where it is done."""

    text: str
    why: str
    minutes: int
    url: str


def next_actions(read: Read, page: Page, now: int, minutes: int) -> list[Action]:
    """What stops the loop first, then people, then the shelf; each only if it still fits."""
    chosen: list[Action] = []
    left = minutes
    for action in _possible(read, page, now):
        if action.minutes <= left:
            chosen.append(action)
            left -= action.minutes
    return chosen


def _possible(read: Read, page: Page, now: int) -> Iterator[Action]:
    if page.may.manage:
        yield from _what_stops(read, page)
    yield from _thanks(read, page, now)
    yield from _orders(read, page)
    yield from _givers(read, page, now)
    yield from _shelf(read, page)


def _what_stops(read: Read, page: Page) -> Iterator[Action]:
    merchant = merchant_of(page)
    say = page.say
    if not merchant.organiser:
        yield Action(
            say("Say who the organiser is"), say("Without it no campaign can start"), 1, "/settings"
        )
    if not products(read, merchant.merchant_id, is_active=True):
        why = say("Nothing can be sold or tried before that")
        yield Action(say("Add your first product"), why, 3, "/catalog/new")
        return
    found = campaigns(read, merchant.merchant_id)
    if not found:
        why = say("Five answers, then every buyer has vouchers to give")
        yield Action(say("Make your first campaign"), why, 3, "/campaigns/new")
    elif not any(one.state == "running" for one in found):
        draft = next((one for one in found if one.state in ("draft", "paused")), None)
        if draft is not None:
            name = page.language.pick(draft.name)
            url = f"/campaigns/{draft.campaign_id}"
            why = say("No campaign is running, so sales bring no vouchers")
            yield Action(say("Start “%(name)s”", name=name), why, 1, url)


def _thanks(read: Read, page: Page, now: int) -> Iterator[Action]:
    merchant_id = merchant_of(page).merchant_id
    found = givers_to_thank(read, merchant_id, now - FRESH, THANKED_MOST)
    known = names(read, page, [one.person_id for one in found])
    for one in found:
        if one.person_id not in known:
            continue
        text = page.say("Thank %(name)s", name=known[one.person_id])
        why = page.ngettext(
            "%(num)s friend of hers or his came to try in the last two days",
            "%(num)s friends of hers or his came to try in the last two days",
            one.tried,
        )
        yield Action(text, why, 2, f"/people/{one.person_id}")


def _orders(read: Read, page: Page) -> Iterator[Action]:
    waiting = orders_by_state(read, merchant_of(page).merchant_id).get("paid", 0)
    if waiting:
        text = page.ngettext("Ship %(num)s paid order", "Ship %(num)s paid orders", waiting)
        why = page.say("They paid first because they trust you")
        yield Action(text, why, min(3 * waiting, 15), "/orders?state=paid")


def _givers(read: Read, page: Page, now: int) -> Iterator[Action]:
    merchant_id = merchant_of(page).merchant_id
    soon = waiting_to_be_given(read, merchant_id, now, now + SOON)
    if soon.givers:
        text = page.ngettext(
            "Remind %(num)s giver at the counter",
            "Remind %(num)s givers at the counter",
            soon.givers,
        )
        why = page.ngettext(
            "%(num)s voucher expires within three days",
            "%(num)s vouchers expire within three days",
            soon.vouchers,
        )
        yield Action(text, why, 3, "/vouchers?moved=expiring&days=3")
    nameless = count_nameless_givers(read, merchant_id, now)
    if nameless:
        text = page.ngettext(
            "Name %(num)s giver who has only a number",
            "Name %(num)s givers who have only a number",
            nameless,
        )
        why = page.say("Their friends will say the name at the till")
        yield Action(text, why, min(nameless, 10), "/people?named=no")


def _shelf(read: Read, page: Page) -> Iterator[Action]:
    merchant_id = merchant_of(page).merchant_id
    left = stock_left(read, merchant_id)
    for product in products(read, merchant_id, is_active=True):
        count = left.get(product.product_id)
        if count is not None and count <= LOW:
            name = page.language.pick(product.name)
            why = page.ngettext("%(num)s is left", "%(num)s are left", count)
            url = f"/catalog/{product.product_id}"
            yield Action(page.say("Restock %(name)s", name=name), why, 5, url)
