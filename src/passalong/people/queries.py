"""What pages and API read of people: one person, lists, consents, counts.

Who brought whom is read in `people/forest.py`; the search by name in `people/roster.py`. What
was erased is empty here too: its key is gone.
"""

import hmac
from collections.abc import Collection, Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, or_, select

from passalong.engine.database import Read
from passalong.engine.tables import JOURNAL, JOURNAL_HEAD
from passalong.people.model import Brought, Consent, Identity, Person, PersonDetail
from passalong.people.naming import shown_name
from passalong.people.tables import (
    BROUGHT,
    CONSENT,
    IDENTITY,
    PERSON,
    PERSON_ALIAS,
    PERSON_DETAIL,
    link_token,
)

P = PERSON.c
_WIDTH = len(PERSON.columns)
_ON_DETAIL = and_(
    PERSON_DETAIL.c.merchant_id == P.merchant_id, PERSON_DETAIL.c.person_id == P.person_id
)


class Known(msgspec.Struct, frozen=True):
    """A person with what the shop knows her by; an anonymous or erased one has no detail."""

    person: Person
    detail: PersonDetail | None

    @property
    def name(self) -> str:
        """What the shop calls her: name, else nickname, else nothing."""
        return (self.detail.name or self.detail.nickname) if self.detail else ""


class PeopleFilter(msgspec.Struct, frozen=True):
    """What a list of people shows; None and empty mean all. Who was merged away is never shown.

    `can_be_said`: those with a name, nickname, remark or phone, and everybody whom the shop has
    met itself; without a crowd of another world that nobody will ever ask for by name.
    """

    is_named: bool | None = None
    is_erased: bool | None = False
    source: str = ""
    has_brought: bool | None = None
    can_be_said: bool = False


class PeopleCounts(msgspec.Struct, frozen=True):
    """How many there are: not merged away, and of these named, anonymous, erased."""

    people: int
    named: int
    anonymous: int
    erased: int


def ids_of(person: Person) -> tuple[str, ...]:
    """Every id under which rows of this person may stand: hers and those merged into her."""
    return (person.person_id, *person.merged_ids)


def person_of(read: Read, merchant_id: str, person_id: str) -> Person | None:
    """The person that this id means today, erased or not."""
    statement = select(PERSON).where(
        P.merchant_id == merchant_id, P.person_id == _meant(merchant_id, literal(person_id))
    )
    return _first(read, statement)


def person_by_token(read: Read, merchant_id: str, token: str) -> Person | None:
    """Whose page link this is; None for an old link and for somebody erased.

    The link of a record that was merged away leads to the one that stayed.
    """
    statement = select(PERSON).where(
        P.merchant_id == merchant_id, P.link_lookup == read.keys.lookup_token(token)
    )
    person = _first(read, statement)
    # The look-up has 63 bits, the token 128: only the whole token opens a page.
    if person is None or not hmac.compare_digest(link_token(read.keys, person), token):
        return None
    if person.merged_into:
        person = person_of(read, merchant_id, person.merged_into)
    return None if person is None or person.erased_at is not None else person


def person_by_identity(read: Read, merchant_id: str, kind: str, lookup: str) -> Person | None:
    """Who has this phone, e-mail or external id. `lookup` is `Keys.identity_lookup` of it."""
    owner = (
        select(IDENTITY.c.person_id)
        .where(
            IDENTITY.c.merchant_id == merchant_id,
            IDENTITY.c.kind == kind,
            IDENTITY.c.lookup == lookup,
        )
        .scalar_subquery()
    )
    return _first(
        read,
        select(PERSON).where(
            P.merchant_id == merchant_id, P.person_id == _meant(merchant_id, owner)
        ),
    )


def person_by_number(read: Read, merchant_id: str, number: int) -> Person | None:
    """Whose giver number this is, as it stands on slips."""
    statement = select(PERSON).where(P.merchant_id == merchant_id, P.number == number)
    person = _first(read, statement)
    if person is not None and person.merged_into:
        return person_of(read, merchant_id, person.merged_into)
    return person


def known_person(read: Read, merchant_id: str, person_id: str) -> Known | None:
    """The person that this id means today, with her detail opened."""
    statement = _with_detail().where(
        P.merchant_id == merchant_id, P.person_id == _meant(merchant_id, literal(person_id))
    )
    return next(iter(_known(read, read.all(statement))), None)


def known_people(read: Read, merchant_id: str, person_ids: Sequence[str]) -> dict[str, Known]:
    """These people by the ids asked for, details opened; an id merged away is answered too.

    A second statement is needed only where somebody was merged away.
    """
    found = _known_by_id(read, merchant_id, set(person_ids))
    stayed = {known.person.merged_into for known in found.values()} - {""}
    if stayed:
        found |= _known_by_id(read, merchant_id, stayed - found.keys())
    meant = {person_id: found[person_id] for person_id in person_ids if person_id in found}
    return {
        person_id: found[known.person.merged_into] if known.person.merged_into else known
        for person_id, known in meant.items()
    }


def _known_by_id(read: Read, merchant_id: str, person_ids: Collection[str]) -> dict[str, Known]:
    statement = _with_detail().where(
        P.merchant_id == merchant_id, P.person_id.in_(sorted(person_ids))
    )
    return {known.person.person_id: known for known in _known(read, read.all(statement))}


def people(
    read: Read,
    merchant_id: str,
    wanted: PeopleFilter,
    limit: int,
    after: tuple[int] | None = None,
) -> list[Known]:
    """A page of the list, newest first; `after` is the giver number of the last line."""
    statement = _with_detail().where(P.merchant_id == merchant_id, P.merged_into == "")
    if wanted.is_named is not None:
        statement = statement.where(P.is_named.is_(wanted.is_named))  # as the index says it
    if wanted.can_be_said:
        statement = statement.where(_can_be_said())
    if wanted.is_erased is not None:
        erased = P.erased_at.is_not(None) if wanted.is_erased else P.erased_at.is_(None)
        statement = statement.where(erased)
    if wanted.source:
        statement = statement.where(P.source == wanted.source)
    if wanted.has_brought is not None:
        givers = select(BROUGHT.c.person_id).where(
            BROUGHT.c.merchant_id == merchant_id, BROUGHT.c.people > 0
        )
        inside = P.person_id.in_(givers)
        statement = statement.where(inside if wanted.has_brought else ~inside)
    if after is not None:
        statement = statement.where(P.number < after[0])
    return _known(read, read.all(statement.order_by(P.number.desc()).limit(limit)))


def _can_be_said() -> ColumnElement[bool]:
    """What is empty is not sealed: so it can be asked whether there is a name, but not which."""
    detail, identity = PERSON_DETAIL.c, IDENTITY.c
    has_phone = exists().where(
        identity.merchant_id == P.merchant_id,
        identity.person_id == P.person_id,
        identity.kind == "phone",
    )
    return or_(
        P.source != "import",
        P.is_named.is_(True),
        func.length(detail.nickname) > 0,
        func.length(detail.remark) > 0,
        has_phone,
    )


def contacts_of(read: Read, merchant_id: str, person_id: str) -> list[Identity]:
    """Phones, e-mails and external ids of a person, opened."""
    found: list[Identity] = read.rows(IDENTITY, _identities(read, merchant_id, [person_id]))
    return sorted(found, key=lambda identity: (identity.kind, identity.lookup))


def consents_of(read: Read, merchant_id: str, person_id: str) -> dict[str, Consent]:
    """What a person said per purpose; a purpose she was never asked about is not there."""
    statement = select(CONSENT).where(
        CONSENT.c.merchant_id == merchant_id, CONSENT.c.person_id == person_id
    )
    found: list[Consent] = read.rows(CONSENT, read.all(statement.order_by(CONSENT.c.purpose)))
    return {consent.purpose: consent for consent in found}


def shown_names(read: Read, merchant_id: str, person_ids: Sequence[str]) -> dict[str, str]:
    """How each of these may be named to friends: as she chose, and not at all once she withdrew.

    Who was never asked about `named_to_shop` is named as she was told when she was noted down.
    """
    found = known_people(read, merchant_id, person_ids)
    withdrawn = select(CONSENT.c.person_id).where(
        CONSENT.c.merchant_id == merchant_id,
        CONSENT.c.person_id.in_({known.person.person_id for known in found.values()}),
        CONSENT.c.purpose == "named_to_shop",
        CONSENT.c.is_granted.is_(False),
    )
    silent = {line.person_id for line in read.all(withdrawn)}
    return {
        person_id: ""
        if known.person.person_id in silent
        else shown_name(known.name, known.person.named_as)
        for person_id, known in found.items()
    }


def counted(read: Read, merchant_id: str) -> PeopleCounts:
    """How many people this merchant has met."""
    statement = select(
        func.count(),
        func.coalesce(func.sum(case((P.is_named, 1), else_=0)), 0),
        func.coalesce(func.sum(case((P.erased_at.is_not(None), 1), else_=0)), 0),
    ).where(P.merchant_id == merchant_id, P.merged_into == "")
    line = read.one(statement)
    everybody, named, erased = [int(value) for value in line] if line is not None else (0, 0, 0)
    return PeopleCounts(everybody, named, everybody - named - erased, erased)


def most_bringing(read: Read, merchant_id: str, limit: int) -> list[Brought]:
    """Who has brought most people, the first one in front."""
    statement = (
        select(BROUGHT)
        .where(BROUGHT.c.merchant_id == merchant_id, BROUGHT.c.people > 0)
        .order_by(BROUGHT.c.people.desc(), BROUGHT.c.person_id)
        .limit(limit)
    )
    return read.rows(BROUGHT, read.all(statement))


def phones_of(read: Read, merchant_id: str, person_ids: Sequence[str]) -> dict[str, str]:
    """One phone of each of these people who has one, opened."""
    lines = [line for line in _identities(read, merchant_id, person_ids) if line.kind == "phone"]
    phones: list[Identity] = read.rows(IDENTITY, lines)
    phones.sort(key=lambda phone: phone.lookup)
    return {phone.person_id: phone.value for phone in phones}


def _identities(read: Read, merchant_id: str, person_ids: Sequence[str]) -> Sequence[Any]:
    # By person alone: kind or order would lead SQLite to walk every phone of the merchant.
    statement = select(IDENTITY).where(
        IDENTITY.c.merchant_id == merchant_id, IDENTITY.c.person_id.in_(person_ids)
    )
    return read.all(statement)


def journal_end(read: Read, merchant_id: str) -> int:
    """The number of the last line of this merchant's journal; 0 before the first."""
    statement = select(JOURNAL_HEAD.c.seq).where(JOURNAL_HEAD.c.merchant_id == merchant_id)
    return int(read.value(statement) or 0)


def journal_between(
    read: Read, merchant_id: str, since: int, until: int, names: Sequence[str]
) -> list[str]:
    """The bodies of the events of these names after line `since`, up to line `until`."""
    statement = select(JOURNAL.c.body).where(
        JOURNAL.c.merchant_id == merchant_id,
        JOURNAL.c.seq > since,
        JOURNAL.c.seq <= until,
        JOURNAL.c.name.in_(names),
    )
    return [line.body for line in read.all(statement.order_by(JOURNAL.c.seq))]


def _meant(merchant_id: str, person_id: Any) -> Any:
    """The id that an id means today, inside a statement."""
    alias = PERSON_ALIAS.alias()
    to_id = (
        select(alias.c.to_id)
        .where(alias.c.merchant_id == merchant_id, alias.c.from_id == person_id)
        .scalar_subquery()
    )
    return func.coalesce(to_id, person_id)


def _with_detail() -> Select[Any]:
    return select(PERSON, PERSON_DETAIL).outerjoin(PERSON_DETAIL, _ON_DETAIL)


def _known(read: Read, lines: Sequence[Any]) -> list[Known]:
    persons = read.rows(PERSON, [line[:_WIDTH] for line in lines])
    told = [line[_WIDTH:] for line in lines if line[_WIDTH] is not None]
    details = {detail.person_id: detail for detail in read.rows(PERSON_DETAIL, told)}
    return [Known(person, details.get(person.person_id)) for person in persons]


def _first(read: Read, statement: Select[Any]) -> Person | None:
    line = read.one(statement)
    return None if line is None else read.rows(PERSON, [line])[0]
