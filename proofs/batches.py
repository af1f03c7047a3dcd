"""A batch gives the same answers and rows as its commands one by one, on either database.

The commands are drawn by `tests/rig/stream.py`: of all features, right, wrong and repeated ones.

Each round lives one stream twice: one by one in a SQLite file, and in batches of drawn sizes in
a second database, which is a SQLite file or a PostgreSQL. Every outcome and every row of every
table (opened where it is sealed) must be the same.
"""

import random
from collections import Counter
from contextlib import ExitStack, nullcontext
from functools import partial
from typing import Any

from passalong.base.messages import Envelope, Outcome
from passalong.base.world import World
from passalong.engine import batch
from passalong.engine.draft import Draft
from passalong.engine.writer import Writer
from passalong.vouchers.model import Voucher
from proofs.proof import Found, Proof
from proofs.rooms import Kind, Room, Rounds, Say, instead, room
from rig.living import Everything, difference, everything, lived, living, sliced
from rig.stream import Stream

COMMANDS = 150
MERCHANTS = 2
ROUNDS, ROUNDS_POSTGRES = 400, 200
Told = list[tuple[Envelope, Outcome]]


def prove(kind: Kind, rounds: int, seed: int, *, say: Say, planted: str | None = None) -> Found:
    """Streams of COMMANDS commands, one a round."""
    trying, figures = Rounds(rounds, seed, say), Counter[str]()
    kinds: set[str] = set()
    with room("sqlite") as here, room(kind) as there:
        for draw in trying:
            stream = Stream(draw.randrange(1 << 62), MERCHANTS)
            told, singly = one_by_one(here, stream)
            together, batched = in_batches(there, told, draw, planted)
            trying.note(
                differing([outcome for _, outcome in told], together) + difference(singly, batched)
            )
            for envelope, outcome in told:
                figures[outcome.status] += 1
                if outcome.status == "done":
                    kinds.add(type(envelope.command).__name__)
    told_kinds = {"kinds of commands done": len(kinds)}
    return Found(rounds, tuple(trying.broken), {**figures, **told_kinds})


def one_by_one(here: Room, stream: Stream) -> tuple[Told, Everything]:
    """What was answered to each command alone, and the rows afterwards."""
    with here.ready() as url, living(url) as writer:
        return lived(writer, stream, COMMANDS), everything(writer.database)


def in_batches(
    there: Room, told: Told, draw: random.Random, planted: str | None
) -> tuple[list[Outcome], Everything]:
    """The same commands in portions that are each handed in at once."""
    envelopes = [envelope for envelope, _ in told]
    sizes = [60] if planted else draw.choices((1, 2, 5, 17, 60), k=9)
    outcomes: list[Outcome] = []
    with ExitStack() as end:
        end.enter_context(FAULTS[planted]() if planted else nullcontext())
        writer: Writer = end.enter_context(living(end.enter_context(there.ready())))
        for portion in sliced(envelopes, sizes):
            outcomes += writer.run_all(portion)
        return outcomes, everything(writer.database)


def differing(one_by_one: list[Outcome], together: list[Outcome]) -> list[str]:
    """Where the same command was answered otherwise."""
    return [
        f"command {number} was answered {plain(other)} instead of {plain(one)}"
        for number, (one, other) in enumerate(zip(one_by_one, together, strict=True))
        if plain(one) != plain(other)
    ]


def plain(outcome: Outcome) -> tuple[Any, ...]:
    """What whoever asked is told."""
    return outcome.status, outcome.answer, outcome.refusal, outcome.fields, outcome.replayed


def forgets_its_own_writes() -> Any:
    """A batch that decides later commands on the vouchers as they lay there at its beginning."""
    usual = Draft.keep

    def forgetful(draft: Draft) -> None:
        usual(draft)
        for kind, key, before in reversed(draft.world._before):
            if isinstance(before, Voucher):
                draft.world.rows[kind][key] = before

    return instead(Draft, "keep", forgetful)


def lets_wrong_guesses_stand() -> Any:
    """A batch that never looks whether what was taken for absent is there after all."""
    return instead(batch, "_first_wrong", lambda asked, loaded: len(asked.guesses))


def leaves_what_was_thrown_away() -> Any:
    """A run that guessed wrong leaves its rows in the picture."""
    return instead(World, "undo", lambda world: None)


FAULTS = {
    fault.__name__: fault
    for fault in (
        forgets_its_own_writes,
        lets_wrong_guesses_stand,
        leaves_what_was_thrown_away,
    )
}
NOT_COVERED = (
    "Commands that the stream does not draw, and faults that spoil both ways alike: what is right "
    "is told by the tests of the rules."
)

PROOFS = (
    Proof(
        "batches",
        "A batch is its commands one by one: the same answers and rows (SQLite).",
        ROUNDS,
        partial(prove, "sqlite"),
        tuple(FAULTS),
        NOT_COVERED,
    ),
    Proof(
        "batches-postgres",
        "SQLite is PostgreSQL: one by one here, in batches there, the same answers and rows.",
        ROUNDS_POSTGRES,
        partial(prove, "postgres"),
        tuple(FAULTS),
        NOT_COVERED,
    ),
)
