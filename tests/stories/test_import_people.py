"""A shop brings its customers: one number is one person, and no word of a row is dropped unsaid."""

from pathlib import Path

import pytest
from sqlalchemy import select

from passalong.engine.sealing import Keys
from passalong.people.contacts import Contacts
from passalong.people.queries import PeopleFilter, people
from passalong.people.tables import CONSENT, IDENTITY
from rig.terminal import Terminal

HEADER = "name,phone,email,external,nickname,remark,marketing_messages\n"


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path / "home")


def written(tmp_path: Path, rows: str, header: str = HEADER) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(header + rows)
    return path


def known(terminal: Terminal, merchant_id: str) -> list[tuple[str, str, str]]:
    """Name, nickname and remark of everybody, in the order they were met."""
    with terminal.reading() as read:
        found = people(read, merchant_id, PeopleFilter(), 1000)
    details = [one.detail for one in reversed(found) if one.detail]
    return [(detail.name, detail.nickname, detail.remark) for detail in details]


def contacts(terminal: Terminal) -> list[str]:
    with terminal.reading() as read:
        rows = read.rows(IDENTITY, read.all(select(IDENTITY)))
    return sorted(f"{row.kind} {row.value}" for row in rows)


def test_people_come_in_once_with_what_the_shop_knows_of_them(
    database_url: str, tmp_path: Path
) -> None:
    terminal = Terminal(tmp_path / "home", database_url)
    shop = terminal.shop()
    rows = "王芳,13800138000,,,芳姐,常客,yes\n李雷,,Lei@Example.com,77,,,no\n陈晨,,,,,,\n"
    file = written(tmp_path, rows)
    first = terminal.run("import", "people", file, "--shop", shop["shop_id"], "--json")
    assert (first.status, first.json) == (
        0,
        {"read": 3, "imported": 3, "already": 0, "rejected": []},
    )
    names = [("王芳", "芳姐", "常客"), ("李雷", "", ""), ("陈晨", "", "")]
    assert known(terminal, shop["merchant_id"]) == names
    assert contacts(terminal) == ["email lei@example.com", "external 77", "phone +8613800138000"]
    with terminal.reading() as read:
        consents = read.rows(CONSENT, read.all(select(CONSENT)))
    assert [(one.purpose, one.is_granted) for one in consents] == [("marketing_messages", True)]
    second = terminal.run("import", "people", file, "--shop", shop["shop_id"], "--json")
    assert (second.status, second.json["already"], second.json["rejected"]) == (0, 3, [])
    assert known(terminal, shop["merchant_id"]) == names
    assert terminal.run("audit").status == 0


def test_seven_ways_to_write_a_number_are_one_person(terminal: Terminal, tmp_path: Path) -> None:
    shop_id = terminal.shop()["shop_id"]
    ways = (
        "13800138000", "138 0013 8000", "138-0013-8000", "+86 138 0013 8000",
        "0086 13800138000", "１３８００１３８０００", "(+86)13800138000",
    )  # fmt: skip
    file = written(tmp_path, "".join(f"{way}\n" for way in ways), "phone\n")
    answer = terminal.run("import", "people", file, "--shop", shop_id, "--json")
    assert (answer.json["imported"], answer.json["already"]) == (1, 6)
    assert contacts(terminal) == ["phone +8613800138000"]


def test_a_number_is_read_as_one_of_the_shops_country(terminal: Terminal, tmp_path: Path) -> None:
    shop_id = terminal.shop("--language", "zh_Hant")["shop_id"]
    file = written(tmp_path, "0912 345 678\n", "phone\n")
    assert terminal.run("import", "people", file, "--shop", shop_id).status == 0
    assert contacts(terminal) == ["phone +886912345678"]


def test_who_is_known_under_another_name_keeps_it_and_the_row_is_told(
    terminal: Terminal, tmp_path: Path
) -> None:
    shop = terminal.shop()
    rows = "王芳,13800138000,,,,,\n王小芳,13800138000,,,,,\n"
    answer = terminal.run(
        "import", "people", written(tmp_path, rows), "--shop", shop["shop_id"], "--json"
    )
    assert (answer.status, answer.reasons()) == (3, [(3, "known_under_another_name")])
    assert known(terminal, shop["merchant_id"]) == [("王芳", "", "")]


def test_two_equal_rows_without_a_contact_are_one_person_and_are_told(
    terminal: Terminal, tmp_path: Path
) -> None:
    shop = terminal.shop()
    file = written(tmp_path, "陈晨,,,,,,\n陈晨,,,,,,\n陈晨,,,,,隔壁,\n")
    answer = terminal.run("import", "people", file, "--shop", shop["shop_id"], "--json")
    assert answer.reasons() == [(3, "vague_duplicate")]
    assert known(terminal, shop["merchant_id"]) == [("陈晨", "", ""), ("陈晨", "", "隔壁")]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("王芳,12345,,,,,", "bad_phone"),
        ("王芳,,nobody at home,,,,", "bad_email"),
        (",,,,芳姐,,", "nobody_named"),
        (f"{'王' * 101},,,,,,", "name_too_long"),
        ("王芳,,,,,,maybe", "bad_consent"),
        ("李雷,13800138000,,8,,,", "identity_conflict"),
    ],
)
def test_a_row_that_names_nobody_rightly_is_told(
    row: str, reason: str, terminal: Terminal, tmp_path: Path
) -> None:
    shop_id = terminal.shop()["shop_id"]
    rows = f"Anna,13800138000,,7,,,\nBen,,,8,,,\n{row}\n"
    answer = terminal.run("import", "people", written(tmp_path, rows), "--shop", shop_id, "--json")
    assert (answer.status, answer.reasons()) == (3, [(4, reason)])
    assert answer.json["imported"] == 2


def test_no_answer_of_an_import_repeats_a_number_or_a_name(
    terminal: Terminal, tmp_path: Path
) -> None:
    shop_id = terminal.shop()["shop_id"]
    file = written(tmp_path, "王芳,13800138,,,,,\n")
    for more in ((), ("--json",)):
        answer = terminal.run("import", "people", file, "--shop", shop_id, *more)
        assert answer.status == 3
        assert "13800138" not in answer.stdout + answer.stderr
        assert "王芳" not in answer.stdout + answer.stderr


def test_a_file_that_names_nobody_is_refused(terminal: Terminal, tmp_path: Path) -> None:
    shop_id = terminal.shop()["shop_id"]
    file = written(tmp_path, "芳姐\n", "nickname\n")
    answer = terminal.run("import", "people", file, "--shop", shop_id)
    assert answer.status == 2
    assert "--map" in answer.stderr


def test_nobody_finds_a_name_out_of_an_id() -> None:
    """Two installations with keys of their own give the same words other ids."""
    ids = []
    for _ in range(2):
        keys = Keys(Keys.fresh())
        contacts = Contacts(keys, "m01234567", "CN")
        assert contacts.id_by_words("王小明", "", "") == contacts.id_by_words("王小明", "", "")
        assert contacts.id_by_words("王小明", "", "") != contacts.id_by_words("", "王小明", "")
        ids.append(contacts.id_by_words("王小明", "", ""))
    assert ids[0] != ids[1]
