"""`passalong bench till` measures what it says it measures. Nothing here is timed."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from bench import claimed, peer, running, till
from passalong import wiring
from passalong.cli import benching, main
from passalong.engine.batch import Batch
from passalong.engine.tables import JOURNAL
from passalong.vouchers.tables import REDEMPTION

TINY = till.Size(seconds=0.3, clients=(4,), merchants=2, settle=0.0, per_second=400)


def heard(text: str) -> None:
    """Nobody listens."""


@pytest.mark.postgres
@pytest.mark.slow
def test_a_tiny_bench_on_postgresql_tells_every_line():
    found = till.measured(replace(TINY, is_alone_too=False), ("postgresql",), heard)
    json.dumps(found)
    lines = [one for one in found["results"] if "peer_name" in one]
    assert [(one["line"], one["peer_name"]) for one in lines] == [
        ("postgresql, 2 merchants", name)
        for name in ("pgbench, separate statements", "pgbench, one statement")
    ]
    for one in lines:
        assert one["answered"] > 0
        assert one["peer"] > 0
        assert one["ratio"] == pytest.approx(one["ours"] / one["peer"])
    (answers,) = [one for one in found["results"] if "peer_name" not in one]
    assert 0 < answers["p50_ms"] <= answers["p95_ms"] <= answers["p99_ms"]
    assert till.shown(found).count("ratio") == 2


@pytest.mark.slow
def test_a_tiny_bench_on_sqlite_stands_beside_an_echo():
    found = till.measured(TINY, ("sqlite",), heard)
    lines = [one for one in found["results"] if "peer_name" in one]
    assert [one["line"] for one in lines] == ["sqlite, 2 merchants", "sqlite, one merchant"]
    assert {one["peer_name"] for one in lines} == {"echo"}
    assert all(one["answered"] > 0 and one["peer"] > 0 for one in lines)


@pytest.fixture
def stall(tmp_path: Path):
    settings = claimed.settings_for(f"sqlite:///{tmp_path / 'shop.sqlite'}", tmp_path)
    return settings, claimed.prepare(settings, [(60, 1)], heard)[0]


def asked(settings, stall, home: Path, **more):
    """What the load generator saw, and how many redemptions lie in the database."""
    url = settings.database_url
    place = till.Place("sqlite", home, [stall], lambda: url)
    port, server = place.serving(url)
    wish = till._wish(port, "/v1/vouchers/redeem", [stall], 2, TINY, 0.0)
    with server:
        told = running.loaded({**wish, **more})
    door = wiring.open_door(settings)
    try:
        with door.reading() as read:
            return told, len(read.all(REDEMPTION.select())), len(read.all(JOURNAL.select()))
    finally:
        door.database.close()
        door.writer.stop()


@pytest.mark.slow
def test_what_counts_as_answered_lies_in_the_database(stall, tmp_path):
    settings, one = stall
    told, redemptions, _ = asked(settings, one, tmp_path, seconds=30.0)
    assert told["counts"].pop("ran out") == 1, "all were asked long before the time was over"
    assert redemptions == 60 >= told["answered"] == sum(told["counts"].values())


@pytest.mark.slow
def test_a_refused_redemption_spoils_the_bench(stall, tmp_path):
    settings, one = stall
    twice = replace(one, codes=one.codes[:1] * 60)
    place = till.Place("sqlite", tmp_path, [twice], lambda: settings.database_url)
    with pytest.raises(RuntimeError, match="409"):
        till._ours(place, [twice], 2, TINY, 0.0, heard)


def test_the_peer_writes_the_tables_that_a_redemption_writes(stall, monkeypatch):
    """Neither more nor fewer, in both of its ways."""
    from passalong.engine.door import Wish
    from passalong.vouchers.model import RedeemVoucher
    from passalong.vouchers.tables import VOUCHER

    settings, one = stall
    written: set[str] = set()
    usual = Batch.decide

    def decide(batch, *given):
        outcomes = usual(batch, *given)
        written.update(wiring.registry().tables[kind].name for kind in batch.dirty if kind in kinds)
        written.update(kind.__name__ for kind in batch.dirty if kind not in kinds)
        if batch.entries:
            written.add("journal")
        return outcomes

    kinds = wiring.registry().tables
    door = wiring.open_door(settings)
    try:
        with door.reading() as read:
            voucher = read.rows(VOUCHER, read.all(VOUCHER.select()))[0]
        monkeypatch.setattr(Batch, "decide", decide)
        wish = Wish(one.merchant_id, idempotency_key="k")
        door.run(wish, RedeemVoucher(voucher.voucher_id, one.shop_id, "code"))
    finally:
        door.database.close()
        door.writer.stop()
    ours = {{"Receipt": "receipt", "JournalHead": "journal_head"}.get(n, n) for n in written}
    for script in (peer.separate_statements(), peer.one_statement()):
        theirs = re.findall(r"(?:UPDATE|INSERT INTO) ([a-z_]+) (?:t SET|SELECT)", script)
        assert sorted(theirs) == sorted(ours)


def test_a_bench_says_what_it_needs(tmp_path, monkeypatch):
    run = CliRunner().invoke
    assert run(main, ["bench", "till", "--clients", "0"]).exit_code == 2
    assert run(main, ["bench", "till", "--clients", "4,many"]).exit_code == 2
    monkeypatch.setattr(benching, "CHECKOUT", tmp_path)
    told = run(main, ["bench", "till"])
    assert told.exit_code == 1
    assert "git clone" in told.output


def test_a_machine_without_pgbench_is_told_what_to_do(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(running.NoTool, match="PASSALONG_POSTGRES_BIN"):
        running.Postgres("postgresql:///postgres?host=/nowhere", -1).pgbench()
