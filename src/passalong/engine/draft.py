"""One command and all that follows from it: its rule, changes, reactions; kept or thrown away.

In which order commands are decided, and when a draft stands, is `engine/batch.py`.
"""

import hmac
from typing import Any

import msgspec

from passalong.base.messages import (
    Command,
    Envelope,
    Event,
    Fact,
    Forget,
    Keep,
    KeepAll,
    Now,
    Outcome,
    Refusal,
    Shred,
)
from passalong.base.world import Asked, Gap, Rows, World
from passalong.engine.feature import Registry
from passalong.engine.rows import JournalHead, Receipt, SubjectKey

NESTING_MAX = 24
FAILED = Outcome(status="failed")


class Draft:
    """A command on its way. `outcome`, `events`, `fault` and `world` are those of its last run.

    `guesses_end` is the place behind its last guess among those of all runs of the pass.
    """

    def __init__(
        self, registry: Registry, envelope: Envelope, turn: int, digest_key: bytes
    ) -> None:
        self.envelope = envelope
        self.outcome = FAILED
        self.events: list[Event] = []
        self.fault: Exception | None = None
        self.world = World(envelope.merchant_id, {})
        self.guesses_end = 0
        self._registry = registry
        self._turn = turn
        self._digest_key = digest_key
        self._digest = b""
        self._seq_before = 0

    def run(self, picture: Rows, asked: Asked) -> bool:
        """Decide, writing into the picture. False when that takes rows that are not in it."""
        self.world = World(self.envelope.merchant_id, picture, asked)
        self.events = []
        self.fault = None
        guesses = len(asked.guesses)
        has_ended = True
        try:
            self.outcome = self._decided()
        except Gap:
            has_ended = False
        except Exception as fault:
            has_ended = len(asked.guesses) == guesses
            self.outcome, self.fault = FAILED, fault
        self.guesses_end = len(asked.guesses)
        return has_ended

    def keep(self) -> None:
        """It may stand: add what the next commands must see besides its rows."""
        if self.envelope.dry_run or self.fault is not None:
            self.world.undo()
            self.events = []
        elif not self.outcome.replayed:
            if self.events:
                # The hash follows when the batch is over: till then only the number matters.
                self.world.put(JournalHead(self.envelope.merchant_id, self._seq(), b""))
            self.keep_receipt()

    def _decided(self) -> Outcome:
        """Receipt, permission, rule, reactions; a refusal leaves nothing behind."""
        replayed = self._replay()
        if replayed is not None:
            return replayed
        envelope = self.envelope
        head = self.world.get(JournalHead)
        self._seq_before = head.seq if head else 0
        now = Now(envelope.at, envelope.seed, envelope.actor, self._turn)
        try:
            if not envelope.actor.may(envelope.command):
                raise Refusal("not_allowed")
            answer = self._command(envelope.command, now, 0)
        except Refusal as refusal:
            self.world.undo()
            self.events = []
            return Outcome(status="refused", refusal=refusal.key, fields=refusal.fields)
        return Outcome(status="done", answer=answer, seq=self._seq())

    def _replay(self) -> Outcome | None:
        envelope = self.envelope
        if not envelope.idempotency_key or envelope.dry_run:
            return None
        receipt = self.world.get(Receipt, receipt_key(envelope))
        if receipt is None:
            return None
        if receipt.digest != self._wish():
            return Outcome(status="refused", refusal="idempotency_conflict", replayed=True)
        told = msgspec.json.decode(receipt.body)
        if receipt.status == "done":
            return Outcome(status="done", answer=told, replayed=True, seq=receipt.seq)
        return Outcome(
            status="refused", refusal=told["refusal"], fields=told["fields"], replayed=True
        )

    def _seq(self) -> int:
        return self._seq_before + len(self.events)

    def _command(self, command: Command, now: Now, depth: int) -> dict[str, Any]:
        """Run a rule; every step it yields is applied before it goes on."""
        if depth > NESTING_MAX:
            raise RuntimeError("commands lead to commands without end")
        steps = self._registry.rules[type(command)](self.world, command, now)
        told: Any = None
        count = 0
        while True:
            try:
                step = steps.send(told)
            except StopIteration as end:
                return end.value or {}
            count += 1
            told = self._step(step, now, depth, count)

    def _step(self, step: Any, now: Now, depth: int, count: int) -> Any:
        if isinstance(step, Event):
            return self._event(step, now, depth, count)
        if isinstance(step, Command):
            return self._command(step, now.inside(count), depth + 1)
        if isinstance(step, Keep):
            if not step.row.private:
                raise TypeError(f"{type(step.row).__name__} is not private: a change writes it")
            self.world.put(step.row)
        elif isinstance(step, KeepAll):
            if not all(row.private for row in step.rows):
                raise TypeError("a row that is not private is kept: a change writes it")
            self.world.put_all(step.rows)
            self.world.lacks(SubjectKey, step.new_subjects)
        elif isinstance(step, Forget):
            self.world.remove(step.kind, *step.key)
        elif isinstance(step, Shred):
            self.world.remove(SubjectKey, step.subject_id)
        else:
            raise TypeError(f"a rule can't yield {type(step).__name__}")
        return None

    def _event(self, event: Event, now: Now, depth: int, count: int) -> int:
        """Apply it, run what it leads to, and tell its line of the journal."""
        self.events.append(event)
        fact = Fact(now.at, self._seq())
        self._registry.changes[type(event)](self.world, event, fact)
        for order, reaction in enumerate(self._registry.reactions.get(type(event), ())):
            command = reaction(event, fact)
            if command is not None:
                inside = now.inside(count * 100 + order)
                self._command(command, inside, depth + 1)
        return fact.seq

    def keep_receipt(self) -> None:
        """Remember the answer for this idempotency key, refusals included."""
        envelope, outcome = self.envelope, self.outcome
        if not envelope.idempotency_key:
            return
        told = outcome.answer
        if outcome.status == "refused":
            told = {"refusal": outcome.refusal, "fields": outcome.fields}
        self.world.put(
            Receipt(
                envelope.merchant_id,
                receipt_key(envelope),
                self._wish(),
                outcome.status,
                msgspec.json.encode(told).decode(),
                envelope.at,
                outcome.seq,
            )
        )

    def _wish(self) -> bytes:
        """A keyed digest of the wish, so that a phone number can't be guessed from it."""
        if not self._digest:
            command = self.envelope.command
            wish = type(command).__name__.encode() + b"\x1f" + msgspec.json.encode(command)
            self._digest = hmac.digest(self._digest_key, wish, "sha256")[:16]
        return self._digest


def receipt_key(envelope: Envelope) -> str:
    """Each actor has idempotency keys of its own; nobody reads another's answers by guessing."""
    return f"{envelope.actor.kind}:{envelope.actor.id}:{envelope.idempotency_key}"
