"""Passes: who passed it on to whom, the edges of the cascade; also those of another world.

The vouchers behind most of them are in `vouchers/model.py`.
"""

from typing import ClassVar, Literal

from passalong.base.messages import MANAGERS, SYSTEM, Command, Event, Row
from passalong.people.model import Contact


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


class ImportPass(Command, frozen=True):
    """A pass of another world: people, referral and edge; outside campaigns, limits and money."""

    allowed: ClassVar = MANAGERS | SYSTEM
    scope: ClassVar = "people"

    external_no: str
    friend: Contact
    giver: Contact | None = None


class PassImported(Event, frozen=True):
    """An edge of another world's cascade."""

    pass_id: str
    giver_id: str
    friend_id: str
    depth: int
