"""Token buckets: how many at once, how many in the long run, and what is forgotten.

Which limits there are over HTTP is in tests/stories/test_api_answers.py.
"""

import pytest

from passalong.base.clock import HandClock
from passalong.base.messages import Refusal
from passalong.web.limits import BUCKETS_MAX, Buckets, Left, Limit

TEN_A_MINUTE = Limit(10, 60, 10)


def test_a_bucket_gives_its_burst_and_then_what_flows_in():
    clock = HandClock(0)
    buckets = Buckets(clock.now)
    for remaining in reversed(range(10)):
        assert buckets.take(TEN_A_MINUTE, "she").remaining == remaining
    assert buckets.take(TEN_A_MINUTE, "she") == Left(10, 0, 60, wait_seconds=6)
    clock.forward(5_999)
    assert buckets.take(TEN_A_MINUTE, "she").wait_seconds == 1
    clock.forward(1)
    assert buckets.take(TEN_A_MINUTE, "she").wait_seconds == 0
    assert buckets.take(TEN_A_MINUTE, "she").wait_seconds == 6


def test_everybody_has_a_bucket_of_her_own():
    buckets = Buckets(HandClock(0).now)
    for _ in range(10):
        buckets.require(TEN_A_MINUTE, "she", "rate_limited")
    with pytest.raises(Refusal) as refused:
        buckets.require(TEN_A_MINUTE, "she", "rate_limited")
    assert (refused.value.key, refused.value.fields) == ("rate_limited", {"n": 6})
    buckets.require(TEN_A_MINUTE, "another", "rate_limited")
    buckets.require(Limit(1, 1, 1), "she", "rate_limited")


def test_looking_takes_nothing():
    clock = HandClock(0)
    buckets = Buckets(clock.now)
    for _ in range(50):
        buckets.require_open(TEN_A_MINUTE, "she", "too_many_tries")
    for _ in range(10):
        buckets.take(TEN_A_MINUTE, "she")
    with pytest.raises(Refusal):
        buckets.require_open(TEN_A_MINUTE, "she", "too_many_tries")
    clock.forward(6_000)
    buckets.require_open(TEN_A_MINUTE, "she", "too_many_tries")


def test_a_clock_that_goes_back_gives_nothing_away():
    clock = HandClock(60_000)
    buckets = Buckets(clock.now)
    for _ in range(10):
        buckets.take(TEN_A_MINUTE, "she")
    clock.forward(-60_000)
    assert buckets.take(TEN_A_MINUTE, "she").wait_seconds > 0


def test_full_buckets_are_forgotten_when_there_are_too_many():
    clock = HandClock(0)
    buckets = Buckets(clock.now)
    for _ in range(10):
        buckets.take(TEN_A_MINUTE, "she")
    for number in range(BUCKETS_MAX - 1):
        buckets.take(TEN_A_MINUTE, f"visitor {number}")
    clock.forward(6_000)
    buckets.take(TEN_A_MINUTE, "one more")
    assert len(buckets._buckets) < 10
    assert buckets.take(TEN_A_MINUTE, "she").remaining == 0
