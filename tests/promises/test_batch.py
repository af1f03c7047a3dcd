"""A batch is its commands one by one, and SQLite is PostgreSQL (proofs/batches.py)."""

import random

import pytest

from proofs.batches import FAULTS, prove
from proofs.rooms import room
from rig.living import difference, everything, lived, living, sliced
from rig.stream import Stream

SEED = 20262
STREAMS = 20


def test_a_batch_is_its_commands_one_by_one():
    found = prove("sqlite", STREAMS, SEED, say=print)
    assert found.broken == ()
    assert found.rounds == STREAMS
    assert found.figures["done"] > STREAMS * 30
    assert found.figures["refused"] > STREAMS * 30
    assert "failed" not in found.figures
    assert found.figures["kinds of commands done"] > 25


@pytest.mark.postgres
def test_both_databases_hold_the_same():
    assert prove("postgres", 8, SEED, say=print).broken == ()


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_a_batch_that_forgets_or_guesses_wrong_is_found(kind, fault):
    found = prove(kind, 10, SEED, say=print, planted=fault)
    assert len(found.broken) > 2
    assert found.broken[0].startswith(f"seed {SEED}, round ")


def test_the_same_seed_tells_the_same():
    one, other = (prove("sqlite", 4, 7, say=print, planted="forgets_its_own_writes") for _ in "ab")
    assert one == other
    assert one.broken


def test_a_changed_row_is_a_difference(sqlite_url, tmp_path):
    with living(sqlite_url) as writer:
        told = lived(writer, Stream(7), 40)
        whole = everything(writer.database)
    with living(f"sqlite:///{tmp_path}/shorter.sqlite") as writer:
        writer.run_all([envelope for envelope, _ in told[:-20]])
        shorter = everything(writer.database)
    assert difference(whole, whole) == []
    assert difference(whole, shorter)


def test_portions_are_the_whole_in_order():
    sizes = random.Random(1).choices((1, 2, 5), k=3)
    portions = list(sliced(list(range(50)), sizes))
    assert [n for portion in portions for n in portion] == list(range(50))
    assert [len(portion) for portion in portions[:3]] == sizes


def test_the_streams_are_worth_running():
    """Of the commands in the streams enough are done, and many different ones are refused."""
    done, refused = set(), set()
    with room("sqlite") as place:
        for seed in range(2 * STREAMS):
            with place.ready() as url, living(url) as writer:
                for envelope, outcome in lived(writer, Stream(seed), 100):
                    name = type(envelope.command).__name__
                    (done if outcome.status == "done" else refused).add(name)
                    if outcome.refusal:
                        refused.add(outcome.refusal)
    must_happen = {"RedeemVoucher", "ClaimVoucher", "RefundOrder", "MergePeople", "ErasePerson"}
    assert done >= must_happen, must_happen - done
    must_refuse = {
        "not_allowed", "voucher_already_redeemed", "voucher_expired", "idempotency_conflict",
        "self_referral", "out_of_stock", "voucher_recalled",
    }  # fmt: skip
    assert len(refused & must_refuse) >= 5, must_refuse - refused
