"""In which shop this till stands: the only one, or the one that was chosen and is remembered.

Who works in which shop is law (`merchants/rules.py`); the engine checks it again at each command.
"""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency

from passalong.base.messages import TILL, Refusal
from passalong.engine.asking import reads
from passalong.engine.database import Read
from passalong.engine.door import Door
from passalong.merchants.model import Shop
from passalong.merchants.queries import shops
from passalong.people.queries import Known, known_people
from passalong.web.forms import Form
from passalong.web.page import YEAR, Page

AT_TILL: Final = reads(roles=TILL, scope="")
COOKIE: Final = "passalong_till"


class Place(msgspec.Struct, frozen=True):
    """The shop of this till, and all among which it may be chosen."""

    shop: Shop
    shops: list[Shop]

    def frame(self, page: Page) -> dict[str, Any]:
        """What the layout of every page of the till is told."""
        name = page.language.pick(self.shop.name)
        return {"shop_name": name, "is_one_of_many": len(self.shops) > 1}


def names_at_till(page: Page, read: Read, person_ids: Sequence[str]) -> dict[str, str]:
    """What staff call these people; who has no name goes by her giver number, in words."""
    known = known_people(read, page.asker.merchant_id, [one for one in person_ids if one])
    return {one: called(page, found) for one, found in known.items()}


def called(page: Page, known: Known) -> str:
    """Her name, or "Giver 17"."""
    return known.name or page.say("Giver %(number)s", number=known.person.number)


def place_of(page: Page, read: Read) -> Place:
    """Where this till stands. Refused for staff without an open shop."""
    actor = page.asker.actor
    mine = [one for one in shops(read, page.asker.merchant_id) if actor.works_at(one.shop_id)]
    if not mine:
        raise Refusal("shop_not_found")
    chosen = page.request.cookies.get(COOKIE, "")
    return Place(next((one for one in mine if one.shop_id == chosen), mine[0]), mine)


@get("/till/shop", opt=AT_TILL, sync_to_thread=True)
def which_shop(page: NamedDependency[Page], door: NamedDependency[Door]) -> Response[Any]:
    """The shops to choose from."""
    with door.reading() as read:
        place = place_of(page, read)
    return _shown(page, place)


@post("/till/shop", opt=AT_TILL, sync_to_thread=True)
def choose_shop(
    page: NamedDependency[Page], form: NamedDependency[Form], door: NamedDependency[Door]
) -> Response[Any]:
    """Stand in this shop from now on, in this browser."""
    with door.reading() as read:
        place = place_of(page, read)
    shop_id = form.choice("shop_id", [one.shop_id for one in place.shops])
    if not form.is_good:
        return page.again("till/shop.html", form, **_context(page, place))
    response = page.to("/till")
    page.keep(response, COOKIE, shop_id, YEAR)
    return response


def _shown(page: Page, place: Place) -> Response[Any]:
    return page.show("till/shop.html", **_context(page, place))


def _context(page: Page, place: Place) -> dict[str, Any]:
    listed = [
        {"id": one.shop_id, "name": page.language.pick(one.name),
         "address": page.language.pick(one.address)}
        for one in place.shops
    ]  # fmt: skip
    return {**place.frame(page), "shops": listed, "shop_id": place.shop.shop_id}


ROUTES: Final = (which_shop, choose_shop)
