"""The forest of who brought whom, read from above: its tallies, its biggest trees, who is in them.

Tallies are kept by `people/changes.py`. One person's line of givers and the people below her are
read in `people/forest.py`; passes of a campaign or of some days in `insights/queries.py`.

A forest of half a million is never read whole: how many stand in each generation of a tree is in
its tally, and only trees that are drawn one by one are read.
"""

from collections.abc import Sequence

from sqlalchemy import and_, func, or_, select

from passalong.engine.database import Read
from passalong.insights.queries import Edge
from passalong.people.forest import Twig
from passalong.people.model import ForestTally, TreeTally
from passalong.people.tables import FOREST_TALLY, PERSON, PERSON_ALIAS, REFERRAL, TREE_TALLY
from passalong.vouchers.tables import VOUCHER

T = TREE_TALLY.c
Place = tuple[int, str]


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
