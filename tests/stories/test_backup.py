"""A backup of a living shop comes back whole; the forgotten stay forgotten in old backups."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select, text

from passalong.base.messages import Actor
from passalong.engine.copying import copy_in
from passalong.engine.door import Door, Wish
from passalong.people.model import ErasePerson, MeetPerson
from passalong.people.queries import PeopleFilter, people
from passalong.people.tables import PERSON_DETAIL
from rig.living import difference
from rig.places import Place, contents, find_programs, two_places
from rig.terminal import Terminal


@pytest.fixture(autouse=True)
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    find_programs(monkeypatch)


@pytest.fixture
def place(database_url: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    with two_places(database_url, request, tmp_path) as found:
        yield found


def met(door: Door, merchant_id: str, name: str) -> str:
    answer = door.run(Wish(merchant_id), MeetPerson("staff", name=name))
    return str(answer["person_id"])


def names(terminal: Terminal, merchant_id: str) -> list[str]:
    with terminal.reading() as read:
        return sorted(one.name for one in people(read, merchant_id, PeopleFilter(), 100))


def test_what_was_backed_up_comes_back_and_is_checked(place: Place, tmp_path: Path) -> None:
    shop = place.living.shop("--campaign", "three-trial-vouchers")
    with place.living.door() as door:
        for name in ("王芳", "李雷", "Anna"):
            met(door, shop["merchant_id"], name)
    made = place.living.run("backup", tmp_path / "copy", "--json")
    assert made.status == 0, made.stderr
    restored = place.empty.run("restore", tmp_path / "copy", "--json")
    assert (restored.status, restored.json["ok"]) == (0, True)
    assert restored.json["journal_lines"] == made.json["journal_lines"] > 0
    assert difference(contents(place.living), contents(place.empty)) == []
    assert names(place.empty, shop["merchant_id"]) == ["Anna", "李雷", "王芳"]


def test_a_shop_goes_on_while_it_is_backed_up(place: Place, tmp_path: Path) -> None:
    shop = place.living.shop()
    stopping, begun = threading.Event(), threading.Event()
    count = 0

    def work(door: Door) -> None:
        nonlocal count
        while not stopping.is_set():
            met(door, shop["merchant_id"], f"guest {count}")
            count += 1
            if count > 20:
                begun.set()

    with place.living.door() as door:
        hand = threading.Thread(target=work, args=(door,))
        hand.start()
        assert begun.wait(60)
        made = place.living.run("backup", tmp_path / "copy", "--json")
        stopping.set()
        hand.join()
    assert made.status == 0, made.stderr
    restored = place.empty.run("restore", tmp_path / "copy", "--json")
    assert (restored.status, restored.json["ok"]) == (0, True), restored.stdout
    back = len(names(place.empty, shop["merchant_id"]))
    assert 20 < back <= count


def test_a_place_that_is_not_empty_is_left_alone(place: Place, tmp_path: Path) -> None:
    place.living.shop()
    assert place.living.run("backup", tmp_path / "copy").status == 0
    before = contents(place.living)
    answer = place.living.run("restore", tmp_path / "copy")
    assert (answer.status, "empty place" in answer.stderr) == (1, True)
    assert contents(place.living) == before
    again = place.living.run("backup", tmp_path / "copy")
    assert (again.status, "not empty" in again.stderr) == (1, True)


def test_a_damaged_backup_is_not_restored(place: Place, tmp_path: Path) -> None:
    place.living.shop()
    assert place.living.run("backup", tmp_path / "copy").status == 0
    data = next((tmp_path / "copy" / "data").iterdir())
    content = bytearray(data.read_bytes())
    content[len(content) // 2] ^= 1
    data.write_bytes(content)
    answer = place.empty.run("restore", tmp_path / "copy")
    assert (answer.status, data.name in answer.stderr) == (1, True)
    assert not (tmp_path / "empty" / "keys.json").exists()
    (tmp_path / "copy" / "manifest.json").unlink()
    answer = place.empty.run("restore", tmp_path / "copy")
    assert (answer.status, "broken off" in answer.stderr) == (1, True)


def manifest_with(folder: Path, **changed: object) -> None:
    """Write other words into the manifest of a backup."""
    path = folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changed}))


def test_a_backup_of_a_newer_version_is_not_restored(place: Place, tmp_path: Path) -> None:
    place.living.shop()
    assert place.living.run("backup", tmp_path / "copy").status == 0
    manifest_with(tmp_path / "copy", revision="9999")
    answer = place.empty.run("restore", tmp_path / "copy")
    assert (answer.status, "newer version" in answer.stderr) == (1, True)
    assert not (tmp_path / "empty" / "keys.json").exists()


def test_keys_of_people_that_must_be_gone_by_now_are_not_restored(
    place: Place, tmp_path: Path
) -> None:
    place.living.shop()
    assert place.living.run("backup", tmp_path / "copy").status == 0
    manifest_with(tmp_path / "copy", made_at="2026-01-02T03:04:05Z")
    answer = place.empty.run("restore", tmp_path / "copy")
    assert (answer.status, "35 days" in answer.stderr) == (1, True)
    (tmp_path / "copy" / "keys" / "subject_keys").unlink()
    assert place.empty.run("restore", tmp_path / "copy").status == 0


@pytest.mark.parametrize("fault", ["another row", "a lost row", "a lost line"])
def test_a_copy_that_is_not_what_was_backed_up_is_found(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    place.living.shop("--campaign", "three-trial-vouchers")
    assert place.living.run("backup", tmp_path / "copy").status == 0
    plant = {
        "another row": "UPDATE shop SET opened_at = opened_at - 1",
        "a lost row": "DELETE FROM campaign",
        "a lost line": "DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal)",
    }[fault]

    def careless(url: str, data: Path, keys: Path | None) -> None:
        copy_in(url, data, keys)
        engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:", 1))
        with engine.begin() as connection:
            connection.execute(text(plant))
        engine.dispose()

    monkeypatch.setattr("passalong.outside.backups.copy_in", careless)
    answer = place.empty.run("restore", tmp_path / "copy", "--json")
    assert (answer.status, answer.json["ok"]) == (1, False)
    assert answer.json["rows_unlike_history"] or answer.json["broken_invariants"]


def test_without_the_keys_of_people_an_old_backup_names_nobody(
    place: Place, tmp_path: Path
) -> None:
    shop = place.living.shop()
    with place.living.door() as door:
        met(door, shop["merchant_id"], "王芳")
    assert place.living.run("backup", tmp_path / "copy").status == 0
    (tmp_path / "copy" / "keys" / "subject_keys").unlink()
    assert place.empty.run("restore", tmp_path / "copy").status == 0
    with place.empty.reading() as read:
        sealed = [line.name for line in read.all(select(PERSON_DETAIL.c.name))]
    assert len(sealed) == 1
    assert sealed[0]
    assert names(place.empty, shop["merchant_id"]) == [""]


def test_the_data_of_a_backup_holds_no_key_of_anybody(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path / "home")
    shop = terminal.shop()
    with terminal.door() as door:
        person_id = met(door, shop["merchant_id"], "王芳")
    path = terminal.home / "passalong.sqlite"
    with sqlite3.connect(path) as connection:
        (key,) = connection.execute(
            "SELECT wrapped FROM subject_key WHERE subject_id = ?", (person_id,)
        ).fetchone()
    assert terminal.run("backup", tmp_path / "copy").status == 0
    assert key not in (tmp_path / "copy" / "data" / "passalong.sqlite").read_bytes()
    assert key in (tmp_path / "copy" / "keys" / "subject_keys").read_bytes()
    assert (tmp_path / "copy" / "keys").stat().st_mode & 0o077 == 0


def test_who_was_forgotten_before_the_backup_is_not_in_it(place: Place, tmp_path: Path) -> None:
    shop = place.living.shop()
    with place.living.door() as door:
        person_id = met(door, shop["merchant_id"], "王芳")
        met(door, shop["merchant_id"], "李雷")
        owner = Actor(kind="staff", id="staff_owner", role="owner")
        door.run(Wish(shop["merchant_id"], owner), ErasePerson(person_id))
    assert place.living.run("backup", tmp_path / "copy").status == 0
    assert place.empty.run("restore", tmp_path / "copy").status == 0
    assert names(place.empty, shop["merchant_id"]) == ["李雷"]


def test_a_missing_program_is_named(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Terminal(tmp_path / "home", postgres_url)
    terminal.shop()
    monkeypatch.setenv("PASSALONG_POSTGRES_BIN", str(tmp_path))
    answer = terminal.run("backup", tmp_path / "copy")
    assert answer.status == 1
    assert "pg_dump" in answer.stderr
    assert "PASSALONG_POSTGRES_BIN" in answer.stderr
    assert list((tmp_path / "copy").iterdir()) == []  # the next one can go there
