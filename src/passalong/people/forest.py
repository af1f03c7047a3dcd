"""Who brought whom, read: the line of givers above somebody and the tree below.

Referrals are written by `people/lineage.py`; trees of vouchers (every pass, also to people who
had come before) are in `vouchers/queries.py`.

A merge rewrites no referral, so each step resolves aliases: below somebody stand those whom she
or a record merged into her has brought; the referral of a record that was merged away is left
out, since the one that stayed took it over or has her own.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import BigInteger, Text, and_, cast, func, literal, or_, select, tuple_

from passalong.engine.database import Read
from passalong.people.model import REFERRAL_DEPTH_MAX, Referral
from passalong.people.tables import BROUGHT, PERSON_ALIAS, REFERRAL

STEPS_MAX = 20_000


class Twig(msgspec.Struct, frozen=True):
    """Somebody in a tree: who brought her, how far below the start, when, by which voucher."""

    person_id: str
    giver_id: str
    depth: int
    at: int
    voucher_id: str


def referral_of(read: Read, merchant_id: str, person_id: str) -> Referral | None:
    """Who brought this person, or None for a root."""
    statement = select(REFERRAL).where(
        REFERRAL.c.merchant_id == merchant_id, REFERRAL.c.person_id == person_id
    )
    return next(iter(read.rows(REFERRAL, read.all(statement))), None)


def line_of_givers(
    read: Read, merchant_id: str, person_id: str, steps_max: int = STEPS_MAX
) -> list[str]:
    """The ids from this person's giver up to the root, nearest first; empty for a root."""
    line = select(_text(person_id).label("person_id"), _number(0).label("steps")).cte(
        "line", recursive=True
    )
    alias = PERSON_ALIAS.alias()
    up = (
        select(func.coalesce(alias.c.to_id, REFERRAL.c.giver_id), line.c.steps + 1)
        .select_from(line)
        .join(
            REFERRAL,
            and_(REFERRAL.c.merchant_id == merchant_id, REFERRAL.c.person_id == line.c.person_id),
        )
        .outerjoin(
            alias,
            and_(alias.c.merchant_id == merchant_id, alias.c.from_id == REFERRAL.c.giver_id),
        )
        .where(line.c.steps < steps_max)
    )
    line = line.union(up)
    statement = select(line.c.person_id).where(line.c.steps > 0).order_by(line.c.steps)
    return [found[0] for found in read.all(statement)]


def tree_under(
    read: Read,
    merchant_id: str,
    person_id: str,
    *,
    depth_max: int = REFERRAL_DEPTH_MAX,
    limit: int = 2000,
) -> list[Twig]:
    """The people below somebody, nearer ones first, each after her giver; at most `limit`.

    `limit` twigs mean that there may be more: ask below one of them.
    """
    tree = select(
        _text(person_id).label("person_id"),
        _text("").label("giver_id"),
        _number(0).label("depth"),
        _number(0).label("at"),
        _text("").label("voucher_id"),
    ).cte("tree", recursive=True)
    hers, gone = PERSON_ALIAS.alias("hers"), PERSON_ALIAS.alias("gone")
    below = (
        select(
            REFERRAL.c.person_id,
            tree.c.person_id,
            tree.c.depth + 1,
            REFERRAL.c.at,
            REFERRAL.c.voucher_id,
        )
        .select_from(tree)
        .outerjoin(hers, and_(hers.c.merchant_id == merchant_id, hers.c.to_id == tree.c.person_id))
        .join(
            REFERRAL,
            and_(
                REFERRAL.c.merchant_id == merchant_id,
                or_(
                    REFERRAL.c.giver_id == tree.c.person_id,
                    REFERRAL.c.giver_id == hers.c.from_id,
                ),
            ),
        )
        .outerjoin(
            gone, and_(gone.c.merchant_id == merchant_id, gone.c.from_id == REFERRAL.c.person_id)
        )
        .where(tree.c.depth < depth_max, gone.c.to_id.is_(None))
    )
    tree = tree.union(below)
    # No ORDER BY: both databases walk breadth first, and stop as soon as there are enough.
    statement = select(tree).where(tree.c.depth > 0).limit(limit)
    found = [Twig(*line) for line in read.all(statement)]
    return sorted(found, key=lambda twig: (twig.depth, twig.at, twig.person_id))


def brought_by(
    read: Read,
    merchant_id: str,
    person_ids: Sequence[str],
    limit: int,
    after: tuple[int, str] | None = None,
) -> list[Referral]:
    """Whom somebody brought herself, newest first. `person_ids` is `queries.ids_of` of her."""
    gone = PERSON_ALIAS.alias()
    referral = REFERRAL.c
    statement = (
        select(REFERRAL)
        .outerjoin(
            gone,
            and_(gone.c.merchant_id == merchant_id, gone.c.from_id == referral.person_id),
        )
        .where(
            referral.merchant_id == merchant_id,
            referral.giver_id.in_(person_ids),
            gone.c.to_id.is_(None),
        )
    )
    if after is not None:
        statement = statement.where(tuple_(referral.at, referral.person_id) < tuple_(*after))
    statement = statement.order_by(referral.at.desc(), referral.person_id.desc()).limit(limit)
    return read.rows(REFERRAL, read.all(statement))


def brought_counts(read: Read, merchant_id: str, person_ids: Sequence[str]) -> dict[str, int]:
    """How many people each of these has brought herself; who brought nobody is not there."""
    statement = select(BROUGHT.c.person_id, BROUGHT.c.people).where(
        BROUGHT.c.merchant_id == merchant_id,
        BROUGHT.c.person_id.in_(person_ids),
        BROUGHT.c.people > 0,
    )
    return {person_id: int(count) for person_id, count in read.all(statement)}


def roots(
    read: Read, merchant_id: str, limit: int, after: tuple[int, str] | None = None
) -> list[tuple[str, int]]:
    """Who began a tree and how many she brought herself, most first: the forest from above.

    `after` is (people, person_id) of the last one seen.
    """
    statement = (
        select(BROUGHT.c.person_id, BROUGHT.c.people)
        .outerjoin(
            REFERRAL,
            and_(
                REFERRAL.c.merchant_id == merchant_id,
                REFERRAL.c.person_id == BROUGHT.c.person_id,
            ),
        )
        .where(
            BROUGHT.c.merchant_id == merchant_id,
            BROUGHT.c.people > 0,
            REFERRAL.c.person_id.is_(None),
        )
    )
    if after is not None:
        statement = statement.where(
            or_(
                BROUGHT.c.people < after[0],
                and_(BROUGHT.c.people == after[0], BROUGHT.c.person_id > after[1]),
            )
        )
    statement = statement.order_by(BROUGHT.c.people.desc(), BROUGHT.c.person_id).limit(limit)
    return [(person_id, int(people)) for person_id, people in read.all(statement)]


def _text(value: str) -> Any:
    return cast(literal(value), Text)


def _number(value: int) -> Any:
    return cast(literal(value), BigInteger)
