"""What people told the shop is on the disk only sealed, and unreadable once they are forgotten.

That history and lists hold no names either is in `tests/rules/test_people.py`.
"""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from passalong.engine.tables import SUBJECT_KEY
from passalong.merchants.model import AddStaff, CreateMerchant
from passalong.people import queries
from passalong.people.forest import line_of_givers, referral_of, tree_under
from passalong.people.model import (
    AddIdentity,
    BindReferral,
    ChangePerson,
    Contact,
    ErasePerson,
    MeetPerson,
    MergePeople,
    PersonDetail,
    RenewLink,
)
from passalong.people.roster import Roster
from passalong.people.tables import PERSON_DETAIL, link_token
from rig.desk import Desk
from rig.living import KEYS, living
from rig.scene import MERCHANT

NAME, NICKNAME, REMARK = "欧阳晓月", "月儿", "对花生过敏"
PHONE, EMAIL = "+8613912345678", "xiaoyue@example.org"
TOLD = (NAME, NICKNAME, REMARK, PHONE, PHONE[3:], EMAIL)
STAFF_NAME = "Olga Sealed"


def contact(kind: str, value: str) -> Contact:
    """A contact as the rim makes it."""
    return Contact(kind, KEYS.identity_lookup(MERCHANT, kind, value), value)


def told_everything(desk: Desk) -> str:
    """Somebody who told the shop all there is to tell; her id."""
    desk.done(CreateMerchant("Spring", "Spring Ltd", "cn", "zh_Hans", "CNY", "Asia/Shanghai"))
    desk.done(AddStaff("staff_1", "owner", STAFF_NAME, "olga.sealed", "hash"))
    met = desk.done(MeetPerson("counter", NAME, NICKNAME, REMARK, (contact("phone", PHONE),)))
    desk.done(AddIdentity(met["person_id"], contact("email", EMAIL)))
    return met["person_id"]


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    """A merchant on each database."""
    with living(database_url) as writer:
        yield Desk(writer)


def on_disk(folder: Path) -> bytes:
    """Everything in every file of a folder: database, WAL, what lies beside."""
    return b"".join(file.read_bytes() for file in sorted(folder.iterdir()) if file.is_file())


def test_no_name_and_no_contact_is_on_the_disk_in_clear(sqlite_url: str, tmp_path: Path) -> None:
    with living(sqlite_url) as writer:
        desk = Desk(writer)
        anna = told_everything(desk)
        while_open = on_disk(tmp_path)
        assert (tmp_path / "shop.sqlite-wal").stat().st_size > 0
        assert anna.encode() in while_open, "the files that are looked into are the right ones"
        assert desk.read(queries.known_person, anna).detail.name == NAME
    for written in (while_open, on_disk(tmp_path)):
        for secret in (*TOLD, STAFF_NAME, "olga.sealed"):
            for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
                assert secret.encode(encoding) not in written, secret
            assert secret.encode("unicode_escape") not in written, secret


def test_what_was_told_is_read_again(desk: Desk) -> None:
    anna = told_everything(desk)
    known = desk.read(queries.known_person, anna)
    assert known.detail == PersonDetail(
        MERCHANT,
        anna,
        NAME,
        NICKNAME,
        REMARK,
        tuple(f"{one.kind}:{one.lookup}" for one in both_contacts()),
    )
    assert {one.kind: one.value for one in desk.read(queries.contacts_of, anna)} == {
        "email": EMAIL,
        "phone": PHONE,
    }
    for one in both_contacts():
        assert desk.read(queries.person_by_identity, one.kind, one.lookup).person_id == anna


def both_contacts() -> tuple[Contact, Contact]:
    """Her phone and her e-mail."""
    return contact("phone", PHONE), contact("email", EMAIL)


def test_who_is_forgotten_can_not_be_read_while_the_graph_stays(desk: Desk) -> None:
    anna = told_everything(desk)
    above, below = (desk.done(MeetPerson("claim"))["person_id"] for _ in range(2))
    desk.done(BindReferral(anna, above, "v_1"))
    desk.done(BindReferral(below, anna, "v_2"))
    lines = (desk.read(line_of_givers, below), desk.read(tree_under, above))
    roster = Roster()
    assert [one.person_id for one in desk.read(roster.search, NAME)] == [anna]
    kept = kept_cells(desk, anna)

    desk.done(ErasePerson(anna))

    known = desk.read(queries.known_person, anna)
    assert (known.detail, known.name, known.person.is_named) == (None, "", False)
    assert desk.read(queries.contacts_of, anna) == []
    assert desk.read(queries.shown_names, [anna]) == {anna: ""}
    assert desk.read(roster.search, NAME) == []
    for one in both_contacts():
        assert desk.read(queries.person_by_identity, one.kind, one.lookup) is None
    assert (desk.read(line_of_givers, below), desk.read(tree_under, above)) == lines
    assert desk.read(referral_of, anna).giver_id == above
    # Even a sealed row out of an old backup opens no more: the key is gone.
    with desk.writer.database.reading() as read:
        subjects = [line.subject_id for line in read.all(select(SUBJECT_KEY))]
        assert anna not in subjects
        [old] = read.rows(PERSON_DETAIL, [kept])
    assert (old.name, old.nickname, old.remark) == ("", "", "")


def test_the_key_of_who_is_forgotten_is_nowhere_in_the_file(
    sqlite_url: str, tmp_path: Path
) -> None:
    with living(sqlite_url) as writer:
        desk = Desk(writer)
        anna = told_everything(desk)
        with writer.database.reading() as read:
            statement = select(SUBJECT_KEY.c.wrapped).where(SUBJECT_KEY.c.subject_id == anna)
            wrapped = bytes(read.value(statement))
        assert wrapped in on_disk(tmp_path)
        desk.done(ErasePerson(anna))
        writer.database.engine.dispose()  # the last to close, the writer folds the WAL back
    assert wrapped not in on_disk(tmp_path)


def kept_cells(desk: Desk, person_id: str) -> tuple:
    """Her detail as it lies in the table."""
    with desk.writer.database.reading() as read:
        statement = select(PERSON_DETAIL).where(PERSON_DETAIL.c.person_id == person_id)
        [line] = read.all(statement)
    return tuple(line)


def test_what_was_merged_is_read_under_the_one_that_stayed(desk: Desk) -> None:
    anna = told_everything(desk)
    other = desk.done(MeetPerson("claim", "Luna"))["person_id"]
    desk.done(MergePeople(anna, other))
    for person_id in (anna, other):
        known = desk.read(queries.known_person, person_id)
        assert (known.person.person_id, known.detail.name) == (other, "Luna")
        assert (known.detail.nickname, known.detail.remark) == (NICKNAME, REMARK)
    assert [one.value for one in desk.read(queries.contacts_of, other)] == [EMAIL, PHONE]
    desk.done(ErasePerson(other))
    assert desk.read(queries.known_person, anna).detail is None
    assert desk.read(queries.contacts_of, other) == []


def test_a_link_opens_one_page_until_it_is_renewed_or_its_owner_forgotten(desk: Desk) -> None:
    anna = told_everything(desk)

    def token() -> str:
        return link_token(KEYS, desk.read(queries.person_of, anna))

    def opens(link: str) -> str:
        person = desk.read(queries.person_by_token, link)
        return person.person_id if person else ""

    first = token()
    assert opens(first) == anna
    assert Desk(desk.writer, "m00000002").read(queries.person_by_token, first) is None
    desk.done(RenewLink(anna))
    second = token()
    assert (first == second, opens(first), opens(second)) == (False, "", anna)
    desk.done(ChangePerson(anna, language="en"))
    assert opens(second) == anna
    # The link of a record that was merged away leads to the one that stayed.
    other = desk.done(MeetPerson("claim"))["person_id"]
    desk.done(MergePeople(anna, other))
    assert opens(second) == other
    desk.done(ErasePerson(other))
    assert opens(second) == ""


def test_a_link_whose_look_up_collides_by_chance_opens_nothing(sqlite_url: str) -> None:
    with living(sqlite_url) as writer:
        desk = Desk(writer)
        anna = told_everything(desk)
        wrong = KEYS.token("some", "other")
        with sqlite3.connect(writer.database.path) as connection:
            connection.execute(
                "UPDATE person SET link_lookup = ? WHERE person_id = ?",
                (KEYS.lookup_token(wrong), anna),
            )
        connection.close()
        assert desk.read(queries.person_by_token, wrong) is None
