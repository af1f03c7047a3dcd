"""Moments and the clocks that tell them; nothing else in Passalong may ask the machine.

How a moment is shown to a person is in `web/language.py`.

A moment is an `int`: milliseconds since 1970-01-01 UTC. Rules never see a clock: the envelope
brings the moment in.
"""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
STEP_MAX = 90 * SECOND  # a clock that is corrected by more than this was set, not corrected
BELIEVED_AFTER = 2 * MINUTE


class Clock(Protocol):
    """Anything that can tell the present moment."""

    def now(self) -> int:
        """The present moment in milliseconds since 1970 UTC."""

    def is_right(self) -> bool:
        """Whether something may be written under this moment."""


def machine_time() -> int:
    """What the machine calls the time, in milliseconds; anybody may set it."""
    return time.time_ns() // 1_000_000


def steady_time() -> int:
    """Milliseconds since some moment, also while the machine sleeps; nobody can set it."""
    source = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return time.clock_gettime_ns(source) // 1_000_000


class SystemClock:
    """The machine's clock, which never runs backwards, not even below what was written before.

    When somebody sets it by more than STEP_MAX, the moments told go on at their steady pace and
    nothing may be written under them, until it is set right again or a new process begins. A
    machine that stood still wakes with a clock that is ahead: such a time is believed once it has
    held for BELIEVED_AFTER.
    """

    def __init__(
        self,
        written_at: int = 0,
        machine: Callable[[], int] = machine_time,
        steady: Callable[[], int] = steady_time,
    ) -> None:
        self._machine, self._steady = machine, steady
        self._ahead = machine() - steady()
        self._last = written_at
        self._strange: tuple[int, int] | None = None

    def now(self) -> int:
        """The present moment, and never one before the last."""
        self._last = max(self._last, self._moment())
        return self._last

    def is_right(self) -> bool:
        """False while the machine's time is not to be believed, or lies behind what was told."""
        moment = self._moment()
        return self._strange is None and moment > self._last - STEP_MAX

    def _moment(self) -> int:
        steady = self._steady()
        ahead = self._machine() - steady
        is_behind = steady + self._ahead <= self._last - STEP_MAX  # known to be wrong already
        if is_behind or abs(ahead - self._ahead) <= STEP_MAX:
            self._ahead, self._strange = ahead, None
        elif self._strange is None or abs(ahead - self._strange[0]) > STEP_MAX:
            self._strange = (ahead, steady)
        elif ahead > self._ahead and steady - self._strange[1] >= BELIEVED_AFTER:
            self._ahead, self._strange = ahead, None
        return steady + self._ahead


class HandClock:
    """A clock that stands still until somebody moves it: for towns and tests."""

    def __init__(self, moment: int) -> None:
        self.moment = moment

    def now(self) -> int:
        """The moment it was last set to."""
        return self.moment

    def is_right(self) -> bool:
        """It is whatever it was set to."""
        return True

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


def moment_of_text(text: str) -> int:
    """The moment that ISO 8601 with an offset names, as `iso_of` writes it."""
    return moment_of(datetime.fromisoformat(text))


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
