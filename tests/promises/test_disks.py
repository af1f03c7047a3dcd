"""A disk that is full, read-only or broken, and two who want to write one file.

The proofs are proofs/disk.py, proofs/full.py and proofs/one_writer.py.
"""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from passalong.engine import sealing
from passalong.engine.database import DatabaseInUse
from passalong.engine.sealing import Keys
from passalong.engine.sqlite import hold
from proofs import disk, full, one_writer
from proofs.full import SENTENCES, SmallDisk, disk_of_our_own
from proofs.serving import ROOT

SEED = 20262
NO_WRITES = "disk_takes_no_writes: "


def test_a_bad_disk_is_refused_nothing_is_half_done_and_it_goes_on():
    found = disk.prove(150, SEED, say=print)
    assert found.broken == ()
    assert found.rounds >= 150
    for name in ("no room", "read-only", "write error", "sync error"):
        assert found.figures[f"refused: {name}"] > 5, name


@pytest.mark.parametrize(
    ("planted", "told"),
    [
        ("no_transaction", "half done"),
        ("says_yes", "ended otherwise"),
        ("gives_up", "not well again"),
    ],
)
def test_an_engine_that_takes_a_bad_disk_wrongly_is_found(planted, told):
    found = disk.prove(40, SEED, say=print, planted=planted)
    assert any(told in each for each in found.broken)


def test_a_full_disk_under_a_served_shop_is_told_and_overcome():
    found = full.prove(4, SEED, say=print)
    assert [each for each in found.broken if "ready only after" not in each] == []
    assert found.figures["way SizeLimit"] + found.figures.get("way SmallDisk", 0) == 4
    assert set(SENTENCES) == {"en", "zh-Hans", "zh-Hant"}


def test_a_server_that_does_not_say_why_it_saves_nothing_is_found():
    found = full.prove(1, SEED, say=print, planted="disk_not_told")
    assert any("/problems/database_unavailable" in each for each in found.broken)


def test_a_file_has_one_writer_also_after_a_kill():
    found = one_writer.prove(12, SEED, say=print)
    assert found.broken == ()
    assert 0 < found.figures["holders killed"] < 12


@pytest.mark.parametrize(
    ("planted", "told"),
    [
        ("no_lock", "held, held, held, held"),
        ("lock_that_stays", ", ".join(["database_in_use"] * 4)),
    ],
)
def test_a_lock_that_does_not_hold_or_never_ends_is_found(planted, told):
    found = one_writer.prove(6, SEED, say=print, planted=planted)
    assert any(told in each for each in found.broken)


def passalong(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The program, with nothing but a home."""
    command = [sys.executable, "-m", "passalong", *words]
    environment = {**os.environ, "PASSALONG_HOME": str(home)}
    environment.pop("PASSALONG_DATABASE_URL", None)
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60
    )


def test_a_shop_on_a_read_only_disk_is_not_opened_and_says_why():
    with disk_of_our_own() as (home, is_mounted):
        if os.geteuid() == 0 and not is_mounted:
            pytest.skip("root writes everywhere, and this machine mounts nothing")
        assert passalong(home, "migrate").returncode == 0
        if is_mounted:
            read_only = ["mount", "-o", "remount,ro", str(home)]
            subprocess.run(read_only, check=True)
        else:
            home.chmod(0o555)
        try:
            before = sorted(home.iterdir())
            for command in ("serve", "migrate"):
                told = passalong(home, command)
                assert told.returncode == 1
                assert NO_WRITES in told.stderr
                assert "Traceback" not in told.stderr
            assert sorted(home.iterdir()) == before
        finally:
            if not is_mounted:
                home.chmod(0o755)


def test_a_shop_on_a_full_disk_is_not_opened_half():
    with disk_of_our_own() as (home, is_mounted):
        if not is_mounted:
            pytest.skip("this machine mounts no small disk")
        assert passalong(home, "migrate").returncode == 0
        room = SmallDisk(home)
        room.fill()
        told = passalong(home, "serve")
        assert (told.returncode, NO_WRITES in told.stderr) == (1, True)
        assert "Traceback" not in told.stderr
        assert not (home / "keys.json").exists(), "a key file is whole or not there"
        assert not list(home.glob("keys.json*"))
        room.free()
        assert passalong(home, "audit").returncode == 2, "nothing was opened, so no keys yet"


def test_a_key_file_that_cannot_be_written_leaves_nothing(tmp_path, monkeypatch):
    def full_disk(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(sealing.os, "fsync", full_disk)
    with pytest.raises(OSError, match="No space left"):
        Keys.at(tmp_path / "keys.json", may_create=True)
    assert list(tmp_path.iterdir()) == []


def test_keys_that_another_process_made_first_stay(tmp_path, monkeypatch):
    path = tmp_path / "keys.json"
    first = Keys.at(path, may_create=True)
    before = path.read_text()
    monkeypatch.setattr(Path, "exists", lambda _: False)
    second = Keys.at(path, may_create=True)
    assert path.read_text() == before
    assert second.digest == first.digest
    assert (path.stat().st_mode & 0o777, sorted(tmp_path.iterdir())) == (0o600, [path])


def test_who_holds_the_file_is_noted_beside_it(tmp_path):
    path = tmp_path / "shop.sqlite"
    lock = hold(path)
    assert Path(f"{path}.lock").read_text() == str(os.getpid())
    with pytest.raises(DatabaseInUse):
        hold(path)
    lock.close()
    hold(path).close()
