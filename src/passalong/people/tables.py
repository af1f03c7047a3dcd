"""Tables of people.

What a row means is in `people/model.py`. What a person is called, and the contacts she is
reached by, are sealed under a key of her own; her link is a number made from the keys on save.
"""

from sqlalchemy import Index, text

from passalong.engine.sealing import Keys
from passalong.engine.tables import table_of
from passalong.people.model import (
    Brought,
    Consent,
    ForestTally,
    Identity,
    PeopleTally,
    Person,
    PersonAlias,
    PersonDetail,
    Referral,
    TreeTally,
)


def link_token(keys: Keys, person: Person) -> str:
    """The 22 characters in the address of a person's own page."""
    return keys.token(person.merchant_id, "person", person.person_id, person.link_turn)


def _link_lookup(person: Person, keys: Keys) -> int | None:
    if person.erased_at is not None:
        return None
    return keys.lookup_token(link_token(keys, person))


PERSON = table_of(
    Person,
    Index("ix_person_link", "merchant_id", "link_lookup", unique=True),
    Index("ix_person_number", "merchant_id", "number", unique=True),
    # Beside half a million nameless ones the named are found at once.
    Index(
        "ix_person_named",
        "merchant_id",
        "number",
        sqlite_where=text("is_named IS 1"),
        postgresql_where=text("is_named IS true"),
    ),
    fills={"link_lookup": _link_lookup},
)
PEOPLE_TALLY = table_of(PeopleTally)
PERSON_DETAIL = table_of(PersonDetail, seals=("name", "nickname", "remark"))
IDENTITY = table_of(
    Identity, Index("ix_identity_person", "merchant_id", "person_id"), seals=("value",)
)
CONSENT = table_of(Consent)
REFERRAL = table_of(
    Referral,
    Index("ix_referral_giver", "merchant_id", "giver_id", "at", "person_id"),
    Index("ix_referral_root", "merchant_id", "root_id", "depth"),
)
BROUGHT = table_of(Brought, Index("ix_brought_people", "merchant_id", "people", "person_id"))
TREE_TALLY = table_of(
    TreeTally,
    Index("ix_tree_tally_people", "merchant_id", "people", "root_id"),
    Index("ix_tree_tally_deepest", "merchant_id", "deepest", "root_id"),
)
FOREST_TALLY = table_of(ForestTally)
PERSON_ALIAS = table_of(PersonAlias, Index("ix_person_alias_to", "merchant_id", "to_id"))
TABLES = (
    PERSON,
    PEOPLE_TALLY,
    PERSON_DETAIL,
    IDENTITY,
    CONSENT,
    REFERRAL,
    BROUGHT,
    TREE_TALLY,
    FOREST_TALLY,
    PERSON_ALIAS,
)
