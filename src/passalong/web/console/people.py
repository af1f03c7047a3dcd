"""People: the list, finding somebody, noting somebody new, and the list as a table.

One person's page is in `person.py`.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.response import Stream

from passalong.base.clock import iso_of
from passalong.base.messages import TILL, Refusal
from passalong.engine.asking import Paging, reads, sends
from passalong.engine.bodies import ContactsOf, Reached
from passalong.engine.database import Read
from passalong.engine.door import Door, Wish
from passalong.insights.queries import giving_of, last_seen
from passalong.people.forest import brought_counts, referral_of
from passalong.people.model import NAME_MAX, REMARK_MAX, MeetPerson
from passalong.people.queries import Known, PeopleFilter, ids_of, known_people, people, phones_of
from passalong.people.roster import Roster
from passalong.web.console.csv_file import CSV, csv_file
from passalong.web.console.finding import finder
from passalong.web.console.room import (
    asked,
    csv_address,
    merchant_of,
    names,
    pages_of,
    paging_of,
)
from passalong.web.forms import Form
from passalong.web.guard import Guard
from passalong.web.page import Page
from passalong.web.problems import WrongValues

TEMPLATE: Final = "console/people.html"
NEW: Final = "console/person_new.html"
CHUNK: Final = 500
NAMED: Final[dict[str, bool | None]] = {"yes": True, "no": False}


@get("/people", opt=reads(), sync_to_thread=True, include_in_schema=False)
def people_list(
    page: NamedDependency[Page],
    door: NamedDependency[Door],
    guard: NamedDependency[Guard],
    roster: NamedDependency[Roster],
    contacts_of: NamedDependency[ContactsOf],
) -> Response[Any]:
    """Everybody the shop knows, newest first, or those who are meant by `q`."""
    merchant_id = merchant_of(page).merchant_id
    values = asked(page, "q", "named", "brought")
    paging = paging_of(page)
    find = finder(page, guard, roster, contacts_of)
    with door.reading() as read:
        if values["q"]:
            ids = find(read, values["q"])
            by_id = known_people(read, merchant_id, ids)
            found = [by_id[one] for one in ids if one in by_id]
        else:
            found = _page(read, merchant_id, values, paging)
        more = not values["q"] and len(found) > paging.limit
        lines = _lines(read, page, found if values["q"] else found[: paging.limit])
    key = (found[paging.limit - 1].person.number,) if more else None
    return page.show(
        TEMPLATE,
        people=lines,
        values=values,
        filtered=any(values.values()),
        csv_url=csv_address("/people", {**values, "q": ""}),
        **pages_of("/people", values, paging, key),
    )


def _page(read: Read, merchant_id: str, values: dict[str, str], paging: Paging) -> list[Known]:
    wanted = PeopleFilter(
        is_named=NAMED.get(values["named"]), has_brought=True if values["brought"] else None
    )
    return people(read, merchant_id, wanted, paging.limit + 1, paging.place(int))


def _lines(read: Read, page: Page, found: Sequence[Known]) -> list[dict[str, Any]]:
    merchant_id = merchant_of(page).merchant_id
    every = [one for known in found for one in ids_of(known.person)]
    given = giving_of(read, merchant_id, every)
    brought = brought_counts(read, merchant_id, every)
    seen = last_seen(read, merchant_id, every)
    givers = {}
    for known in found:
        referral = referral_of(read, merchant_id, known.person.person_id)
        if referral is not None:
            givers[known.person.person_id] = referral.giver_id
    told = names(read, page, [*(known.person.person_id for known in found), *givers.values()])
    lines = []
    for known in found:
        ids = ids_of(known.person)
        giver = told.get(givers.get(known.person.person_id, ""), "")
        lines.append(
            {
                "id": known.person.person_id,
                "number": known.person.number,
                "name": told.get(known.person.person_id, ""),
                "note": page.say("brought by %(name)s", name=giver) if giver else "",
                "given": sum(given[one].given for one in ids if one in given),
                "brought": sum(brought.get(one, 0) for one in ids),
                "last_at": max([known.person.joined_at, *(seen.get(one, 0) for one in ids)]),
            }
        )
    return lines


@get("/people.csv", opt=reads(), sync_to_thread=True, include_in_schema=False, media_type=CSV)
def people_table(page: NamedDependency[Page], door: NamedDependency[Door]) -> Stream:
    """The list as a table; names, phones and remarks only for the owner."""
    merchant_id = merchant_of(page).merchant_id
    values = asked(page, "named", "brought")
    is_owner = page.may.own

    def lines() -> Iterator[list[object]]:
        paging = Paging(CHUNK)
        while True:
            with door.reading() as read:
                found = _page(read, merchant_id, values, paging)
                told = _cells(read, merchant_id, found[:CHUNK], is_owner=is_owner)
            yield from told
            if len(found) <= CHUNK:
                return
            paging = Paging(CHUNK, (found[CHUNK - 1].person.number,))

    head = ["number", "person", "source", "joined", "given", "brought"]
    private = ["name", "nickname", "phone", "remark"]
    return csv_file("people", head + private if is_owner else head, lines())


def _cells(
    read: Read, merchant_id: str, found: Sequence[Known], *, is_owner: bool
) -> list[list[object]]:
    every = [one for known in found for one in ids_of(known.person)]
    given = giving_of(read, merchant_id, every)
    brought = brought_counts(read, merchant_id, every)
    phones = phones_of(read, merchant_id, every) if is_owner else {}
    lines = []
    for known in found:
        person, detail = known.person, known.detail
        ids = ids_of(person)
        line: list[object] = [
            person.number,
            person.person_id,
            person.source,
            iso_of(person.joined_at),
            sum(given[one].given for one in ids if one in given),
            sum(brought.get(one, 0) for one in ids),
        ]
        if is_owner:
            phone = next((phones[one] for one in ids if one in phones), "")
            line += [detail.name, detail.nickname] if detail else ["", ""]
            line += [phone, detail.remark if detail else ""]
        lines.append(line)
    return lines


@get("/people/new", opt=reads(roles=TILL), sync_to_thread=True, include_in_schema=False)
def new_person(page: NamedDependency[Page]) -> Response[Any]:
    """The form for somebody new."""
    return page.show(NEW)


@post("/people/new", opt=sends(MeetPerson), include_in_schema=False)
async def meet_person(
    page: NamedDependency[Page],
    form: NamedDependency[Form],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
    contacts_of: NamedDependency[ContactsOf],
) -> Response[Any]:
    """Note somebody, or find her by her phone."""
    name = form.text("name", needed=True, most=NAME_MAX)
    nickname = form.text("nickname", most=NAME_MAX)
    remark = form.text("remark", most=REMARK_MAX)
    contacts = phone_of(form, contacts_of)
    if not form.is_good:
        return page.again(NEW, form)
    language: Any = merchant_of(page).language
    command = MeetPerson(
        "staff", name=name, nickname=nickname, remark=remark, contacts=contacts, language=language
    )
    try:
        reply = await door.send(wish, command)
    except Refusal as refusal:
        return page.again(NEW, form, refusal)
    toast = page.say("Noted.") if reply["is_new"] else page.say("She or he was known already.")
    return page.to(f"/people/{reply['person_id']}", toast)


def phone_of(form: Form, contacts_of: ContactsOf, name: str = "phone") -> tuple[Any, ...]:
    """The contact of a phone field; empty when nothing was typed or it is no phone number."""
    typed = form.text(name, most=40)
    if not typed:
        return ()
    try:
        return contacts_of([Reached("phone", typed)])
    except WrongValues:
        form.wrong(name, "Please check this phone number.")
        return ()


ROUTES: Final[tuple[Any, ...]] = (people_list, people_table, new_person, meet_person)
