"""What proves who asks: sessions, API keys, sign-in names, each found by its key.

Lists for people to read are in `merchants/queries.py`; secrets are compared in `web/actors.py`.
"""

from typing import Any, TypeVar

from sqlalchemy import Table, select

from passalong.base.messages import Row
from passalong.engine.database import Read
from passalong.merchants.model import (
    PLATFORM,
    ApiKey,
    ApiKeySecret,
    Merchant,
    Session,
    SignInName,
    Staff,
    StaffDetail,
)
from passalong.merchants.tables import TABLES

R = TypeVar("R", bound=Row)
_TABLES: dict[type[Row], Table] = {table.info["row"]: table for table in TABLES}


def _by_key(read: Read, kind: type[R], merchant_id: str, *key: Any) -> R | None:
    table = _TABLES[kind]
    statement = select(table).where(table.c.merchant_id == merchant_id)
    for name, value in zip(kind.key[1:], key, strict=True):
        statement = statement.where(table.c[name] == value)
    line = read.one(statement)
    return read.rows(table, [line])[0] if line is not None else None


def merchant_by_id(read: Read, merchant_id: str) -> Merchant | None:
    """The tenant, or None."""
    return _by_key(read, Merchant, merchant_id)


def session_by_lookup(read: Read, merchant_id: str, lookup: str) -> Session | None:
    """A session by the keyed hash of its cookie, ended or not."""
    return _by_key(read, Session, merchant_id, lookup)


def staff_by_id(read: Read, merchant_id: str, staff_id: str) -> Staff | None:
    """A member of staff, active or not."""
    return _by_key(read, Staff, merchant_id, staff_id)


def staff_detail(read: Read, merchant_id: str, staff_id: str) -> StaffDetail | None:
    """Her name and what her password is checked against."""
    return _by_key(read, StaffDetail, merchant_id, staff_id)


def api_key(read: Read, merchant_id: str, key_id: str) -> tuple[ApiKey, ApiKeySecret] | None:
    """A key with what proves it, revoked or not."""
    key = _by_key(read, ApiKey, merchant_id, key_id)
    secret = _by_key(read, ApiKeySecret, merchant_id, key_id)
    return None if key is None or secret is None else (key, secret)


def sign_in_name(read: Read, lookup: str) -> SignInName | None:
    """Whose sign-in name this is, over all merchants."""
    return _by_key(read, SignInName, PLATFORM, lookup)
