"""A retry gives the same answer and changes nothing (at full volume: proofs/retries.py)."""

from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest

from passalong.people.model import MeetPerson
from proofs.retries import again, plain, prove
from rig.living import lived, living
from rig.stream import Stream

SEED = 20264


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_ten_retries_in_any_order_change_nothing(kind):
    found = prove(kind, 8, SEED, say=print)
    assert found.broken == ()
    assert found.figures["retries"] > 8 * 800
    assert found.figures["other wishes"] > 8 * 40


def test_an_engine_without_receipts_is_found():
    found = prove("sqlite", 3, SEED, say=print, planted="no_receipts")
    assert len(found.broken) == 3


def test_fifty_at_once_under_one_key_have_one_effect(database_url):
    with living(database_url) as writer:
        told = lived(writer, Stream(1), 11)
        envelope = msgspec.structs.replace(
            told[-1][0], command=MeetPerson("staff", name="小明"), idempotency_key="one key"
        )
        with ThreadPoolExecutor(50) as pool:
            outcomes = list(pool.map(writer.run, [again(envelope, n) for n in range(50)]))
        assert sum(not outcome.replayed for outcome in outcomes) == 1
        assert len({msgspec.json.encode(plain(outcome)) for outcome in outcomes}) == 1
