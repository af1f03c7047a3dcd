"""Deeds become commands, go through the door in waves, and their answers teach the town ids.

What people do and why is in `life.py` and its neighbours; the commands' law in the features.

A wave is as many deeds as can be sent before the town needs an answer: `Life.awaits` says when.
Since commands are handed in with their own moments and in their order, the waves don't show in
what is written. A refusal is a fact of life (a link opened too late); it is counted by name, and
the town takes back what it had assumed.
"""

from collections import Counter
from collections.abc import Callable

from passalong.base.ids import derive
from passalong.base.messages import Envelope, Outcome
from passalong.engine.door import Door, Wish
from passalong.town.days import live_on
from passalong.town.deeds import Deed
from passalong.town.life import Life
from passalong.town.shop import Shop
from passalong.town.wording import Wording, learned, taken_back

WAVE_MAX = 400


class TownFault(Exception):
    """A rule failed under a command of the town."""


def entropy_of(seed: bytes) -> Callable[[int], bytes]:
    """Randomness that is the same for the same seed."""
    drawn = 0

    def entropy(size: int) -> bytes:
        nonlocal drawn
        drawn += 1
        return derive(seed, "entropy", drawn, size=size)

    return entropy


class Driver:
    """A town at the door of one merchant."""

    def __init__(self, door: Door, life: Life, shop: Shop) -> None:
        self.life = life
        self.done: Counter[str] = Counter()
        self.refused: Counter[tuple[str, str]] = Counter()
        self.waves = 0
        self._door = door
        self._shop = shop
        self._wording = Wording(door.keys, shop, life)
        self._wave: list[tuple[Deed, Envelope]] = []

    def at(self, door: Door) -> "Driver":
        """The same town at another door: other clock, other randomness."""
        self.flush()
        return Driver(door, self.life, self._shop)

    def until(self, moment: int) -> None:
        """Live up to and with that moment of the town's own time, then let the last wave go."""
        while self.life.next_moment() <= moment:
            self.step()
        self.flush()

    def step(self) -> None:
        """The next step, and what command comes of it."""
        if self.life.awaits():
            self.flush()
        deed = live_on(self.life)
        if deed is None:
            return
        actor, command = self._wording.command(deed)
        wish = Wish(self._shop.merchant_id, actor)
        envelope = self._door.envelope(wish, command, self.life.shop_time())
        self._wave.append((deed, envelope))
        if len(self._wave) >= WAVE_MAX:
            self.flush()

    def flush(self) -> None:
        """Let the wave go and learn from the answers."""
        if not self._wave:
            return
        wave, self._wave = self._wave, []
        outcomes = self._door.writer.run_all([envelope for _, envelope in wave])
        self.waves += 1
        for (deed, envelope), outcome in zip(wave, outcomes, strict=True):
            self._learn(deed, envelope, outcome)

    def _learn(self, deed: Deed, envelope: Envelope, outcome: Outcome) -> None:
        name = type(envelope.command).__name__
        if outcome.status == "failed":
            raise TownFault(f"{name} at {envelope.at}")
        if outcome.status == "refused":
            self.refused[(name, outcome.refusal)] += 1
            taken_back(self.life, deed)
        else:
            self.done[name] += 1
            learned(self.life, self._shop.merchant_id, deed, outcome.answer)
