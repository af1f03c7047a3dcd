"""When people act: hours of the day, days of the week, and delays with heavy tails.

What they do then is in `life.py`. A delay is a mixture of lognormal parts: some answer a
message within minutes, most the same day, a few after many days.
"""

from random import Random

from passalong.base.clock import DAY, HOUR, MINUTE
from passalong.town.people import Rhythm, Townsperson

OPENS, CLOSES = 8, 21  # the shop, in hours of the day; the last customer before 21:00
WAKES, SLEEPS = 7, 23  # when a phone is looked at

# Relative chance of a visit per hour from 8 to 20.
_VISITS: dict[Rhythm, tuple[int, ...]] = {
    "early": (14, 18, 14, 8, 3, 2, 3, 5, 6, 4, 2, 1, 1),
    "office": (4, 2, 1, 3, 9, 5, 1, 1, 3, 9, 15, 12, 6),
    "evening": (1, 1, 2, 3, 4, 4, 4, 5, 7, 10, 13, 15, 12),
    "free": (4, 7, 9, 8, 4, 5, 8, 10, 9, 7, 5, 3, 1),
}
WEEKDAYS: dict[Rhythm, tuple[float, ...]] = {
    "early": (1.1, 1.0, 1.0, 1.0, 1.1, 1.3, 1.0),
    "office": (0.8, 0.8, 0.9, 0.9, 1.1, 1.7, 1.5),
    "evening": (0.8, 0.9, 0.9, 1.0, 1.3, 1.6, 1.3),
    "free": (1.1, 1.1, 1.0, 1.1, 1.0, 0.9, 0.8),
}

Mixture = tuple[tuple[float, float, float], ...]  # (weight, median in minutes, sigma)
GIVE_FROM_PHONE: Mixture = ((0.30, 70, 0.7), (0.50, 330, 0.9), (0.20, 4300, 0.8))
HAND_ON_A_SLIP: Mixture = ((0.35, 400, 0.8), (0.45, 2200, 0.8), (0.20, 10_000, 0.6))
SEE_THE_LINK: Mixture = ((0.40, 8, 1.0), (0.45, 120, 1.1), (0.15, 1100, 1.0))
VISIT_TO_TRY: Mixture = ((0.35, 260, 0.7), (0.45, 1900, 0.8), (0.20, 9_000, 0.6))
BUY_AT_ONCE: Mixture = ((1.0, 11, 0.5),)
BUY_LATER: Mixture = ((0.6, 4300, 0.8), (0.4, 14_400, 0.6))
READ_THE_NOTICE: Mixture = ((1.0, 400, 0.6),)
PAY_AN_ORDER: Mixture = ((1.0, 150, 0.5),)
TAKE_BACK: Mixture = ((0.5, 15, 0.9), (0.5, 300, 0.7))
TRY_ANOTHER_FRIEND: Mixture = ((0.7, 400, 0.9), (0.3, 3000, 0.8))


class Week:
    """Moments of a town as days and hours; `first_midnight` is the local midnight of day 0."""

    def __init__(self, first_midnight: int, weekday: int) -> None:
        self.first_midnight = first_midnight
        self._weekday = weekday

    def day(self, moment: int) -> int:
        """The number of the day, from 0."""
        return (moment - self.first_midnight) // DAY

    def hour(self, moment: int) -> float:
        """The hour of the day, 0.0 to 24.0."""
        return ((moment - self.first_midnight) % DAY) / HOUR

    def weekday(self, day: int) -> int:
        """0 is Monday."""
        return (self._weekday + day) % 7

    def at(self, day: int, hour: float) -> int:
        """The moment of that hour of that day."""
        return self.first_midnight + day * DAY + int(hour * HOUR)

    def on_the_phone(self, draw: Random, moment: int) -> int:
        """The same moment, or when she wakes up if that is in the night."""
        hour = self.hour(moment)
        if WAKES <= hour < SLEEPS:
            return moment
        day = self.day(moment) + (1 if hour >= SLEEPS else 0)
        return self.at(day, WAKES + 2.5 * draw.betavariate(1.3, 2.5))

    def while_open(self, moment: int) -> int:
        """The same moment, or the next opening if the shop is closed then."""
        hour = self.hour(moment)
        if OPENS <= hour < CLOSES:
            return moment
        day = self.day(moment) + (1 if hour >= CLOSES else 0)
        return self.at(day, OPENS) + (moment % (20 * MINUTE))

    def visit(self, draw: Random, person: Townsperson, wanted: int) -> int:
        """A moment at or after `wanted` at which she comes by: her hours, her days."""
        day = self.day(wanted)
        favour = WEEKDAYS[person.rhythm]
        while draw.random() > favour[self.weekday(day)] / 1.7:
            day += 1
        hours = _VISITS[person.rhythm]
        hour = draw.choices(range(OPENS, CLOSES), hours)[0] + draw.random()
        moment = self.at(day, hour)
        return moment if moment >= wanted else self.while_open(wanted)


def delay(draw: Random, mixture: Mixture, slowness: float = 1.0) -> int:
    """Milliseconds from a mixture of lognormals, at least one minute."""
    _, median, sigma = draw.choices(mixture, [part[0] for part in mixture])[0]
    minutes = median * slowness * draw.lognormvariate(0.0, sigma)
    return max(MINUTE, int(minutes * MINUTE))
