"""What became of the town, counted in the database and not in the town's own view.

Figures with intervals are made in `insights/`; these are the plain counts that the demo prints.
"""

import msgspec
from sqlalchemy import and_, case, func, select

from passalong.engine.database import Read
from passalong.orders.tables import CUSTOMER_TALLY, ORDER
from passalong.people.tables import PERSON
from passalong.vouchers.tables import OFFER, VOUCHER

V = VOUCHER.c


class Figures(msgspec.Struct, frozen=True):
    """Counts of people and vouchers. `brought_buyers` came by a voucher and then bought."""

    people: int
    buyers: int
    orders: int
    vouchers: int
    given: int
    claimed: int
    tried: int
    brought_buyers: int
    deepest: int

    @property
    def k(self) -> float:
        """How many buyers each buyer has brought so far; later ones count as none yet."""
        return self.brought_buyers / self.buyers if self.buyers else 0.0


def figures(read: Read, merchant_id: str) -> Figures:
    """All of them for one merchant."""
    people = select(func.count()).where(PERSON.c.merchant_id == merchant_id)
    buyers = select(func.count()).where(
        CUSTOMER_TALLY.c.merchant_id == merchant_id, CUSTOMER_TALLY.c.orders > 0
    )
    orders = select(func.count()).where(
        ORDER.c.merchant_id == merchant_id, ORDER.c.paid_at.is_not(None)
    )
    vouchers = select(
        func.count(),
        func.sum(case((V.turn > 0, 1), else_=0)),
        func.sum(case((V.claimed_at.is_not(None), 1), else_=0)),
        func.sum(case((V.redeemed_at.is_not(None), 1), else_=0)),
        func.count(V.friend_id.distinct()).filter(V.state == "converted"),
        func.max(case((V.state == "converted", V.depth + 1), else_=0)),
    ).where(V.merchant_id == merchant_id)
    line = read.one(vouchers)
    counted = [int(value or 0) for value in line] if line is not None else [0] * 6
    return Figures(
        int(read.value(people) or 0),
        int(read.value(buyers) or 0),
        int(read.value(orders) or 0),
        *counted,
    )


def open_link(read: Read, merchant_id: str, at: int) -> tuple[str, int] | None:
    """The link that stays open longest: voucher and turn; None when there is none."""
    statement = (
        select(OFFER.c.voucher_id, OFFER.c.turn)
        .where(
            OFFER.c.merchant_id == merchant_id,
            OFFER.c.state == "open",
            OFFER.c.way == "forward",
            OFFER.c.returns_at > at,
        )
        .order_by(OFFER.c.returns_at.desc(), OFFER.c.voucher_id)
        .limit(1)
    )
    line = read.one(statement)
    return (str(line[0]), int(line[1])) if line is not None else None


def busiest_giver(read: Read, merchant_id: str) -> str | None:
    """A named person who has vouchers to give and whose friends came; the liveliest one."""
    came = func.sum(case((V.redeemed_at.is_not(None), 1), else_=0))
    held = func.sum(case((V.state == "held", 1), else_=0))
    on = and_(PERSON.c.merchant_id == V.merchant_id, PERSON.c.person_id == V.giver_id)
    statement = (
        select(V.giver_id)
        .join(PERSON, on)
        .where(V.merchant_id == merchant_id, PERSON.c.is_named)
        .group_by(V.giver_id)
        .having(held > 0)
        .order_by(came.desc(), held.desc(), V.giver_id)
        .limit(1)
    )
    found = read.value(statement)
    return str(found) if found is not None else None


def waiting_friend(read: Read, merchant_id: str, at: int) -> tuple[str, str] | None:
    """A named friend who has claimed and not yet tried: her id and the voucher's."""
    on = and_(PERSON.c.merchant_id == V.merchant_id, PERSON.c.person_id == V.friend_id)
    statement = (
        select(V.friend_id, V.voucher_id)
        .join(PERSON, on)
        .where(
            V.merchant_id == merchant_id,
            V.state == "claimed",
            V.expires_at > at,
            PERSON.c.is_named,
        )
        .order_by(V.expires_at.desc(), V.voucher_id)
        .limit(1)
    )
    line = read.one(statement)
    return (str(line[0]), str(line[1])) if line is not None else None
