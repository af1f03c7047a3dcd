"""What an invariant is: a sentence about the rows, and SQL that finds those which break it.

Which there are is in the other files of this package; who runs them is `audit/__init__.py`.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

import msgspec

from passalong.base.messages import Event

EventTypes = Mapping[str, type[Event]]


class Snapshot(Protocol):
    """One unchanging picture of the database."""

    def lines(self, statement: str, **values: Any) -> Iterator[tuple[Any, ...]]:
        """The lines of a statement."""

    def value(self, statement: str, **values: Any) -> Any:
        """The first value of its first line."""


Search = Callable[[Snapshot, EventTypes], Iterator[tuple[Any, ...]]]


class Invariant(msgspec.Struct, frozen=True):
    """`offending` gives the rows that break it, merchant first; `counted` how many could.

    Where SQL can't say it, `search` finds them. With `why_not` the invariant does not apply yet.
    `:now` is the present moment in milliseconds.
    """

    id: str
    name: str
    counted: str = ""
    offending: str = ""
    search: Search | None = None
    why_not: str = ""
