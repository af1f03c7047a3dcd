"""The days a town lives through, and how its own time becomes the time of the shop.

Hours and habits of people are in `habits.py`.

The days end now, so that pages show today's counts. Somebody may start the demo while it is
early morning in Hangzhou and nothing has happened yet; then the town's last day is told
shortened: what people did until mid-afternoon is spread between midnight and now.
"""

from datetime import timedelta

import msgspec

from passalong.base.clock import DAY, HOUR, day_of, day_start

ZONE = "Asia/Shanghai"
LIVED_HOURS = 15  # so much of the last day has been lived, however early it is


class Span(msgspec.Struct, frozen=True):
    """`first_midnight` begins day 0; `until` is now, `lives_until` now in the town's own time."""

    first_midnight: int
    weekday: int
    last_midnight: int
    until: int
    lives_until: int

    def shown(self, moment: int) -> int:
        """The shop's moment for a moment of the town; the order of moments is kept."""
        if moment <= self.last_midnight:
            return moment
        lived = self.lives_until - self.last_midnight
        told = self.until - self.last_midnight
        return self.last_midnight + (moment - self.last_midnight) * told // lived


def span_until(until: int, days: int) -> Span:
    """So many calendar days, the last of which is the day of `until`."""
    today = day_of(until, ZONE)
    last_midnight = day_start(today, ZONE)
    first = today - timedelta(days=days - 1)
    return Span(
        first_midnight=last_midnight - (days - 1) * DAY,
        weekday=first.weekday(),
        last_midnight=last_midnight,
        until=until,
        lives_until=max(until, last_midnight + LIVED_HOURS * HOUR),
    )
