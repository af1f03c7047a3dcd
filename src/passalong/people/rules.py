"""The law of people: how one is met, known again, changed, asked for consent, and forgotten.

Who brought whom, and two who turn out to be one, are in `people/lineage.py`; many at once in
`people/crowds.py`; what events change in `people/changes.py`; the search by spoken name in
`people/names.py`.
"""

from collections.abc import Generator
from typing import Any

from msgspec.structs import replace

from passalong.base.messages import Forget, Keep, Now, Refusal, Shred, require
from passalong.base.world import World
from passalong.people.crowds import CROWD_RULES
from passalong.people.lineage import LINEAGE_RULES
from passalong.people.model import (
    CONTACT_MAX,
    NAME_MAX,
    REMARK_MAX,
    AddIdentity,
    ChangePerson,
    Consent,
    ConsentSet,
    Contact,
    ErasePerson,
    Identity,
    IdentityAdded,
    LinkRenewed,
    MeetPerson,
    PeopleTally,
    Person,
    PersonAlias,
    PersonChanged,
    PersonDetail,
    PersonErased,
    PersonMet,
    Purpose,
    RenewLink,
    SetConsent,
    same_person,
)

Steps = Generator[Any, Any, dict[str, Any]]
SubSteps = Generator[Any, Any, None]


def meet(world: World, command: MeetPerson, now: Now) -> Steps:
    """Whoever has one of these contacts, or somebody new with the next giver number."""
    _not_too_long(name=command.name, nickname=command.nickname, remark=command.remark)
    for contact in command.contacts:
        _is_contact(contact)
    contacts = tuple({(one.kind, one.lookup): one for one in command.contacts}.values())
    world.hint(PeopleTally)
    for contact in contacts:
        key = (contact.kind, contact.lookup)
        world.hint_beyond(Identity, key, "person_id", (Person, PersonAlias))
    known = _known(world, command.person_id, contacts)
    if known is not None:
        yield from _met_again(world, command, known, contacts)
        return {"person_id": known.person_id, "number": known.number, "is_new": False}
    person_id = command.person_id or now.new_id("p")
    tally = world.get(PeopleTally)
    number = (tally.people if tally else 0) + 1
    yield PersonMet(
        person_id,
        number,
        command.source,
        command.language,
        command.named_as,
        command.name.strip() != "",
        now.turn,
    )
    detail = _told(command, PersonDetail(world.merchant_id, person_id, "", "", "", ()))
    detail = replace(detail, identities=tuple([_spelled(contact) for contact in contacts]))
    if detail.name or detail.nickname or detail.remark or contacts:
        yield Keep(detail)
    for contact in contacts:
        yield Keep(_identity(world, person_id, contact))
    yield from _agreed(world, person_id, command.consents)
    return {"person_id": person_id, "number": number, "is_new": True}


def _known(world: World, person_id: str, contacts: tuple[Contact, ...]) -> Person | None:
    """The one person whom all of this names, or None if it names nobody yet."""
    owners = set()
    for contact in contacts:
        identity = world.know(Identity, contact.kind, contact.lookup)
        if identity is not None:
            owners.add(same_person(world, identity.person_id))
    if person_id:
        named_id = same_person(world, person_id)
        named = world.get(Person, named_id)
        if named is not None:
            require(named.erased_at is None, "person_erased")
            owners.add(named_id)
    require(len(owners) <= 1, "identity_conflict")
    return world.have(Person, owners.pop()) if owners else None


def _met_again(
    world: World, command: MeetPerson, person: Person, contacts: tuple[Contact, ...]
) -> SubSteps:
    """What she tells for the first time is added; what is known already stays as it is."""
    person_id = person.person_id
    missing = [one for one in contacts if world.get(Identity, one.kind, one.lookup) is None]
    if missing or command.name or command.nickname or command.remark:
        before = _detail(world, person_id)
        spelled = tuple([_spelled(contact) for contact in missing])
        detail = replace(_told(command, before), identities=before.identities + spelled)
        for contact in missing:
            yield IdentityAdded(person_id, contact.kind)
            yield Keep(_identity(world, person_id, contact))
        if _words(detail) != _words(before):
            yield _changed(person, detail)
        if detail != before:
            yield Keep(detail)
    yield from _agreed(world, person_id, command.consents)


def _agreed(world: World, person_id: str, purposes: tuple[Purpose, ...]) -> SubSteps:
    for purpose in dict.fromkeys(purposes):
        consent = world.get(Consent, person_id, purpose)
        if consent is None or not consent.is_granted:
            yield ConsentSet(person_id, purpose, True, 1)


def change(world: World, command: ChangePerson, now: Now) -> Steps:
    """Name, nickname, language, how she is named; the shop's remark is the shop's alone."""
    person = living(world, command.person_id, now)
    require(command.remark is None or now.actor.kind != "person", "not_your_record")
    _not_too_long(
        name=command.name or "", nickname=command.nickname or "", remark=command.remark or ""
    )
    before = _detail(world, person.person_id)
    detail = replace(
        before,
        name=before.name if command.name is None else command.name.strip(),
        nickname=before.nickname if command.nickname is None else command.nickname.strip(),
        remark=before.remark if command.remark is None else command.remark.strip(),
    )
    after = replace(
        person,
        language=person.language if command.language is None else command.language,
        named_as=person.named_as if command.named_as is None else command.named_as,
    )
    if after != person or detail != before:
        yield _changed(after, detail)
    if detail != before:
        yield Keep(detail)
    return {"person_id": person.person_id}


def add_identity(world: World, command: AddIdentity, now: Now) -> Steps:
    """One more contact; hers already is no harm, another's is refused."""
    contact = command.contact
    world.hint(Identity, contact.kind, contact.lookup)
    person = living(world, command.person_id, now)
    _is_contact(contact)
    identity = world.get(Identity, contact.kind, contact.lookup)
    if identity is None:
        detail = _detail(world, person.person_id)
        yield IdentityAdded(person.person_id, contact.kind)
        yield Keep(_identity(world, person.person_id, contact))
        yield Keep(replace(detail, identities=(*detail.identities, _spelled(contact))))
    else:
        owner_id = same_person(world, identity.person_id)
        require(owner_id == person.person_id, "identity_conflict")
    return {"person_id": person.person_id, "is_new": identity is None}


def set_consent(world: World, command: SetConsent, now: Now) -> Steps:
    """Agree or withdraw; saying the same again under the same notice adds nothing."""
    person = living(world, command.person_id, now)
    consent = world.get(Consent, person.person_id, command.purpose)
    said = (command.is_granted, command.notice_version)
    if consent is None or (consent.is_granted, consent.notice_version) != said:
        yield ConsentSet(person.person_id, command.purpose, *said)
    return {"person_id": person.person_id, "is_granted": command.is_granted}


def renew_link(world: World, command: RenewLink, now: Now) -> Steps:
    """A new page link. The turn also steps over a look-up that another link has taken."""
    person = living(world, command.person_id, now)
    yield LinkRenewed(person.person_id, person.link_turn + 1 + now.turn)
    return {"person_id": person.person_id}


def erase(world: World, command: ErasePerson, now: Now) -> Steps:
    """Forget who she is. Her number, whom she brought and what she bought stay, nameless."""
    person_id = _hers(world, command.person_id, now)
    person = world.get(Person, person_id)
    if person is None:
        raise Refusal("person_not_found")
    if person.erased_at is None:
        detail = world.get(PersonDetail, person_id)
        for spelled in detail.identities if detail else ():
            kind, _, lookup = spelled.partition(":")
            yield Forget(Identity, (kind, lookup))
        yield Forget(PersonDetail, (person_id,))
        yield Shred(person_id)
        yield PersonErased(person_id)
    return {"person_id": person_id, "is_erased": True}


def living(world: World, person_id: str, now: Now) -> Person:
    """The person meant, if this actor may act for her and she is not erased."""
    person = world.get(Person, _hers(world, person_id, now))
    if person is None:
        raise Refusal("person_not_found")
    require(person.erased_at is None, "person_erased")
    return person


def _hers(world: World, person_id: str, now: Now) -> str:
    """The id meant today. A customer acts for herself alone, whether others exist or not."""
    world.hint(Person, person_id)
    world.hint(PersonDetail, person_id)
    world.hint(PersonAlias, person_id)
    meant = same_person(world, person_id)
    if now.actor.kind in ("person", "friend"):
        require(same_person(world, now.actor.id) == meant, "not_your_record")
    return meant


def _not_too_long(name: str, nickname: str, remark: str) -> None:
    require(len(name) <= NAME_MAX, "text_too_long", field="name", limit=NAME_MAX)
    require(len(nickname) <= NAME_MAX, "text_too_long", field="nickname", limit=NAME_MAX)
    require(len(remark) <= REMARK_MAX, "text_too_long", field="remark", limit=REMARK_MAX)


def _is_contact(contact: Contact) -> None:
    require(contact.lookup != "" and contact.value != "", "contact_missing")
    length = len(contact.value)
    require(length <= CONTACT_MAX, "text_too_long", field=contact.kind, limit=CONTACT_MAX)


def _detail(world: World, person_id: str) -> PersonDetail:
    """Her detail, or an empty one: who is anonymous has none."""
    found = world.get(PersonDetail, person_id)
    return found or PersonDetail(world.merchant_id, person_id, "", "", "", ())


def _told(command: MeetPerson, detail: PersonDetail) -> PersonDetail:
    """The detail with what the command tells where nothing was known."""
    return replace(
        detail,
        name=detail.name or command.name.strip(),
        nickname=detail.nickname or command.nickname.strip(),
        remark=detail.remark or command.remark.strip(),
    )


def _words(detail: PersonDetail) -> tuple[str, str, str]:
    return detail.name, detail.nickname, detail.remark


def _changed(person: Person, detail: PersonDetail) -> PersonChanged:
    return PersonChanged(person.person_id, person.language, person.named_as, detail.name != "")


def _spelled(contact: Contact) -> str:
    return f"{contact.kind}:{contact.lookup}"


def _identity(world: World, person_id: str, contact: Contact) -> Identity:
    return Identity(world.merchant_id, contact.kind, contact.lookup, person_id, contact.value)


RULES = {
    MeetPerson: meet,
    ChangePerson: change,
    AddIdentity: add_identity,
    SetConsent: set_consent,
    RenewLink: renew_link,
    ErasePerson: erase,
    **CROWD_RULES,
    **LINEAGE_RULES,
}
