"""History rebuilds the rows: the journal is played again through the changes.

How a journal line comes about is `engine/chain.py`. Private tables (personal data, credentials,
receipts) are not in the journal and so are not rebuilt; columns that the engine fills on save
are empty in rebuilt rows.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

import msgspec
from msgspec.structs import replace
from sqlalchemy import select

from passalong.base.messages import Event, Fact
from passalong.base.world import Rows, World, key_of
from passalong.engine.codec import Codec
from passalong.engine.database import Database, Read
from passalong.engine.feature import Registry
from passalong.engine.rows import Entry
from passalong.engine.tables import JOURNAL

PAGE = 2000


class UnknownEvent(LookupError):
    """The journal has an event that this version does not know: it is newer than the program."""


@lru_cache(maxsize=512)
def _decoder(kind: type[Event]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind)


def event_of(entry: Entry, registry: Registry) -> Event:
    """The event of a journal line. Raises UnknownEvent, or msgspec's DecodeError."""
    kind = registry.event_types.get(entry.name)
    if kind is None:
        raise UnknownEvent(entry.name)
    event: Event = _decoder(kind).decode(entry.body)
    return event


def rebuild(entries: Iterable[Entry], registry: Registry) -> Rows:
    """The rows of every table that is not private, from the journal's lines in order of `seq`.

    Lines of several merchants may be mixed. Rows are by kind and full key, as a world has them.
    """
    rows: Rows = {}
    worlds: dict[str, World] = {}
    for entry in entries:
        world = worlds.get(entry.merchant_id)
        if world is None:
            world = worlds[entry.merchant_id] = World(entry.merchant_id, rows)
        event = event_of(entry, registry)
        registry.changes[type(event)](world, event, Fact(entry.at, entry.seq))
    return rows


def entries_of(read: Read, merchant_id: str) -> Iterator[Entry]:
    """A merchant's journal in order, page by page."""
    last = 0
    while True:
        statement = (
            select(JOURNAL)
            .where(JOURNAL.c.merchant_id == merchant_id, JOURNAL.c.seq > last)
            .order_by(JOURNAL.c.seq)
            .limit(PAGE)
        )
        lines: Sequence[Any] = read.all(statement)
        page = [Entry(*line) for line in lines]
        yield from page
        if len(page) < PAGE:
            return
        last = page[-1].seq


def forgotten_or_changed(
    database: Database, registry: Registry, merchant_id: str
) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Table and key of every row of this merchant that its journal does not rebuild alike.

    Reads the merchant's rows and journal into memory; nobody must write meanwhile.
    """
    with database.reading() as read:
        rebuilt = rebuild(entries_of(read, merchant_id), registry)
        for kind in registry.tables:
            codec = database.by_row[kind]
            if kind.private:
                continue
            expected = dict(rebuilt.get(kind, {}))
            statement = select(codec.table).where(codec.table.c.merchant_id == merchant_id)
            for row in read.rows(codec.table, read.all(statement)):
                key = key_of(row)
                if expected.pop(key, None) != _unfilled(codec, row):
                    yield codec.name, key
            for key, left in expected.items():
                if left is not None:
                    yield codec.name, key


def _unfilled(codec: Codec, row: Any) -> Any:
    fills = codec.table.info["fills"]
    return replace(row, **dict.fromkeys(fills)) if fills else row
