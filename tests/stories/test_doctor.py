"""The doctor names what is wrong with an installation, and what to do: each check in one that is.

The invariants of the rows are in tests/promises/test_audit.py.
"""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import create_engine, text

from passalong.base.clock import DAY, SystemClock, iso_of
from passalong.base.messages import Actor
from passalong.engine.door import Wish
from passalong.engine.opening import open_database
from passalong.engine.sqlite import connect_writer
from passalong.migrations import newest
from passalong.outside import doctor
from passalong.outside.doctor import CHECKS, Verdict, examine
from passalong.outside.surroundings import Surroundings
from passalong.people.model import ErasePerson, MeetPerson
from passalong.settings import settings_from
from passalong.wiring import open_keys
from rig.databases import Server, name_of
from rig.places import find_programs
from rig.running import running, settings_at
from rig.terminal import Terminal

NAMES = [name for name, _ in CHECKS]
OF_SQLITE = {name for name in NAMES if name.startswith("sqlite_")}
OF_POSTGRES = {name for name in NAMES if name.startswith("postgres_")}


@pytest.fixture(autouse=True)
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    find_programs(monkeypatch)


@pytest.fixture
def home(sqlite_url: str, tmp_path: Path) -> Terminal:
    """A healthy shop on SQLite, backed up and tried."""
    return healthy(Terminal(tmp_path / "home", sqlite_url), tmp_path, f"sqlite:///{tmp_path}/new")


def healthy(terminal: Terminal, folder: Path, empty_url: str) -> Terminal:
    terminal.shop()
    assert terminal.run("backup", folder / "copy").status == 0
    trial = Terminal(folder / "trial")
    trial.environment["PASSALONG_DATABASE_URL"] = empty_url
    restored = trial.run("restore", folder / "copy")
    assert restored.status == 0, restored.stderr
    return terminal


def bad(terminal: Terminal, around: Surroundings | None = None) -> dict[str, Verdict]:
    """What the doctor finds wrong; every fault comes with an advice."""
    settings = settings_from(terminal.environment)
    database = open_database(settings.database_url, open_keys(settings), ())
    try:
        found = {verdict.name: verdict for verdict in examine(settings, database, around)}
    finally:
        database.close()
    assert list(found) == NAMES
    assert all(verdict.advice for verdict in found.values() if verdict.ok is False)
    assert not any(verdict.advice for verdict in found.values() if verdict.ok)
    return {name: verdict for name, verdict in found.items() if verdict.ok is False}


def change(terminal: Terminal, statement: str, **values: str) -> None:
    """Change rows past every rule."""
    url = terminal.environment["PASSALONG_DATABASE_URL"]
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:", 1))
    with engine.begin() as connection:
        connection.execute(text(statement), values)
    engine.dispose()


def test_a_healthy_shop_on_sqlite_is_well(home: Terminal) -> None:
    assert bad(home) == {}
    told = home.run("doctor", "--json")
    assert (told.status, told.json["ok"]) == (0, True)
    unasked = {one["name"] for one in told.json["checks"] if one["ok"] is None}
    assert unasked == OF_POSTGRES
    assert "good  disk" in home.run("doctor").stdout


@pytest.fixture
def durable(durable_postgres_server: Server) -> Iterator[str]:
    """A PostgreSQL that keeps what it answered, owned by a role that is no superuser."""
    url = durable_postgres_server.create()
    owner = f"owner_{name_of(url)}"
    with psycopg.connect(durable_postgres_server.url, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {owner} LOGIN")
        connection.execute(f"ALTER DATABASE {name_of(url)} OWNER TO {owner}")
    yield url.replace("postgresql://passalong@", f"postgresql://{owner}@")
    durable_postgres_server.drop(url)


@pytest.mark.postgres
def test_a_healthy_shop_on_postgres_is_well(
    durable: str, postgres_url: str, tmp_path: Path
) -> None:
    terminal = healthy(Terminal(tmp_path / "home", durable), tmp_path, postgres_url)
    assert bad(terminal) == {}
    told = terminal.run("doctor", "--json").json["checks"]
    assert {one["name"] for one in told if one["ok"] is None} == OF_SQLITE


@pytest.mark.postgres
def test_a_postgres_that_may_lose_what_it_answered_is_named(
    postgres_url: str, tmp_path: Path
) -> None:
    terminal = Terminal(tmp_path / "home", postgres_url)
    terminal.shop()
    found = bad(terminal)
    assert set(found) == {
        "postgres_fsync",
        "postgres_full_page_writes",
        "postgres_synchronous_commit",
        "postgres_role",
        "last_backup",
        "restore_test",
    }
    assert found["postgres_fsync"].found == "fsync is off"
    assert terminal.run("doctor").status == 1


class Answering:
    """A PostgreSQL with other settings than the tests can give one; it answers one question."""

    dialect = "postgresql"

    def __init__(self, answer: str) -> None:
        self.picture = self
        self.answer = answer

    def value(self, statement: str, name: str) -> str:
        assert (statement, name) == ("SELECT current_setting(:name)", "data_checksums")
        return self.answer


def test_a_postgres_without_checksums_is_named() -> None:
    check: Callable[[Any], Any] = dict(CHECKS)["postgres_data_checksums"]
    assert check(Answering("on")) == (True, "data_checksums is on", "")
    ok, _, advice = check(Answering("off"))
    assert (ok, "pg_checksums" in advice) == (False, True)


@pytest.mark.postgres
def test_a_clock_that_differs_from_the_databases_is_named(
    durable: str, postgres_url: str, tmp_path: Path
) -> None:
    terminal = healthy(Terminal(tmp_path / "home", durable), tmp_path, postgres_url)
    assert set(bad(terminal, Surroundings(Ahead(3000)))) == {"clock"}
    assert bad(terminal, Surroundings(Ahead(500))) == {}


class Ahead(SystemClock):
    """A clock that goes before the others."""

    def __init__(self, milliseconds: int) -> None:
        super().__init__()
        self._more = milliseconds

    def now(self) -> int:
        return super().now() + self._more


def test_a_clock_that_was_set_back_is_named(home: Terminal) -> None:
    assert set(bad(home, Surroundings(Ahead(-60_000)))) == {"clock"}


class Crowded(Surroundings):
    """A disk that is nearly full."""

    def free_share(self, path: Path) -> float:
        assert path.name
        return 0.149


def test_a_disk_that_is_nearly_full_is_named(home: Terminal) -> None:
    assert set(bad(home, Crowded())) == {"disk"}
    assert 0 < Surroundings().free_share(home.home) < 1


def test_a_file_that_lies_on_a_network_is_named(home: Terminal, tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "1 1 0:1 / / rw - ext4 /dev/sda rw\n"
        f"2 1 0:2 / {tmp_path} rw,noatime shared:1 - nfs4 server:/shop rw\n"
    )
    assert set(bad(home, Surroundings(mounts=mounts))) == {"sqlite_place"}
    assert Surroundings(mounts=mounts).file_system(Path("/")) == "ext4"


def test_another_program_that_writes_the_file_is_named(home: Terminal, sqlite_url: str) -> None:
    path = sqlite_url.removeprefix("sqlite:///")
    source = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('BEGIN IMMEDIATE'); "
    source += "print(flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", source, path]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        other.stdout.readline()
        found = bad(home)
        other.stdin.close()
    assert set(found) == {"sqlite_writers"}
    assert str(other.pid) in found["sqlite_writers"].found
    with running(settings_at(sqlite_url, home.home)):  # the one that may
        assert bad(home) == {}


def test_a_writer_that_does_not_wait_for_the_disk_is_named(
    home: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hasty(path: Path) -> sqlite3.Connection:
        connection = connect_writer(path)
        connection.execute("PRAGMA synchronous=NORMAL")
        return connection

    monkeypatch.setattr(doctor, "connect_writer", hasty)
    assert set(bad(home)) == {"sqlite_durability"}


def test_a_damaged_file_is_named(home: Terminal, sqlite_url: str) -> None:
    path = sqlite_url.removeprefix("sqlite:///")
    with sqlite3.connect(path) as connection:
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'ix_receipt_at'"
        ).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    connection.close()
    with open(path, "r+b") as file:
        file.seek((page - 1) * size)
        file.write(os.urandom(size))
    assert set(bad(home)) == {"sqlite_integrity"}


@pytest.mark.parametrize("revision", ["0003", "9999"])
def test_a_schema_that_does_not_fit_is_named(home: Terminal, revision: str) -> None:
    assert revision != newest()
    change(home, "UPDATE alembic_version SET version_num = :revision", revision=revision)
    assert set(bad(home)) == {"schema"}
    assert home.run("doctor").status == 1


def test_backups_that_are_missing_old_or_untried_are_named(home: Terminal, tmp_path: Path) -> None:
    now = SystemClock().now()
    diary = home.home / "backups.json"
    (tmp_path / "copy" / "restored.json").write_text(json.dumps({"at": iso_of(now), "ok": False}))
    assert set(bad(home)) == {"restore_test"}
    trial = {"at": iso_of(now - 36 * DAY), "ok": True}
    (tmp_path / "copy" / "restored.json").write_text(json.dumps(trial))
    assert set(bad(home)) == {"restore_test"}
    made = json.loads(diary.read_text())
    made[0]["made_at"] = iso_of(now - 2 * DAY)
    diary.write_text(json.dumps(made))
    assert set(bad(home)) == {"last_backup", "restore_test"}
    made[0]["made_at"] = iso_of(now - 36 * DAY)
    diary.write_text(json.dumps(made))
    found = bad(home)
    assert set(found) == {"last_backup", "restore_test", "erasure_horizon"}
    assert "subject_keys" in found["erasure_horizon"].advice
    (tmp_path / "copy" / "keys" / "subject_keys").unlink()
    assert set(bad(home)) == {"last_backup", "restore_test"}
    diary.unlink()
    assert set(bad(home)) == {"last_backup", "restore_test"}


def test_keys_and_passwords_that_others_know_are_named(home: Terminal) -> None:
    keys = home.home / "keys.json"
    kept = keys.read_text()
    keys.chmod(0o644)
    assert set(bad(home)) == {"secrets"}
    keys.chmod(0o600)
    weak = json.dumps(dict.fromkeys(json.loads(kept), "0" * 64))
    keys.write_text(weak)
    assert set(bad(home)) == {"secrets"}
    keys.write_text(kept)
    assert bad(home) == {}
    for url, is_good in (
        ("postgresql://shop:shop@db/shop", False),
        ("postgresql://shop:postgres@db/shop", False),
        ("postgresql://shop:8NvYq2m0@db/shop", True),
    ):
        settings = settings_from({**home.environment, "PASSALONG_DATABASE_URL": url})
        assert doctor.secrets_of(settings)[0] is is_good
    keys.unlink()
    assert "no key file" in doctor.secrets_of(settings_from(home.environment))[1]


def test_a_merchant_without_an_organiser_is_named(home: Terminal) -> None:
    change(home, "UPDATE merchant SET organiser = ' '")
    assert set(bad(home)) == {"organiser"}


def test_somebody_forgotten_who_left_something_is_named(home: Terminal) -> None:
    with home.reading() as read:
        merchant_id = read.value(text("SELECT merchant_id FROM merchant"))
    with home.door() as door:
        wish = Wish(merchant_id, Actor(kind="staff", id="staff_o", role="owner"))
        person_id = door.run(wish, MeetPerson("staff", name="王芳"))["person_id"]
        door.run(wish, ErasePerson(person_id))
    assert bad(home) == {}
    left = "INSERT INTO subject_key VALUES (:merchant, :person, 'x')"
    change(home, left, merchant=merchant_id, person=person_id)
    assert set(bad(home)) == {"forgotten"}


def test_links_without_tls_that_lead_elsewhere_are_named(home: Terminal) -> None:
    home.environment["PASSALONG_PUBLIC_URL"] = "http://shop.example"
    assert set(bad(home)) == {"public_address"}
    home.environment["PASSALONG_PUBLIC_URL"] = "https://shop.example"
    assert bad(home) == {}


def test_every_check_has_a_shop_that_it_must_name() -> None:
    source = Path(__file__).read_text(encoding="utf-8")
    shown = source.split("def test_a_healthy_shop_on_sqlite_is_well")[1]
    assert [name for name in NAMES if f'"{name}"' not in shown] == []


def test_what_can_not_be_looked_at_is_said(tmp_path: Path) -> None:
    nowhere = Terminal(tmp_path / "home")
    nowhere.environment["PASSALONG_DATABASE_URL"] = f"sqlite:///{tmp_path}/nothing.sqlite"
    answer = nowhere.run("doctor")
    assert (answer.status, "no database" in answer.stderr) == (2, True)
    nowhere.environment["PASSALONG_DATABASE_URL"] = f"postgresql:///x?host={tmp_path}"
    answer = nowhere.run("doctor")
    assert (answer.status, "does not answer" in answer.stderr) == (2, True)
