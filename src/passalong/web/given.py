"""What routes may ask for by name: door, wish, paging, page, form, and what else the rim knows.

The features' `api.py` and the pages take these as `NamedDependency`; who asks was found before
in `web/guard.py`.
"""

from collections.abc import Sequence
from typing import Annotated, Any, Final

from litestar import Litestar, Request
from litestar.di import Provide
from litestar.params import FromQuery, QueryParameter
from litestar.routes import HTTPRoute

from passalong.engine.asking import (
    LIMIT_DEFAULT,
    LIMIT_MAX,
    Access,
    HeldOut,
    Paging,
    Tries,
    read_cursor,
)
from passalong.engine.bodies import ContactsOf, Reached
from passalong.engine.database import Read
from passalong.engine.door import Door, Wish
from passalong.engine.sealing import Keys
from passalong.people.contacts import Contacts, ContactWrong, region_of
from passalong.people.queries import known_people
from passalong.people.roster import Roster
from passalong.settings import Settings
from passalong.web.actors import Asker
from passalong.web.figures import Figures
from passalong.web.forms import Form
from passalong.web.guard import DENIED, FORMS, SAFE, Guard, require_idempotency_key
from passalong.web.limits import BAD_CODE_ADDRESS, BAD_CODE_MERCHANT
from passalong.web.page import Page, customer_credential
from passalong.web.problems import WrongValues, language_of
from passalong.web.rendering import Pages

YES: Final = ("true", "1", "yes")

Requested = Request[Any, Any, Any]


def givens(
    door: Door, settings: Settings, guard: Guard, pages: Pages, figures: Figures
) -> dict[str, Any]:
    """Name → what makes it for a request."""

    async def give_page(request: Requested) -> Page:
        state = request.scope["state"]
        credential = customer_credential(guard, request)
        if credential is not None and "customer" not in state:
            known = guard.actors.known(credential)
            state["customer"] = known or await guard.actors.find(credential)
        return Page(request, guard, pages, settings)

    def give_contacts(request: Requested) -> ContactsOf:
        asker: Asker = request.scope["state"]["asker"]
        return reached_by(door.keys, asker)

    def give_tries(request: Requested) -> Tries:
        return CodeTries(guard, request)

    roster = Roster()
    return {
        "contacts_of": give_contacts,
        "tries": give_tries,
        "roster": lambda: roster,
        "held_out": give_held_out,
        "my_ids": give_my_ids,
        "names_of": lambda: names_of,
        "door": lambda: door,
        "settings": lambda: settings,
        "guard": lambda: guard,
        "figures": lambda: figures,
        "page": Provide(give_page),
        "form": Provide(give_form),
        "wish": Provide(give_wish),
        "asker": give_asker,
        "paging": give_paging,
    }


def one_after_the_other(app: Litestar) -> None:
    """Make what a route is given in the request's own task.

    Litestar begins a group of tasks for each request whose route takes more than one thing; here
    next to nothing waits, so that cost a quarter of a request and won nothing.
    """
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for _handler, model in route.route_handler_map.values():
                batches = model.dependency_batches
                model.dependency_batches = [{one} for batch in batches for one in batch]


def give_held_out(request: Requested) -> HeldOut:
    """The offer whose link the request brought."""
    asker: Asker = request.scope["state"]["asker"]
    return HeldOut(asker.voucher_id, asker.turn)


def give_my_ids(request: Requested) -> tuple[str, ...]:
    """Every id under which things of the customer who asks may stand."""
    asker: Asker = request.scope["state"]["asker"]
    return asker.ids


def names_of(read: Read, merchant_id: str, person_ids: Sequence[str]) -> dict[str, str]:
    """What staff call these people; who has no name goes by her giver number."""
    found = known_people(read, merchant_id, [one for one in person_ids if one])
    return {one: known.name or f"#{known.person.number}" for one, known in found.items()}


def reached_by(keys: Keys, asker: Asker) -> ContactsOf:
    """Makes contacts of this merchant from what a body says; wrong ones are told by their place."""
    merchant = asker.merchant
    region = region_of(merchant.time_zone, merchant.currency) if merchant else "CN"
    maker = Contacts(keys, asker.merchant_id, region)
    ways = {"phone": maker.phone, "email": maker.email, "external": maker.external}

    def contacts_of(given: Sequence[Reached]) -> tuple[Any, ...]:
        made, wrong = [], {}
        for place, one in enumerate(given):
            try:
                made.append(ways[one.kind](one.value))
            except ContactWrong as error:
                wrong[f"contacts[{place}].value"] = error.reason
        if wrong:
            raise WrongValues(wrong)
        return tuple(made)

    return contacts_of


class CodeTries(Tries):
    """Counts wrong codes per asker and per merchant."""

    def __init__(self, guard: Guard, request: Requested) -> None:
        asker: Asker = request.scope["state"]["asker"]
        self._buckets = guard.buckets
        self._whom = asker.actor.id or guard.address(request)
        self._merchant_id = asker.merchant_id

    def check(self) -> None:
        """Refused with `too_many_tries` when there were too many wrong ones."""
        self._buckets.require_open(BAD_CODE_ADDRESS, self._whom, "too_many_tries")
        self._buckets.require_open(BAD_CODE_MERCHANT, self._merchant_id, "too_many_tries")

    def failed(self) -> None:
        """One more was wrong."""
        self._buckets.take(BAD_CODE_ADDRESS, self._whom)
        self._buckets.take(BAD_CODE_MERCHANT, self._merchant_id)


def give_asker(request: Requested) -> Asker:
    """Who asks."""
    asker: Asker = request.scope["state"]["asker"]
    return asker


async def give_form(request: Requested) -> Form:
    """The posted form."""
    return Form(await request.form(), language_of(request).say)


async def give_wish(request: Requested, dry_run: FromQuery[bool] = False) -> Wish:
    """Who asks for which merchant; a write with its idempotency key, from header or form."""
    asker: Asker = request.scope["state"]["asker"]
    key = request.headers.get("idempotency-key", "")
    access: Access = request.route_handler.opt.get("access", DENIED)
    is_write = access.is_write and request.method not in SAFE
    if is_write and not key and request.content_type[0] in FORMS:
        key = str((await request.form()).get("idempotency_key", ""))
    if is_write:
        require_idempotency_key(key)
    return Wish(asker.merchant_id, asker.actor, key if is_write else "", is_write and dry_run)


def give_paging(
    limit: Annotated[int, QueryParameter(ge=1, le=LIMIT_MAX)] = LIMIT_DEFAULT,
    cursor: Annotated[str, QueryParameter(max_length=600)] = "",
) -> Paging:
    """Which part of a list is wanted."""
    return Paging(limit, read_cursor(cursor)) if cursor else Paging(limit)
