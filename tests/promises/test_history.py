"""History rebuilds the rows: the journal, played again, gives every table that is not private."""

import msgspec
import pytest

from passalong.engine.batch import chained
from passalong.engine.history import rebuild
from passalong.vouchers import changes
from passalong.vouchers.model import VoucherClaimed
from passalong.wiring import registry
from rig.living import everything, journal_of, lived, living
from rig.stream import Stream

LAW = registry()


def kept(writer):
    """What the tables hold that are not private, by row type; columns filled on save emptied."""
    found = everything(writer.database)
    tables = {}
    for codec in writer.database.codecs.values():
        if codec.row.private:
            continue
        filled = [codec.fields.index(field) for field in codec.table.info["fills"]]
        tables[codec.name] = {
            key: tuple(None if n in filled else value for n, value in enumerate(line))
            for key, line in found[codec.name].items()
        }
    return tables


def rebuilt(writer, entries=None):
    """The same from the journal."""
    rows = rebuild(entries or journal_of(writer.database), LAW)
    return {
        codec.name: {
            key: tuple(getattr(row, field) for field in codec.fields)
            for key, row in rows.get(codec.row, {}).items()
        }
        for codec in writer.database.codecs.values()
        if not codec.row.private
    }


@pytest.mark.parametrize("seed", range(400, 410))
def test_history_rebuilds_the_rows(seed, database_url):
    with living(database_url) as writer:
        lived(writer, Stream(seed, 2), 120)
        tables = kept(writer)
        assert sum(len(lines) for lines in tables.values()) > 50
        assert rebuilt(writer) == tables


def test_a_missing_line_is_noticed(sqlite_url):
    with living(sqlite_url) as writer:
        lived(writer, Stream(401), 120)
        entries = journal_of(writer.database)
        assert rebuilt(writer, entries) == kept(writer)
        assert rebuilt(writer, entries[:-1]) != kept(writer)


def test_a_change_that_writes_what_no_event_tells_is_noticed(sqlite_url, monkeypatch):
    def secretive(world, event, fact):
        changes.claimed(world, event, fact)
        if is_living:
            changes._holds(world, event.friend_id, 7)

    is_living = True
    monkeypatch.setitem(LAW.changes, VoucherClaimed, secretive)
    with living(sqlite_url, LAW) as writer:
        lived(writer, Stream(401), 120)
        assert "voucher_claimed" in {entry.name for entry in journal_of(writer.database)}
        is_living = False
        assert rebuilt(writer) != kept(writer)


def test_the_journal_is_a_chain(database_url):
    with living(database_url) as writer:
        lived(writer, Stream(403, 2), 80)
        before: dict[str, tuple[int, bytes]] = {}
        for entry in journal_of(writer.database):
            seq, head = before.get(entry.merchant_id, (0, b""))
            assert entry.seq == seq + 1
            assert entry.prev_hash == head
            told = msgspec.structs.astuple(entry)[:-2]
            assert entry.hash == chained(head, *told)
            before[entry.merchant_id] = (entry.seq, entry.hash)
        assert len(before) == 2
