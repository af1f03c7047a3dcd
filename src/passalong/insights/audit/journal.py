"""Invariants of the journal: gapless, chained, answered for, and without anybody's name in it.

How a line is chained is `engine/chain.py`.
"""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from passalong.engine.chain import chained
from passalong.insights.audit.invariant import EventTypes, Invariant, Snapshot

# Names of goods and shops and terms of agreements are public; order numbers of old books are
# what they are.
NOT_ABOUT_PEOPLE = (
    "shop_",
    "product_",
    "campaign_",
    "merchant_",
    "agreement_written",
    "order_imported",
)
_PERSONAL = re.compile(r'"\+\d{8,15}"|[\w.]+@[\w-]+\.\w')
_LINES = """
    SELECT merchant_id, seq, at, actor_kind, actor_id, name, body, prev_hash, hash
    FROM journal ORDER BY merchant_id, seq
"""


def wrong_hashes(snapshot: Snapshot, event_types: EventTypes) -> Iterator[tuple[Any, ...]]:
    """Lines whose hash is not that of their content and of the line before."""
    for merchant_id, seq, at, kind, actor, name, body, before, kept in snapshot.lines(_LINES):
        if chained(bytes(before), merchant_id, seq, at, kind, actor, name, body) != bytes(kept):
            yield merchant_id, seq, name


def strange_bodies(snapshot: Snapshot, event_types: EventTypes) -> Iterator[tuple[Any, ...]]:
    """Lines that are no event we know, have a field too many, or hold a phone or e-mail."""
    fields = {name: frozenset(kind.__struct_fields__) for name, kind in event_types.items()}
    for merchant_id, seq, name, body in snapshot.lines(
        "SELECT merchant_id, seq, name, body FROM journal ORDER BY merchant_id, seq"
    ):
        known = fields.get(name)
        if known is None:
            yield merchant_id, seq, "unknown event"
        elif not known.issuperset(msgspec.json.decode(body)):
            yield merchant_id, seq, "unknown field"
        elif not name.startswith(NOT_ABOUT_PEOPLE) and _PERSONAL.search(body):
            yield merchant_id, seq, "personal data"


INVARIANTS = (
    Invariant(
        "I24",
        "the journal of a merchant has no gap, and each line names the hash before it",
        "SELECT count(*) FROM journal",
        """
        SELECT merchant_id, seq, place FROM (
          SELECT merchant_id, seq, prev_hash, row_number() OVER lines AS place,
                 lag(hash) OVER lines AS before
          FROM journal WINDOW lines AS (PARTITION BY merchant_id ORDER BY seq)
        ) numbered
        WHERE seq <> place OR (place > 1 AND prev_hash <> before)
           OR (place = 1 AND length(prev_hash) <> 0)
        UNION ALL
        SELECT h.merchant_id, h.seq, 0 FROM journal_head h LEFT JOIN journal j
          ON j.merchant_id = h.merchant_id AND j.seq = h.seq AND j.hash = h.hash
        WHERE j.seq IS NULL
        UNION ALL
        SELECT j.merchant_id, max(j.seq), 0 FROM journal j LEFT JOIN journal_head h
          ON h.merchant_id = j.merchant_id
        GROUP BY j.merchant_id, h.seq HAVING h.seq IS NULL OR h.seq <> max(j.seq)
        """,
    ),
    Invariant(
        "I27",
        "an idempotency key has one answer, and it speaks of what is in the journal",
        "SELECT count(*) FROM receipt",
        """
        SELECT merchant_id, receipt_key, count(*) FROM receipt
        GROUP BY merchant_id, receipt_key HAVING count(*) > 1
        UNION ALL
        SELECT r.merchant_id, r.receipt_key, r.seq FROM receipt r LEFT JOIN journal_head h
          ON h.merchant_id = r.merchant_id
        WHERE r.status NOT IN ('done', 'refused') OR r.seq > coalesce(h.seq, 0)
        """,
    ),
    Invariant(
        "I36",
        "every line of the journal has the hash of its own content",
        "SELECT count(*) FROM journal",
        search=wrong_hashes,
    ),
    Invariant(
        "H17",
        "events hold known fields only, and no phone number or e-mail address",
        "SELECT count(*) FROM journal",
        search=strange_bodies,
    ),
)

_WITH_AGENTS = "commissions arrive with agents"
ABSENT = tuple(
    Invariant(id, name, why_not=why_not)
    for id, name, why_not in (
        ("I12", "one commission per order and level, levels 1 and 2 only", _WITH_AGENTS),
        ("I13", "a commission rests on a paid order", _WITH_AGENTS),
        ("I14", "a level-2 commission goes to the agent above", _WITH_AGENTS),
        ("I15", "commissions stay below the cap of the campaign", _WITH_AGENTS),
        ("I16", "what was clawed back follows what was refunded", _WITH_AGENTS),
        ("I18", "what is owed to an agent is the sum of her commissions", _WITH_AGENTS),
        ("I19", "an agent who owes is marked so", _WITH_AGENTS),
        ("I21", "agents form no circle", "agents arrive with agreements"),
        ("I22", "a payment by a provider was told by it once", "no payment provider yet"),
        ("I23", "a provider's message is taken in once", "no payment provider yet"),
        ("I25", "every event is on its way to whoever asked", "webhooks arrive with the outbox"),
        ("I32", "a webhook that arrived was answered well", "webhooks arrive with the outbox"),
        ("I33", "analytics add up to the books", "the lake arrives with the studies"),
        ("I34", "each merchant lives on one shard", "there is one database"),
        ("I35", "a till's offline journal has no gap", "the offline till comes later"),
    )
)
