"""The engine's own rows: receipts, the journal and its head, the keys that seal.

Rows of features are in their `model.py`.
"""

from typing import ClassVar

import msgspec

from passalong.base.messages import Row


class Receipt(Row, frozen=True):
    """What was answered to an idempotency key: the same key gets the same answer again."""

    key: ClassVar = ("merchant_id", "receipt_key")
    private: ClassVar = True

    receipt_key: str
    digest: bytes
    status: str
    body: str
    at: int
    seq: int


class JournalHead(Row, frozen=True):
    """The last line of a merchant's journal: its number and its hash."""

    key: ClassVar = ("merchant_id",)
    private: ClassVar = True

    seq: int
    hash: bytes


class SubjectKey(Row, frozen=True):
    """The wrapped key under which everything about one person is sealed; destroyed on erase."""

    key: ClassVar = ("merchant_id", "subject_id")
    private: ClassVar = True

    subject_id: str
    wrapped: bytes


class Entry(msgspec.Struct, frozen=True, gc=False):
    """One line of the journal. `hash` covers the line and the hash before it."""

    merchant_id: str
    seq: int
    at: int
    actor_kind: str
    actor_id: str
    name: str
    body: str
    prev_hash: bytes
    hash: bytes
