"""Passes: who passed it on to whom, the edges of the cascade; also those of another world.

The vouchers behind most of them are in `vouchers/model.py`.
"""

from functools import lru_cache
from typing import ClassVar, Literal

from passalong.base.ids import derive
from passalong.base.messages import MANAGERS, SYSTEM, Command, Event, Row
from passalong.merchants.model import Language
from passalong.people.model import Arrival, Contact


class Pass(Row, frozen=True):
    """Somebody passed it on to somebody: an edge of the cascade."""

    key: ClassVar = ("merchant_id", "pass_id")

    pass_id: str
    source: Literal["voucher", "import"]
    campaign_id: str
    giver_id: str
    friend_id: str
    way: str
    depth: int
    at: int


class ImportPasses(Command, frozen=True):
    """Passes of another world: people, referrals, edges; outside campaigns, limits and money.

    A friend is passed it on to once. Answers how many were `imported`, which were `already` there
    and which were `refused` and why, by their numbers.
    """

    allowed: ClassVar = MANAGERS | SYSTEM
    scope: ClassVar = "people"

    arrivals: tuple[Arrival, ...]
    language: Language = "zh_Hans"


class PassesImported(Event, frozen=True):
    """Edges of another world's cascade: each list has one place for each of them."""

    pass_ids: tuple[str, ...]
    giver_ids: tuple[str, ...]
    friend_ids: tuple[str, ...]
    depths: tuple[int, ...]
    ats: tuple[int, ...]


@lru_cache(maxsize=1 << 14)  # a rule is run again when its rows have come
def imported_pass_id(merchant_id: str, friend: Contact) -> str:
    """The one pass that an external id can have been brought by in another world.

    The first quarter of a look-up is the same for all ids of one tree (`engine/sealing.py`), so
    the passes of a tree stand together too.
    """
    own = derive(b"pass", merchant_id, friend.kind, friend.lookup, size=8)
    return f"pass_{_start(merchant_id, friend.kind, friend.lookup[:8])}{own.hex()}"


@lru_cache(maxsize=1 << 10)
def _start(merchant_id: str, kind: str, lookup_start: str) -> str:
    return derive(b"tree", merchant_id, kind, lookup_start, size=2).hex()
