"""The five words of the house: row, command, event, refusal, envelope; and the answer.

The world that rules look at is in `base/world.py`; who runs a command is `engine/batch.py`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, ClassVar, Literal

import msgspec

from passalong.base.ids import id_of, ids_in_a_row

Role = Literal["owner", "manager", "clerk", "accountant", "auditor", "person", "friend", "system"]
OWNER: frozenset[str] = frozenset({"owner"})
MANAGERS = OWNER | {"manager"}
TILL = MANAGERS | {"clerk"}
BOOKS = MANAGERS | {"accountant"}
READERS = TILL | {"accountant", "auditor"}
SYSTEM: frozenset[str] = frozenset({"system"})
PERSON: frozenset[str] = frozenset({"person"})
ANYBODY = PERSON | {"friend"}


@lru_cache(maxsize=1024)
def snake(name: str) -> str:
    """`VoucherClaimed` → `voucher_claimed`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


class Words(msgspec.Struct, frozen=True, gc=False):
    """One text in three languages; an empty one falls back to what is there."""

    zh_hans: str = ""
    zh_hant: str = ""
    en: str = ""

    def said(self, language: str) -> str:
        """The text in `language` (`zh_Hans`, `zh_Hant`, `en`), else in the nearest one there is."""
        order = {
            "zh_Hans": (self.zh_hans, self.zh_hant, self.en),
            "zh_Hant": (self.zh_hant, self.zh_hans, self.en),
        }.get(language, (self.en, self.zh_hans, self.zh_hant))
        return next((text for text in order if text), "")


class Row(msgspec.Struct, frozen=True, gc=False):
    """A line of state. `key` names the fields of the primary key, `merchant_id` first.

    A `private` row (personal data, credentials, free text, media) is written by `Keep` and
    never by a change: history does not know it and exports leave it out.
    """

    key: ClassVar[tuple[str, ...]]
    private: ClassVar[bool] = False

    merchant_id: str


class Command(msgspec.Struct, frozen=True, gc=False):
    """A wish. `allowed` are the roles that may wish it, `scope` what an API key needs for it."""

    allowed: ClassVar[frozenset[str]] = frozenset()
    scope: ClassVar[str] = ""


class Event(msgspec.Struct, frozen=True, gc=False):
    """A fact. It carries ids and numbers, never a name, a phone number or free text."""


class Keep(msgspec.Struct, frozen=True, gc=False):
    """Write this row of a private table."""

    row: Row


class KeepAll(msgspec.Struct, frozen=True, gc=False):
    """Write these rows of one private table.

    `new_subjects` are people who were met this moment: nothing of them is sealed yet.
    """

    rows: Sequence[Row]
    new_subjects: Sequence[str] = ()


class Forget(msgspec.Struct, frozen=True, gc=False):
    """Delete the row of a private table with this key (without the merchant)."""

    kind: type[Row]
    key: tuple[Any, ...]


class Shred(msgspec.Struct, frozen=True, gc=False):
    """Destroy the key under which everything about this subject is sealed."""

    subject_id: str


class Refusal(Exception):
    """A named no: a sentence in snake case, stable for ever, and the figures it speaks of."""

    def __init__(self, key: str, **fields: str | int | None) -> None:
        super().__init__(key)
        self.key = key
        self.fields = fields


class Actor(msgspec.Struct, frozen=True):
    """Who wishes. `shop_ids` empty means every shop of the merchant."""

    kind: Literal["staff", "person", "friend", "key", "system"]
    id: str = ""
    role: str = ""
    scopes: frozenset[str] = frozenset()
    shop_ids: tuple[str, ...] = ()

    def may(self, command: Command) -> bool:
        """Deny by default: staff and customers by role, API keys by scope."""
        if self.kind == "key":
            return command.scope in self.scopes
        return self.role in command.allowed

    def works_at(self, shop_id: str) -> bool:
        """Whether this member of staff (or key, or the system) acts for that shop."""
        return not self.shop_ids or shop_id in self.shop_ids


THE_SYSTEM = Actor(kind="system", id="system", role="system")


Hints = tuple[tuple[type[Row], tuple[Any, ...]], ...]  # rows by key, without the merchant


class Envelope(msgspec.Struct, frozen=True):
    """A command with everything a pure rule may not fetch itself.

    `hints` are rows that the rule will ask for, as far as whoever sends it knows: they are loaded
    with the first ones. A wrong or missing hint costs time and changes nothing.
    """

    merchant_id: str
    command: Command
    actor: Actor
    at: int
    seed: bytes
    idempotency_key: str = ""
    dry_run: bool = False
    hints: Hints = ()


class Outcome(msgspec.Struct, frozen=True):
    """What became of a command; `replayed` when a receipt answered for it."""

    status: Literal["done", "refused", "failed"]
    answer: dict[str, Any] = {}
    refusal: str = ""
    fields: dict[str, Any] = {}
    replayed: bool = False
    seq: int = 0


class Fact(msgspec.Struct, frozen=True):
    """When, and as which line of the merchant's journal, an event happened."""

    at: int
    seq: int


class Now:
    """What a rule knows of its moment: time, actor, seed, and the turn of its codes."""

    __slots__ = ("_made", "actor", "at", "path", "seed", "turn")

    def __init__(self, at: int, seed: bytes, actor: Actor, turn: int = 0, path: str = "") -> None:
        self.at = at
        self.seed = seed
        self.actor = actor
        self.turn = turn
        self.path = path
        self._made = 0

    def new_id(self, prefix: str) -> str:
        """The next id of this run: replaying the same envelope makes the same ids."""
        self._made += 1
        return id_of(prefix, self.seed, self.path, self._made)

    def new_ids(self, prefix: str, count: int) -> Iterator[str]:
        """The next ids of this run, next to each other: for many things noted together."""
        self._made += 1
        return ids_in_a_row(prefix, count, self.seed, self.path, self._made)

    def inside(self, step: int) -> "Now":
        """The moment of a command that this one leads to."""
        return Now(self.at, self.seed, self.actor, self.turn, f"{self.path}/{step}")


def require(holds: bool, refusal: str, **fields: str | int | None) -> None:
    """Refuse by that name unless it holds."""
    if not holds:
        raise Refusal(refusal, **fields)


def names_of(kinds: Iterable[type]) -> dict[str, type]:
    """Types by their snake-case name, as the journal writes them."""
    return {snake(kind.__name__): kind for kind in kinds}
