"""The rows that a rule may look at, by key: one merchant's, and nobody else's.

How rows come from a database is `engine/batch.py` and `engine/database.py`.

A rule asks `world.get(Voucher, voucher_id)`. If the row is not in memory its key is noted, and
the rule goes on as if there were none. The engine then loads what a whole batch has noted, in
one go; a run that has guessed wrong is undone and made again. `hint` notes a key that will be
asked on the other branch, so that one load serves both.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from operator import attrgetter
from typing import Any, TypeVar

from passalong.base.messages import Row

R = TypeVar("R", bound=Row)
Key = tuple[Any, ...]
Rows = dict[type[Row], dict[Key, Row | None]]
Gaps = set[tuple[type[Row], Key]]
Lead = tuple[type[Row], Key, str, tuple[type[Row], ...]]


GUESSES_MAX = 64
_NOT_HERE: Any = object()


class Gap(BaseException):
    """Too many rows are not in memory. Not an Exception: no rule can swallow it by mistake."""


class Asked:
    """What some runs asked for that is not in memory.

    `gaps` is all of it; `guesses`, in the order of asking, what was taken for absent; `leads`
    name a row, a field of it, and the kinds whose row with that field's value is wanted too.
    """

    __slots__ = ("gaps", "guesses", "leads")

    def __init__(self) -> None:
        self.gaps: Gaps = set()
        self.guesses: list[tuple[type[Row], Key]] = []
        self.leads: set[Lead] = set()


class World:
    """One merchant's part of `rows`: what is put here stands there at once, until `undo`.

    `rows` maps kind → full key → row, or None where the table is known to hold none. Without
    `asked` every key that is not in memory counts as absent, and nothing can be undone (tests,
    rebuilding).
    """

    __slots__ = ("_before", "_guesses_max", "asked", "merchant_id", "rows")

    def __init__(self, merchant_id: str, rows: Rows, asked: Asked | None = None) -> None:
        self.merchant_id = merchant_id
        self.rows = rows
        self.asked = asked
        self._guesses_max = len(asked.guesses) + GUESSES_MAX if asked else 0
        self._before: list[tuple[type[Row], Key, Row | None]] = []

    def get(self, kind: type[R], *key: Any) -> R | None:
        """The row with this key (the merchant is implied), or None if there is none."""
        full = (self.merchant_id, *key)
        rows = self.rows.get(kind)
        row = _NOT_HERE if rows is None else rows.get(full, _NOT_HERE)
        if row is not _NOT_HERE:
            return row
        asked = self.asked
        if asked is None:
            return None
        gap = (kind, full)
        asked.gaps.add(gap)
        asked.guesses.append(gap)
        if len(asked.guesses) > self._guesses_max:
            raise Gap
        return None

    def know(self, kind: type[R], *key: Any) -> R | None:
        """As `get`, where all that follows hangs on the answer: no run goes on with a guess."""
        full = (self.merchant_id, *key)
        row: Any = self.rows.get(kind, {}).get(full, _NOT_HERE)
        if row is not _NOT_HERE:
            return row
        if self.asked is None:
            return None
        self.asked.gaps.add((kind, full))
        raise Gap

    def have(self, kind: type[R], *key: Any) -> R:
        """The row with this key, which must be there: its absence is a fault, not a refusal."""
        row = self.get(kind, *key)
        if row is None:
            raise LookupError(f"no {kind.__name__} {key}")
        return row

    def hint(self, kind: type[Row], *key: Any) -> None:
        """Say that this row will be asked for, so that it is loaded with the others."""
        full = (self.merchant_id, *key)
        if self.asked is not None and full not in self.rows.get(kind, ()):
            self.asked.gaps.add((kind, full))

    def hint_beyond(
        self, kind: type[Row], key: Key, field: str, kinds: tuple[type[Row], ...]
    ) -> None:
        """As `hint`, also for the rows of these kinds whose key is what that row has in `field`."""
        full = (self.merchant_id, *key)
        row = self.rows.get(kind, {}).get(full, _NOT_HERE)
        if row is _NOT_HERE:
            if self.asked is not None:
                self.asked.gaps.add((kind, full))
                self.asked.leads.add((kind, full, field, kinds))
        elif row is not None:
            for further in kinds:
                self.hint(further, getattr(row, field))

    def hint_all(self, kind: type[Row], keys: Iterable[Key]) -> None:
        """As `hint` for many (keys without the merchant)."""
        self._missing(kind, keys)

    def know_all(self, kind: type[R], keys: Collection[Key]) -> dict[Key, R]:
        """As `know` for many: those rows that there are, by key without the merchant."""
        if self._missing(kind, keys):
            raise Gap
        rows: Any = self.rows.get(kind, {})
        merchant_id = self.merchant_id
        return {key: row for key in keys if (row := rows.get((merchant_id, *key))) is not None}

    def _missing(self, kind: type[Row], keys: Iterable[Key]) -> bool:
        if self.asked is None:
            return False
        merchant_id, rows = self.merchant_id, self.rows.get(kind, {})
        missing = {(kind, full) for key in keys if (full := (merchant_id, *key)) not in rows}
        self.asked.gaps |= missing
        return bool(missing)

    def lacks(self, kind: type[Row], ids: Iterable[str]) -> None:
        """Say that there are no such rows, because the ids were made this moment: nobody looks."""
        rows = self.rows.setdefault(kind, {})
        for one in ids:
            rows.setdefault((self.merchant_id, one), None)

    def put(self, row: Row) -> None:
        """Write a row. Raises ValueError for another merchant's: no command touches two."""
        if row.merchant_id != self.merchant_id:
            raise ValueError(f"{type(row).__name__} of {row.merchant_id} in another's world")
        kind = type(row)
        self._write(kind, (_READERS.get(kind) or _reader(kind))(row), row)

    def put_all(self, rows: Sequence[Row]) -> None:
        """As `put` for many rows of one kind."""
        if not rows:
            return
        kind, merchant_id = type(rows[0]), self.merchant_id
        keys = [key_of(row) for row in rows]
        if {type(row) for row in rows} != {kind}:
            raise TypeError(f"rows of several kinds beside {kind.__name__}")
        if {key[0] for key in keys} != {merchant_id}:
            raise ValueError(f"{kind.__name__} of another merchant in {merchant_id}'s world")
        mine = self.rows.setdefault(kind, {})
        if self.asked is not None:
            self._before += [(kind, key, mine.get(key, _NOT_HERE)) for key in keys]
        mine.update(zip(keys, rows, strict=True))

    def remove(self, kind: type[Row], *key: Any) -> None:
        """Delete a row (only private tables are ever deleted from)."""
        self._write(kind, (self.merchant_id, *key), None)

    def _write(self, kind: type[Row], key: Key, row: Row | None) -> None:
        rows = self.rows.get(kind)
        if rows is None:
            rows = self.rows[kind] = {}
        if self.asked is not None:
            self._before.append((kind, key, rows.get(key, _NOT_HERE)))
        rows[key] = row

    def undo(self) -> None:
        """Take back what was written; whoever wrote into the same rows later must do so before."""
        for kind, key, before in reversed(self._before):
            if before is _NOT_HERE:
                del self.rows[kind][key]
            else:
                self.rows[kind][key] = before
        self._before = []

    def written(self) -> dict[type[Row], set[Key]]:
        """Full keys of the rows that were written, by kind."""
        found: dict[type[Row], set[Key]] = {}
        self.add_written(found)
        return found

    def add_written(self, found: dict[type[Row], set[Key]]) -> None:
        """Add to `found` what `written` tells."""
        for kind, key, _ in self._before:
            keys = found.get(kind)
            if keys is None:
                keys = found[kind] = set()
            keys.add(key)


def key_of(row: Row) -> Key:
    """The full primary key of a row, merchant first."""
    kind = type(row)
    return (_READERS.get(kind) or _reader(kind))(row)


def _reader(kind: type[Row]) -> Callable[[Any], Key]:
    """What reads the key of such rows. With one name alone `attrgetter` gives no tuple."""
    _READERS[kind] = _alone if len(kind.key) == 1 else attrgetter(*kind.key)
    return _READERS[kind]


def _alone(row: Row) -> Key:
    return (row.merchant_id,)


_READERS: dict[type[Row], Callable[[Any], Key]] = {}
