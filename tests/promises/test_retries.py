"""A retry gives the same answer and changes nothing, however often and late it comes."""

import random
from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest

from passalong.base.messages import Envelope
from passalong.engine.batch import Draft
from passalong.people.model import MeetPerson
from rig.living import difference, everything, lived, living
from rig.stream import Stream


def keyed(told):
    """Those that carried a key, were meant, and were not themselves a repetition."""
    return [(e, o) for e, o in told if e.idempotency_key and not e.dry_run and not o.replayed]


def told_of(outcome):
    return outcome.status, outcome.answer, outcome.refusal, outcome.fields


def again(envelope: Envelope, later: int) -> Envelope:
    """The same wish under the same key, sent later, with another seed: as a client retries."""
    return msgspec.structs.replace(envelope, at=envelope.at + later, seed=bytes([later % 251]) * 32)


@pytest.mark.parametrize("seed", range(200, 206))
def test_ten_retries_in_any_order_change_nothing(seed, database_url):
    draw = random.Random(seed)
    with living(database_url) as writer:
        told = keyed(lived(writer, Stream(seed, 2), 100))
        assert len(told) > 20
        before = everything(writer.database)
        retries = [(pair, draw.randrange(10**9)) for pair in told for _ in range(10)]
        draw.shuffle(retries)
        outcomes = writer.run_all([again(envelope, later) for (envelope, _), later in retries])
        for ((_, first), _), outcome in zip(retries, outcomes, strict=True):
            assert told_of(outcome) == told_of(first)
            assert outcome.replayed
        assert difference(before, everything(writer.database)) == []


def test_fifty_at_once_under_one_key_have_one_effect(database_url):
    with living(database_url) as writer:
        told = lived(writer, Stream(1), 11)
        envelope = msgspec.structs.replace(
            told[-1][0], command=MeetPerson("staff", name="小明"), idempotency_key="one key"
        )
        with ThreadPoolExecutor(50) as pool:
            outcomes = list(pool.map(writer.run, [again(envelope, n) for n in range(50)]))
        assert sum(not outcome.replayed for outcome in outcomes) == 1
        assert len({msgspec.json.encode(told_of(outcome)) for outcome in outcomes}) == 1


def test_the_same_key_for_another_wish_is_refused_and_changes_nothing(database_url):
    with living(database_url) as writer:
        told = keyed(lived(writer, Stream(3), 60))
        before = everything(writer.database)
        other = next(e for e, _ in told if type(e.command) is not type(told[0][0].command))
        wish = msgspec.structs.replace(told[0][0], command=other.command, actor=told[0][0].actor)
        outcome = writer.run(wish)
        assert (outcome.status, outcome.refusal) == ("refused", "idempotency_conflict")
        assert difference(before, everything(writer.database)) == []


def test_an_engine_without_receipts_is_caught(sqlite_url, monkeypatch):
    monkeypatch.setattr(Draft, "keep_receipt", lambda *_: None)
    with living(sqlite_url) as writer:
        told = keyed(lived(writer, Stream(201, 2), 100))
        before = everything(writer.database)
        writer.run_all([again(envelope, 5) for envelope, _ in told])
        assert difference(before, everything(writer.database))
