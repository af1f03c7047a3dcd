"""Who brought whom, and two records that turn out to be one: a forest, whatever happens.

Meeting and forgetting people is in `test_people.py`.
"""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passalong.people.model import (
    MERGES_MAX,
    REFERRAL_DEPTH_MAX,
    BindReferral,
    Brought,
    ChangePerson,
    Consent,
    Contact,
    ErasePerson,
    Identity,
    MeetPerson,
    MergePeople,
    PeopleMerged,
    Person,
    PersonAlias,
    PersonChanged,
    PersonDetail,
    Referral,
    ReferralBound,
    RenewLink,
    SetConsent,
)
from rig.scene import MERCHANT, MOMENT, Scene

PHONE = Contact("phone", "lookup of a phone", "+8613800138000")
EMAIL = Contact("email", "lookup of an e-mail", "anna@example.org")


def people(*person_ids: str) -> Scene:
    """A shop that has met these."""
    scene = Scene("people")
    for person_id in person_ids:
        scene.done(MeetPerson("town", person_id=person_id))
    return scene


def brings(scene: Scene, *line: str) -> None:
    """Each brings the next one."""
    for giver_id, person_id in pairwise(line):
        scene.done(BindReferral(person_id, giver_id, "v"))


def counts(scene: Scene) -> dict[str, int]:
    """How many each has brought, as the tally rows say."""
    return {row.person_id: row.people for row in scene.all(Brought) if row.people}


# Bringing


def test_who_brought_whom_is_noted_with_root_and_depth() -> None:
    scene = people("a", "b", "c")
    told = scene.when(BindReferral("b", "a", "v_1"))
    assert told.answer == {"bound": True, "why": "", "root_id": "a", "depth": 1}
    assert told.events == (ReferralBound("b", "a", "a", 1, "v_1", "voucher"),)
    scene.done(BindReferral("c", "b", "v_2"), at=MOMENT + 1)
    assert scene.all(Referral) == [
        Referral(MERCHANT, "b", "a", "a", 1, "v_1", "voucher", MOMENT),
        Referral(MERCHANT, "c", "b", "a", 2, "v_2", "voucher", MOMENT + 1),
    ]
    assert counts(scene) == {"a": 1, "b": 1}


def test_the_first_giver_stays() -> None:
    scene = people("a", "b", "c")
    brings(scene, "a", "c")
    told = scene.when(BindReferral("c", "b", "v_2"))
    assert told.answer == {"bound": False, "why": "first_inviter_stays"}
    assert told.events == ()
    assert counts(scene) == {"a": 1}


def test_who_has_brought_others_stays_a_root() -> None:
    scene = people("a", "b", "x")
    brings(scene, "a", "b")
    told = scene.when(BindReferral("a", "x", "v_2"))
    assert told.answer == {"bound": False, "why": "already_a_root"}
    assert (told.events, scene.row(Referral, "a")) == ((), None)


def test_nobody_is_brought_by_somebody_of_her_own_tree() -> None:
    scene = people("a", "b", "c")
    brings(scene, "a", "b", "c")
    for below in ("b", "c"):
        told = scene.done(BindReferral("a", below, "v"))
        assert told == {"bound": False, "why": "already_a_root"}
    assert scene.row(Referral, "a") is None


# Each line has all faults of the lines below it too; the first one is named.
@pytest.mark.parametrize(
    ("person_id", "giver_id", "refusal"),
    [
        ("nobody", "nobody", "person_not_found"),
        ("a", "nobody", "person_not_found"),
        ("a", "a", "self_referral"),
        ("b", "b", "self_referral"),
    ],
)
def test_the_first_fault_is_named(person_id: str, giver_id: str, refusal: str) -> None:
    scene = people("a", "b")
    brings(scene, "a", "b")
    assert scene.refused(BindReferral(person_id, giver_id, "v")) == refusal


def test_a_live_cascade_has_a_bounded_depth_and_an_imported_one_has_none() -> None:
    names = [f"p{number:03}" for number in range(REFERRAL_DEPTH_MAX + 3)]
    scene = people(*names)
    brings(scene, *names[: REFERRAL_DEPTH_MAX + 1])
    deepest, further, last = names[REFERRAL_DEPTH_MAX:]
    assert scene.row(Referral, deepest).depth == REFERRAL_DEPTH_MAX
    told = scene.when(BindReferral(further, deepest, "v"))
    assert (told.refusal, told.fields) == ("cascade_too_deep", {"limit": REFERRAL_DEPTH_MAX})
    scene.done(BindReferral(further, deepest, "v", "import"))
    assert scene.done(BindReferral(last, further, "v", "import"))["depth"] == 34


def test_an_erased_giver_keeps_her_place() -> None:
    scene = people("a", "b", "c")
    brings(scene, "a", "b", "c")
    before = scene.all(Referral)
    scene.done(ErasePerson("b"))
    assert scene.all(Referral) == before
    assert scene.done(BindReferral("c", "a", "v"))["why"] == "first_inviter_stays"


# Merging


def test_two_records_become_one_person() -> None:
    scene = Scene("people")
    scene.done(MeetPerson("counter", "王小明", "小明", contacts=(PHONE,), person_id="old"))
    scene.done(
        MeetPerson("claim", "Xiaoming", "", "likes tea", (EMAIL,), person_id="new", language="en")
    )
    told = scene.when(MergePeople("old", "new"), at=MOMENT + 5)
    assert told.answer == {"person_id": "new"}
    assert told.events == (
        PeopleMerged("old", "new"),
        PersonChanged("new", "en", "first_name", True),
    )
    assert scene.all(PersonAlias) == [PersonAlias(MERCHANT, "old", "new", MOMENT + 5)]
    assert scene.all(PersonDetail) == [
        PersonDetail(
            MERCHANT,
            "new",
            "Xiaoming",
            "小明",
            "likes tea",
            ("email:lookup of an e-mail", "phone:lookup of a phone"),
        )
    ]
    assert {row.kind: (row.person_id, row.value) for row in scene.all(Identity)} == {
        "email": ("new", "anna@example.org"),
        "phone": ("new", "+8613800138000"),
    }
    assert (scene.row(Person, "old").merged_into, scene.row(Person, "new").merged_ids) == (
        "new",
        ("old",),
    )
    again = scene.when(MergePeople("old", "new"))
    assert (again.answer, again.events) == ({"person_id": "new"}, ())


def test_a_name_that_is_not_needed_helps_as_a_nickname() -> None:
    scene = Scene("people")
    scene.done(MeetPerson("counter", "王小明", person_id="old"))
    scene.done(MeetPerson("counter", "Xiaoming", person_id="new"))
    scene.done(MeetPerson("counter", person_id="nameless"))
    scene.done(MergePeople("old", "new"))
    assert scene.row(PersonDetail, "new").nickname == "王小明"
    scene.done(MergePeople("new", "nameless"))
    assert scene.row(Person, "nameless").is_named is True
    detail = scene.row(PersonDetail, "nameless")
    assert (detail.name, detail.nickname) == ("Xiaoming", "王小明")


def test_an_old_id_means_the_one_that_stayed_everywhere() -> None:
    scene = people("a", "b", "c", "friend", "x")
    scene.done(MergePeople("a", "b"))
    scene.done(MergePeople("b", "c"))
    assert {row.from_id: row.to_id for row in scene.all(PersonAlias)} == {"a": "c", "b": "c"}
    assert scene.row(Person, "c").merged_ids == ("b", "a")
    scene.done(ChangePerson("a", name="Anna"))
    assert scene.row(PersonDetail, "c").name == "Anna"
    assert scene.done(RenewLink("b"))["person_id"] == "c"
    scene.done(BindReferral("friend", "a", "v"))
    assert scene.row(Referral, "friend").giver_id == "c"
    assert scene.refused(BindReferral("a", "b", "v")) == "self_referral"
    scene.done(ErasePerson("a"))
    assert scene.row(Person, "c").erased_at == MOMENT
    assert scene.refused(MergePeople("a", "x")) == "person_erased"


def test_erasing_forgets_what_came_by_merging_too() -> None:
    scene = Scene("people")
    scene.done(MeetPerson("counter", "A", contacts=(PHONE,), person_id="a"))
    scene.done(MeetPerson("counter", "B", contacts=(EMAIL,), person_id="b"))
    scene.done(MergePeople("a", "b"))
    scene.done(ErasePerson("a"))
    assert (scene.all(Identity), scene.all(PersonDetail)) == ([], [])


def test_what_was_said_last_about_consent_counts() -> None:
    scene = people("old", "new")
    scene.done(SetConsent("new", "named_to_shop", True))
    scene.done(SetConsent("old", "named_to_shop", False, 2), at=MOMENT + 1)
    scene.done(SetConsent("old", "marketing_messages", True), at=MOMENT + 1)
    scene.done(SetConsent("new", "marketing_messages", False), at=MOMENT + 2)
    scene.done(SetConsent("old", "story_beside_voucher", True))
    scene.done(MergePeople("old", "new"), at=MOMENT + 9)
    kept = {row.purpose: row for row in scene.all(Consent) if row.person_id == "new"}
    assert kept == {
        "named_to_shop": Consent(MERCHANT, "new", "named_to_shop", False, MOMENT + 9, 2),
        "marketing_messages": Consent(MERCHANT, "new", "marketing_messages", False, MOMENT + 2, 1),
        "story_beside_voucher": Consent(
            MERCHANT, "new", "story_beside_voucher", True, MOMENT + 9, 1
        ),
    }


@pytest.mark.parametrize(
    ("line", "goes", "stays", "referral", "tally"),
    [
        # Both roots: one larger tree.
        ((("a", "b"), ("x", "y")), "a", "x", None, {"x": 2}),
        # Who stays has been brought already: the other giver loses her.
        ((("a", "b"), ("x", "y")), "b", "y", "x", {"x": 1}),
        # Who stays has been brought by nobody and brought nobody: she takes it over.
        ((("a", "b"),), "b", "x", "a", {"a": 1}),
        # Who stays is a root with people below her: she stays a root.
        ((("a", "b"), ("x", "y")), "b", "x", None, {"x": 1}),
        # A giver and the one she brought were the same person all along.
        ((("a", "b", "c"),), "b", "a", None, {"a": 1}),
    ],
)
def test_a_merge_leaves_one_place_in_the_forest(
    line: tuple, goes: str, stays: str, referral: str | None, tally: dict[str, int]
) -> None:
    scene = people("a", "b", "c", "x", "y")
    for part in line:
        brings(scene, *part)
    scene.done(MergePeople(goes, stays))
    row = scene.row(Referral, stays)
    assert (row.giver_id if row else None) == referral
    assert counts(scene) == tally


def test_a_merge_can_close_no_circle() -> None:
    scene = people("a", "b", "c", "d")
    brings(scene, "a", "b", "c", "d")
    for goes, stays in (("a", "b"), ("a", "d"), ("b", "d")):
        assert scene.refused(MergePeople(goes, stays)) == "referral_circle"
    scene.done(MergePeople("d", "a"))  # the other way round it can be done
    assert counts(scene) == {"a": 1, "b": 1}


def test_who_can_not_be_merged() -> None:
    scene = people("a", "b", "gone")
    scene.done(ErasePerson("gone"))
    assert scene.refused(MergePeople("none", "gone")) == "person_not_found"
    assert scene.refused(MergePeople("a", "none")) == "person_not_found"
    assert scene.refused(MergePeople("gone", "a")) == "person_erased"
    assert scene.refused(MergePeople("a", "gone")) == "person_erased"
    assert scene.done(MergePeople("a", "a")) == {"person_id": "a"}


def test_merges_are_bounded() -> None:
    names = [f"p{number:03}" for number in range(MERGES_MAX + 1)]
    scene = people("stays", *names)
    for name in names[:-1]:
        scene.done(MergePeople(name, "stays"))
    told = scene.when(MergePeople(names[-1], "stays"))
    assert (told.refusal, told.fields) == ("too_many_merges", {"limit": MERGES_MAX})


# Whatever happens

STEP = st.tuples(st.sampled_from(["bind", "merge", "erase"]), st.integers(0, 9), st.integers(0, 9))


@given(st.lists(STEP, max_size=40))
@settings(max_examples=120, deadline=None, derandomize=True)
def test_it_stays_a_forest_whatever_happens(steps: list) -> None:
    scene = people(*[f"p{number}" for number in range(10)])
    for what, one, other in steps:
        command = {
            "bind": BindReferral(f"p{one}", f"p{other}", "v"),
            "merge": MergePeople(f"p{one}", f"p{other}"),
            "erase": ErasePerson(f"p{one}"),
        }[what]
        scene.when(command)
    aliases = {row.from_id: row.to_id for row in scene.all(PersonAlias)}
    assert not set(aliases.values()) & set(aliases), "an alias leads to an alias"
    assert aliases == {
        row.person_id: row.merged_into for row in scene.all(Person) if row.merged_into
    }
    givers = {
        row.person_id: aliases.get(row.giver_id, row.giver_id)
        for row in scene.all(Referral)
        if row.person_id not in aliases
    }
    for person_id in givers:
        seen = {person_id}
        while person_id in givers:
            person_id = givers[person_id]
            assert person_id not in seen, "a circle"
            seen.add(person_id)
    assert counts(scene) == {
        giver: list(givers.values()).count(giver) for giver in set(givers.values())
    }
