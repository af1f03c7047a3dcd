"""The rows that a rule may look at, by key: one merchant's, and nobody else's.

How rows come from a database is `engine/batch.py` and `engine/database.py`.

A rule asks `world.get(Voucher, voucher_id)`. If the row is not in memory its key is noted, and
the rule goes on as if there were none: only to note what else it will ask for. What such a run
says is thrown away; the engine loads all gaps of a batch together and runs the rule again.
`hint` notes a key that will be asked on the other branch, so that one load serves both.
"""

from collections.abc import Callable, Collection, Iterable
from operator import attrgetter
from typing import Any, TypeVar

from passalong.base.messages import Row

R = TypeVar("R", bound=Row)
Key = tuple[Any, ...]
Rows = dict[type[Row], dict[Key, Row | None]]


GUESSES_MAX = 64


class Gap(BaseException):
    """Too many rows are not in memory. Not an Exception: no rule can swallow it by mistake."""


class World:
    """One merchant's rows over a shared base: what is put here stays here until merged.

    `base` maps kind → full key → row, or None where the table is known to hold none.
    With `gaps` None every key that is not in memory counts as absent (tests, rebuilding).
    """

    __slots__ = ("_base", "gaps", "guesses", "merchant_id", "written")

    def __init__(
        self, merchant_id: str, base: Rows, gaps: set[tuple[type[Row], Key]] | None = None
    ) -> None:
        self.merchant_id = merchant_id
        self.written: Rows = {}
        self.gaps = gaps
        self.guesses = 0
        self._base = base

    def get(self, kind: type[R], *key: Any) -> R | None:
        """The row with this key (the merchant is implied), or None if there is none."""
        full = (self.merchant_id, *key)
        mine = self.written.get(kind)
        if mine is not None and full in mine:
            return mine[full]  # type: ignore[return-value]
        shared = self._base.get(kind)
        if shared is not None and full in shared:
            return shared[full]  # type: ignore[return-value]
        if self.gaps is None:
            return None
        self.gaps.add((kind, full))
        self.guesses += 1
        if self.guesses > GUESSES_MAX:
            raise Gap
        return None

    def know(self, kind: type[R], *key: Any) -> R | None:
        """As `get`, where all that follows hangs on the answer: no run goes on with a guess."""
        full = (self.merchant_id, *key)
        is_here = full in self.written.get(kind, ()) or full in self._base.get(kind, ())
        if self.gaps is not None and not is_here:
            self.gaps.add((kind, full))
            self.guesses += 1
            raise Gap
        return self.get(kind, *key)

    def have(self, kind: type[R], *key: Any) -> R:
        """The row with this key, which must be there: its absence is a fault, not a refusal."""
        row = self.get(kind, *key)
        if row is None:
            raise LookupError(f"no {kind.__name__} {key}")
        return row

    def hint(self, kind: type[Row], *key: Any) -> None:
        """Say that this row will be asked for, so that it is loaded with the others."""
        full = (self.merchant_id, *key)
        if self.gaps is None or full in self.written.get(kind, ()):
            return
        if full not in self._base.get(kind, ()):
            self.gaps.add((kind, full))

    def hint_all(self, kind: type[Row], keys: Iterable[Key]) -> None:
        """As `hint` for many (keys without the merchant)."""
        self._missing(kind, keys)

    def know_all(self, kind: type[R], keys: Collection[Key]) -> dict[Key, R]:
        """As `know` for many: those rows that there are, by key without the merchant."""
        if self._missing(kind, keys):
            self.guesses += 1
            raise Gap
        mine: Any = self.written.get(kind, {})
        shared: Any = self._base.get(kind, {})
        found: dict[Key, R] = {}
        for key in keys:
            full = (self.merchant_id, *key)
            row = mine[full] if full in mine else shared.get(full)
            if row is not None:
                found[key] = row
        return found

    def _missing(self, kind: type[Row], keys: Iterable[Key]) -> bool:
        if self.gaps is None:
            return False
        merchant_id = self.merchant_id
        mine, shared = self.written.get(kind, {}), self._base.get(kind, {})
        missing = {
            (kind, full)
            for key in keys
            if (full := (merchant_id, *key)) not in shared and full not in mine
        }
        self.gaps |= missing
        return bool(missing)

    def lacks(self, kind: type[Row], ids: Iterable[str]) -> None:
        """Say that there are no such rows, because the ids were made this moment: nobody looks."""
        shared = self._base.setdefault(kind, {})
        for one in ids:
            shared.setdefault((self.merchant_id, one), None)

    def put(self, row: Row) -> None:
        """Write a row. Raises ValueError for another merchant's: no command touches two."""
        if row.merchant_id != self.merchant_id:
            raise ValueError(f"{type(row).__name__} of {row.merchant_id} in another's world")
        self.written.setdefault(type(row), {})[key_of(row)] = row

    def remove(self, kind: type[Row], *key: Any) -> None:
        """Delete a row (only private tables are ever deleted from)."""
        self.written.setdefault(kind, {})[(self.merchant_id, *key)] = None


def key_of(row: Row) -> Key:
    """The full primary key of a row, merchant first."""
    kind = type(row)
    read = _READERS.get(kind)
    if read is None:
        one = len(kind.key) == 1
        read = _READERS[kind] = _alone if one else attrgetter(*kind.key)
    return read(row)


def _alone(row: Row) -> Key:
    return (row.merchant_id,)


_READERS: dict[type[Row], Callable[[Any], Key]] = {}
