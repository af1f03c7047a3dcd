"""Who is meant by a spoken name, and giving a name to a giver who is only a number yet.

How names are compared is in `people/names.py`. Every look-up is counted and noted: a till shows
at most five people, and nobody can read the list of customers through it.
"""

import asyncio
import logging
from typing import Any, Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from passalong.base.messages import Refusal
from passalong.engine.asking import sends
from passalong.engine.database import Read
from passalong.engine.door import Door, Wish
from passalong.people.model import ChangePerson
from passalong.people.queries import known_person, phones_of
from passalong.people.roster import Roster
from passalong.vouchers.queries import held_counts
from passalong.web.forms import Form
from passalong.web.guard import Guard
from passalong.web.limits import NAME_SEARCH
from passalong.web.lookups import look_up_proof
from passalong.web.page import Page
from passalong.web.till.place import AT_TILL, names_at_till, place_of

log = logging.getLogger(__name__)


def note_search(page: Page, guard: Guard) -> None:
    """Count and note one look-up. Refused when there were too many."""
    staff_id = page.asker.actor.id
    guard.buckets.require(NAME_SEARCH, staff_id, "rate_limited")
    log.info("name_search", extra={"actor": page.asker.actor.kind, "actor_id": staff_id})


def answers_to(
    page: Page, read: Read, roster: Roster, spoken: str, at: int
) -> list[dict[str, Any]]:
    """At most five who may be meant, likeliest first, with what each still has to give."""
    merchant_id = page.asker.merchant_id
    found = roster.search(read, merchant_id, spoken)
    ids = [one.person_id for one in found]
    names = names_at_till(page, read, ids)
    phones = phones_of(read, merchant_id, ids)
    held = held_counts(read, merchant_id, ids, at)
    return [
        {
            "person_id": one.person_id,
            "name": names.get(one.person_id, ""),
            "hint": "…" + phones[one.person_id][-4:] if one.person_id in phones else "",
            "confidence": round(one.confidence * 100),
            "to_give": held.get(one.person_id, 0),
            "tried": "",
            "look_up": look_up_proof(read.keys, merchant_id, page.asker.actor, one.person_id, at),
        }
        for one in found
    ]


@get("/till/name", opt=AT_TILL, sync_to_thread=True)
def by_name(
    page: NamedDependency[Page],
    door: NamedDependency[Door],
    guard: NamedDependency[Guard],
    roster: NamedDependency[Roster],
    q: FromQuery[str] = "",
) -> Response[Any]:
    """Who sent you? At most five answers, and what each of them still has to give."""
    q = q.strip()[:80]
    answers = None
    if q:
        note_search(page, guard)
    with door.reading() as read:
        frame = place_of(page, read).frame(page)
        if q:
            answers = answers_to(page, read, roster, q, door.clock.now())
    return page.show("till/name.html", **frame, q=q, answers=answers)


@get("/till/giver/{person_id:str}", opt=AT_TILL, sync_to_thread=True)
def nameless(
    person_id: FromPath[str],
    page: NamedDependency[Page],
    door: NamedDependency[Door],
    order: FromQuery[str] = "",
) -> Response[Any]:
    """The giver number, and a field for the name."""
    return page.show("till/giver.html", **_giver(page, door, person_id, order))


@post("/till/giver/{person_id:str}", opt=sends(ChangePerson))
async def name_giver(
    person_id: FromPath[str],
    page: NamedDependency[Page],
    form: NamedDependency[Form],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
    order: FromQuery[str] = "",
) -> Response[Any]:
    """From now on the number has a name, on slips printed before as well."""
    name = form.text("first_name", needed=True, most=60)
    refused: Refusal | None = None
    if form.is_good:
        try:
            await door.send(wish, ChangePerson(person_id, name=name))
        except Refusal as refusal:
            refused = refusal
        else:
            is_order = order.startswith("ord_") and order.isascii() and order[4:].isalnum()
            return page.to(
                f"/till/handed/{order}" if is_order else "/till/today", page.say("Saved.")
            )
    context = await asyncio.to_thread(_giver, page, door, person_id, order)
    return page.again("till/giver.html", form, refused, **context)


def _giver(page: Page, door: Door, person_id: str, order: str) -> dict[str, Any]:
    with door.reading() as read:
        frame = place_of(page, read).frame(page)
        known = known_person(read, page.asker.merchant_id, person_id)
    if known is None or known.person.erased_at is not None:
        raise Refusal("person_not_found")
    return {
        **frame,
        "giver_number": known.person.number,
        "name": known.name,
        "back_url": f"/till/handed/{order}" if order else "/till/today",
    }


ROUTES: Final = (by_name, nameless, name_giver)
