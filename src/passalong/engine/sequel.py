"""What came after a backup: the journal's later lines, and the private tables as they are now.

Whole copies are made in `engine/copying.py`; what a backup consists of is `outside/backups.py`.

The idea. History rebuilds every row that is not private, so the later lines of the journal are
enough for those: they are played over the restored rows, page by page, through the same changes
that wrote them. Private rows (names, contacts, credentials, receipts) are in no journal and may
be deleted, so their tables are written out whole and replace what the backup had. All of it is
read from one picture: together it is the database as it was at one moment.

The invariant. A line is played only if it continues the chain of hashes at which the restored
journal ends; a sequel that is not the next piece of this history changes nothing.
"""

import base64
import gzip
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import LargeBinary

from passalong.base.messages import Fact
from passalong.base.world import Asked, Gap, Key, Rows, World
from passalong.engine.batch import Batch
from passalong.engine.chain import chained
from passalong.engine.codec import Codec, named
from passalong.engine.copying import ERASED, HEADS, Copied, Heads
from passalong.engine.database import Database, Store
from passalong.engine.feature import Registry
from passalong.engine.history import event_of
from passalong.engine.rows import Entry, JournalHead
from passalong.engine.snapshot import Snapshot

PAGE = 500
PASSES_MAX = 200
HEAD_TABLE, KEY_TABLE = "journal_head", "subject_key"
Lines = Iterable[Sequence[Any]]


class SequelBroken(Exception):
    """It is not what comes next in this history, or not what was written."""


def write_sequel(
    picture: Snapshot, database: Database, after: Heads, journal: Path, private: Path, keys: Path
) -> Copied:
    """Write what came after these heads to two files, and the keys of people to a third."""
    heads: Heads = {str(one): int(seq) for one, seq in picture.lines(HEADS)}
    fields = ", ".join(Entry.__struct_fields__)
    with gzip.open(journal, "wb", compresslevel=5) as file:
        for merchant_id in sorted(heads):
            since = after.get(merchant_id, 0)
            if heads[merchant_id] > since:
                lines = picture.lines(
                    f"SELECT {fields} FROM journal "  # noqa: S608
                    "WHERE merchant_id = :merchant AND seq > :since ORDER BY seq",
                    merchant=merchant_id,
                    since=since,
                )
                for line in lines:
                    file.write(msgspec.json.encode(Entry(*line)) + b"\n")
    with gzip.open(private, "wb", compresslevel=5) as file:
        for codec in _private(database):
            _write_table(file, picture, codec)
    with gzip.open(keys, "wb", compresslevel=5) as file:
        _write_table(file, picture, database.codecs[KEY_TABLE])
    erased = [(str(merchant_id), str(one)) for merchant_id, one in picture.lines(ERASED)]
    return Copied(heads, erased)


def _private(database: Database) -> list[Codec]:
    apart = (HEAD_TABLE, KEY_TABLE)
    return [one for one in database.codecs.values() if one.row.private and one.name not in apart]


def _write_table(file: Any, picture: Snapshot, codec: Codec) -> None:
    file.write(msgspec.json.encode([str(codec.name), *codec.fields]) + b"\n")
    for line in picture.lines(f'SELECT {named(codec.fields)} FROM "{codec.name}"'):  # noqa: S608
        file.write(msgspec.json.encode(["", *line]) + b"\n")


def apply_sequel(
    database: Database, registry: Registry, journal: Path, private: Path, keys: Path | None
) -> int:
    """Play the later lines, then put the private tables in place; how many lines were new.

    Without `keys` nobody's personal data can be opened. Raises SequelBroken.
    """
    store = database.store()
    try:
        count = 0
        with gzip.open(journal, "rb") as file:
            entries = (msgspec.json.decode(line, type=Entry) for line in file)
            for merchant_id, own in groupby(entries, lambda entry: entry.merchant_id):
                count += _replay(database, registry, store, merchant_id, own)
        refilled = {codec.name: codec for codec in _private(database)}
        _refill(store, refilled, private)
        _refill(store, {KEY_TABLE: database.codecs[KEY_TABLE]}, keys)
        return count
    except (OSError, EOFError, msgspec.DecodeError) as error:
        raise SequelBroken(f"a file of it can't be read: {error}") from error
    finally:
        store.close()


def _replay(
    database: Database,
    registry: Registry,
    store: Store,
    merchant_id: str,
    entries: Iterator[Entry],
) -> int:
    """Play one merchant's lines over what is there; those that are there already are passed."""
    count = 0
    while page := [entry for _, entry in zip(range(PAGE), entries, strict=False)]:
        with store.transaction(0):
            batch = Batch(registry, store.load, database.keys.digest)
            key: Key = (merchant_id,)
            head: Any = store.load([(JournalHead, key)])[JournalHead].get(key)
            seq, before = (head.seq, head.hash) if head else (0, b"")
            page = [entry for entry in page if entry.seq > seq]
            for entry in page:
                told = msgspec.structs.astuple(entry)[:-2]
                if (entry.seq, entry.prev_hash) != (seq + 1, before) or entry.hash != chained(
                    before, *told
                ):
                    raise SequelBroken(
                        f"line {entry.seq} of {merchant_id} does not continue its line {seq}"
                    )
                seq, before = entry.seq, entry.hash
            if not page:
                continue
            written = _played(registry, store, merchant_id, page)
            written[JournalHead] = {key: JournalHead(merchant_id, seq, before)}
            for kind, rows in written.items():
                batch.rows.setdefault(kind, {}).update(rows)
                batch.dirty.setdefault(kind, set()).update(rows)
            batch.entries.extend(page)
            store.save(batch)
        count += len(page)
    return count


def _played(registry: Registry, store: Store, merchant_id: str, page: list[Entry]) -> Rows:
    """What these lines write, over the rows that the store has: load what they ask for, again."""
    events = [(event_of(entry, registry), Fact(entry.at, entry.seq)) for entry in page]
    known: Rows = {}
    for _ in range(PASSES_MAX):
        asked = Asked()
        worlds: list[World] = []
        for event, fact in events:
            worlds.append(World(merchant_id, known, asked))
            try:
                registry.changes[type(event)](worlds[-1], event, fact)
            except Gap:
                continue
            except Exception:
                if not asked.gaps:
                    raise
        if not asked.gaps:
            written: Rows = {}
            for kind, keys in [one for world in worlds for one in world.written().items()]:
                written.setdefault(kind, {}).update({key: known[kind][key] for key in keys})
            return written
        for world in reversed(worlds):
            world.undo()
        loaded = store.load(asked.gaps)
        for kind, key in asked.gaps:
            known.setdefault(kind, {})[key] = loaded.get(kind, {}).get(key)
    raise RuntimeError("lines of the journal that never stop asking for rows")


def _refill(store: Store, codecs: dict[str, Codec], path: Path | None) -> None:
    """Empty these tables and fill them from the file, in one transaction."""
    with store.transaction(0):
        for codec in codecs.values():
            store.empty(codec)
        if path is None:
            return
        with gzip.open(path, "rb") as file:
            for codec, page in _pages(file, codecs):
                store.fill(codec, page)


def _pages(file: Any, codecs: dict[str, Codec]) -> Iterator[tuple[Codec, list[list[Any]]]]:
    codec: Codec | None = None
    binary: list[int] = []
    page: list[list[Any]] = []
    for text in file:
        name, *line = msgspec.json.decode(text)
        if name:
            if codec is not None and page:
                yield codec, page
            page, codec = [], codecs.get(name)
            if codec is None or tuple(line) != codec.fields:
                raise SequelBroken(f"the table {name} has another form in this version")
            kinds = [codec.table.columns[field].type for field in codec.fields]
            binary = [n for n, kind in enumerate(kinds) if isinstance(kind, LargeBinary)]
            continue
        for number in binary:
            if line[number] is not None:
                line[number] = base64.b64decode(line[number])
        page.append(line)
        if codec is not None and len(page) == PAGE:
            yield codec, page
            page = []
    if codec is not None and page:
        yield codec, page
