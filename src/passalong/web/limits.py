"""How often: token buckets in the memory of this process, per key, address, account, merchant.

What an exceeded limit is told as is in `web/problems.py`.

These limits are soft: each process counts for itself, so N processes allow N times as much, and
a restart forgets. What must hold exactly (claims per person, vouchers, budget) is a row and a
rule. A bucket holds `burst` tokens and refills by `count` per `per_seconds`; a bucket that has
filled up again is forgotten, so memory is bounded by what is in use.
"""

import math
import threading
from collections.abc import Callable
from typing import Final

import msgspec

from passalong.base.messages import Refusal

BUCKETS_MAX: Final = 100_000


class Limit(msgspec.Struct, frozen=True):
    """At most `burst` at once, `count` per `per_seconds` in the long run."""

    count: float
    per_seconds: float
    burst: int


class Left(msgspec.Struct, frozen=True):
    """What is left in a bucket; `wait_seconds` above 0 means that nothing was taken."""

    limit: int
    remaining: int
    reset_seconds: int
    wait_seconds: int = 0


API_KEY: Final = Limit(100, 1, 200)
VISITOR: Final = Limit(20, 1, 120)
SIGN_IN_ADDRESS: Final = Limit(20, 60, 20)
SIGN_IN_ACCOUNT: Final = Limit(10, 15 * 60, 10)
BAD_CODE_ADDRESS: Final = Limit(5, 60, 5)
BAD_CODE_MERCHANT: Final = Limit(60, 60, 60)
NAME_SEARCH: Final = Limit(30, 60, 30)
NAMED: Final = {"name_search": NAME_SEARCH}


class Buckets:
    """All buckets of one process, by limit and by whom it counts."""

    def __init__(self, now: Callable[[], int]) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._buckets: dict[tuple[Limit, str], tuple[float, int]] = {}

    def take(self, limit: Limit, whom: str, tokens: int = 1) -> Left:
        """Take tokens if they are there; says what is left, or how long to wait."""
        now = self._now()
        per_ms = limit.count / (limit.per_seconds * 1000)
        with self._lock:
            held, at = self._buckets.get((limit, whom), (float(limit.burst), now))
            held = min(float(limit.burst), held + max(0, now - at) * per_ms)
            taken = held >= tokens
            if taken:
                held -= tokens
            self._buckets[(limit, whom)] = (held, now)
            if len(self._buckets) > BUCKETS_MAX:
                self._forget_full(now)
        wait = 0 if taken else math.ceil((tokens - held) / per_ms / 1000)
        reset = math.ceil((limit.burst - held) / per_ms / 1000)
        return Left(limit.burst, int(held), reset, wait)

    def require(self, limit: Limit, whom: str, refusal: str, tokens: int = 1) -> Left:
        """The same, refused by that name when the bucket is empty. 0 tokens only look."""
        left = self.take(limit, whom, tokens)
        if left.wait_seconds:
            raise Refusal(refusal, n=left.wait_seconds)
        return left

    def require_open(self, limit: Limit, whom: str, refusal: str) -> None:
        """Refuse when not one token is there, without taking it: for limits on failures only."""
        with self._lock:
            held, at = self._buckets.get((limit, whom), (float(limit.burst), 0))
        per_ms = limit.count / (limit.per_seconds * 1000)
        held += max(0, self._now() - at) * per_ms
        if held < 1:
            raise Refusal(refusal, n=math.ceil((1 - held) / per_ms / 1000))

    def _forget_full(self, now: int) -> None:
        self._buckets = {
            key: (held, at)
            for key, (held, at) in self._buckets.items()
            if held + (now - at) * key[0].count / (key[0].per_seconds * 1000) < key[0].burst
        }
