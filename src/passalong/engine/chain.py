"""How an event becomes a line of the journal, chained by hash to the line before it.

How lines are read is `engine/journal.py`; how rows come back from them `engine/history.py`.
"""

import hashlib

import msgspec

from passalong.base.messages import Envelope, Event, snake
from passalong.engine.rows import Entry

encoded = msgspec.json.Encoder().encode


def entry_of(envelope: Envelope, seq: int, event: Event, before: bytes) -> Entry:
    """The journal's line for an event, chained to the line before it."""
    name = snake(type(event).__name__)
    body = encoded(event).decode()
    actor = envelope.actor
    return Entry(
        envelope.merchant_id,
        seq,
        envelope.at,
        actor.kind,
        actor.id,
        name,
        body,
        before,
        chained(before, envelope.merchant_id, seq, envelope.at, actor.kind, actor.id, name, body),
    )


def chained(before: bytes, *parts: str | int) -> bytes:
    """The hash of a journal line: SHA-256 over the hash before it and all its fields."""
    line = "\x1f".join(map(str, parts))
    return hashlib.sha256(before + line.encode()).digest()
