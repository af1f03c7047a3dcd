"""The journal as it is read: lines after a number, of certain kinds.

How it is written, and what its hashes cover, is `engine/chain.py`.
"""

from collections.abc import Sequence

from sqlalchemy import select

from passalong.engine.database import Read
from passalong.engine.rows import Entry
from passalong.engine.tables import JOURNAL

__all__ = ["Entry", "journal_after"]


def journal_after(
    read: Read, merchant_id: str, seq: int, limit: int, names: Sequence[str] = ()
) -> list[Entry]:
    """A merchant's lines with a higher number than `seq`, oldest first; `names` empty means all."""
    statement = select(JOURNAL).where(JOURNAL.c.merchant_id == merchant_id, JOURNAL.c.seq > seq)
    if names:
        statement = statement.where(JOURNAL.c.name.in_(names))
    return [Entry(*line) for line in read.all(statement.order_by(JOURNAL.c.seq).limit(limit))]
