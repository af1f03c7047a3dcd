"""What a proof is and what it found: the words that every module of this folder shares.

How a promise is proved lives in the module of its name; `passalong prove` lives in cli/proving.py.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True)
class Found:
    """What one run of a proof found. `broken` holds a sentence for each broken promise.

    `rounds` is how often the promise was tried; `figures` are counts and seconds worth telling
    (for instance how many commits were answered before the cuts).
    """

    rounds: int
    broken: tuple[str, ...] = ()
    figures: dict[str, float] = field(default_factory=dict)

    @property
    def upper_limit(self) -> float:
        """The 95 % upper limit of the rate of breaking, from 0 to 1.

        With none broken in n rounds this is 1 - 0.05^(1/n), about 3/n (the rule of three);
        otherwise one-sided Clopper-Pearson. NaN-free: no rounds means nothing is known, so 1.
        """
        if self.rounds == 0 or len(self.broken) >= self.rounds:
            return 1.0
        return _clopper_pearson_upper(len(self.broken), self.rounds)


class Prove(Protocol):
    """Runs a proof: `planted` names a fault to build in, which the proof must then find."""

    def __call__(
        self, rounds: int, seed: int, *, say: Callable[[str], None], planted: str | None = None
    ) -> Found: ...


@dataclass(frozen=True)
class Proof:
    """One promise on one database, and how it is proved.

    `rounds` is the full volume; the test command runs a tenth or less. `planted` names the faults
    which a test shows to be found. `not_covered` says in a sentence what this cannot show.
    """

    name: str
    promise: str
    rounds: int
    prove: Prove
    planted: tuple[str, ...]
    not_covered: str = ""


def _clopper_pearson_upper(broken: int, rounds: int) -> float:
    """The rate at which `broken` or fewer in `rounds` have a chance of 5 %, by bisection."""
    low, high = broken / rounds, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if _at_most(broken, rounds, middle) > 0.05:
            low = middle
        else:
            high = middle
    return high


def _at_most(broken: int, rounds: int, rate: float) -> float:
    """The chance of at most `broken` in `rounds` at this rate (the binomial distribution)."""
    term = (1 - rate) ** rounds
    total = term
    for count in range(broken):
        term *= (rounds - count) / (count + 1) * rate / (1 - rate) if rate < 1 else 0.0
        total += term
    return total
