"""How money, numbers and moments are written for a reader, by language and the shop's time zone.

Which language that is stands in `language.py`; what a moment is, in `base/clock.py`.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel import dates, numbers

WEEK_SECONDS = 7 * 24 * 3600


def money(minor: int, currency: str, locale: str) -> str:
    """An amount in minor units, as people write it: 2500 CNY is ¥25.00."""
    digits = numbers.get_currency_precision(currency)
    amount = Decimal(minor).scaleb(-digits)
    written = numbers.format_currency(amount, currency, locale=locale)
    # English readers of a Chinese price tag see the sign that stands on it, not the dictionary's.
    return written.replace("CN¥", "¥")


def number(value: int | float | Decimal, locale: str) -> str:
    """A number with its thousands apart."""
    return numbers.format_decimal(value, locale=locale)


class Calendar:
    """Tells moments to one reader: her language, the shop's zone, and what is now."""

    def __init__(self, locale: str, zone: str, now: int, just_now: str = "just now") -> None:
        self.locale = locale
        self.just_now = just_now
        self.zone = ZoneInfo(zone)
        self.now = now

    def day(self, moment: int) -> str:
        """The day; with its year only when that is not this year."""
        when = self._local(moment)
        this_year = when.year == self._local(self.now).year
        skeleton = "MMMd" if this_year else "yMMMd"
        return dates.format_skeleton(skeleton, when, locale=self.locale)

    def moment(self, moment: int) -> str:
        """Day and time of day, 24 hours in every language."""
        return f"{self.day(moment)} {self.clock(moment)}"

    def clock(self, moment: int) -> str:
        """The time of day alone."""
        return self._local(moment).strftime("%H:%M")

    def ago(self, moment: int) -> str:
        """How long ago or ahead, in words; beyond a week the day itself is clearer."""
        seconds = (moment - self.now) / 1000
        if abs(seconds) < 60:
            return self.just_now
        if abs(seconds) >= WEEK_SECONDS:
            return self.day(moment)
        return dates.format_timedelta(
            timedelta(seconds=seconds), add_direction=True, threshold=1, locale=self.locale
        )

    def iso(self, moment: int) -> str:
        """For the datetime attribute of a time element."""
        return self._local(moment).isoformat(timespec="minutes")

    def _local(self, moment: int) -> datetime:
        return datetime.fromtimestamp(moment / 1000, self.zone)
