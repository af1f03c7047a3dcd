"""One voucher at fifty tills at the same moment, over HTTP: redeemed once (proofs/tills.py)."""

import pytest

from proofs.tills import TILLS, prove

SEED = 20265
ROUNDS = 25


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_one_voucher_at_fifty_tills_is_redeemed_once(kind):
    found = prove(kind, ROUNDS, SEED, say=print)
    assert found.broken == ()
    assert found.rounds == found.figures["200"] == ROUNDS
    assert found.figures["409 voucher_already_redeemed"] == (TILLS - 1) * ROUNDS


def test_a_till_that_does_not_look_is_found():
    found = prove("sqlite", 5, SEED, say=print, planted="till_that_does_not_look")
    assert len(found.broken) >= 5
    assert found.figures["200"] > 5


@pytest.mark.slow
@pytest.mark.postgres
def test_two_processes_that_write_in_one_lane_are_found():
    found = prove("postgres", 20, SEED, say=print, planted="lanes_of_its_own")
    assert found.figures["200"] > 20
    assert any("'200': 2" in each for each in found.broken)
