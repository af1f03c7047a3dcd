"""The audit: every invariant of the rows, checked on one unchanging picture of the database.

The invariants are in the files of this package; the picture is `engine/snapshot.py`. It finds
and tells, it never repairs.
"""

from collections.abc import Iterator, Sequence
from itertools import chain

import msgspec

from passalong.insights.audit import books, journal, people, vouchers
from passalong.insights.audit.invariant import EventTypes, Invariant, Snapshot

SHOWN = 100

INVARIANTS: tuple[Invariant, ...] = tuple(
    sorted(
        chain(
            books.INVARIANTS,
            vouchers.INVARIANTS,
            people.INVARIANTS,
            journal.INVARIANTS,
            journal.ABSENT,
        ),
        key=lambda invariant: (invariant.id[0] != "I", invariant.id),
    )
)


class Finding(msgspec.Struct, frozen=True):
    """What came out for one invariant; `rows` are the first that break it."""

    name: str
    checked: int
    violations: int
    applies: bool = True
    reason: str = ""
    rows: list[list[str]] = []


def audit(
    snapshot: Snapshot,
    event_types: EventTypes,
    now: int,
    invariants: Sequence[Invariant] = INVARIANTS,
) -> Iterator[Finding]:
    """Check these invariants, all in the order of their numbers if none are named."""
    for invariant in invariants:
        name = f"{invariant.id} {invariant.name}"
        if invariant.why_not:
            yield Finding(name, 0, 0, applies=False, reason=invariant.why_not)
            continue
        checked = int(snapshot.value(invariant.counted) or 0)
        count, rows = 0, []
        if invariant.search is not None:
            offending = invariant.search(snapshot, event_types)
        else:
            offending = snapshot.lines(invariant.offending, now=now)
        for line in offending:
            count += 1
            if count <= SHOWN:
                rows.append([str(value) for value in line])
        yield Finding(name, checked, count, rows=rows)
