"""Decide a batch: run its commands in order, each in a draft of its own, all of it or nothing.

One command and what follows from it is `engine/draft.py`; loading and saving rows is
`engine/database.py`; gathering commands is `engine/writer.py`.

The idea. A batch keeps a shared picture of rows in memory. When a rule asks for a row that is
not in the picture, its key is noted and the run goes on as if there were none. What a run
writes stands in the picture for the runs after it. At the end of a pass all noted keys are
loaded together, one statement per table, and it shows who has guessed right: the runs before
the first wrong guess stand; that one and all after it are undone and made again, over a picture
with more rows. A run that can't go on with a guess (`World.know`) is undone at once, and those
after it in the same pass only tell what they will ask for.

The invariant. A run that stands has seen exactly the rows that the commands before it left: each
row it asked for was in the picture, or neither the tables nor anybody before it had one. So a
batch gives the same answers and rows as its commands one by one (tests/promises/test_batch.py).

Why not the obvious way, a transaction per command: the durable commit costs more than all else
together, and one SELECT per row costs a round trip each. Why guesses may stand: most of what a
sale asks for is not there yet, and a second run to hear so costs as much as the first.
"""

import logging
from collections.abc import Callable, Iterable, Sequence

from passalong.base.messages import Envelope, Outcome, Row, snake
from passalong.base.world import Asked, Gaps, Key, Rows
from passalong.engine.chain import entry_of
from passalong.engine.draft import Draft, receipt_key
from passalong.engine.feature import Registry
from passalong.engine.rows import Entry, JournalHead, Receipt

log = logging.getLogger(__name__)

PASSES_MAX = 5000
SAMPLE = 64  # commands show which rows all of them write
LOOKS_IN_VAIN = 8  # commands in a row that ask for nothing new: a row that all share is missing
Load = Callable[[Gaps], Rows]


class Batch:
    """The picture of rows that one batch shares, and what its commands wrote."""

    def __init__(self, registry: Registry, load: Load, digest_key: bytes) -> None:
        self.registry = registry
        self.rows: Rows = {}
        self.dirty: dict[type[Row], set[Key]] = {}
        self.entries: list[Entry] = []
        self.shared: Gaps = set()
        self._load = load
        self._digest_key = digest_key

    def decide(
        self, envelopes: Sequence[Envelope], turns: Sequence[int], usual: Gaps | None = None
    ) -> list[Outcome]:
        """One outcome per envelope, in order; `turns` are the code turns to start from.

        `usual` rows are loaded at once, whether anybody will ask for them or not.
        """
        drafts = [
            Draft(self.registry, envelope, turn, self._digest_key)
            for envelope, turn in zip(envelopes, turns, strict=True)
        ]
        asked = Asked()
        asked.gaps |= _first_rows(envelopes) | (usual or set())
        self._learn(asked, [])
        heads = dict(self.rows.get(JournalHead, {}))
        start = 0
        for _ in range(PASSES_MAX):
            asked = Asked()
            tried = self._try(drafts[start:], asked)
            if asked.guesses or start + len(tried) < len(drafts):
                self._learn(asked, tried)
            start += len(tried)
            if start == len(drafts):
                self._close(drafts, heads)
                return [draft.outcome for draft in drafts]
        raise RuntimeError("a batch that never stops asking for rows")

    def _try(self, drafts: Sequence[Draft], asked: Asked) -> list[Draft]:
        """One pass. Gives the first ones, as far as what they wrote is in the picture now."""
        tried: list[Draft] = []
        is_looking_only = False
        in_vain = 0
        for draft in drafts:
            known, guesses = len(asked.gaps), len(asked.guesses)
            has_ended = draft.run(self.rows, asked)
            is_looking_only = is_looking_only or not has_ended
            if is_looking_only:
                draft.world.undo()
            else:
                draft.keep()
                tried.append(draft)
            is_sure = has_ended and len(asked.guesses) == guesses
            in_vain = 0 if is_sure or len(asked.gaps) > known else in_vain + 1
            if in_vain == LOOKS_IN_VAIN:
                break
        return tried

    def _learn(self, asked: Asked, tried: list[Draft]) -> None:
        """Load what was asked for, and leave in `tried` only what stands now that it is known."""
        loaded = self._load(asked.gaps)
        further = self._further(asked, loaded)
        if further:
            for kind, rows in self._load(further).items():
                loaded.setdefault(kind, {}).update(rows)
        self._note_shared(asked, loaded)
        wrong = _first_wrong(asked, loaded)
        while tried and tried[-1].guesses_end > wrong:
            tried.pop().world.undo()
        for kind, key in asked.gaps | further:
            # Where somebody who stands has written a row meanwhile, there was none before.
            self.rows.setdefault(kind, {}).setdefault(key, loaded.get(kind, {}).get(key))

    def _note_shared(self, asked: Asked, loaded: Rows) -> None:
        """Rows that are there and were asked for more than once."""
        seen: Gaps = set()
        for gap in asked.guesses:
            if gap[1] in loaded.get(gap[0], ()):
                (self.shared if gap in seen else seen).add(gap)

    def _further(self, asked: Asked, loaded: Rows) -> Gaps:
        """What the rows just loaded lead to, as far as it is not known yet."""
        found: Gaps = set()
        for kind, key, field, kinds in asked.leads:
            row = loaded.get(kind, {}).get(key)
            if row is not None:
                further = (key[0], getattr(row, field))
                found.update([(k, further) for k in kinds if further not in self.rows.get(k, ())])
        return found - asked.gaps

    def _close(self, drafts: Sequence[Draft], heads: dict[Key, Row | None]) -> None:
        """All stand: what they wrote is to be saved, and their events go into the journal."""
        self._note_written_again(drafts[:SAMPLE])
        for draft in drafts:
            if draft.fault is not None:
                name = snake(type(draft.envelope.command).__name__)
                log.error("rule failed", exc_info=draft.fault, extra={"command": name})
            draft.world.add_written(self.dirty)
            if draft.events:
                self._chain(draft, heads)

    def _note_written_again(self, drafts: Sequence[Draft]) -> None:
        """Rows that several of these have written."""
        seen: dict[type[Row], set[Key]] = {}
        for draft in drafts:
            for kind, keys in draft.world.written().items():
                before = seen.setdefault(kind, set())
                self.shared.update([(kind, key) for key in before & keys])
                before |= keys

    def _chain(self, draft: Draft, heads: dict[Key, Row | None]) -> None:
        key = (draft.envelope.merchant_id,)
        head = heads.get(key)
        seq, before = (head.seq, head.hash) if isinstance(head, JournalHead) else (0, b"")
        for event in draft.events:
            seq += 1
            entry = entry_of(draft.envelope, seq, event, before)
            self.entries.append(entry)
            before = entry.hash
        heads[key] = self.rows[JournalHead][key] = JournalHead(key[0], seq, before)

    def written(self) -> Iterable[tuple[type[Row], list[Row], list[Key]]]:
        """Per kind: the rows to upsert and the keys to delete, in the order of their keys.

        So the first redemption of a voucher is reversed before its second one is written.
        """
        for kind, unordered in self.dirty.items():
            rows, keys = self.rows[kind], sorted(unordered)
            kept = [row for key in keys if (row := rows[key]) is not None]
            yield kind, kept, [key for key in keys if rows[key] is None]


def _first_wrong(asked: Asked, loaded: Rows) -> int:
    """The place of the first guess that is wrong: its row is there. Behind all if none is."""
    for place, (kind, key) in enumerate(asked.guesses):
        if key in loaded.get(kind, ()):
            return place
    return len(asked.guesses)


def _first_rows(envelopes: Sequence[Envelope]) -> Gaps:
    wanted: Gaps = set()
    for envelope in envelopes:
        wanted.add((JournalHead, (envelope.merchant_id,)))
        if envelope.idempotency_key:
            wanted.add((Receipt, (envelope.merchant_id, receipt_key(envelope))))
        for kind, key in envelope.hints:
            wanted.add((kind, (envelope.merchant_id, *key)))
    return wanted
