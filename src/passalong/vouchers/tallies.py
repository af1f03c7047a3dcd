"""What the law of vouchers must count or look up by key: "how often has she claimed here?"

Vouchers themselves, their offers, commands and events are in `vouchers/model.py`; who keeps
these rows right is `vouchers/changes.py`, and `passalong audit` counts again.
"""

from typing import ClassVar

from passalong.base.messages import Row
from passalong.vouchers.model import CauseKind


class Issue(Row, frozen=True):
    """Vouchers are issued once per cause, whatever is retried; one purchase, one set."""

    key: ClassVar = ("merchant_id", "cause_kind", "cause_id")

    cause_kind: CauseKind
    cause_id: str
    campaign_id: str
    count: int
    at: int


class CampaignTally(Row, frozen=True):
    """What a campaign has given so far.

    `unused` expired or became void before they were used. `reserved` is claimed or used.
    `committed_minor` is the cost of all that may still be or was used, so that issuing can
    stop before `spent_minor` (trials redeemed × their cost) could pass the budget.
    """

    key: ClassVar = ("merchant_id", "campaign_id")

    campaign_id: str
    issued: int
    unused: int
    reserved: int
    redeemed: int
    converted: int
    committed_minor: int
    spent_minor: int


class ClaimTally(Row, frozen=True):
    """How often a person has claimed and tried in a campaign."""

    key: ClassVar = ("merchant_id", "campaign_id", "person_id")

    campaign_id: str
    person_id: str
    claims: int
    trials: int


class HoldTally(Row, frozen=True):
    """How many claimed vouchers a person holds unused (never those to give)."""

    key: ClassVar = ("merchant_id", "person_id")

    person_id: str
    holding: int


class GiveTally(Row, frozen=True):
    """How many times a person has offered on one day (UTC): the limit of the fan-out."""

    key: ClassVar = ("merchant_id", "person_id", "day")

    person_id: str
    day: int
    offers: int


class Tried(Row, frozen=True):
    """Trials of a person that a purchase may still convert, oldest first."""

    key: ClassVar = ("merchant_id", "person_id")

    person_id: str
    voucher_ids: tuple[str, ...]


class Conversion(Row, frozen=True):
    """The purchase that a trial led to; an order converts one voucher."""

    key: ClassVar = ("merchant_id", "order_id")

    order_id: str
    voucher_id: str
    at: int
