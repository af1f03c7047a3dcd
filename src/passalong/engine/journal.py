"""The journal as it is read: lines after a number, of certain kinds.

How it is written, and what its hashes cover, is `engine/chain.py`.
"""

from collections.abc import Sequence

from sqlalchemy import and_, func, select
from sqlalchemy.exc import DBAPIError

from passalong.engine.database import Database, Read
from passalong.engine.rows import Entry
from passalong.engine.tables import JOURNAL, JOURNAL_HEAD

__all__ = ["Entry", "journal_after", "last_moment"]


def last_moment(database: Database) -> int:
    """When a merchant's last line was written, of all the latest; 0 for none or nobody there."""
    last = and_(
        JOURNAL.c.merchant_id == JOURNAL_HEAD.c.merchant_id, JOURNAL.c.seq == JOURNAL_HEAD.c.seq
    )
    statement = select(func.max(JOURNAL.c.at)).select_from(JOURNAL_HEAD.join(JOURNAL, last))
    try:
        with database.reading() as read:
            return read.value(statement) or 0
    except DBAPIError:
        return 0  # a server that begins while its database is away serves once it is back


def journal_after(
    read: Read, merchant_id: str, seq: int, limit: int, names: Sequence[str] = ()
) -> list[Entry]:
    """A merchant's lines with a higher number than `seq`, oldest first; `names` empty means all."""
    statement = select(JOURNAL).where(JOURNAL.c.merchant_id == merchant_id, JOURNAL.c.seq > seq)
    if names:
        statement = statement.where(JOURNAL.c.name.in_(names))
    return [Entry(*line) for line in read.all(statement.order_by(JOURNAL.c.seq).limit(limit))]
