"""History rebuilds the rows: the journal, played again, gives every table that is not private.

How it is played is `engine/history.py`; the commands are drawn by `tests/rig/stream.py`.

Besides, the journal of each merchant is a chain without a gap: each line carries the hash of the
line before it, and its own.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import Any

import msgspec

from passalong.engine.chain import chained
from passalong.engine.feature import Registry
from passalong.engine.history import rebuild
from passalong.engine.rows import Entry
from passalong.engine.writer import Writer
from passalong.vouchers import changes
from passalong.vouchers.model import VoucherClaimed
from passalong.wiring import registry
from proofs.proof import Found, Proof
from proofs.rooms import Kind, Rounds, Say, room
from rig.living import Everything, difference, everything, journal_of, lived, living
from rig.stream import Stream

COMMANDS = 150
MERCHANTS = 2


def prove(kind: Kind, rounds: int, seed: int, *, say: Say, planted: str | None = None) -> Found:
    """Streams of COMMANDS commands, one a round."""
    trying, lines, rows = Rounds(rounds, seed, say), 0, 0
    with room(kind) as place:
        for draw in trying:
            law = registry()
            fault = FAULTS[planted](law) if planted in FAULTS else nullcontext()
            with place.ready() as url, living(url, law) as writer:
                with fault:
                    lived(writer, Stream(draw.randrange(1 << 62), MERCHANTS), COMMANDS)
                entries = told_by(writer, planted)
                tables = kept(writer)
                trying.note(breaks(entries) + played(writer, entries, law, tables))
            lines += len(entries)
            rows += sum(len(of_table) for of_table in tables.values())
    return Found(rounds, tuple(trying.broken), {"lines of history": lines, "rows rebuilt": rows})


def told_by(writer: Writer, planted: str | None) -> list[Entry]:
    """The journal, unless it is to be short of one line or altered in one."""
    entries = journal_of(writer.database)
    middle = len(entries) // 2
    if planted == "misses_a_line":
        return entries[:middle] + entries[middle + 1 :]
    if planted == "alters_a_line":
        altered = msgspec.structs.replace(entries[middle], at=entries[middle].at + 1)
        return [*entries[:middle], altered, *entries[middle + 1 :]]
    return entries


def kept(writer: Writer) -> Everything:
    """What the tables hold that are not private, by row type; columns filled on save emptied."""
    found = everything(writer.database)
    tables: Everything = {}
    for codec in writer.database.codecs.values():
        if codec.row.private:
            continue
        filled = [codec.fields.index(field) for field in codec.table.info["fills"]]
        tables[codec.name] = {
            key: tuple(None if n in filled else value for n, value in enumerate(line))
            for key, line in found[codec.name].items()
        }
    return tables


def played(
    writer: Writer, entries: Sequence[Entry], law: Registry, tables: Everything
) -> list[str]:
    """Where playing the journal gives other rows, or can't go on."""
    try:
        return difference(rebuilt(writer, entries, law), tables)
    except LookupError as error:
        return [f"history can't be played: {error}"]


def rebuilt(writer: Writer, entries: Sequence[Entry], law: Registry) -> Everything:
    """The same from the journal."""
    rows = rebuild(list(entries), law)
    return {
        codec.name: {
            key: tuple(getattr(row, field) for field in codec.fields)
            for key, row in rows.get(codec.row, {}).items()
        }
        for codec in writer.database.codecs.values()
        if not codec.row.private
    }


def breaks(entries: Sequence[Entry]) -> list[str]:
    """Where the chain of lines has a gap, or a line is not what it was when it was written."""
    found, before = [], dict[str, tuple[int, bytes]]()
    for entry in entries:
        seq, head = before.get(entry.merchant_id, (0, b""))
        told = msgspec.structs.astuple(entry)[:-2]
        if (entry.seq, entry.prev_hash) != (seq + 1, head):
            found.append(f"line {entry.seq} of {entry.merchant_id} does not follow line {seq}")
        elif entry.hash != chained(head, *told):
            found.append(f"line {entry.seq} of {entry.merchant_id} was altered")
        before[entry.merchant_id] = (entry.seq, entry.hash)
    return found


def writes_what_no_event_tells(law: Registry) -> AbstractContextManager[None]:
    """While it lives, a claim also writes how many vouchers somebody holds: an invention."""

    def secretive(world: Any, event: Any, fact: Any) -> None:
        usual(world, event, fact)
        changes._holds(world, event.friend_id, 7)

    usual = law.changes[VoucherClaimed]
    return InPlace(law.changes, VoucherClaimed, secretive)


class InPlace(AbstractContextManager[None]):
    """Another value under a key, for a while."""

    def __init__(self, held: dict[Any, Any], key: Any, value: Any) -> None:
        self._held, self._key, self._usual = held, key, held[key]
        held[key] = value

    def __exit__(self, *error: object) -> None:
        self._held[self._key] = self._usual


FAULTS: dict[str, Callable[[Registry], AbstractContextManager[None]]] = {
    "writes_what_no_event_tells": writes_what_no_event_tells,
}
PLANTED = ("misses_a_line", "alters_a_line", *FAULTS)
NOT_COVERED = (
    "Private tables (names, credentials, receipts) are not in the history on purpose; commands "
    "that the stream does not draw."
)

PROOFS = tuple(
    Proof(
        name,
        f"History, played again, gives every row that is not private ({database}).",
        rounds,
        partial(prove, kind),
        PLANTED,
        NOT_COVERED,
    )
    for name, kind, database, rounds in (
        ("history", "sqlite", "SQLite", 400),
        ("history-postgres", "postgres", "PostgreSQL", 200),
    )
)
