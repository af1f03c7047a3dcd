"""What an owner wants to see of the whole loop: who moved when, who gave what, what is due.

It reads tables of several features and changes nothing; what one feature alone can tell is in
that feature's `queries.py`.
"""

from collections.abc import Sequence
from typing import Any, Final, Literal

import msgspec
from sqlalchemy import BigInteger, and_, case, cast, distinct, func, select, tuple_
from sqlalchemy import union_all as all_of

from passalong.engine.database import Read
from passalong.orders.tables import CUSTOMER_TALLY, ORDER
from passalong.people.forest import Twig
from passalong.people.tables import BROUGHT, FOREST_TALLY, PERSON, PERSON_ALIAS, REFERRAL
from passalong.vouchers.model import Voucher
from passalong.vouchers.queries import of_shops
from passalong.vouchers.tables import OFFER, PASS, VOUCHER

V = VOUCHER.c
Moved = Literal["issued", "given", "claimed", "tried", "bought", "again", "expiring"]
MOVED: Final[tuple[Moved, ...]] = (
    "issued", "given", "claimed", "tried", "bought", "again", "expiring",
)  # fmt: skip
MOMENTS: Final[dict[Moved, Any]] = {
    "issued": V.issued_at,
    "again": V.issued_at,
    "claimed": V.claimed_at,
    "tried": V.redeemed_at,
    "bought": V.converted_at,
    "expiring": V.expires_at,
    "given": OFFER.c.offered_at,
}
Place = tuple[int, str]


class Edge(msgspec.Struct, frozen=True):
    """Somebody passed it on to somebody, and how far the friend came with it."""

    giver_id: str
    friend_id: str
    campaign_id: str
    at: int
    state: str


class Ring(msgspec.Struct, frozen=True):
    """The loop's links of one campaign since its beginning."""

    purchases: int = 0
    issued: int = 0
    given: int = 0
    claimed: int = 0
    tried: int = 0
    bought: int = 0
    again: int = 0


class Giving(msgspec.Struct, frozen=True):
    """What somebody was given to give, and what became of it."""

    person_id: str
    issued: int
    given: int
    tried: int
    bought: int


class Spread(msgspec.Struct, frozen=True):
    """How far it has gone: people who came through somebody, and the longest line."""

    people: int
    givers: int
    deepest: int


class Waiting(msgspec.Struct, frozen=True):
    """Vouchers that wait to be given, and how many people have them."""

    vouchers: int
    givers: int


def vouchers_moved(
    read: Read,
    merchant_id: str,
    kind: Moved,
    since: int,
    until: int,
    limit: int,
    *,
    campaign_id: str = "",
    giver_id: str = "",
    shop_ids: Sequence[str] = (),
    after: Place | None = None,
) -> list[tuple[int, Voucher]]:
    """Vouchers to which this happened from `since` until before `until`, newest first.

    With each the moment; `after` is moment and voucher id of the last line.
    """
    moment = MOMENTS[kind]
    statement = select(moment, VOUCHER).where(
        V.merchant_id == merchant_id, moment >= since, moment < until
    )
    if kind == "given":
        statement = statement.join(
            OFFER,
            and_(
                OFFER.c.merchant_id == V.merchant_id,
                OFFER.c.voucher_id == V.voucher_id,
                OFFER.c.turn == V.turn,
            ),
        )
    elif kind == "again":
        statement = statement.where(V.parent_id != "")
    elif kind == "expiring":
        statement = statement.where(V.state.in_(("held", "offered", "claimed")))
    if campaign_id:
        statement = statement.where(V.campaign_id == campaign_id)
    if giver_id:
        statement = statement.where(V.giver_id == giver_id)
    if shop_ids:
        statement = statement.where(of_shops(merchant_id, shop_ids))
    if after is not None:
        statement = statement.where(tuple_(moment, V.voucher_id) < tuple_(*after))
    lines = read.all(statement.order_by(moment.desc(), V.voucher_id.desc()).limit(limit))
    found: list[Voucher] = read.rows(VOUCHER, [line[1:] for line in lines])
    return [(int(line[0]), voucher) for line, voucher in zip(lines, found, strict=True)]


def rings(read: Read, merchant_id: str) -> dict[str, Ring]:
    """The ring of every campaign that has given vouchers, by campaign id."""
    statement = (
        select(
            V.campaign_id,
            func.count(distinct(case((V.cause_kind == "order", V.cause_id)))),
            func.count(),
            _sum_if(V.turn > 0),
            _sum_if(V.claimed_at.is_not(None)),
            _sum_if(V.redeemed_at.is_not(None)),
            _sum_if(V.converted_at.is_not(None)),
            _sum_if(V.parent_id != ""),
        )
        .where(V.merchant_id == merchant_id)
        .group_by(V.campaign_id)
    )
    return {line[0]: Ring(*map(int, line[1:])) for line in read.all(statement)}


def best_givers(read: Read, merchant_id: str, campaign_id: str, limit: int) -> list[Giving]:
    """Whose friends came, most first: the people behind a campaign."""
    tried = _sum_if(V.redeemed_at.is_not(None))
    statement = (
        _giving()
        .where(V.merchant_id == merchant_id, V.campaign_id == campaign_id)
        .group_by(V.giver_id)
        .order_by(tried.desc(), _sum_if(V.turn > 0).desc(), V.giver_id)
        .limit(limit)
    )
    return [Giving(line[0], *map(int, line[1:])) for line in read.all(statement)]


def giving_of(read: Read, merchant_id: str, person_ids: Sequence[str]) -> dict[str, Giving]:
    """What each of these people had to give and what became of it."""
    statement = (
        _giving()
        .where(V.merchant_id == merchant_id, V.giver_id.in_(person_ids))
        .group_by(V.giver_id)
    )
    return {line[0]: Giving(line[0], *map(int, line[1:])) for line in read.all(statement)}


def last_seen(read: Read, merchant_id: str, person_ids: Sequence[str]) -> dict[str, int]:
    """When each of these people last bought, tried or claimed; who never did is not there."""
    tally = CUSTOMER_TALLY.c
    both = all_of(
        select(tally.person_id.label("person_id"), tally.last_paid_at.label("at")).where(
            tally.merchant_id == merchant_id, tally.person_id.in_(person_ids)
        ),
        select(V.friend_id, func.coalesce(V.redeemed_at, V.claimed_at)).where(
            V.merchant_id == merchant_id, V.friend_id.in_(person_ids), V.friend_id != ""
        ),
    ).subquery()
    statement = select(both.c.person_id, func.max(both.c.at)).group_by(both.c.person_id)
    return {line[0]: int(line[1]) for line in read.all(statement) if line[1] is not None}


def edges(
    read: Read, merchant_id: str, campaign_ids: Sequence[str], since: int, limit: int
) -> list[Edge]:
    """Who passed it on to whom since then in these campaigns, oldest first.

    The campaign of a pass of another world is empty.
    """
    statement = (
        select(
            PASS.c.giver_id,
            PASS.c.friend_id,
            PASS.c.campaign_id,
            PASS.c.at,
            func.coalesce(V.state, "converted"),
        )
        .outerjoin(
            VOUCHER,
            and_(V.merchant_id == PASS.c.merchant_id, V.voucher_id == PASS.c.pass_id),
        )
        .where(
            PASS.c.merchant_id == merchant_id,
            PASS.c.campaign_id.in_(campaign_ids),
            PASS.c.at >= since,
        )
    )
    statement = statement.order_by(PASS.c.at, PASS.c.pass_id).limit(limit)
    return [Edge(*line) for line in read.all(statement)]


def people_of_trees(read: Read, merchant_id: str, root_ids: Sequence[str]) -> list[Edge]:
    """Everybody in these trees and how far she came, nearer ones first.

    Of a root who was merged all ids are named. Read only what is to be drawn.
    """
    alias = PERSON_ALIAS
    statement = (
        select(
            func.coalesce(alias.c.to_id, REFERRAL.c.giver_id),
            REFERRAL.c.person_id,
            VOUCHER.c.campaign_id,
            REFERRAL.c.at,
            VOUCHER.c.state,
        )
        .join(
            PERSON,
            and_(PERSON.c.merchant_id == merchant_id, PERSON.c.person_id == REFERRAL.c.person_id),
        )
        .outerjoin(
            alias,
            and_(alias.c.merchant_id == merchant_id, alias.c.from_id == REFERRAL.c.giver_id),
        )
        .outerjoin(
            VOUCHER,
            and_(
                VOUCHER.c.merchant_id == merchant_id,
                VOUCHER.c.voucher_id == REFERRAL.c.voucher_id,
            ),
        )
        .where(
            REFERRAL.c.merchant_id == merchant_id,
            REFERRAL.c.root_id.in_(root_ids),
            PERSON.c.merged_into == "",
        )
        .order_by(REFERRAL.c.depth, REFERRAL.c.at, REFERRAL.c.person_id)
    )
    return [
        Edge(giver, friend, campaign or "", int(at), state or "converted")
        for giver, friend, campaign, at, state in read.all(statement)
    ]


def with_states(read: Read, merchant_id: str, twigs: Sequence[Twig]) -> list[Edge]:
    """The same for people who were read as twigs."""
    ids = {twig.voucher_id for twig in twigs} - {""}
    statement = select(VOUCHER.c.voucher_id, VOUCHER.c.state).where(
        VOUCHER.c.merchant_id == merchant_id, VOUCHER.c.voucher_id.in_(ids)
    )
    states = dict(read.all(statement)) if ids else {}
    return [
        Edge(one.giver_id, one.person_id, "", one.at, states.get(one.voucher_id, "converted"))
        for one in twigs
    ]


def spread(read: Read, merchant_id: str) -> Spread:
    """How far it has gone in all."""
    forest = FOREST_TALLY.c
    line = read.one(
        select(forest.people, forest.generations).where(forest.merchant_id == merchant_id)
    )
    if line is None:
        return Spread(0, 0, 0)
    givers = select(func.count()).where(BROUGHT.c.merchant_id == merchant_id, BROUGHT.c.people > 0)
    return Spread(int(line[0]), int(read.value(givers) or 0), len(line[1]))


def orders_by_state(read: Read, merchant_id: str) -> dict[str, int]:
    """How many orders are in each state; a state without one is not there."""
    statement = (
        select(ORDER.c.state, func.count())
        .where(ORDER.c.merchant_id == merchant_id)
        .group_by(ORDER.c.state)
    )
    return {line[0]: int(line[1]) for line in read.all(statement)}


def givers_to_thank(read: Read, merchant_id: str, since: int, limit: int) -> list[Giving]:
    """Givers whose friends came to try since then: `tried` of them, `bought` of these bought."""
    tried = _sum_if(V.redeemed_at >= since)
    statement = (
        select(
            V.giver_id,
            func.count(),
            func.count(),
            tried,
            _sum_if(and_(V.redeemed_at >= since, V.converted_at.is_not(None))),
        )
        .where(V.merchant_id == merchant_id, V.redeemed_at >= since)
        .group_by(V.giver_id)
        .order_by(tried.desc(), V.giver_id)
        .limit(limit)
    )
    return [Giving(line[0], *map(int, line[1:])) for line in read.all(statement)]


def waiting_to_be_given(read: Read, merchant_id: str, at: int, until: int | None = None) -> Waiting:
    """Vouchers that their givers still have, those that expire by `until` if it is given."""
    statement = select(func.count(), func.count(distinct(V.giver_id))).where(
        V.merchant_id == merchant_id, V.state == "held", V.expires_at > at
    )
    if until is not None:
        statement = statement.where(V.expires_at <= until)
    line = read.one(statement)
    return Waiting(*map(int, line)) if line is not None else Waiting(0, 0)


def count_nameless_givers(read: Read, merchant_id: str, at: int) -> int:
    """How many people without a name have vouchers to give or out with friends."""
    holds = select(V.giver_id).where(
        V.merchant_id == merchant_id,
        V.state.in_(("held", "offered")),
        V.expires_at > at,
    )
    statement = select(func.count()).where(
        PERSON.c.merchant_id == merchant_id,
        PERSON.c.is_named.is_(False),
        PERSON.c.erased_at.is_(None),
        PERSON.c.merged_into == "",
        PERSON.c.person_id.in_(holds),
    )
    return int(read.value(statement) or 0)


def _giving() -> Any:
    return select(
        V.giver_id,
        func.count(),
        _sum_if(V.turn > 0),
        _sum_if(V.redeemed_at.is_not(None)),
        _sum_if(V.converted_at.is_not(None)),
    )


def _sum_if(condition: Any) -> Any:
    return cast(func.sum(case((condition, 1), else_=0)), BigInteger)
