"""People as the API shows them: names for staff, contacts masked for whoever need not know them.

How friends see a giver's name is in `people/naming.py`; the routes are in `people/api.py`.
"""

from typing import Any

import msgspec

from passalong.base.clock import iso_of
from passalong.base.messages import MANAGERS, Actor, Refusal
from passalong.engine.door import Door, Wish
from passalong.people.model import Identity
from passalong.people.queries import Known, consents_of, ids_of, known_person
from passalong.people.queries import contacts_of as identities_of

PERSON_EXAMPLE: dict[str, Any] = {
    "person_id": "p_4h2m9x1c8v7b3n6k5j0q",
    "number": 17,
    "name": "王小明",
    "nickname": "",
    "remark": "",
    "language": "zh_Hans",
    "named_as": "first_name",
    "source": "counter",
    "joined_at": "2026-01-01T00:00:00.000Z",
    "erased_at": None,
}


class PersonShown(msgspec.Struct):
    """Somebody the shop knows; names are empty when she is anonymous or was erased."""

    person_id: str
    number: int
    name: str
    nickname: str
    remark: str
    language: str
    named_as: str
    source: str
    joined_at: str
    erased_at: str | None


class IdentityShown(msgspec.Struct):
    """What she is found by; masked for whoever need not know it."""

    kind: str
    value: str


class ConsentShown(msgspec.Struct):
    """What she agreed to."""

    purpose: str
    is_granted: bool
    at: str
    notice_version: int


class PersonWhole(msgspec.Struct):
    """A person with what she is found by and what she agreed to."""

    person: PersonShown
    identities: list[IdentityShown]
    consents: list[ConsentShown]


def show_person(known: Known) -> PersonShown:
    """A person as the API shows her."""
    person, detail = known.person, known.detail
    return PersonShown(
        person_id=person.person_id,
        number=person.number,
        name=detail.name if detail else "",
        nickname=detail.nickname if detail else "",
        remark=detail.remark if detail else "",
        language=person.language,
        named_as=person.named_as,
        source=person.source,
        joined_at=iso_of(person.joined_at),
        erased_at=None if person.erased_at is None else iso_of(person.erased_at),
    )


def show_identity(identity: Identity, actor: Actor) -> IdentityShown:
    """In full for managers, programs and herself; else only the end of it."""
    value = identity.value
    in_full = actor.role in MANAGERS or actor.kind in ("key", "person")
    return IdentityShown(identity.kind, value if in_full else "…" + value[-4:])


def whole_person(door: Door, wish: Wish, person_id: str) -> PersonWhole:
    """A person with everything about her. Refused when there is none."""
    with door.reading() as read:
        known = known_person(read, wish.merchant_id, person_id)
        if known is None:
            raise Refusal("person_not_found")
        ids = ids_of(known.person)
        identities = [one for each in ids for one in identities_of(read, wish.merchant_id, each)]
        consents = consents_of(read, wish.merchant_id, known.person.person_id)
    person = show_person(known)
    if wish.actor.kind == "person":
        person = msgspec.structs.replace(person, remark="")
    return PersonWhole(
        person,
        [show_identity(one, wish.actor) for one in identities],
        [
            ConsentShown(each.purpose, each.is_granted, iso_of(each.at), each.notice_version)
            for each in consents.values()
        ],
    )
