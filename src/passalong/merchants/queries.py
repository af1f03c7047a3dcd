"""What pages and API read of merchants: shops, staff, keys, and who a session or key proves.

What may be changed is in `merchants/rules.py` and `merchants/entry.py`.
"""

import asyncio
import hmac
from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Select, select

from passalong.base.messages import Actor
from passalong.engine.database import Read
from passalong.engine.finding import Finding
from passalong.merchants.model import (
    PLATFORM,
    SESSION_IDLE_MAX,
    SESSION_MAX,
    ApiKey,
    Merchant,
    Session,
    Shop,
    Staff,
    StaffDetail,
    key_holds,
    session_holds,
)
from passalong.merchants.tables import (
    API_KEY,
    API_KEY_SECRET,
    BOOK_NOTE,
    MERCHANT,
    SESSION,
    SHOP,
    SIGN_IN_NAME,
    STAFF,
    STAFF_DETAIL,
)


class Colleague(msgspec.Struct, frozen=True):
    """A member of staff with her name. `detail` also holds her password's hash: never show it."""

    staff: Staff
    detail: StaffDetail


class ListedKey(msgspec.Struct, frozen=True):
    """An API key and what the shop calls it; its secret is not told again."""

    key: ApiKey
    label: str


def merchant_of(read: Read, merchant_id: str) -> Merchant | None:
    """The tenant, or None."""
    statement = select(MERCHANT).where(MERCHANT.c.merchant_id == merchant_id)
    return next(iter(read.rows(MERCHANT, read.all(statement))), None)


def merchant_ids_after(read: Read, last: str, limit: int) -> list[str]:
    """The next merchants in the order of their ids, for timers that look after every one."""
    statement = (
        select(MERCHANT.c.merchant_id)
        .where(MERCHANT.c.merchant_id > last)
        .order_by(MERCHANT.c.merchant_id)
        .limit(limit)
    )
    return [line[0] for line in read.all(statement)]


def shops(read: Read, merchant_id: str, *, with_closed: bool = False) -> list[Shop]:
    """The merchant's shops, oldest first."""
    statement = select(SHOP).where(SHOP.c.merchant_id == merchant_id)
    if not with_closed:
        statement = statement.where(SHOP.c.closed_at.is_(None))
    return read.rows(SHOP, read.all(statement.order_by(SHOP.c.opened_at, SHOP.c.shop_id)))


def shop_of(read: Read, merchant_id: str, shop_id: str) -> Shop | None:
    """One shop, closed or not."""
    statement = select(SHOP).where(SHOP.c.merchant_id == merchant_id, SHOP.c.shop_id == shop_id)
    return next(iter(read.rows(SHOP, read.all(statement))), None)


def shop_anywhere(read: Read, shop_id: str) -> Shop | None:
    """A shop of whatever merchant: for the operator at the command line, never for a route.

    Shop ids have 100 random bits, so two merchants do not have the same one.
    """
    statement = select(SHOP).where(SHOP.c.shop_id == shop_id)
    return next(iter(read.rows(SHOP, read.all(statement))), None)


def staff_listed(read: Read, merchant_id: str, *, with_dismissed: bool = True) -> list[Colleague]:
    """Everybody who works or worked here, in the order they came."""
    statement = _with_detail().where(STAFF.c.merchant_id == merchant_id)
    if not with_dismissed:
        statement = statement.where(STAFF.c.is_active)
    return _colleagues(read, statement.order_by(STAFF.c.added_at, STAFF.c.staff_id))


def staff_of(read: Read, merchant_id: str, staff_id: str) -> Colleague | None:
    """One member of staff with her name."""
    statement = _with_detail().where(
        STAFF.c.merchant_id == merchant_id, STAFF.c.staff_id == staff_id
    )
    return next(iter(_colleagues(read, statement)), None)


def staff_by_sign_in(read: Read, name_lookup: str) -> Colleague | None:
    """Whose sign-in name this is, over all merchants; whether she may come in is not asked here."""
    statement = (
        _with_detail()
        .join(
            SIGN_IN_NAME,
            (SIGN_IN_NAME.c.home_id == STAFF.c.merchant_id)
            & (SIGN_IN_NAME.c.staff_id == STAFF.c.staff_id),
        )
        .where(SIGN_IN_NAME.c.merchant_id == PLATFORM, SIGN_IN_NAME.c.name_lookup == name_lookup)
    )
    return next(iter(_colleagues(read, statement)), None)


def session_actor(read: Read, merchant_id: str, session_lookup: str, now: int) -> Actor | None:
    """Who is signed in with this session at that moment, or None."""
    statement = (
        select(SESSION, STAFF)
        .join(
            STAFF,
            (STAFF.c.merchant_id == SESSION.c.merchant_id)
            & (STAFF.c.staff_id == SESSION.c.staff_id),
        )
        .where(SESSION.c.merchant_id == merchant_id, SESSION.c.session_lookup == session_lookup)
    )
    line = read.one(statement)
    if line is None:
        return None
    width = len(SESSION.columns)
    session: Session = read.rows(SESSION, [line[:width]])[0]
    staff: Staff = read.rows(STAFF, [line[width:]])[0]
    if not session_holds(session, staff, now):
        return None
    return Actor(kind="staff", id=staff.staff_id, role=staff.role, shop_ids=staff.shop_ids)


def sessions_over(read: Read, merchant_id: str, at: int, limit: int) -> list[str]:
    """Look-ups of sessions with which nobody can be signed in any more."""
    begun, seen = at - SESSION_MAX, at - SESSION_IDLE_MAX
    statement = select(SESSION.c.session_lookup).where(
        SESSION.c.merchant_id == merchant_id,
        SESSION.c.ended_at.is_not(None)
        | (SESSION.c.started_at < begun)
        | (SESSION.c.seen_at < seen),
    )
    return [line[0] for line in read.all(statement.limit(limit))]


def key_actor(
    read: Read, merchant_id: str, key_id: str, secret_hash: str, now: int
) -> Actor | None:
    """Which program proves itself with this key at that moment, or None."""
    statement = _keys().where(API_KEY.c.merchant_id == merchant_id, API_KEY.c.key_id == key_id)
    line = read.one(statement)
    if line is None:
        return None
    return _program(read.rows(API_KEY, [line[:-2]])[0], line[-2], secret_hash, now)


async def key_and_merchant(
    finding: Finding, merchant_id: str, key_id: str, secret_hash: str, now: int
) -> tuple[Actor | None, Merchant | None]:
    """As `key_actor`, and whose program it is, looked up together with what others ask just now."""
    named = ("merchant_id", "key_id")
    key, secret, merchant = await asyncio.gather(
        finding.one(API_KEY, named, (merchant_id, key_id)),
        finding.one(API_KEY_SECRET, named, (merchant_id, key_id)),
        finding.one(MERCHANT, ("merchant_id",), (merchant_id,)),
    )
    if key is None or secret is None:
        return None, merchant
    return _program(key, secret.secret_hash, secret_hash, now), merchant


def _program(key: ApiKey, kept_hash: str, secret_hash: str, now: int) -> Actor | None:
    if not hmac.compare_digest(kept_hash, secret_hash) or not key_holds(key, now):
        return None
    return Actor(kind="key", id=key.key_id, scopes=frozenset(key.scopes))


def api_keys_listed(read: Read, merchant_id: str) -> list[ListedKey]:
    """All API keys, revoked ones too, newest first."""
    statement = _keys().where(API_KEY.c.merchant_id == merchant_id)
    lines = read.all(statement.order_by(API_KEY.c.created_at.desc(), API_KEY.c.key_id))
    keys = read.rows(API_KEY, [line[:-2] for line in lines])
    return [ListedKey(key, line[-1]) for key, line in zip(keys, lines, strict=True)]


def _with_detail() -> Select[Any]:
    return select(STAFF, STAFF_DETAIL).join(
        STAFF_DETAIL,
        (STAFF_DETAIL.c.merchant_id == STAFF.c.merchant_id)
        & (STAFF_DETAIL.c.staff_id == STAFF.c.staff_id),
    )


def _colleagues(read: Read, statement: Select[Any]) -> list[Colleague]:
    width = len(STAFF.columns)
    lines = read.all(statement)
    staff = read.rows(STAFF, [line[:width] for line in lines])
    details = read.rows(STAFF_DETAIL, [line[width:] for line in lines])
    return [Colleague(*pair) for pair in zip(staff, details, strict=True)]


def _keys() -> Select[Any]:
    return select(API_KEY, API_KEY_SECRET.c.secret_hash, API_KEY_SECRET.c.label).join(
        API_KEY_SECRET,
        (API_KEY_SECRET.c.merchant_id == API_KEY.c.merchant_id)
        & (API_KEY_SECRET.c.key_id == API_KEY.c.key_id),
    )


def notes_of(read: Read, merchant_id: str, transfer_ids: Sequence[str]) -> dict[str, str]:
    """What was written beside these transfers, by id."""
    statement = select(BOOK_NOTE.c.transfer_id, BOOK_NOTE.c.text).where(
        BOOK_NOTE.c.merchant_id == merchant_id, BOOK_NOTE.c.transfer_id.in_(transfer_ids)
    )
    return {line[0]: line[1] for line in read.all(statement)}
