"""A power cut leaves a SQLite file whole, with everything that was answered (proofs/power.py)."""

import random
import sqlite3

import pytest

from proofs import power_upgrade
from proofs.file_calls import FULL, OK, Listener, heard
from proofs.power import Disk, Note, change, prove, torn

SEED = 20260


def test_two_hundred_power_cuts_lose_nothing_that_was_answered():
    found = prove(200, SEED, say=print)
    assert found.broken == ()
    assert found.rounds == 200
    assert found.figures["answered"] == 4 * 60
    assert found.figures["syncs"] >= found.figures["answered"], "every commit is synced"
    assert found.figures["cuts amid a checkpoint"] > 10


def test_commits_that_are_not_synced_are_found_lost():
    found = prove(50, SEED, say=print, planted="synchronous_normal")
    assert found.figures["lost"] > 5
    assert all("lost: " in each for each in found.broken)


def test_a_file_that_is_never_synced_is_found_corrupt():
    found = prove(50, SEED, say=print, planted="synchronous_off")
    assert found.figures["syncs"] == 0
    assert found.figures["corrupt"] > 5


def test_a_reader_that_checkpoints_is_found():
    found = prove(50, SEED, say=print, planted="reader_checkpoints")
    assert any("MainThread did write on shop.sqlite" in each for each in found.broken)


def test_tables_that_are_cut_in_the_making_are_made_by_asking_again():
    found = power_upgrade.prove(30, SEED, say=print)
    assert found.broken == ()
    assert 0 < found.figures["cut after the answer"] < 30


@pytest.mark.parametrize("planted", ["synchronous_off", "journal_comes_back"])
def test_tables_that_are_not_on_the_disk_for_good_are_found(planted):
    found = power_upgrade.prove(20, SEED, say=print, planted=planted)
    assert any("lost: " in each or "corrupt: " in each for each in found.broken)


def test_the_same_seed_tells_the_same():
    one, other = (prove(50, 7, say=print, planted="synchronous_normal").figures for _ in range(2))
    assert one == other


def test_a_disk_keeps_what_was_synced_and_may_lose_the_rest():
    disk = Disk({"a": b"old"})
    disk.take(Note("write", "a", 0, b"new"))
    cut = {bytes(disk.cut(random.Random(n))["a"]) for n in range(50)}
    assert cut == {b"old", b"new"}
    disk.take(Note("sync", "a"))
    assert {bytes(disk.cut(random.Random(n))["a"]) for n in range(50)} == {b"new"}


def test_a_write_is_torn_at_sectors():
    note = Note("write", "a", 500, bytes([1]) * 1100)
    kinds = set()
    for number in range(200):
        files = {"a": bytearray(1600)}
        for part in torn(note, random.Random(number)):
            change(files, part)
        edges = {n for n in range(1, 1600) if files["a"][n] != files["a"][n - 1]}
        assert edges <= {500, 512, 1024, 1536}
        kinds.add(frozenset(edges))
    assert len(kinds) > 5


def test_a_listener_can_answer_for_the_disk(tmp_path):
    class Tired(Listener):
        is_full = False

        def write(self, path: str, at: int, content: bytes) -> int:
            return FULL if self.is_full else OK

    tired = Tired()
    with heard(tmp_path, tired):
        connection = sqlite3.connect(tmp_path / "a.sqlite", isolation_level=None)
        connection.execute("CREATE TABLE t (x)")
        tired.is_full = True
        with pytest.raises(sqlite3.OperationalError, match="full"):
            connection.execute("INSERT INTO t VALUES (1)")
        tired.is_full = False
        connection.execute("INSERT INTO t VALUES (2)")
        assert connection.execute("SELECT x FROM t").fetchall() == [(2,)]
        connection.close()
