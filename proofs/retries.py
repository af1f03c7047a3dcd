"""A retry gives the same answer and changes nothing, however often, late and in what order.

Retries over HTTP while connections are cut are in `proofs/cuts.py`.

Each round lives a stream of commands in which every wish has an idempotency key, then sends
every one ten times again, all mixed, later and with another seed, as clients do; handed in at
once, so that many share a batch. Then the same keys come with other wishes, which are refused.
"""

import random
from contextlib import nullcontext
from functools import partial
from itertools import pairwise
from typing import Any

import msgspec

from passalong.base.messages import Envelope, Outcome
from passalong.engine.draft import Draft
from passalong.engine.writer import Writer
from proofs.proof import Found, Proof
from proofs.rooms import Kind, Rounds, Say, instead, room
from rig.living import difference, everything, living
from rig.stream import Stream

COMMANDS = 150
MERCHANTS = 2
TIMES = 10
Told = list[tuple[Envelope, Outcome]]


def prove(kind: Kind, rounds: int, seed: int, *, say: Say, planted: str | None = None) -> Found:
    """Streams of COMMANDS commands, one a round, each sent TIMES again."""
    trying, sent, exchanges = Rounds(rounds, seed, say), 0, 0
    fault = instead(Draft, "keep_receipt", lambda *_: None) if planted else nullcontext()
    with fault, room(kind) as place:
        for draw in trying:
            with place.ready() as url, living(url) as writer:
                told = keyed(writer, Stream(draw.randrange(1 << 62), MERCHANTS))
                before = everything(writer.database)
                wrong = repeated(writer, told, draw)
                sent += TIMES * len(told)
                if not planted:
                    wishes = exchanged(told)
                    wrong += taken(writer, wishes)
                    exchanges += len(wishes)
                trying.note(wrong + difference(before, everything(writer.database)))
    return Found(rounds, tuple(trying.broken), {"retries": sent, "other wishes": exchanges})


def keyed(writer: Writer, stream: Stream) -> Told:
    """The stream's next commands, each under a key, and what was answered; dry runs left out."""
    told: Told = []
    for number in range(COMMANDS):
        drawn = stream.next()
        key = drawn.idempotency_key or f"every-{number}"
        envelope = msgspec.structs.replace(drawn, idempotency_key=key)
        outcome = writer.run(envelope)
        if outcome.status == "failed":
            raise RuntimeError(f"a rule has a fault: {envelope.command}")
        stream.learn(envelope, outcome)
        if not envelope.dry_run and not outcome.replayed:
            told.append((envelope, outcome))
    return told


def repeated(writer: Writer, told: Told, draw: random.Random) -> list[str]:
    """Everything TIMES again, mixed; where another answer came, or one that was decided anew."""
    retries = [pair for pair in told for _ in range(TIMES)]
    draw.shuffle(retries)
    later = [again(envelope, draw.randrange(10**9)) for envelope, _ in retries]
    return [
        f"{envelope.idempotency_key}: {plain(outcome)} instead of {plain(first)}"
        for (envelope, first), outcome in zip(retries, writer.run_all(later), strict=True)
        if plain(outcome) != plain(first) or not outcome.replayed
    ]


def again(envelope: Envelope, later: int) -> Envelope:
    """The same wish under the same key, sent later, with another seed: as a client retries."""
    return msgspec.structs.replace(envelope, at=envelope.at + later, seed=bytes([later % 251]) * 32)


def exchanged(told: Told) -> list[Envelope]:
    """Every key and person with the wish of somebody before."""
    return [
        msgspec.structs.replace(envelope, command=other.command)
        for (other, _), (envelope, _) in pairwise(told)
        if envelope.merchant_id == other.merchant_id and envelope.command != other.command
    ]


def taken(writer: Writer, wishes: list[Envelope]) -> list[str]:
    """Which of them were not refused as a conflict (or before, as nothing for this person)."""
    return [
        f"{wish.idempotency_key} took another wish: {plain(outcome)}"
        for wish, outcome in zip(wishes, writer.run_all(wishes), strict=True)
        if outcome.refusal not in ("idempotency_conflict", "not_allowed")
    ]


def plain(outcome: Outcome) -> tuple[Any, ...]:
    """What whoever asked is told."""
    return outcome.status, outcome.answer, outcome.refusal, outcome.fields


PROOFS = tuple(
    Proof(
        name,
        f"Every write ten times again, in any order: one effect, the same answer ({database}).",
        rounds,
        partial(prove, kind),
        ("no_receipts",),
        "Lines that are cut while a write is under way (see cuts), and processes that are killed.",
    )
    for name, kind, database, rounds in (
        ("retries", "sqlite", "SQLite", 400),
        ("retries-postgres", "postgres", "PostgreSQL", 200),
    )
)
