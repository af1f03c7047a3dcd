"""Words of a trial that rests on nothing but what staff say: rare, with a reason, and counted.

A code, a slip, a QR or a name that was looked up is evidence, and such trials are not here but in
`model.py`; when one may be entered by hand is law of `till.py`.
"""

from typing import ClassVar, Final, Literal

from passalong.base.messages import Event, Row

ManualReason = Literal["camera_broken", "paper_unreadable", "network_down", "other"]
MANUAL_MAX: Final = 2  # a day for each member of staff; beyond that a manager enters it


class ManualTally(Row, frozen=True):
    """How many trials somebody entered by hand on one day (UTC)."""

    key: ClassVar = ("merchant_id", "staff_id", "day")

    staff_id: str
    day: int
    entries: int


class TrialEntered(Event, frozen=True):
    """Staff entered a trial by hand, and said why."""

    voucher_id: str
    staff_id: str
    reason_code: ManualReason
