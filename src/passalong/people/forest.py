"""Who brought whom, read: the line of givers above somebody and the tree below.

Referrals are written by `people/lineage.py`; trees of vouchers (every pass, also to people who
had come before) are in `vouchers/queries.py`. A forest of half a million is never read whole: how
many stand in each generation of a tree is in its tally, kept by `people/changes.py`.

A merge rewrites no referral, so each step resolves who was merged: below somebody stand those
whom she or a record merged into her has brought; the referral of a record that was merged away
is left out, since the one that stayed took it over or has her own.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy import BigInteger, Select, Text, and_, cast, func, literal, or_, select, tuple_

from passalong.engine.database import Read
from passalong.people.model import REFERRAL_DEPTH_MAX, ForestTally, Referral, TreeTally
from passalong.people.queries import ids_of, person_of
from passalong.people.tables import (
    BROUGHT,
    FOREST_TALLY,
    PERSON,
    PERSON_ALIAS,
    REFERRAL,
    TREE_TALLY,
)

STEPS_MAX = 20_000
CHUNK = 500
T = TREE_TALLY.c
Place = tuple[int, str]


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
    start = person_of(read, merchant_id, person_id)
    if start is None:
        return []
    line = select(_text(start.person_id).label("person_id"), _number(0).label("steps")).cte(
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
    """The people below somebody, nearer ones first, then by time; at most `limit`.

    One statement per level. A recursive one would take in everybody whom one giver has brought
    before it could stop: seconds, below somebody with a million. `limit` twigs mean that there
    may be more: ask below one of them, or page through `brought_by`.
    """
    start = person_of(read, merchant_id, person_id)
    # Every id under which somebody of this level may have brought others → her id of today.
    givers = dict.fromkeys(ids_of(start), start.person_id) if start is not None else {}
    found: list[Twig] = []
    for depth in range(1, depth_max + 1):
        level: list[Twig] = []
        below: dict[str, str] = {}
        for chunk in batched(givers, CHUNK):
            left = max(0, limit - len(found) - len(level))
            for line in read.all(_brought_by(merchant_id, chunk).limit(left)):
                giver_id = givers[line.giver_id]
                level.append(Twig(line.person_id, giver_id, depth, line.at, line.voucher_id))
                below |= dict.fromkeys((line.person_id, *line.merged_ids), line.person_id)
        found += sorted(level, key=lambda twig: (twig.at, twig.person_id))
        givers = below
        if not givers or len(found) >= limit:
            break
    return found


def _brought_by(merchant_id: str, giver_ids: Sequence[str]) -> Select[Any]:
    """Whom these ids have brought, leaving out who was merged away."""
    return (
        select(REFERRAL, PERSON.c.merged_ids)
        .join(
            PERSON,
            and_(PERSON.c.merchant_id == merchant_id, PERSON.c.person_id == REFERRAL.c.person_id),
        )
        .where(
            REFERRAL.c.merchant_id == merchant_id,
            REFERRAL.c.giver_id.in_(giver_ids),
            PERSON.c.merged_into == "",
        )
    )


def brought_by(
    read: Read,
    merchant_id: str,
    person_ids: Sequence[str],
    limit: int,
    after: tuple[int, str] | None = None,
) -> list[Referral]:
    """Whom somebody brought herself, newest first. `person_ids` is `queries.ids_of` of her."""
    statement = _brought_by(merchant_id, person_ids)
    if after is not None:
        statement = statement.where(tuple_(REFERRAL.c.at, REFERRAL.c.person_id) < tuple_(*after))
    statement = statement.order_by(REFERRAL.c.at.desc(), REFERRAL.c.person_id.desc()).limit(limit)
    return read.rows(REFERRAL, [line[:-1] for line in read.all(statement)])


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


def whole_forest(read: Read, merchant_id: str) -> ForestTally:
    """All trees together."""
    statement = select(FOREST_TALLY).where(FOREST_TALLY.c.merchant_id == merchant_id)
    found: list[ForestTally] = read.rows(FOREST_TALLY, read.all(statement))
    return found[0] if found else ForestTally(merchant_id, 0, 0, ())


def biggest_trees(
    read: Read, merchant_id: str, limit: int, after: Place | None = None
) -> list[TreeTally]:
    """The trees with most people first; `after` is (people, root_id) of the last one seen."""
    statement = select(TREE_TALLY).where(T.merchant_id == merchant_id, T.people > 0)
    if after is not None:
        further = and_(T.people == after[0], T.root_id > after[1])
        statement = statement.where(T.people <= after[0], or_(T.people < after[0], further))
    statement = statement.order_by(T.people.desc(), T.root_id).limit(limit)
    found: list[TreeTally] = read.rows(TREE_TALLY, read.all(statement))
    return found


def deepest_tree(read: Read, merchant_id: str) -> str:
    """The root of the tree with the longest line; empty when there is no tree."""
    statement = (
        select(T.root_id)
        .where(T.merchant_id == merchant_id, T.people > 0)
        .order_by(T.deepest.desc(), T.root_id.desc())
        .limit(1)
    )
    return read.value(statement) or ""


def tree_of(read: Read, merchant_id: str, root_id: str) -> TreeTally | None:
    """The tally of a tree; None when nobody stands below this person as her root."""
    statement = select(TREE_TALLY).where(
        T.merchant_id == merchant_id, T.root_id == root_id, T.people > 0
    )
    found: list[TreeTally] = read.rows(TREE_TALLY, read.all(statement))
    return found[0] if found else None


def farthest(read: Read, merchant_id: str, root_ids: Sequence[str]) -> str:
    """Somebody as far as anybody from this root, whose ids these are."""
    statement = (
        select(REFERRAL.c.person_id)
        .where(REFERRAL.c.merchant_id == merchant_id, REFERRAL.c.root_id.in_(root_ids))
        .order_by(REFERRAL.c.depth.desc())
        .limit(1)
    )
    return read.value(statement) or ""


def batched(ids: Iterable[str], size: int) -> Iterator[list[str]]:
    """The ids in order, at most `size` at a time."""
    rest = iter(ids)
    while chunk := list(islice(rest, size)):
        yield chunk


def _text(value: str) -> Any:
    return cast(literal(value), Text)


def _number(value: int) -> Any:
    return cast(literal(value), BigInteger)
