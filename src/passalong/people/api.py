"""REST of people: persons, consents, what identifies them, merging, forgetting.

Who brought whom, and the search by a giver's spoken name, are in `people/lineage_api.py`; what is
allowed in `people/rules.py`.
"""

from typing import Any

import msgspec
from litestar import delete, get, patch, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from passalong.base.messages import PERSON, TILL, Refusal
from passalong.engine.asking import Listed, Paging, listed, reads, sends
from passalong.engine.bodies import (
    Body,
    Contacts,
    ContactsOf,
    Identifier,
    LongText,
    Reached,
    ShortText,
    command_of,
)
from passalong.engine.door import Door, Reply, Wish
from passalong.merchants.model import Language
from passalong.people.model import (
    AddIdentity,
    ChangePerson,
    ErasePerson,
    MeetPerson,
    MergePeople,
    NamedAs,
    PersonSource,
    Purpose,
    RenewLink,
    SetConsent,
)
from passalong.people.queries import (
    PeopleFilter,
    known_person,
    people,
    person_by_identity,
    person_by_number,
)
from passalong.people.showing import PERSON_EXAMPLE, PersonWhole, show_person, whole_person
from passalong.people.tables import link_token
from passalong.settings import Settings

WHO = {"person_id": PERSON_EXAMPLE["person_id"]}


class PersonWish(Body, frozen=True):
    """Somebody to meet: found by a contact, else noted as new; anonymous without anything."""

    name: ShortText = ""
    nickname: ShortText = ""
    remark: LongText = ""
    contacts: Contacts = ()
    language: Language = "zh_Hans"
    named_as: NamedAs = "first_name"
    consents: tuple[Purpose, ...] = ()


class PersonChange(Body, frozen=True):
    """What is given is changed."""

    name: ShortText | None = None
    nickname: ShortText | None = None
    remark: LongText | None = None
    language: Language | None = None
    named_as: NamedAs | None = None


class ConsentWish(Body, frozen=True):
    """Agree, or withdraw."""

    is_granted: bool
    notice_version: int = 1


class MergeWish(Body, frozen=True):
    """This record is the same person as the one in the address."""

    from_id: Identifier


@get(
    "/v1/people",
    opt=reads(scope="people", answers={"items": [PERSON_EXAMPLE], "next_cursor": None}),
    sync_to_thread=True,
    tags=["people"],
)
def list_people(
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
    paging: NamedDependency[Paging],
    is_named: FromQuery[bool | None] = None,
    has_brought: FromQuery[bool | None] = None,
    source: FromQuery[PersonSource | None] = None,
) -> Listed:
    """People, newest first. Filters: is_named, has_brought (brought somebody), source."""
    wanted = PeopleFilter(is_named=is_named, has_brought=has_brought, source=source or "")
    after = paging.place(int)
    with door.reading() as read:
        found = people(read, wish.merchant_id, wanted, paging.limit + 1, after)
    return listed(found, paging, show_person, lambda known: (known.person.number,))


@post(
    "/v1/people",
    opt=sends(
        MeetPerson,
        asks={"name": "王小明", "contacts": [{"kind": "phone", "value": "138 0013 8000"}]},
        answers={**WHO, "number": 17, "is_new": True},
    ),
    tags=["people"],
)
async def meet_person(
    data: JSONBody[PersonWish],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
    contacts_of: NamedDependency[ContactsOf],
) -> Reply:
    """Find somebody by a contact, or note her as new."""
    contacts = contacts_of(data.contacts)
    return await door.send(wish, command_of(MeetPerson, data, source="staff", contacts=contacts))


@get(
    "/v1/people/{person_id:str}",
    opt=reads(scope="people", answers={"person": PERSON_EXAMPLE, "identities": [], "consents": []}),
    sync_to_thread=True,
    tags=["people"],
)
def read_person(
    person_id: FromPath[str], wish: NamedDependency[Wish], door: NamedDependency[Door]
) -> PersonWhole:
    """One person, with what she is found by and what she agreed to."""
    return whole_person(door, wish, person_id)


@get(
    "/v1/me",
    opt=reads(
        roles=PERSON,
        scope="",
        answers={"person": PERSON_EXAMPLE, "identities": [], "consents": []},
    ),
    sync_to_thread=True,
    tags=["me"],
)
def read_me(wish: NamedDependency[Wish], door: NamedDependency[Door]) -> PersonWhole:
    """The customer who asks (`Authorization: Bearer my_…`): what the shop knows of her."""
    return whole_person(door, wish, wish.actor.id)


class PersonSearch(Body, frozen=True):
    """Either a contact or a giver number."""

    contact: Reached | None = None
    number: int | None = None


@post(
    "/v1/people/search",
    opt=reads(
        scope="people",
        asks={"contact": {"kind": "phone", "value": "13800138000"}},
        answers={"items": [PERSON_EXAMPLE], "next_cursor": None},
    ),
    sync_to_thread=True,
    status_code=200,
    tags=["people"],
)
def search_person(
    data: JSONBody[PersonSearch],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
    contacts_of: NamedDependency[ContactsOf],
) -> Listed:
    """Who has this phone, e-mail, external id or giver number: nobody or one person.

    A search changes nothing; it is a POST so that no phone number stands in an address.
    """
    number = data.number if data.number is not None and 0 < data.number < 1 << 31 else None
    contact = contacts_of([data.contact])[0] if data.contact else None
    merchant_id = wish.merchant_id
    with door.reading() as read:
        found = None
        if contact is not None:
            found = person_by_identity(read, merchant_id, contact.kind, contact.lookup)
        elif number is not None:
            found = person_by_number(read, merchant_id, number)
        known = known_person(read, merchant_id, found.person_id) if found else None
    return Listed([show_person(known)] if known else [], None)


@patch(
    "/v1/people/{person_id:str}",
    opt=sends(ChangePerson, asks={"named_as": "full_name"}, answers=WHO),
    tags=["people"],
)
async def change_person(
    person_id: FromPath[Identifier],
    data: JSONBody[PersonChange],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
) -> Reply:
    """Change what is given. A customer changes herself only."""
    return await door.send(wish, command_of(ChangePerson, data, person_id=person_id))


@post(
    "/v1/people/{person_id:str}/identities",
    opt=sends(
        AddIdentity,
        asks={"kind": "email", "value": "wang@example.org"},
        answers={**WHO, "is_new": True},
    ),
    tags=["people"],
)
async def add_identity(
    person_id: FromPath[Identifier],
    data: JSONBody[Reached],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
    contacts_of: NamedDependency[ContactsOf],
) -> Reply:
    """One more phone, e-mail or external id."""
    return await door.send(wish, AddIdentity(person_id, contacts_of([data])[0]))


@put(
    "/v1/people/{person_id:str}/consents/{purpose:str}",
    opt=sends(SetConsent, asks={"is_granted": True}, answers={**WHO, "is_granted": True}),
    tags=["people"],
)
async def set_consent(
    person_id: FromPath[Identifier],
    purpose: FromPath[Purpose],
    data: JSONBody[ConsentWish],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
) -> Reply:
    """Agree or withdraw, for one purpose."""
    command = command_of(SetConsent, data, person_id=person_id, purpose=purpose)
    return await door.send(wish, command)


class LinkTold(msgspec.Struct):
    """A customer's own page."""

    person_id: str
    link: str


@get(
    "/v1/people/{person_id:str}/link",
    opt=reads(
        roles=TILL,
        scope="people",
        answers={**WHO, "link": "https://shop.example/my/m01234567/…"},
    ),
    sync_to_thread=True,
    tags=["people"],
)
def read_link(
    person_id: FromPath[str],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
    settings: NamedDependency[Settings],
) -> LinkTold:
    """The link of her own page, to hand to herself only: who has it acts as her."""
    with door.reading() as read:
        known = known_person(read, wish.merchant_id, person_id)
    if known is None or known.person.erased_at is not None:
        raise Refusal("person_not_found")
    token = link_token(door.keys, known.person)
    return LinkTold(known.person.person_id, f"{settings.public_url}/my/{wish.merchant_id}/{token}")


@post(
    "/v1/people/{person_id:str}/link/renew",
    opt=sends(RenewLink, answers=WHO),
    status_code=200,
    tags=["people"],
)
async def renew_link(
    person_id: FromPath[Identifier], wish: NamedDependency[Wish], door: NamedDependency[Door]
) -> Reply:
    """A new page link; the old one stops working."""
    return await door.send(wish, RenewLink(person_id))


@delete(
    "/v1/people/{person_id:str}",
    opt=sends(ErasePerson, answers={**WHO, "is_erased": True}),
    status_code=200,
    tags=["people"],
)
async def erase_person(
    person_id: FromPath[Identifier], wish: NamedDependency[Wish], door: NamedDependency[Door]
) -> Reply:
    """Forget who she is; the graph and the books stay."""
    return await door.send(wish, ErasePerson(person_id))


@post(
    "/v1/people/{person_id:str}/merge",
    opt=sends(MergePeople, asks={"from_id": "p_7k2m9x1c8v7b3n6k5j0q"}, answers=WHO),
    status_code=200,
    tags=["people"],
)
async def merge_people(
    person_id: FromPath[Identifier],
    data: JSONBody[MergeWish],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
) -> Reply:
    """Two records are one person: `from_id` from now on means the one in the address."""
    return await door.send(wish, MergePeople(from_id=data.from_id, to_id=person_id))


ROUTES: tuple[Any, ...] = (
    list_people,
    meet_person,
    read_person,
    read_me,
    search_person,
    change_person,
    add_identity,
    set_consent,
    read_link,
    renew_link,
    erase_person,
    merge_people,
)
