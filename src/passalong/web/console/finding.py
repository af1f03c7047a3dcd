"""Whom a member of staff means by a giver number, a phone number or a spoken name.

How names are compared is in `people/names.py`. Looking up by name is limited and logged, because
it tells of customers; who asks is in the log, what was asked is not.
"""

import logging
from collections.abc import Callable

from passalong.engine.bodies import ContactsOf, Reached
from passalong.engine.database import Read
from passalong.people.names import is_clear
from passalong.people.queries import person_by_identity, person_by_number, person_of
from passalong.people.roster import Roster
from passalong.web.console.room import merchant_of
from passalong.web.guard import Guard
from passalong.web.limits import NAME_SEARCH
from passalong.web.page import Page
from passalong.web.problems import WrongValues

log = logging.getLogger(__name__)

SHOWN_MOST = 20
Find = Callable[[Read, str], list[str]]


def finder(page: Page, guard: Guard, roster: Roster, contacts_of: ContactsOf) -> Find:
    """Answers the ids of the people meant, likeliest first; nobody is an empty list."""

    def find(read: Read, text: str) -> list[str]:
        merchant_id = merchant_of(page).merchant_id
        if text.startswith("p_"):
            found = person_of(read, merchant_id, text)
            return [found.person_id] if found is not None and found.erased_at is None else []
        number = text.removeprefix("#").strip()
        is_number = number.isascii() and number.isdigit()
        exact: list[str] = []
        if is_number and len(number) < 7:
            found = person_by_number(read, merchant_id, int(number))
            exact = [found.person_id] if found is not None and found.erased_at is None else []
        if text.startswith("#"):
            return exact
        for kind in ("phone", "email"):
            contact = _contact(contacts_of, kind, text)
            if contact is not None:
                found = person_by_identity(read, merchant_id, kind, contact)
                if found is not None:
                    return [found.person_id]
        actor = page.asker.actor
        guard.buckets.require(NAME_SEARCH, actor.id, "rate_limited")
        log.info("name_search", extra={"actor": actor.kind, "actor_id": actor.id})
        answers = roster.search(read, merchant_id, text, SHOWN_MOST)
        spoken = [one.person_id for one in answers if one.person_id not in exact]
        return exact + (spoken[:1] if is_clear(answers) else spoken)

    return find


def one_meant(found: list[str], text: str) -> str:
    """The one person meant: a giver number means one, a name that several have means nobody."""
    is_number = text.removeprefix("#").strip().isdigit()
    return found[0] if found and (len(found) == 1 or is_number) else ""


def _contact(contacts_of: ContactsOf, kind: str, text: str) -> str | None:
    """The keyed look-up of a phone or e-mail; None when the text is none."""
    try:
        made = contacts_of([Reached(kind, text[:320])])  # type: ignore[arg-type]
    except WrongValues:
        return None
    return str(made[0].lookup)
