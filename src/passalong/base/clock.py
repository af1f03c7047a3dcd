"""Moments and the clocks that tell them; nothing else in Passalong may ask the machine.

How a moment is shown to a person is in `web/language.py`.

A moment is an `int`: milliseconds since 1970-01-01 UTC. Rules never see a clock: the envelope
brings the moment in.
"""

import time
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class Clock(Protocol):
    """Anything that can tell the present moment."""

    def now(self) -> int:
        """The present moment in milliseconds since 1970 UTC."""


class SystemClock:
    """The machine's clock, which never runs backwards within one process."""

    def __init__(self) -> None:
        self._last = 0

    def now(self) -> int:
        """The machine's time; if it was set back, the last moment told, until it catches up."""
        self._last = max(self._last, time.time_ns() // 1_000_000)
        return self._last


class HandClock:
    """A clock that stands still until somebody moves it: for towns and tests."""

    def __init__(self, moment: int) -> None:
        self.moment = moment

    def now(self) -> int:
        """The moment it was last set to."""
        return self.moment

    def forward(self, milliseconds: int) -> int:
        """Move on and tell the new moment."""
        self.moment += milliseconds
        return self.moment


def moment_of(when: datetime) -> int:
    """The moment of an aware datetime. Raises ValueError for a naive one."""
    if when.tzinfo is None:
        raise ValueError("a datetime without a time zone is no moment")
    return (when - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def iso_of(moment: int) -> str:
    """ISO 8601 in UTC with milliseconds, as the API shows it."""
    return (
        datetime.fromtimestamp(moment / 1000, tz=UTC).isoformat(timespec="milliseconds")
    ).replace("+00:00", "Z")


def zone_of(name: str) -> ZoneInfo:
    """The time zone of that IANA name. Raises ValueError when there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"no such time zone: {name}") from error


def day_start(day: date, zone: str) -> int:
    """The moment at which `day` begins in `zone` (00:00, or the first moment after a gap)."""
    return moment_of(datetime(day.year, day.month, day.day, tzinfo=zone_of(zone)))


def day_of(moment: int, zone: str) -> date:
    """The calendar day of a moment in `zone`."""
    return datetime.fromtimestamp(moment / 1000, tz=zone_of(zone)).date()
