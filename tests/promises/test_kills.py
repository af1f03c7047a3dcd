"""Whoever is killed in the middle loses nothing that was answered (proofs/kills.py)."""

import os

import pytest

from proofs.cluster import Cluster
from proofs.kills import kill_postgres, kill_servers
from proofs.proof import Found
from proofs.shoppers import Effects, Errand, doubled, lost

SEED = 20261


def broken(found: Found) -> list[str]:
    """What no machine may break, however busy: how long it took is for the full volume."""
    return [each for each in found.broken if "ready only after" not in each]


def test_a_killed_server_comes_back_with_everything_it_answered():
    found = kill_servers(4, SEED, say=print)
    assert broken(found) == []
    assert found.rounds == 4
    assert found.figures["answered"] >= 4 * 3


def test_a_server_that_answers_before_it_has_saved_is_found():
    found = kill_servers(2, SEED, say=print, planted="answer_before_commit")
    assert any("is lost" in each for each in found.broken)


def test_a_server_that_forgets_what_it_answered_is_found():
    found = kill_servers(1, SEED, say=print, planted="no_receipts")
    assert any("its receipt is lost" in each for each in found.broken)


@pytest.mark.postgres
def test_a_server_outlives_its_database_and_loses_nothing():
    found = kill_postgres(4, SEED, say=print)
    assert broken(found) == []
    assert found.figures["told to come back"] > 0
    assert found.figures["answered"] >= 4 * 4


@pytest.mark.postgres
def test_a_database_that_says_yes_before_it_has_written_is_found():
    found = kill_postgres(2, SEED, say=print, planted="synchronous_commit_off")
    assert any("is lost" in each for each in found.broken)


@pytest.mark.postgres
def test_a_killed_database_leaves_nobody_and_nothing_behind():
    with Cluster() as cluster:
        standing = cluster._processes()
        assert len(standing) > 3, "it is a whole tree"
        cluster.kill()
        assert cluster._processes() == []
        folder = cluster._folder
        cluster.begin()
        assert cluster._processes()
    assert not os.path.exists(folder)


def sold(number: int, order_id: str) -> Errand:
    return Errand("sale", f"one-{number}", {}, {"order_id": order_id}, is_answered=True)


def test_what_is_lost_doubled_or_remembered_otherwise_is_told():
    errands = [sold(1, "ord_1"), sold(2, "ord_2"), Errand("sale", "one-3", {})]
    receipts = {"one-1": '{"order_id":"ord_1"}', "one-2": '{"order_id":"ord_2"}'}
    nothing = {"offer": [], "claim": [], "redemption": []}
    whole = Effects(receipts, {"sale": ["ord_1", "ord_2"], **nothing})
    assert lost(errands, whole) == []
    assert doubled(errands, whole) == []
    less = Effects({"one-1": '{"order_id":"ord_9"}'}, {"sale": ["ord_1"], **nothing})
    assert lost(errands, less) == [
        "one-1: another answer is remembered",
        "one-2: the sale was answered and is lost",
        "one-2: its receipt is lost",
    ]
    more = Effects(receipts, {"sale": ["ord_1", "ord_2", "ord_3"], **nothing})
    assert doubled(errands, more) == ["3 sales are there, 2 were answered"]
