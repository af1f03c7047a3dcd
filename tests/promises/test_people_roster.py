"""A spoken name is looked for among everybody as the database stands now.

How names are compared is in `tests/rules/test_people_names.py`.
"""

import threading
from collections.abc import Iterator

import pytest

from passalong.people.model import (
    AddIdentity,
    Arrival,
    ChangePerson,
    Contact,
    ErasePerson,
    MeetPerson,
    MergePeople,
    SetConsent,
)
from passalong.people.queries import PeopleFilter, people
from passalong.people.roster import CHUNK, Roster
from passalong.vouchers.passes import ImportPasses
from rig.desk import Desk
from rig.living import living

PHONE = Contact("phone", "lookup of a phone", "+8613800138999")


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    """A merchant on each database, beside one with a customer of the same name."""
    with living(database_url) as writer:
        Desk(writer, "m00000002").done(MeetPerson("counter", "王小明", person_id="other"))
        yield Desk(writer)


def found(desk: Desk, roster: Roster, spoken: str) -> list[str]:
    """The ids of those who may be meant, likeliest first."""
    return [answer.person_id for answer in desk.read(roster.search, spoken)]


def test_a_name_is_found_and_only_this_merchants(desk: Desk) -> None:
    roster = Roster()
    assert found(desk, roster, "王小明") == []
    desk.done(MeetPerson("counter", "王小明", person_id="a"))
    assert found(desk, roster, "王小明") == ["a"]
    assert found(Desk(desk.writer, "m00000002"), roster, "王小明") == ["other"]


def test_whatever_changes_is_found_at_the_next_question(desk: Desk) -> None:
    roster = Roster()
    desk.done(MeetPerson("counter", person_id="a"))
    assert found(desk, roster, "王小明") == []
    desk.done(ChangePerson("a", name="王小明"))
    assert found(desk, roster, "王小明") == ["a"]
    desk.done(ChangePerson("a", name="陈大文", nickname="文哥、大文"))
    assert found(desk, roster, "王小明") == []
    assert found(desk, roster, "文哥") == ["a"]
    desk.done(ChangePerson("a", nickname="", remark="健身房王姐"))
    assert found(desk, roster, "健身房王姐") == ["a"]
    assert found(desk, roster, "尾号8999") == []
    desk.done(AddIdentity("a", PHONE))
    assert found(desk, roster, "尾号8999") == ["a"]
    desk.done(ErasePerson("a"))
    for spoken in ("陈大文", "健身房王姐", "尾号8999", "1号"):
        assert found(desk, roster, spoken) == []


def test_the_giver_number_of_a_slip_is_found_too(desk: Desk) -> None:
    roster = Roster()
    desk.done(MeetPerson("counter", person_id="a"))
    desk.done(MeetPerson("counter", person_id="b"))
    assert found(desk, roster, "2号") == ["b"]


def test_who_was_merged_is_found_once_as_the_one_that_stayed(desk: Desk) -> None:
    roster = Roster()
    desk.done(MeetPerson("counter", "王小明", person_id="a"))
    desk.done(MeetPerson("counter", "Luna", person_id="b"))
    assert found(desk, roster, "王小明") == ["a"]
    desk.done(MergePeople("a", "b"))
    for one in (roster, Roster()):
        assert found(desk, one, "王小明") == ["b"]
        assert found(desk, one, "Luna") == ["b"]


def test_a_roster_followed_says_the_same_as_one_built_anew(desk: Desk) -> None:
    followed = Roster()
    names = ("王小明", "汪晓明", "黄小敏", "Anna Lee", "陈大文", "")
    for number in range(12):
        desk.done(MeetPerson("counter", names[number % 6], person_id=f"p{number}"))
        if number % 3 == 0:
            found(desk, followed, "王小明")
        if number % 4 == 3:
            desk.done(ErasePerson(f"p{number - 2}"))
            desk.done(ChangePerson(f"p{number}", name="王小明"))
    for spoken in (*names[:5], "3号", "小明"):
        assert desk.read(followed.search, spoken) == desk.read(Roster().search, spoken)


def test_more_people_than_are_opened_at_a_time(sqlite_url: str) -> None:
    with living(sqlite_url) as writer:
        desk, roster = Desk(writer), Roster()
        met = [desk.done(MeetPerson("town"))["person_id"] for _ in range(CHUNK + 1)]
        ends = ("1号", f"{CHUNK + 1}号")
        assert [found(desk, roster, spoken) for spoken in ends] == [[met[0]], [met[-1]]]
        for person_id in met:
            desk.done(ErasePerson(person_id))
        assert [found(desk, roster, spoken) for spoken in ends] == [[], []]


def test_a_question_opens_only_what_has_changed(sqlite_url: str) -> None:
    with living(sqlite_url) as writer:
        desk, roster = Desk(writer), Roster()
        for number in range(20):
            desk.done(MeetPerson("counter", "王小明", person_id=f"p{number}"))
        assert len(desk.plans(roster.search, "王小明")) > 1
        [end] = desk.plans(roster.search, "王小明")  # nothing new: one look at the journal's end
        assert "journal_head" in end
        desk.done(SetConsent("p1", "named_to_shop", True))  # tells of no name
        _, journal = desk.plans(roster.search, "王小明")
        assert "SEARCH journal USING INDEX sqlite_autoindex_journal_1" in journal


def test_only_the_merchants_asked_for_last_are_kept(sqlite_url: str) -> None:
    with living(sqlite_url) as writer:
        roster = Roster(merchants_max=2)
        desks = [Desk(writer, f"m0000000{number}") for number in range(3)]
        for desk in desks:
            desk.done(MeetPerson("counter", "王小明", person_id="a"))
            assert found(desk, roster, "王小明") == ["a"]
        last_two = [len(desk.plans(roster.search, "王小明")) for desk in reversed(desks[1:])]
        assert last_two == [1, 1]
        assert len(desks[0].plans(roster.search, "王小明")) > 1
        roster.forget("m00000000")
        assert len(desks[0].plans(roster.search, "王小明")) > 1


def test_many_may_ask_while_people_come_and_go(desk: Desk) -> None:
    roster, faults, names = Roster(), [], ("王小明", "陈大文")
    desk.done(MeetPerson("counter", "王小明", person_id="stays"))
    is_over = threading.Event()

    def ask() -> None:
        try:
            while not is_over.is_set():
                for spoken in names:
                    desk.read(roster.search, spoken)
                assert "stays" in found(desk, roster, "王小明")
        except Exception as fault:
            faults.append(fault)

    askers = [threading.Thread(target=ask) for _ in range(4)]
    for asker in askers:
        asker.start()
    for number in range(25):
        desk.done(MeetPerson("counter", names[number % 2], person_id=f"p{number}"))
        desk.done(ErasePerson(f"p{number}"))
    is_over.set()
    for asker in askers:
        asker.join()
    assert faults == []
    assert found(desk, roster, "王小明") == ["stays"]
    assert found(desk, roster, "陈大文") == []


def crowd(desk: Desk) -> None:
    """Three of another world: a/0 brought the two others. Their numbers are 1, 2, 3."""
    nodes = [Contact("external", f"lookup of a/{n}", f"a/{n}") for n in range(3)]
    givers = [None, nodes[0], nodes[0]]
    arrivals = [Arrival(node, giver, 1) for node, giver in zip(nodes, givers, strict=True)]
    desk.done(ImportPasses(tuple(arrivals)))


def test_a_crowd_of_another_world_is_found_by_number_and_not_read_before(desk: Desk) -> None:
    crowd(desk)
    desk.done(MeetPerson("import", nickname="文哥", person_id="b"))
    desk.done(MeetPerson("import", contacts=(PHONE,), person_id="c"))
    desk.done(MeetPerson("counter", person_id="d"))
    sought = desk.read(people, PeopleFilter(can_be_said=True), 100)
    assert [known.person.number for known in sought] == [6, 5, 4]
    roster = Roster()
    assert found(desk, roster, "文哥") == ["b"]
    assert found(desk, roster, "尾号8999") == ["c"]
    assert found(desk, roster, "6号") == ["d"]
    [second] = found(desk, roster, "2号")
    assert found(desk, Roster(), "No. 2") == [second]
    desk.done(ErasePerson(second))
    assert found(desk, roster, "2号") == []


def test_one_of_a_crowd_who_tells_her_name_is_found_by_it(desk: Desk) -> None:
    crowd(desk)
    roster = Roster()
    [third] = found(desk, roster, "3号")
    desk.done(ChangePerson(third, name="王小明"))
    assert found(desk, roster, "王小明") == [third] == found(desk, Roster(), "王小明")
    desk.done(AddIdentity(third, PHONE))
    assert found(desk, roster, "尾号8999") == [third]
