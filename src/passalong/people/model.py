"""Words of people: persons, what identifies them, what they agreed to, who brought whom.

What is allowed is in `people/rules.py`; the search by spoken name in `people/names.py`.
"""

from typing import ClassVar, Literal

import msgspec

from passalong.base.messages import MANAGERS, PERSON, SYSTEM, TILL, Command, Event, Row
from passalong.base.world import World
from passalong.merchants.model import Language

IdentityKind = Literal["phone", "email", "external"]
Purpose = Literal["named_to_shop", "marketing_messages", "story_beside_voucher"]
NamedAs = Literal["first_name", "full_name", "initial", "nobody"]
PersonSource = Literal["counter", "claim", "import", "staff", "town"]
REFERRAL_DEPTH_MAX = 32
MERGES_MAX = 100
NAME_MAX = 100
REMARK_MAX = 1000
CONTACT_MAX = 320


class Contact(msgspec.Struct, frozen=True, gc=False):
    """What identifies a person: found by `lookup` (keyed, made at the rim), kept sealed."""

    kind: IdentityKind
    lookup: str
    value: str


class Person(Row, frozen=True):
    """Somebody in the graph. `number` is the giver number on slips; the name is elsewhere.

    `link_lookup` finds her page link; `link_turn` goes up when she asks for a new link.
    `merged_into` is who she turned out to be, `merged_ids` who turned out to be her.
    """

    key: ClassVar = ("merchant_id", "person_id")

    person_id: str
    number: int
    source: PersonSource
    language: Language
    named_as: NamedAs
    is_named: bool
    joined_at: int
    erased_at: int | None
    link_turn: int
    link_lookup: int | None = None
    merged_into: str = ""
    merged_ids: tuple[str, ...] = ()


class PeopleTally(Row, frozen=True):
    """How many people this merchant has met: the last giver number."""

    key: ClassVar = ("merchant_id",)

    people: int


class PersonDetail(Row, frozen=True):
    """Name, nickname and the shop's remark, sealed. `identities` are `kind:lookup`."""

    key: ClassVar = ("merchant_id", "person_id")
    private: ClassVar = True

    person_id: str
    name: str
    nickname: str
    remark: str
    identities: tuple[str, ...]


class Identity(Row, frozen=True):
    """One phone, e-mail or external id belongs to one person."""

    key: ClassVar = ("merchant_id", "kind", "lookup")
    private: ClassVar = True

    kind: IdentityKind
    lookup: str
    person_id: str
    value: str


class Consent(Row, frozen=True):
    """What a person agreed to, per purpose, under which version of the notice."""

    key: ClassVar = ("merchant_id", "person_id", "purpose")

    person_id: str
    purpose: Purpose
    is_granted: bool
    at: int
    notice_version: int


class Referral(Row, frozen=True):
    """Who brought whom. The first inviter stays. `depth` counts from the root (0)."""

    key: ClassVar = ("merchant_id", "person_id")

    person_id: str
    giver_id: str
    root_id: str
    depth: int
    voucher_id: str
    source: Literal["voucher", "import"]
    at: int


class Brought(Row, frozen=True):
    """How many people somebody has brought: whoever brought one stays a root, if she is one."""

    key: ClassVar = ("merchant_id", "person_id")

    person_id: str
    people: int


class TreeTally(Row, frozen=True):
    """The tree below a root: how many people, and how many of them in each generation.

    `generations[0]` are those whom the root brought herself. `deepest` is their number.
    """

    key: ClassVar = ("merchant_id", "root_id")

    root_id: str
    people: int
    deepest: int
    generations: tuple[int, ...]


class ForestTally(Row, frozen=True):
    """All trees of a merchant together, their roots not counted among the people."""

    key: ClassVar = ("merchant_id",)

    trees: int
    people: int
    generations: tuple[int, ...]


class PersonAlias(Row, frozen=True):
    """Two turned out to be one: `from_id` now means `to_id`, which is itself no alias."""

    key: ClassVar = ("merchant_id", "from_id")

    from_id: str
    to_id: str
    at: int


OF_A_GIVER = (PersonAlias, Referral, Brought, TreeTally)


class MeetPerson(Command, frozen=True):
    """Find the person by a contact, or note a new one; answers person_id and is_new.

    Without name and contacts she is anonymous and known by her giver number.
    """

    allowed: ClassVar = TILL | SYSTEM
    scope: ClassVar = "people"

    source: PersonSource
    name: str = ""
    nickname: str = ""
    remark: str = ""
    contacts: tuple[Contact, ...] = ()
    language: Language = "zh_Hans"
    named_as: NamedAs = "first_name"
    consents: tuple[Purpose, ...] = ()
    person_id: str = ""


class PersonMet(Event, frozen=True):
    """A new person."""

    person_id: str
    number: int
    source: PersonSource
    language: Language
    named_as: NamedAs
    is_named: bool
    link_turn: int = 0


class Arrival(msgspec.Struct, frozen=True, gc=False):
    """Somebody came at this moment, brought by somebody or by nobody whom we know."""

    friend: Contact
    giver: Contact | None
    at: int


class MeetCrowd(Command, frozen=True):
    """Many people of another world in one go: find or note each, and who brought whom.

    Answers per arrival `friend_ids`, `giver_ids`, `depths` and `is_new`, and `refused`: the
    reason by the number of the arrival.
    """

    allowed: ClassVar = SYSTEM

    arrivals: tuple[Arrival, ...]
    language: Language = "zh_Hans"


class CrowdMet(Event, frozen=True):
    """New people, with giver numbers from `number` on, each at her own moment."""

    number: int
    person_ids: tuple[str, ...]
    ats: tuple[int, ...]
    language: Language
    link_turn: int = 0


class CrowdBrought(Event, frozen=True):
    """Who brought whom, for good, of many: each list has one place for each of them."""

    person_ids: tuple[str, ...]
    giver_ids: tuple[str, ...]
    root_ids: tuple[str, ...]
    depths: tuple[int, ...]
    ats: tuple[int, ...]


class ChangePerson(Command, frozen=True):
    """Change what is given; None leaves as it is. Naming an anonymous giver is this too."""

    allowed: ClassVar = TILL | PERSON
    scope: ClassVar = "people"

    person_id: str
    name: str | None = None
    nickname: str | None = None
    remark: str | None = None
    language: Language | None = None
    named_as: NamedAs | None = None


class PersonChanged(Event, frozen=True):
    """What is not secret about a person, after a change."""

    person_id: str
    language: Language
    named_as: NamedAs
    is_named: bool


class AddIdentity(Command, frozen=True):
    """One more phone, e-mail or external id. Refused when it is another person's."""

    allowed: ClassVar = TILL | PERSON
    scope: ClassVar = "people"

    person_id: str
    contact: Contact


class IdentityAdded(Event, frozen=True):
    """A person can be found by one more thing; by which is private."""

    person_id: str
    kind: IdentityKind


class SetConsent(Command, frozen=True):
    """Agree or withdraw, for one purpose."""

    allowed: ClassVar = TILL | PERSON
    scope: ClassVar = "people"

    person_id: str
    purpose: Purpose
    is_granted: bool
    notice_version: int = 1


class ConsentSet(Event, frozen=True):
    """Agreed or withdrawn."""

    person_id: str
    purpose: Purpose
    is_granted: bool
    notice_version: int


class RenewLink(Command, frozen=True):
    """A new page link; the old one stops working."""

    allowed: ClassVar = MANAGERS | PERSON
    scope: ClassVar = "people"

    person_id: str


class LinkRenewed(Event, frozen=True):
    """The page link has its next turn."""

    person_id: str
    link_turn: int


class ErasePerson(Command, frozen=True):
    """Forget who she is: the key is destroyed, graph and books stay."""

    allowed: ClassVar = MANAGERS | PERSON
    scope: ClassVar = "people"

    person_id: str


class PersonErased(Event, frozen=True):
    """Nobody knows any more who this was."""

    person_id: str


class MergePeople(Command, frozen=True):
    """Two records are one person: `from_id` becomes an alias of `to_id`."""

    allowed: ClassVar = MANAGERS
    scope: ClassVar = "people"

    from_id: str
    to_id: str


class PeopleMerged(Event, frozen=True):
    """An alias exists."""

    from_id: str
    to_id: str


class BindReferral(Command, frozen=True):
    """Somebody was brought by somebody; only the first time counts."""

    allowed: ClassVar = SYSTEM

    person_id: str
    giver_id: str
    voucher_id: str
    source: Literal["voucher", "import"] = "voucher"


class ReferralBound(Event, frozen=True):
    """Who brought whom, for good."""

    person_id: str
    giver_id: str
    root_id: str
    depth: int
    voucher_id: str
    source: Literal["voucher", "import"]


def contacts_of(arrivals: tuple[Arrival, ...]) -> set[tuple[str, str]]:
    """Kind and look-up of everybody in these arrivals: the keys of their identities."""
    contacts: set[tuple[str, str]] = {(one.friend.kind, one.friend.lookup) for one in arrivals}
    givers = {one.giver for one in arrivals if one.giver is not None}
    return contacts | {(one.kind, one.lookup) for one in givers}


def hint_crowd(world: World, arrivals: tuple[Arrival, ...]) -> None:
    """Say that it will be asked who these are, and where those stand who have given."""
    givers = {(one.giver.kind, one.giver.lookup) for one in arrivals if one.giver is not None}
    for key in givers:
        world.hint_beyond(Identity, key, "person_id", OF_A_GIVER)
    world.hint_all(Identity, contacts_of(arrivals) - givers)


def same_person(world: World, person_id: str) -> str:
    """The person an id means today: aliases are followed (a chain of merges is short)."""
    for _ in range(REFERRAL_DEPTH_MAX):
        alias = world.get(PersonAlias, person_id)
        if alias is None:
            return person_id
        person_id = alias.to_id
    return person_id
