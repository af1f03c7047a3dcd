"""What a cell says: a moment, a sum, a number; or the reason why it says nothing.

Which columns a file has is in `outside/files/orders.py`, `people.py` and `passes.py`.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from passalong.base.clock import DAY, HOUR, MINUTE, SECOND, day_start, moment_of, zone_of
from passalong.base.money import AMOUNT_MAX

UNITS = {"seconds": SECOND, "minutes": MINUTE, "hours": HOUR, "days": DAY}
MOMENT_MAX = moment_of(datetime.fromisoformat("9999-12-31T00:00:00+00:00"))
CLOCKS_DIFFER = 5 * MINUTE

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,9})?")
_LOOKS_LIKE_A_DAY = re.compile(r"(19|20)\d\d(0[1-9]|1[0-2])([0-2]\d|3[01])")
_WHOLE = re.compile(r"\d{1,15}")


class Unreadable(Exception):
    """A cell that says nothing we can take; `reason` is stable, `detail` names the cell."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


def whole_number(text: str, reason: str, least: int, most: int) -> int:
    """A whole number between `least` and `most`, in plain digits."""
    text = text.strip()
    if not _WHOLE.fullmatch(text) or not text.isascii() or not least <= int(text) <= most:
        raise Unreadable(reason, f"{text[:40]!r} is not a whole number from {least} to {most}")
    return int(text)


def amount_minor(text: str) -> int:
    """A sum in minor units: whole, not negative."""
    text = text.strip()
    if text.startswith("-") and _NUMBER.fullmatch(text):
        raise Unreadable("negative_amount", text[:40])
    if "." in text and _NUMBER.fullmatch(text):
        raise Unreadable("amount_not_in_minor_units", f"{text[:40]!r}: write 12.50 as 1250")
    return whole_number(text, "bad_amount", 0, AMOUNT_MAX)


def moments(
    zone: str, unit: str | None, now: int | None = None, *, numbers_are_usual: bool = False
) -> Callable[[str], int]:
    """A reader of moments: ISO 8601 (without an offset in `zone`), or numbers in `unit`.

    A number like 20240131 is refused unless the unit was named: it looks like a day. With `now`
    given, what lies ahead is refused: nobody has paid tomorrow's order.
    """
    days = lru_cache(maxsize=4096)(lambda text: day_start(date.fromisoformat(text), zone))
    place = zone_of(zone)
    milliseconds = UNITS[unit or "seconds"]
    is_sure = unit is not None or numbers_are_usual

    def counted(text: str) -> int:
        if not is_sure and _LOOKS_LIKE_A_DAY.fullmatch(text):
            raise Unreadable("ambiguous_date", f"{text}: write 2024-01-31, or name the --unit")
        return int((Decimal(text) * milliseconds).to_integral_value())

    def read(text: str) -> int:
        text = text.strip()
        try:
            if _DAY.fullmatch(text):
                moment = days(text)
            elif _NUMBER.fullmatch(text):
                moment = counted(text)
            else:
                when = datetime.fromisoformat(text)
                moment = moment_of(when if when.tzinfo else when.replace(tzinfo=place))
        except (ValueError, OverflowError, InvalidOperation) as error:
            raise Unreadable("bad_date", f"{text[:40]!r} is no moment") from error
        if not 0 <= moment <= MOMENT_MAX:
            raise Unreadable("bad_date", f"{text[:40]!r} is before 1970 or after 9999")
        if now is not None and moment > now + CLOCKS_DIFFER:
            raise Unreadable("date_in_the_future", text[:40])
        return moment

    return read
