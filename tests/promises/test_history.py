"""History rebuilds the rows: the journal, played again, gives every table that is not private.

How that is tried is `proofs/history.py`.
"""

import pytest

from proofs.history import PLANTED, breaks, prove
from rig.living import journal_of, lived, living
from rig.stream import Stream

SEED = 20263
BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.mark.parametrize("kind", BOTH)
def test_history_rebuilds_the_rows(kind):
    found = prove(kind, 10, SEED, say=print)
    assert found.broken == ()
    assert found.rounds == 10
    assert found.figures["rows rebuilt"] > 500


@pytest.mark.parametrize("planted", PLANTED)
def test_a_fault_in_history_is_found(planted):
    found = prove("sqlite", 4, SEED, say=print, planted=planted)
    assert len(found.broken) >= 3


def test_the_journal_is_a_chain(database_url):
    with living(database_url) as writer:
        lived(writer, Stream(403, 2), 80)
        entries = journal_of(writer.database)
    assert len({entry.merchant_id for entry in entries}) == 2
    assert breaks(entries) == []
    assert len(breaks(entries[:5] + entries[6:])) == 1
