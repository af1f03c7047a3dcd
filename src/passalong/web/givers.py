"""REST of givers found by their spoken name, for staff only: noted in the log, and limited.

How names are compared is in `people/names.py`; what happens with the voucher then in
`web/counter.py`.
"""

from typing import Annotated, Any, Final

import msgspec
from litestar import post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from passalong.base.messages import TILL
from passalong.engine.asking import NamesOf, reads
from passalong.engine.bodies import Body
from passalong.engine.door import Door, Wish
from passalong.people.names import is_clear
from passalong.people.roster import Roster
from passalong.vouchers.queries import held_counts
from passalong.web.lookups import look_up_proof


class NameWish(Body, frozen=True):
    """What the friend said: a name, with the last digits of a phone or a giver number if told."""

    spoken: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]


class MaybeGiver(msgspec.Struct):
    """Somebody who may be meant: how sure, why, and how many vouchers she has to give.

    `look_up` goes along when one of them is redeemed by her name, within a quarter of an hour.
    """

    person_id: str
    name: str
    confidence: float
    why: tuple[str, ...]
    to_give: int
    look_up: str


class Givers(msgspec.Struct):
    """Who may be meant, likeliest first; when it is not clear, ask for the phone's last digits."""

    givers: list[MaybeGiver]
    is_clear: bool


@post(
    "/v1/givers/search",
    opt=reads(
        roles=TILL,
        scope="till",
        limited="name_search",
        asks={"spoken": "小明 8000"},
        answers={
            "givers": [
                {
                    "person_id": "p_4h2m…",
                    "name": "王小明",
                    "confidence": 0.93,
                    "why": ["given_name", "phone_tail"],
                    "to_give": 2,
                    "look_up": "Zk3…",
                }
            ],
            "is_clear": True,
        },
    ),
    sync_to_thread=True,
    status_code=200,
    tags=["counter"],
)
def search_givers(
    data: JSONBody[NameWish],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
    roster: NamedDependency[Roster],
    names_of: NamedDependency[NamesOf],
) -> Givers:
    """Who is meant by a spoken name. For staff only; every look-up is noted and limited."""
    now = door.clock.now()
    with door.reading() as read:
        found = roster.search(read, wish.merchant_id, data.spoken)
        ids = [one.person_id for one in found]
        names = names_of(read, wish.merchant_id, ids)
        held = held_counts(read, wish.merchant_id, ids, now)
    givers = [
        MaybeGiver(
            one.person_id,
            names.get(one.person_id, ""),
            round(one.confidence, 3),
            one.why,
            held.get(one.person_id, 0),
            look_up_proof(door.keys, wish.merchant_id, wish.actor, one.person_id, now),
        )
        for one in found
    ]
    return Givers(givers, is_clear(found))


ROUTES: Final[tuple[Any, ...]] = (search_givers,)
