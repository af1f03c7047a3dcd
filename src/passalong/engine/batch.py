"""Decide a batch: run each command's rule in a draft of its own, all of it or nothing.

Loading and saving rows is `engine/database.py`; gathering commands is `engine/writer.py`.

The idea. A batch keeps a shared picture of rows in memory. Commands run in order, each in a
draft over that picture. When a rule asks for a row which is not in memory, its key is noted and
the run is worth nothing but the keys it will still ask for; so are the runs after it. Then all
noted keys are loaded together, one statement per table, and the batch goes on at the first
command that has not finished. Everything before it stands: it was decided on full knowledge.

The invariant. A command that finishes has seen exactly the rows that the commands before it
left, so a batch gives the same answers and rows as its commands one by one
(tests/promises/test_batch.py).

Why not the obvious way, a transaction per command: the durable commit costs more than all else
together, and one SELECT per row costs a round trip each.
"""

import hashlib
import hmac
import logging
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec

from passalong.base.messages import (
    Command,
    Envelope,
    Event,
    Fact,
    Forget,
    Keep,
    Now,
    Outcome,
    Refusal,
    Row,
    Shred,
    snake,
)
from passalong.base.world import Gap, Key, Rows, World
from passalong.engine.feature import Registry
from passalong.engine.rows import Entry, JournalHead, Receipt, SubjectKey

log = logging.getLogger(__name__)

NESTING_MAX = 24
PASSES_MAX = 5000
LOOKS_IN_VAIN = 8  # commands in a row that ask for nothing new: a row that all share is missing
Load = Callable[[set[tuple[type[Row], Key]]], Rows]


class Batch:
    """The picture of rows that one batch shares, and what its commands wrote."""

    def __init__(self, registry: Registry, load: Load, digest_key: bytes) -> None:
        self.registry = registry
        self.rows: Rows = {}
        self.dirty: dict[type[Row], set[Key]] = {}
        self.entries: list[Entry] = []
        self._load = load
        self._digest_key = digest_key

    def decide(self, envelopes: Sequence[Envelope], turns: Sequence[int]) -> list[Outcome]:
        """One outcome per envelope, in order; `turns` are the code turns to start from."""
        outcomes: list[Outcome] = []
        self._fetch(_first_rows(envelopes))
        for _ in range(PASSES_MAX):
            gaps: set[tuple[type[Row], Key]] = set()
            in_vain = 0
            for number in range(len(outcomes), len(envelopes)):
                known = len(gaps)
                outcome = self._run(envelopes[number], turns[number], gaps)
                if not gaps and outcome is not None:
                    outcomes.append(outcome)
                in_vain = in_vain + 1 if gaps and len(gaps) == known else 0
                if in_vain == LOOKS_IN_VAIN:
                    break
            if not gaps:
                return outcomes
            self._fetch(gaps)
        raise RuntimeError("a batch that never stops asking for rows")

    def _fetch(self, gaps: set[tuple[type[Row], Key]]) -> None:
        loaded = self._load(gaps)
        for kind, key in gaps:
            self.rows.setdefault(kind, {})[key] = loaded.get(kind, {}).get(key)

    def _run(
        self, envelope: Envelope, turn: int, gaps: set[tuple[type[Row], Key]]
    ) -> Outcome | None:
        """The outcome, merged if nothing was missing; None (and more gaps) if a row was."""
        draft = Draft(self, envelope, turn)
        outcome: Outcome | None = None
        try:
            outcome = draft.outcome()
        except Gap:
            pass
        except Exception:
            if not gaps and not draft.world.guesses:
                name = snake(type(envelope.command).__name__)
                log.exception("rule failed", extra={"command": name})
                return Outcome(status="failed")
        if draft.world.guesses:
            gaps |= draft.gaps
            return None
        if outcome is not None and not gaps and not envelope.dry_run:
            self._merge(draft, outcome)
        return outcome

    def _merge(self, draft: "Draft", outcome: Outcome) -> None:
        if outcome.status == "done" and not outcome.replayed:
            draft.close_journal(self.entries)
        if not outcome.replayed:
            draft.keep_receipt(outcome, self._digest_key)
        for kind, written in draft.world.written.items():
            self.rows.setdefault(kind, {}).update(written)
            self.dirty.setdefault(kind, set()).update(written)

    def written(self) -> Iterable[tuple[type[Row], list[Row], list[Key]]]:
        """Per kind: the rows to upsert and the keys to delete, in the order of their keys.

        So the first redemption of a voucher is reversed before its second one is written.
        """
        for kind, unordered in self.dirty.items():
            rows, keys = self.rows[kind], sorted(unordered)
            kept = [row for key in keys if (row := rows[key]) is not None]
            yield kind, kept, [key for key in keys if rows[key] is None]

    def digest(self, envelope: Envelope) -> bytes:
        """A keyed digest of the wish, so that a phone number can't be guessed from it."""
        wish = msgspec.json.encode(envelope.command)
        name = type(envelope.command).__name__.encode()
        return hmac.digest(self._digest_key, name + b"\x1f" + wish, "sha256")[:16]


def receipt_key(envelope: Envelope) -> str:
    """Each actor has idempotency keys of its own; nobody reads another's answers by guessing."""
    return f"{envelope.actor.kind}:{envelope.actor.id}:{envelope.idempotency_key}"


def _first_rows(envelopes: Sequence[Envelope]) -> set[tuple[type[Row], Key]]:
    wanted: set[tuple[type[Row], Key]] = set()
    for envelope in envelopes:
        wanted.add((JournalHead, (envelope.merchant_id,)))
        if envelope.idempotency_key:
            wanted.add((Receipt, (envelope.merchant_id, receipt_key(envelope))))
    return wanted


class Draft:
    """One command and all that follows from it, thrown away unless it ends well."""

    def __init__(self, batch: Batch, envelope: Envelope, turn: int) -> None:
        self.gaps: set[tuple[type[Row], Key]] = set()
        self.world = World(envelope.merchant_id, batch.rows, self.gaps)
        self._batch = batch
        self._envelope = envelope
        self._registry = batch.registry
        self._turn = turn
        self._events: list[Event] = []
        self._head: JournalHead | None = None

    def outcome(self) -> Outcome:
        """Receipt, permission, rule, reactions; a refusal leaves nothing behind."""
        replayed = self._replay()
        if replayed is not None:
            return replayed
        envelope = self._envelope
        self._head = self.world.get(JournalHead)
        now = Now(envelope.at, envelope.seed, envelope.actor, self._turn)
        try:
            if not envelope.actor.may(envelope.command):
                raise Refusal("not_allowed")
            answer = self._command(envelope.command, now, 0)
        except Refusal as refusal:
            self.world.written.clear()
            self._events.clear()
            return Outcome(status="refused", refusal=refusal.key, fields=refusal.fields)
        return Outcome(status="done", answer=answer, seq=self._seq())

    def _replay(self) -> Outcome | None:
        envelope = self._envelope
        if not envelope.idempotency_key or envelope.dry_run:
            return None
        receipt = self.world.get(Receipt, receipt_key(envelope))
        if receipt is None:
            return None
        if receipt.digest != self._batch.digest(envelope):
            return Outcome(status="refused", refusal="idempotency_conflict", replayed=True)
        told = msgspec.json.decode(receipt.body)
        if receipt.status == "done":
            return Outcome(status="done", answer=told, replayed=True, seq=receipt.seq)
        return Outcome(
            status="refused", refusal=told["refusal"], fields=told["fields"], replayed=True
        )

    def _seq(self) -> int:
        return (self._head.seq if self._head else 0) + len(self._events)

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
        elif isinstance(step, Forget):
            self.world.remove(step.kind, *step.key)
        elif isinstance(step, Shred):
            self.world.remove(SubjectKey, step.subject_id)
        else:
            raise TypeError(f"a rule can't yield {type(step).__name__}")
        return None

    def _event(self, event: Event, now: Now, depth: int, count: int) -> int:
        """Apply it, run what it leads to, and tell its line of the journal."""
        self._events.append(event)
        fact = Fact(now.at, self._seq())
        self._registry.changes[type(event)](self.world, event, fact)
        for order, reaction in enumerate(self._registry.reactions.get(type(event), ())):
            command = reaction(event, fact)
            if command is not None:
                inside = now.inside(count * 100 + order)
                self._command(command, inside, depth + 1)
        return fact.seq

    def close_journal(self, entries: list[Entry]) -> None:
        """Append this draft's events to the journal and move its head."""
        if not self._events:
            return
        envelope, head = self._envelope, self._head
        seq, before = (head.seq, head.hash) if head else (0, b"")
        for event in self._events:
            seq += 1
            entry = entry_of(envelope, seq, event, before)
            entries.append(entry)
            before = entry.hash
        self.world.put(JournalHead(envelope.merchant_id, seq, before))

    def keep_receipt(self, outcome: Outcome, digest_key: bytes) -> None:
        """Remember the answer for this idempotency key, refusals included."""
        envelope = self._envelope
        if not envelope.idempotency_key:
            return
        told = outcome.answer
        if outcome.status == "refused":
            told = {"refusal": outcome.refusal, "fields": outcome.fields}
        self.world.put(
            Receipt(
                envelope.merchant_id,
                receipt_key(envelope),
                self._batch.digest(envelope),
                outcome.status,
                msgspec.json.encode(told).decode(),
                envelope.at,
                outcome.seq,
            )
        )


def entry_of(envelope: Envelope, seq: int, event: Event, before: bytes) -> Entry:
    """The journal's line for an event, chained to the line before it."""
    name = snake(type(event).__name__)
    body = msgspec.json.encode(event).decode()
    actor = envelope.actor
    return Entry(
        envelope.merchant_id,
        seq,
        envelope.at,
        actor.kind,
        actor.id,
        name,
        body,
        before,
        chained(before, envelope.merchant_id, seq, envelope.at, actor.kind, actor.id, name, body),
    )


def chained(before: bytes, *parts: str | int) -> bytes:
    """The hash of a journal line: SHA-256 over the hash before it and all its fields."""
    line = "\x1f".join([str(part) for part in parts])
    return hashlib.sha256(before + line.encode()).digest()
