"""A scene for tests of rules: given rows or earlier commands, when a command, then what it says.

Commands go through the real batch over rows in memory; real databases are in `tests/promises`.

    scene = Scene("merchants", "people").given(some_row)
    scene.done(MeetPerson("counter"))                      # an earlier command that must succeed
    told = scene.when(ErasePerson("p_1"), actor=CLERK)     # told.events, told.answer, told.refusal
"""

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, TypeVar

import msgspec

from passalong.base.ids import derive
from passalong.base.messages import THE_SYSTEM, Actor, Command, Envelope, Event, Row
from passalong.base.world import Key, Rows, key_of
from passalong.engine.batch import Batch
from passalong.engine.feature import Feature, Reaction, Registry
from passalong.engine.rows import Entry

R = TypeVar("R", bound=Row)

MERCHANT = "m00000001"
MOMENT = 1_800_000_000_000
OWNER = Actor(kind="staff", id="staff_owner", role="owner")
MANAGER = Actor(kind="staff", id="staff_manager", role="manager")
CLERK = Actor(kind="staff", id="staff_clerk", role="clerk")
ACCOUNTANT = Actor(kind="staff", id="staff_accountant", role="accountant")
AUDITOR = Actor(kind="staff", id="staff_auditor", role="auditor")


def person(person_id: str) -> Actor:
    """A customer on her own page."""
    return Actor(kind="person", id=person_id, role="person")


def program(*scopes: str) -> Actor:
    """A program with an API key of these scopes."""
    return Actor(kind="key", id="key_program", scopes=frozenset(scopes))


class Told(msgspec.Struct, frozen=True):
    """What a command said. `refusal` is empty when it was done; `fields` are a refusal's."""

    answer: dict[str, Any]
    events: tuple[Event, ...]
    refusal: str
    fields: dict[str, Any]


class Scene:
    """Rows of one or more merchants, and the features whose law holds among them."""

    def __init__(
        self, *features: str, reactions: Mapping[type[Event], Sequence[Reaction]] | None = None
    ) -> None:
        self.registry = Registry([feature_of(name) for name in features], reactions or {})
        self.rows: Rows = {}
        self.journal: list[Entry] = []
        self.merchant_id = MERCHANT
        self.at = MOMENT
        self._commands = 0

    def given(self, *rows: Row) -> "Scene":
        """These rows are there."""
        for row in rows:
            self.rows.setdefault(type(row), {})[key_of(row)] = row
        return self

    def row(self, kind: type[R], *key: Any) -> R | None:
        """The row with this key (the merchant is implied), or None."""
        return self.rows.get(kind, {}).get((self.merchant_id, *key))  # type: ignore[return-value]

    def all(self, kind: type[R]) -> list[R]:
        """Every row of a kind, in the order of its keys."""
        found = self.rows.get(kind, {})
        return [found[key] for key in sorted(found)]  # type: ignore[misc]

    def done(self, command: Command, **how: Any) -> dict[str, Any]:
        """An earlier command, which must succeed; its answer."""
        told = self.when(command, **how)
        assert not told.refusal, f"{type(command).__name__} refused: {told.refusal} {told.fields}"
        return told.answer

    def refused(self, command: Command, **how: Any) -> str:
        """A command that must be refused; by which name."""
        told = self.when(command, **how)
        assert told.refusal, f"{type(command).__name__} was not refused: {told.answer}"
        return told.refusal

    def when(
        self, command: Command, *, actor: Actor | None = None, at: int | None = None, **more: Any
    ) -> Told:
        """Run one command through the real batch. On a refusal nothing may have changed.

        Without an actor it is the system, or the owner where the system may not; `more` goes
        into the envelope.
        """
        self._commands += 1
        moment = self.at if at is None else at
        seed = derive(b"scene", self._commands)
        asker = actor or (THE_SYSTEM if THE_SYSTEM.may(command) else OWNER)
        wish = Envelope(self.merchant_id, command, asker, moment, seed, **more)
        batch = Batch(self.registry, self._load, b"digest of the scene")
        outcome = batch.decide([wish], [0])[0]
        assert outcome.status != "failed", "a rule has a fault; its trace is in the log above"
        if outcome.status == "refused":
            assert not batch.entries, f"a refusal left events: {batch.entries}"
            written = {kind.__name__ for kind, keys in batch.dirty.items() if keys}
            assert written <= {"Receipt"}, f"a refusal left rows: {written}"
        self._save(batch)
        return Told(outcome.answer, self._events(batch.entries), outcome.refusal, outcome.fields)

    def _load(self, gaps: set[tuple[type[Row], Key]]) -> Rows:
        found: Rows = {}
        for kind, key in gaps:
            row = self.rows.get(kind, {}).get(key)
            if row is not None:
                found.setdefault(kind, {})[key] = row
        return found

    def _save(self, batch: Batch) -> None:
        for kind, rows, gone in batch.written():
            self.given(*rows)
            for key in gone:
                self.rows.get(kind, {}).pop(key, None)
        self.journal += batch.entries

    def _events(self, entries: Sequence[Entry]) -> tuple[Event, ...]:
        types = self.registry.event_types
        return tuple([msgspec.json.decode(line.body, type=types[line.name]) for line in entries])


def feature_of(name: str) -> Feature:
    """A feature by the name of its folder, put together as the wiring does."""
    rules, changes, tables = (
        import_module(f"passalong.{name}.{part}") for part in ("rules", "changes", "tables")
    )
    return Feature(name, rules.RULES, changes.CHANGES, tables.TABLES)
