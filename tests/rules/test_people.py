"""The law of people: met once, known again, named as they wish, forgotten when they wish.

Who brought whom is in `test_lineage.py`; that nothing is on the disk in clear in
`tests/promises/test_people_sealed.py`.
"""

import pytest
from msgspec.structs import replace

from passalong.base.messages import Actor, Command
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
    MergePeople,
    PeopleTally,
    Person,
    PersonChanged,
    PersonDetail,
    PersonErased,
    PersonMet,
    RenewLink,
    SetConsent,
)
from rig.scene import (
    ACCOUNTANT,
    AUDITOR,
    CLERK,
    MANAGER,
    MERCHANT,
    MOMENT,
    OWNER,
    Scene,
    person,
    program,
)

PHONE = Contact("phone", "lookup of a phone", "+8613800138000")
EMAIL = Contact("email", "lookup of an e-mail", "anna@example.org")
NUMBER = Contact("external", "lookup of a number", "C-17")


def shop() -> Scene:
    """A shop that has met nobody."""
    return Scene("people")


def anna_known() -> tuple[Scene, str]:
    """A shop that knows Anna by her phone."""
    scene = shop()
    return scene, scene.done(MeetPerson("counter", "Anna Lee", contacts=(PHONE,)))["person_id"]


# Meeting


def test_somebody_new_gets_the_next_giver_number() -> None:
    scene = shop()
    told = scene.when(
        MeetPerson("counter", " Anna Lee ", "安娜", "always early", (PHONE,), "en", "full_name")
    )
    person_id = told.answer["person_id"]
    assert told.answer == {"person_id": person_id, "number": 1, "is_new": True}
    assert told.events == (PersonMet(person_id, 1, "counter", "en", "full_name", True),)
    assert scene.row(Person, person_id) == Person(
        MERCHANT, person_id, 1, "counter", "en", "full_name", True, MOMENT, None, 0
    )
    assert scene.row(PersonDetail, person_id) == PersonDetail(
        MERCHANT, person_id, "Anna Lee", "安娜", "always early", ("phone:lookup of a phone",)
    )
    assert scene.all(Identity) == [
        Identity(MERCHANT, "phone", "lookup of a phone", person_id, "+8613800138000")
    ]
    assert scene.done(MeetPerson("claim"))["number"] == 2
    assert scene.row(PeopleTally) == PeopleTally(MERCHANT, 2)


def test_who_is_anonymous_has_a_number_and_nothing_else() -> None:
    scene = shop()
    person_id = scene.done(MeetPerson("counter", "  "))["person_id"]
    assert scene.row(Person, person_id).is_named is False
    assert scene.all(PersonDetail) == []
    told = scene.when(ChangePerson(person_id, name="王小明"), actor=CLERK)
    assert told.events == (PersonChanged(person_id, "zh_Hans", "first_name", True),)
    assert scene.row(Person, person_id).is_named is True
    assert scene.row(PersonDetail, person_id).name == "王小明"


def test_a_contact_alone_is_no_name() -> None:
    scene = shop()
    person_id = scene.done(MeetPerson("import", contacts=(NUMBER,)))["person_id"]
    assert scene.row(Person, person_id).is_named is False
    assert scene.row(PersonDetail, person_id).identities == ("external:lookup of a number",)


def test_the_same_contact_twice_is_one_contact() -> None:
    scene = shop()
    person_id = scene.done(MeetPerson("import", contacts=(PHONE, PHONE)))["person_id"]
    assert scene.row(PersonDetail, person_id).identities == ("phone:lookup of a phone",)


def test_somebody_is_known_again_by_any_contact() -> None:
    scene, anna = anna_known()
    told = scene.when(MeetPerson("claim", contacts=(EMAIL, PHONE)), actor=CLERK)
    assert told.answer == {"person_id": anna, "number": 1, "is_new": False}
    assert told.events == (IdentityAdded(anna, "email"),)
    assert scene.row(Identity, "email", EMAIL.lookup).person_id == anna
    assert scene.row(PersonDetail, anna).identities == (
        "phone:lookup of a phone", "email:lookup of an e-mail",
    )  # fmt: skip
    assert scene.done(MeetPerson("claim", contacts=(EMAIL,)))["person_id"] == anna
    assert len(scene.all(Person)) == 1


def test_what_is_known_stays_and_what_is_new_is_added() -> None:
    scene, anna = anna_known()
    told = scene.when(MeetPerson("claim", "Somebody Else", "Annie", contacts=(PHONE,)))
    assert told.events == (PersonChanged(anna, "zh_Hans", "first_name", True),)
    detail = scene.row(PersonDetail, anna)
    assert (detail.name, detail.nickname) == ("Anna Lee", "Annie")
    assert scene.when(MeetPerson("claim", "Somebody", "Else", contacts=(PHONE,))).events == ()


def test_an_anonymous_customer_is_named_when_she_says_who_she_is() -> None:
    scene = shop()
    person_id = scene.done(MeetPerson("counter"))["person_id"]
    told = scene.when(MeetPerson("counter", "Anna", contacts=(PHONE,), person_id=person_id))
    assert told.answer["is_new"] is False
    assert told.events == (
        IdentityAdded(person_id, "phone"),
        PersonChanged(person_id, "zh_Hans", "first_name", True),
    )
    assert scene.row(Person, person_id).is_named is True


def test_a_given_id_is_used_for_somebody_new() -> None:
    scene = shop()
    assert scene.done(MeetPerson("town", person_id="p_town"))["person_id"] == "p_town"
    assert scene.done(MeetPerson("town", person_id="p_town")) == {
        "person_id": "p_town", "number": 1, "is_new": False,
    }  # fmt: skip


def test_a_contact_finds_its_owner_although_another_new_id_is_given() -> None:
    scene, anna = anna_known()
    told = scene.when(MeetPerson("town", contacts=(PHONE,), person_id="p_new"))
    assert told.answer["person_id"] == anna


def test_two_contacts_of_two_people_are_refused() -> None:
    scene, anna = anna_known()
    other = scene.done(MeetPerson("counter", contacts=(EMAIL,)))["person_id"]
    both = MeetPerson("counter", contacts=(PHONE, EMAIL))
    assert scene.refused(both) == "identity_conflict"
    mixed = MeetPerson("counter", contacts=(PHONE,), person_id=other)
    assert scene.refused(mixed) == "identity_conflict"
    scene.done(MergePeople(other, anna))
    assert scene.done(both)["person_id"] == anna
    assert scene.done(mixed)["person_id"] == anna


def test_consents_given_at_the_first_meeting_are_noted_once() -> None:
    scene = shop()
    told = scene.when(MeetPerson("claim", consents=("named_to_shop", "named_to_shop")))
    anna = told.answer["person_id"]
    assert told.events[1:] == (ConsentSet(anna, "named_to_shop", True, 1),)
    assert scene.all(Consent) == [Consent(MERCHANT, anna, "named_to_shop", True, MOMENT, 1)]
    again = MeetPerson("claim", consents=("named_to_shop", "marketing_messages"), person_id=anna)
    assert scene.when(again).events == (ConsentSet(anna, "marketing_messages", True, 1),)


# Each line has all faults of the lines below it too; the first one is named.
@pytest.mark.parametrize(
    ("refusal", "wish"),
    [
        ("text_too_long", MeetPerson("claim", "x" * 101, contacts=(replace(PHONE, value=""),))),
        ("contact_missing", MeetPerson("claim", contacts=(replace(PHONE, value=""),))),
        ("contact_missing", MeetPerson("claim", contacts=(replace(PHONE, lookup=""),))),
        ("text_too_long", MeetPerson("claim", contacts=(replace(EMAIL, value="x" * 321),))),
        ("person_erased", MeetPerson("claim", contacts=(PHONE, EMAIL), person_id="p_erased")),
        ("identity_conflict", MeetPerson("claim", contacts=(PHONE, EMAIL))),
    ],
)
def test_who_can_not_be_met(refusal: str, wish: Command) -> None:
    scene, _ = anna_known()
    scene.done(MeetPerson("counter", contacts=(EMAIL,)))
    scene.done(MeetPerson("town", person_id="p_erased"))
    scene.done(ErasePerson("p_erased"))
    assert scene.refused(wish) == refusal


# Changing


def test_a_person_changes_what_is_given_and_nothing_else() -> None:
    scene, anna = anna_known()
    before = scene.row(PersonDetail, anna)
    told = scene.when(ChangePerson(anna, language="en", named_as="nobody"), actor=person(anna))
    assert told.events == (PersonChanged(anna, "en", "nobody", True),)
    assert scene.row(PersonDetail, anna) == before
    scene.done(ChangePerson(anna, nickname=" Annie ", remark="regular"), actor=CLERK)
    assert scene.row(PersonDetail, anna) == replace(before, nickname="Annie", remark="regular")
    assert scene.when(ChangePerson(anna, nickname="Annie")).events == ()
    scene.done(ChangePerson(anna, name=""), actor=CLERK)
    assert scene.row(Person, anna).is_named is False


def test_one_more_contact() -> None:
    scene, anna = anna_known()
    told = scene.when(AddIdentity(anna, EMAIL), actor=person(anna))
    assert told.answer == {"person_id": anna, "is_new": True}
    assert told.events == (IdentityAdded(anna, "email"),)
    assert scene.row(Identity, "email", EMAIL.lookup) == Identity(
        MERCHANT, "email", EMAIL.lookup, anna, EMAIL.value
    )
    again = scene.when(AddIdentity(anna, EMAIL))
    assert (again.answer, again.events) == ({"person_id": anna, "is_new": False}, ())
    other = scene.done(MeetPerson("counter"))["person_id"]
    assert scene.refused(AddIdentity(other, EMAIL)) == "identity_conflict"


def test_consent_is_given_and_withdrawn() -> None:
    scene, anna = anna_known()
    give = SetConsent(anna, "marketing_messages", True)
    told = scene.when(give, actor=person(anna))
    assert told.answer == {"person_id": anna, "is_granted": True}
    assert told.events == (ConsentSet(anna, "marketing_messages", True, 1),)
    assert scene.when(give).events == ()
    scene.done(SetConsent(anna, "marketing_messages", True, 2), at=MOMENT + 1)
    assert scene.row(Consent, anna, "marketing_messages").notice_version == 2
    scene.done(SetConsent(anna, "marketing_messages", False, 2), at=MOMENT + 2)
    assert scene.all(Consent) == [
        Consent(MERCHANT, anna, "marketing_messages", False, MOMENT + 2, 2)
    ]


def test_a_link_is_renewed() -> None:
    scene, anna = anna_known()
    assert scene.when(RenewLink(anna)).events == (LinkRenewed(anna, 1),)
    assert scene.row(Person, anna).link_turn == 1


# Whose record it is: a customer's own, else "not_your_record", whether the other exists or not.
ANYBODYS = [
    lambda person_id: ChangePerson(person_id, name="B"),
    lambda person_id: AddIdentity(person_id, EMAIL),
    lambda person_id: SetConsent(person_id, "named_to_shop", True),
    lambda person_id: RenewLink(person_id),
    lambda person_id: ErasePerson(person_id),
]


@pytest.mark.parametrize("wish", ANYBODYS)
def test_a_customer_acts_for_herself_alone(wish: object) -> None:
    scene, anna = anna_known()
    other = scene.done(MeetPerson("counter"))["person_id"]
    assert scene.refused(wish(other), actor=person(anna)) == "not_your_record"
    assert scene.refused(wish("p_none"), actor=person(anna)) == "not_your_record"
    scene.done(wish(anna), actor=person(anna))


def test_the_shops_remark_is_the_shops() -> None:
    scene, anna = anna_known()
    wish = ChangePerson(anna, remark="very important")
    assert scene.refused(wish, actor=person(anna)) == "not_your_record"


@pytest.mark.parametrize("wish", ANYBODYS[:-1])
def test_nothing_is_done_for_the_unknown_and_the_erased(wish: object) -> None:
    scene, anna = anna_known()
    assert scene.refused(wish("p_none")) == "person_not_found"
    scene.done(ErasePerson(anna))
    assert scene.refused(wish(anna)) == "person_erased"


@pytest.mark.parametrize(
    ("wish", "may"),
    [
        (MeetPerson("counter"), "owner manager clerk people"),
        (ChangePerson("p_1", name="B"), "owner manager clerk person people"),
        (AddIdentity("p_1", EMAIL), "owner manager clerk person people"),
        (SetConsent("p_1", "named_to_shop", True), "owner manager clerk person people"),
        (RenewLink("p_1"), "owner manager person people"),
        (ErasePerson("p_1"), "owner manager person people"),
        (MergePeople("p_2", "p_1"), "owner manager people"),
    ],
)
def test_who_may_do_what(wish: Command, may: str) -> None:
    actors = {
        "owner": OWNER,
        "manager": MANAGER,
        "clerk": CLERK,
        "accountant": ACCOUNTANT,
        "auditor": AUDITOR,
        "person": person("p_1"),
        "people": program("people"),
        "till": program("till"),
        "friend": Actor(kind="friend", id="p_1", role="friend"),
    }
    allowed = []
    for name, actor in actors.items():
        scene = shop()
        scene.done(MeetPerson("town", person_id="p_1"))
        scene.done(MeetPerson("town", person_id="p_2"))
        told = scene.when(wish, actor=actor)
        assert told.refusal in ("", "not_allowed")
        if not told.refusal:
            allowed.append(name)
    assert allowed == may.split()


@pytest.mark.parametrize(
    "wish",
    [
        ChangePerson("p_1", name="x" * (NAME_MAX + 1)),
        ChangePerson("p_1", nickname="x" * (NAME_MAX + 1)),
        ChangePerson("p_1", remark="x" * (REMARK_MAX + 1)),
        AddIdentity("p_1", replace(EMAIL, value="x" * (CONTACT_MAX + 1))),
    ],
)
def test_texts_are_bounded(wish: Command) -> None:
    scene = shop()
    scene.done(MeetPerson("town", person_id="p_1"))
    assert scene.refused(wish) == "text_too_long"


# Forgetting


def test_who_is_erased_is_a_number_without_a_name() -> None:
    scene, anna = anna_known()
    scene.done(AddIdentity(anna, EMAIL))
    told = scene.when(ErasePerson(anna), actor=person(anna), at=MOMENT + 3)
    assert told.answer == {"person_id": anna, "is_erased": True}
    assert told.events == (PersonErased(anna),)
    assert scene.row(Person, anna) == Person(
        MERCHANT, anna, 1, "counter", "zh_Hans", "first_name", False, MOMENT, MOMENT + 3, 1
    )
    assert scene.all(PersonDetail) == []
    assert scene.all(Identity) == []
    again = scene.when(ErasePerson(anna), actor=MANAGER, at=MOMENT + 4)
    assert (again.answer, again.events) == (told.answer, ())
    assert scene.refused(ErasePerson("p_none")) == "person_not_found"


def test_who_was_erased_and_comes_again_is_somebody_new() -> None:
    scene, anna = anna_known()
    scene.done(ErasePerson(anna))
    again = scene.done(MeetPerson("counter", contacts=(PHONE,)))
    assert (again["is_new"], again["number"]) == (True, 2)
    assert again["person_id"] != anna


def test_history_holds_no_name_and_no_contact() -> None:
    scene, anna = anna_known()
    scene.done(ChangePerson(anna, name="王小明", nickname="小明", remark="怕冷"))
    scene.done(AddIdentity(anna, EMAIL))
    written = "".join(line.body for line in scene.journal)
    for secret in ("Anna", "Lee", "王小明", "小明", "怕冷", "8000", PHONE.lookup, "anna@"):
        assert secret not in written
