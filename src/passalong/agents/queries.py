"""What pages and API read of agents: agreements, agents, their sales and commissions.

Whether something may be paid is never decided here but in `agents/commissions.py`.
"""

import hmac
from typing import Any

import msgspec
from sqlalchemy import Select, func, select, tuple_

from passalong.agents.model import (
    Agent,
    Agreement,
    AgreementVersion,
    Attribution,
    Commission,
)
from passalong.agents.tables import (
    AGENT,
    AGENT_OF_PERSON,
    AGREEMENT,
    AGREEMENT_VERSION,
    ATTRIBUTION,
    COMMISSION,
    agent_token,
)
from passalong.engine.database import Read
from passalong.orders.tables import ORDER

A, C = AGENT.c, COMMISSION.c


class AgreementView(msgspec.Struct, frozen=True):
    """An agreement with its newest terms."""

    agreement: Agreement
    newest: AgreementVersion


class Earned(msgspec.Struct, frozen=True):
    """What an agent's commissions come to in one currency, by state; clawed back apart."""

    currency: str
    state: str
    commissions: int
    amount_minor: int
    clawed_minor: int


class WaySum(msgspec.Struct, frozen=True):
    """Sales and commission by the way the voucher was given; empty for sales without one."""

    way: str
    reason: str
    orders: int
    base_minor: int
    amount_minor: int


def agreements(read: Read, merchant_id: str) -> list[AgreementView]:
    """All agreements with their newest terms, the newest agreement first."""
    statement = (
        select(AGREEMENT)
        .where(AGREEMENT.c.merchant_id == merchant_id)
        .order_by(AGREEMENT.c.made_at.desc(), AGREEMENT.c.agreement_id)
    )
    found = read.rows(AGREEMENT, read.all(statement))
    terms = {
        (one.agreement_id, one.version): one
        for one in read.rows(
            AGREEMENT_VERSION,
            read.all(
                select(AGREEMENT_VERSION).where(AGREEMENT_VERSION.c.merchant_id == merchant_id)
            ),
        )
    }
    return [AgreementView(one, terms[one.agreement_id, one.version]) for one in found]


def agreement_version(
    read: Read, merchant_id: str, agreement_id: str, version: int
) -> AgreementVersion | None:
    """One version of an agreement."""
    statement = select(AGREEMENT_VERSION).where(
        AGREEMENT_VERSION.c.merchant_id == merchant_id,
        AGREEMENT_VERSION.c.agreement_id == agreement_id,
        AGREEMENT_VERSION.c.version == version,
    )
    return next(iter(read.rows(AGREEMENT_VERSION, read.all(statement))), None)


def agents(
    read: Read,
    merchant_id: str,
    state: str = "",
    after: tuple[int, str] | None = None,
    limit: int = 51,
) -> list[Agent]:
    """Agents, the newest application first."""
    statement = select(AGENT).where(A.merchant_id == merchant_id)
    if state:
        statement = statement.where(A.state == state)
    if after is not None:
        statement = statement.where(tuple_(A.applied_at, A.agent_id) < tuple_(*after))
    statement = statement.order_by(A.applied_at.desc(), A.agent_id.desc()).limit(limit)
    return read.rows(AGENT, read.all(statement))


def agent_of(read: Read, merchant_id: str, agent_id: str) -> Agent | None:
    """One agent."""
    statement = select(AGENT).where(A.merchant_id == merchant_id, A.agent_id == agent_id)
    return next(iter(read.rows(AGENT, read.all(statement))), None)


def agent_of_person(read: Read, merchant_id: str, person_id: str) -> Agent | None:
    """The agent that this person is or was last."""
    statement = (
        select(AGENT)
        .join(
            AGENT_OF_PERSON,
            (AGENT_OF_PERSON.c.merchant_id == A.merchant_id)
            & (AGENT_OF_PERSON.c.agent_id == A.agent_id),
        )
        .where(A.merchant_id == merchant_id, AGENT_OF_PERSON.c.person_id == person_id)
    )
    return next(iter(read.rows(AGENT, read.all(statement))), None)


def agent_by_token(read: Read, merchant_id: str, token: str) -> Agent | None:
    """Whose public page this is; None for a wrong or an old link."""
    statement = select(AGENT).where(
        A.merchant_id == merchant_id, A.link_lookup == read.keys.lookup_token(token)
    )
    found = next(iter(read.rows(AGENT, read.all(statement))), None)
    if found is None or not hmac.compare_digest(agent_token(read.keys, found), token):
        return None
    return found


def commissions(
    read: Read,
    merchant_id: str,
    agent_id: str = "",
    after: tuple[int, str, int] | None = None,
    limit: int = 51,
) -> list[Commission]:
    """Commissions, newest first; of one agent, or of all."""
    statement: Select[Any] = select(COMMISSION).where(C.merchant_id == merchant_id)
    if agent_id:
        statement = statement.where(C.agent_id == agent_id)
    if after is not None:
        statement = statement.where(tuple_(C.made_at, C.order_id, C.level) < tuple_(*after))
    order = (C.made_at.desc(), C.order_id.desc(), C.level.desc())
    return read.rows(COMMISSION, read.all(statement.order_by(*order).limit(limit)))


def of_order(read: Read, merchant_id: str, order_id: str) -> list[Commission]:
    """The commissions of one sale, by level."""
    statement = (
        select(COMMISSION)
        .where(C.merchant_id == merchant_id, C.order_id == order_id)
        .order_by(C.level)
    )
    return read.rows(COMMISSION, read.all(statement))


def shop_of_order(read: Read, merchant_id: str, order_id: str) -> str | None:
    """Where an order was placed; None when there is no such order."""
    statement = select(ORDER.c.shop_id).where(
        ORDER.c.merchant_id == merchant_id, ORDER.c.order_id == order_id
    )
    found = read.value(statement)
    return None if found is None else str(found)


def place_of(commission: Commission) -> tuple[int, str, int]:
    """Where the next page of commissions goes on."""
    return commission.made_at, commission.order_id, commission.level


def earned(read: Read, merchant_id: str, agent_id: str) -> list[Earned]:
    """What an agent's commissions come to, by currency and state."""
    statement = (
        select(
            C.currency,
            C.state,
            func.count(),
            func.sum(C.amount_minor),
            func.sum(C.clawed_minor),
        )
        .where(C.merchant_id == merchant_id, C.agent_id == agent_id)
        .group_by(C.currency, C.state)
        .order_by(C.currency, C.state)
    )
    return [
        Earned(currency, state, int(count), int(amount), int(clawed))
        for currency, state, count, amount, clawed in read.all(statement)
    ]


def attribution_of(read: Read, merchant_id: str, order_id: str) -> Attribution | None:
    """Whose sale an order is, and why; None when it is nobody's."""
    statement = select(ATTRIBUTION).where(
        ATTRIBUTION.c.merchant_id == merchant_id, ATTRIBUTION.c.order_id == order_id
    )
    return next(iter(read.rows(ATTRIBUTION, read.all(statement))), None)


def by_way(read: Read, merchant_id: str) -> list[WaySum]:
    """Sales of agents by way and reason, with what they earned after refunds."""
    left = C.amount_minor - C.clawed_minor
    statement = (
        select(
            ATTRIBUTION.c.way,
            ATTRIBUTION.c.reason,
            func.count(),
            func.sum(C.base_minor),
            func.sum(left),
        )
        .join(
            COMMISSION,
            (C.merchant_id == ATTRIBUTION.c.merchant_id)
            & (C.order_id == ATTRIBUTION.c.order_id)
            & (C.level == 1),
        )
        .where(ATTRIBUTION.c.merchant_id == merchant_id)
        .group_by(ATTRIBUTION.c.way, ATTRIBUTION.c.reason)
        .order_by(ATTRIBUTION.c.reason, ATTRIBUTION.c.way)
    )
    return [
        WaySum(way, reason, int(orders), int(base), int(amount))
        for way, reason, orders, base, amount in read.all(statement)
    ]
