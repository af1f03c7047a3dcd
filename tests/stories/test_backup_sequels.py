"""What came after a backup is kept in sequels: backup and sequels together are the living shop.

Whole backups are in tests/stories/test_backup.py.
"""

import gzip
import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from passalong.base.clock import DAY, SystemClock
from passalong.base.messages import Actor
from passalong.engine.door import Door, Wish
from passalong.people.model import Contact, ErasePerson, MeetPerson, MergePeople
from passalong.people.queries import PeopleFilter, people
from rig.living import difference, lived
from rig.places import Place, contents, find_programs, two_places
from rig.stream import Stream
from rig.terminal import Terminal

OWNER = Actor(kind="staff", id="staff_owner", role="owner")


@pytest.fixture(autouse=True)
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    find_programs(monkeypatch)


@pytest.fixture
def place(database_url: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    with two_places(database_url, request, tmp_path) as found:
        yield found


def stream() -> Stream:
    """Commands of all features, hours apart: they begin so long ago that none is ahead of now."""
    made = Stream(7, 2)
    made.at = SystemClock().now() - 3000 * DAY
    return made


def names(terminal: Terminal, merchant_id: str) -> list[str]:
    with terminal.reading() as read:
        return sorted(one.name for one in people(read, merchant_id, PeopleFilter(), 100))


def met(door: Door, merchant_id: str, name: str, phone: str = "") -> str:
    contacts = (Contact("phone", "lookup", phone),) if phone else ()
    answer = door.run(Wish(merchant_id), MeetPerson("staff", name=name, contacts=contacts))
    return str(answer["person_id"])


def done(terminal: Terminal, *words: str | Path) -> None:
    answer = terminal.run(*words)
    assert answer.status == 0, answer.stderr + answer.stdout


def test_a_backup_and_its_sequels_are_the_living_shop(place: Place, tmp_path: Path) -> None:
    done(place.living, "migrate")
    life = stream()
    with place.living.door() as door:
        lived(door.writer, life, 150)
        done(place.living, "backup", tmp_path / "whole")
        lived(door.writer, life, 150)
        done(place.living, "backup", tmp_path / "one", "--after", tmp_path / "whole")
        lived(door.writer, life, 150)
        done(place.living, "backup", tmp_path / "two", "--after", tmp_path / "one")
    restored = place.empty.run(
        "restore", tmp_path / "whole", tmp_path / "one", tmp_path / "two", "--json"
    )
    assert (restored.status, restored.json["ok"]) == (0, True), restored.stdout
    assert restored.json["sequels"] == 2
    living = contents(place.living)
    assert len(living["journal"]) > 300
    assert difference(living, contents(place.empty)) == []


def test_a_sequel_is_taken_while_the_shop_goes_on(place: Place, tmp_path: Path) -> None:
    done(place.living, "migrate")
    life = stream()
    stopping, begun = threading.Event(), threading.Event()

    def work(door: Door) -> None:
        while not stopping.is_set():
            lived(door.writer, life, 20)
            begun.set()

    with place.living.door() as door:
        lived(door.writer, life, 60)
        done(place.living, "backup", tmp_path / "whole")
        hand = threading.Thread(target=work, args=(door,))
        hand.start()
        assert begun.wait(60)
        try:
            for after, folder in (("whole", "one"), ("one", "two"), ("whole", "all")):
                done(place.living, "backup", tmp_path / folder, "--after", tmp_path / after)
        finally:
            stopping.set()
            hand.join()
    restored = place.empty.run(
        "restore", tmp_path / "whole", tmp_path / "one", tmp_path / "two", tmp_path / "all",
        "--json",
    )  # fmt: skip
    assert (restored.status, restored.json["ok"]) == (0, True), restored.stdout
    assert restored.json["journal_lines"] <= len(contents(place.living)["journal"])


def written(folder: Path, change: Callable[[list[dict[str, object]]], None]) -> None:
    """Change the lines of a sequel's journal and make its manifest agree."""
    path = folder / "data" / "journal.gz"
    lines = [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]
    change(lines)
    path.write_bytes(gzip.compress(b"".join(json.dumps(one).encode() + b"\n" for one in lines)))
    manifest = json.loads((folder / "manifest.json").read_text())
    for kept in manifest["files"]:
        content = (folder / kept["path"]).read_bytes()
        kept["size"], kept["sha256"] = len(content), hashlib.sha256(content).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))


def another_word(lines: list[dict[str, object]]) -> None:
    lines[1]["at"] = int(str(lines[1]["at"])) + 1


def without_one(lines: list[dict[str, object]]) -> None:
    del lines[1]


def without_the_last(lines: list[dict[str, object]]) -> None:
    lines.pop()


@pytest.mark.parametrize("plant", [another_word, without_one, without_the_last])
def test_a_sequel_that_was_tampered_with_is_found(
    place: Place, tmp_path: Path, plant: Callable[[list[dict[str, object]]], None]
) -> None:
    shop = place.living.shop()
    done(place.living, "backup", tmp_path / "whole")
    with place.living.door() as door:
        for name in ("王芳", "李雷", "Anna"):
            met(door, shop["merchant_id"], name)
    done(place.living, "backup", tmp_path / "one", "--after", tmp_path / "whole")
    written(tmp_path / "one", plant)
    answer = place.empty.run("restore", tmp_path / "whole", tmp_path / "one", "--json")
    assert answer.status == 1
    if plant is without_the_last:
        assert answer.json["is_journal_whole"] is False
    else:
        assert "does not continue" in answer.stderr
        assert "empty it first" in answer.stderr


def test_a_missing_piece_and_a_wrong_order_are_said(place: Place, tmp_path: Path) -> None:
    shop = place.living.shop()
    done(place.living, "backup", tmp_path / "whole")
    for number, (after, folder) in enumerate((("whole", "one"), ("one", "two"))):
        with place.living.door() as door:
            met(door, shop["merchant_id"], f"guest {number}")
        done(place.living, "backup", tmp_path / folder, "--after", tmp_path / after)
    whole, one, two = (tmp_path / name for name in ("whole", "one", "two"))
    for row, words in (
        ((whole, two), "a piece is missing"),
        ((whole, two, one), "a piece is missing"),
        ((one, two), "is a sequel"),
        ((whole, whole), "two whole backups"),
    ):
        answer = place.empty.run("restore", *row)
        assert (answer.status, words in answer.stderr) == (1, True), answer.stderr
    assert not (tmp_path / "empty" / "keys.json").exists()
    (one / "data" / "journal.gz").write_bytes(b"")
    answer = place.empty.run("restore", whole, one, two)
    assert (answer.status, "data/journal.gz" in answer.stderr) == (1, True)


def test_without_its_keys_a_sequel_names_nobody(place: Place, tmp_path: Path) -> None:
    shop = place.living.shop()
    done(place.living, "backup", tmp_path / "whole")
    with place.living.door() as door:
        met(door, shop["merchant_id"], "王芳", "+8613800138000")
    done(place.living, "backup", tmp_path / "one", "--after", tmp_path / "whole")
    (tmp_path / "one" / "keys" / "subject_keys.gz").unlink()
    for path in (tmp_path / "one" / "data").iterdir():
        assert "王芳".encode() not in gzip.decompress(path.read_bytes())
        assert b"13800138000" not in gzip.decompress(path.read_bytes())
    done(place.empty, "restore", tmp_path / "whole", tmp_path / "one")
    assert names(place.empty, shop["merchant_id"]) == [""]


def test_an_old_backup_forgets_again_whoever_was_forgotten_since(
    place: Place, tmp_path: Path
) -> None:
    shop = place.living.shop()
    merchant_id, wish = shop["merchant_id"], Wish(shop["merchant_id"], OWNER)
    with place.living.door() as door:
        fang, lei, twin = (met(door, merchant_id, name) for name in ("王芳", "李雷", "李雷雷"))
        met(door, merchant_id, "Anna")
        done(place.living, "backup", tmp_path / "backups" / "old")
        door.run(wish, MergePeople(twin, lei))
        door.run(wish, ErasePerson(fang))
        door.run(wish, ErasePerson(lei))
        late = met(door, merchant_id, "late")
        door.run(wish, ErasePerson(late))
        done(place.living, "backup", tmp_path / "elsewhere" / "new")
    old, new = tmp_path / "backups" / "old", tmp_path / "elsewhere" / "new"
    restored = place.empty.run("restore", old, "--erased", new, "--json")
    assert (restored.status, restored.json["forgotten_again"]) == (0, 3), restored.stderr
    assert names(place.empty, merchant_id) == ["Anna"]
    left = contents(place.empty)
    assert {key[1] for key in left["subject_key"]}.isdisjoint({fang, lei, twin})
    assert {key[1] for key in left["person_detail"]}.isdisjoint({fang, lei, twin})


def test_a_newer_backup_that_lies_beside_says_who_was_forgotten(
    place: Place, tmp_path: Path
) -> None:
    shop = place.living.shop()
    with place.living.door() as door:
        fang = met(door, shop["merchant_id"], "王芳")
        done(place.living, "backup", tmp_path / "backups" / "monday")
        door.run(Wish(shop["merchant_id"], OWNER), ErasePerson(fang))
    beside = tmp_path / "backups"
    done(place.living, "backup", beside / "tuesday", "--after", beside / "monday")
    restored = place.empty.run("restore", beside / "monday", "--json")
    assert (restored.status, restored.json["forgotten_again"]) == (0, 1)
    assert names(place.empty, shop["merchant_id"]) == []
