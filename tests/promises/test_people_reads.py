"""What is read of people, the same on both databases: lists, numbers, and who brought whom.

What may happen to them is in `tests/rules/test_people.py` and `test_lineage.py`.
"""

from collections.abc import Iterator
from itertools import pairwise

import pytest

from passalong.people import forest, queries
from passalong.people.forest import Twig
from passalong.people.model import (
    BindReferral,
    Brought,
    ChangePerson,
    Consent,
    Contact,
    ErasePerson,
    MeetPerson,
    MergePeople,
    Referral,
    SetConsent,
)
from passalong.people.queries import PeopleCounts, PeopleFilter
from rig.desk import Desk
from rig.living import living
from rig.scene import MERCHANT, MOMENT

EVERYBODY = PeopleFilter(is_erased=None)


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    """A merchant on each database, beside one that has met people of the same ids."""
    with living(database_url) as writer:
        other = Desk(writer, "m00000002")
        met(other, "a", "b", "c", "d")
        brings(other, "d", "a", "b")
        yield Desk(writer)


def met(desk: Desk, *person_ids: str) -> None:
    """The shop meets these."""
    for person_id in person_ids:
        desk.done(MeetPerson("town", person_id=person_id))


def brings(desk: Desk, *line: str, at: int = MOMENT) -> None:
    """Each brings the next one."""
    for number, (giver_id, person_id) in enumerate(pairwise(line)):
        desk.done(BindReferral(person_id, giver_id, "v_1", "import"), at + number)


def ids(found: list) -> list[str]:
    """Their ids, in order."""
    return [known.person.person_id for known in found]


# Lists


def test_people_are_listed_newest_first_and_by_what_is_wanted(desk: Desk) -> None:
    met(desk, "a", "b", "c", "d", "e")
    desk.done(ChangePerson("b", name="Bea"))
    desk.done(MeetPerson("claim", "Cleo", person_id="c"))
    desk.done(ErasePerson("d"))
    desk.done(MergePeople("e", "a"))
    brings(desk, "c", "b")

    def listed(wanted: PeopleFilter) -> list[str]:
        return ids(desk.read(queries.people, wanted, 10))

    assert listed(EVERYBODY) == ["d", "c", "b", "a"]
    assert listed(PeopleFilter()) == ["c", "b", "a"]
    assert listed(PeopleFilter(is_erased=True)) == ["d"]
    assert listed(PeopleFilter(is_named=True)) == ["c", "b"]
    assert listed(PeopleFilter(is_named=False)) == ["a"]
    assert listed(PeopleFilter(has_brought=True)) == ["c"]
    assert listed(PeopleFilter(has_brought=False)) == ["b", "a"]
    assert listed(PeopleFilter(source="town")) == ["c", "b", "a"]
    assert listed(PeopleFilter(source="claim")) == []
    assert desk.read(queries.counted) == PeopleCounts(people=4, named=2, anonymous=1, erased=1)
    everybody = desk.read(queries.people, EVERYBODY, 9)
    assert {known.person.person_id: known.name for known in everybody} == {
        "a": "", "b": "Bea", "c": "Cleo", "d": "",
    }  # fmt: skip


@pytest.mark.parametrize("size", [1, 2, 3])
def test_a_list_in_pages_is_the_same_list(desk: Desk, size: int) -> None:
    met(desk, *"abcdefg")
    found, after = [], None
    while page := desk.read(queries.people, EVERYBODY, size, after):
        found += ids(page)
        after = (page[-1].person.number,)
    assert found == [*"gfedcba"]


def test_people_are_found_by_number_and_by_old_ids(desk: Desk) -> None:
    met(desk, "a", "b", "c")
    desk.done(MergePeople("a", "b"))
    desk.done(MergePeople("b", "c"))
    assert [desk.read(queries.person_by_number, number).person_id for number in (1, 2, 3)] == [
        *"ccc"
    ]
    assert desk.read(queries.person_by_number, 4) is None
    assert desk.read(queries.person_of, "a").person_id == "c"
    assert desk.read(queries.person_of, "x") is None
    found = desk.read(queries.known_people, ["a", "c", "x", "a"])
    assert {wanted: known.person.person_id for wanted, known in found.items()} == {
        "a": "c", "c": "c",
    }  # fmt: skip
    assert desk.read(queries.known_people, []) == {}
    assert set(queries.ids_of(desk.read(queries.person_of, "c"))) == {"a", "b", "c"}


def test_consents_are_read_per_purpose(desk: Desk) -> None:
    met(desk, "a")
    desk.done(SetConsent("a", "named_to_shop", True))
    desk.done(SetConsent("a", "named_to_shop", False, 2), MOMENT + 1)
    assert desk.read(queries.consents_of, "a") == {
        "named_to_shop": Consent(MERCHANT, "a", "named_to_shop", False, MOMENT + 1, 2)
    }


def test_nobody_is_named_further_than_she_agreed(desk: Desk) -> None:
    desk.done(MeetPerson("counter", "王小明", person_id="a"))
    desk.done(MeetPerson("counter", "王小明", person_id="b", named_as="initial"))
    desk.done(MeetPerson("counter", "王小明", person_id="c", named_as="nobody"))
    desk.done(MeetPerson("counter", "", "小明", person_id="d"))
    desk.done(MeetPerson("counter", "王小明", person_id="e", consents=("named_to_shop",)))
    desk.done(MeetPerson("counter", "王小明", person_id="f"))
    desk.done(SetConsent("e", "named_to_shop", False))
    met(desk, "g")
    assert desk.read(queries.shown_names, [*"abcdefgx"]) == {
        "a": "小明", "b": "王*", "c": "", "d": "小明", "e": "", "f": "小明", "g": "",
    }  # fmt: skip


# Who brought whom


def test_the_line_of_givers_and_the_tree_below(desk: Desk) -> None:
    met(desk, *"abcdefxy")
    brings(desk, *"abcd")
    brings(desk, "b", "e", at=MOMENT + 10)
    brings(desk, *"xy")
    assert desk.read(forest.line_of_givers, "d") == ["c", "b", "a"]
    assert desk.read(forest.line_of_givers, "d", 2) == ["c", "b"]
    assert desk.read(forest.line_of_givers, "a") == []
    assert desk.read(forest.line_of_givers, "none") == []
    tree = [
        Twig("b", "a", 1, MOMENT, "v_1"),
        Twig("c", "b", 2, MOMENT + 1, "v_1"),
        Twig("e", "b", 2, MOMENT + 10, "v_1"),
        Twig("d", "c", 3, MOMENT + 2, "v_1"),
    ]
    assert desk.read(forest.tree_under, "a") == tree
    assert desk.read(forest.tree_under, "a", depth_max=2) == tree[:3]
    assert desk.read(forest.tree_under, "a", limit=1) == tree[:1]
    assert desk.read(forest.tree_under, "f") == []
    assert desk.read(forest.referral_of, "b") == Referral(
        MERCHANT, "b", "a", "a", 1, "v_1", "import", MOMENT
    )
    assert desk.read(forest.referral_of, "a") is None


def test_whom_somebody_brought_newest_first_in_pages(desk: Desk) -> None:
    met(desk, *"abcde")
    for number, person_id in enumerate("bcde"):
        brings(desk, "a", person_id, at=MOMENT + number // 2)  # two at the same moment
    found, after = [], None
    while page := desk.read(forest.brought_by, ["a"], 1, after):
        found += [row.person_id for row in page]
        after = (page[-1].at, page[-1].person_id)
    assert found == [*"edcb"]
    assert [row.person_id for row in desk.read(forest.brought_by, ["a"], 9)] == found


def test_the_forest_from_above(desk: Desk) -> None:
    met(desk, *"abcdexyz")
    brings(desk, "a", "b")
    brings(desk, "a", "c")
    brings(desk, "b", "d")
    brings(desk, "x", "y")
    brings(desk, "e", "z")
    assert desk.read(forest.roots, 9) == [("a", 2), ("e", 1), ("x", 1)]
    assert desk.read(forest.roots, 1, ("a", 2)[::-1]) == [("e", 1)]
    assert desk.read(forest.roots, 9, (1, "e")) == [("x", 1)]
    assert desk.read(forest.brought_counts, [*"abcx"]) == {"a": 2, "b": 1, "x": 1}
    assert desk.read(queries.most_bringing, 2) == [
        Brought(MERCHANT, "a", 2),
        Brought(MERCHANT, "b", 1),
    ]


def test_a_tree_is_whole_after_merging(desk: Desk) -> None:
    met(desk, *"abcdexy")
    brings(desk, *"abc")  # a - b - c
    brings(desk, *"xyd")  # x - y - d
    desk.done(MergePeople("y", "b"))  # a - b - c, d; x has nobody left
    desk.done(MergePeople("a", "e"))  # e - b - c, d
    assert desk.read(forest.line_of_givers, "d") == ["b", "e"]
    assert desk.read(forest.line_of_givers, "y") == ["e"]
    assert desk.read(forest.tree_under, "a") == desk.read(forest.tree_under, "e")
    below = desk.read(forest.tree_under, "e")
    assert {(twig.person_id, twig.giver_id, twig.depth) for twig in below} == {
        ("b", "e", 1), ("c", "b", 2), ("d", "b", 2),
    }  # fmt: skip
    assert desk.read(forest.tree_under, "x") == []
    stayed = queries.ids_of(desk.read(queries.person_of, "b"))
    assert {row.person_id for row in desk.read(forest.brought_by, stayed, 9)} == {"c", "d"}
    assert desk.read(forest.roots, 9) == [("e", 1)]


def test_a_chain_of_any_length_is_walked(sqlite_url: str) -> None:
    length = 300
    with living(sqlite_url) as writer:
        desk = Desk(writer)
        names = [f"p{number:04}" for number in range(length)]
        met(desk, *names)
        brings(desk, *names)
        assert desk.read(forest.line_of_givers, names[-1]) == names[-2::-1]
        below = desk.read(forest.tree_under, names[0], depth_max=length)
        assert [twig.person_id for twig in below] == names[1:]


# Every read goes by an index


@pytest.mark.parametrize(
    ("query", "wanted", "index"),
    [
        (queries.people, (EVERYBODY, 10, (5,)), "USING INDEX ix_person_number"),
        (queries.person_by_number, (5,), "USING INDEX ix_person_number"),
        (queries.person_by_token, ("A" * 22,), "USING INDEX ix_person_link"),
        (queries.person_by_identity, ("phone", "x"), "USING INDEX sqlite_autoindex_identity_1"),
        (queries.known_people, (["a", "b"],), "USING INDEX sqlite_autoindex_person_1"),
        (queries.contacts_of, ("a",), "USING INDEX ix_identity_person"),
        (queries.phones_of, (["a", "b"],), "USING INDEX ix_identity_person"),
        (queries.consents_of, ("a",), "USING INDEX sqlite_autoindex_consent_1"),
        (queries.most_bringing, (5,), "ix_brought_people"),
        (forest.line_of_givers, ("p_1",), "sqlite_autoindex_referral_1"),
        (forest.tree_under, ("p_1",), "ix_referral_giver"),
        (forest.brought_by, (["a"], 5, (9, "x")), "ix_referral_giver"),
        (forest.roots, (5, (2, "a")), "ix_brought_people"),
    ],
)
def test_a_read_goes_by_an_index(sqlite_url: str, query: object, wanted: tuple, index: str) -> None:
    with living(sqlite_url) as writer:
        desk = Desk(writer)
        desk.done(MeetPerson("town", contacts=(Contact("phone", "x", "1"),), person_id="p_1"))
        plans = desk.plans(query, *wanted)
    assert index in "\n".join(plans)
    for table in ("person", "referral", "identity", "person_alias", "person_detail", "brought"):
        assert not [plan for plan in plans if f"SCAN {table}" in plan], plans
