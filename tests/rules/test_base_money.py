"""Money: no cent is lost, no float comes in, nothing leaves the bounds."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passalong.base.money import (
    AMOUNT_MAX,
    EXPONENTS,
    amount_text,
    bounded,
    exponent,
    parse_amount,
    share_floor,
    split,
)

sums = st.integers(0, AMOUNT_MAX)
weightings = st.lists(st.integers(0, 10**9), min_size=1, max_size=40).filter(any)


@pytest.mark.parametrize(
    ("currency", "decimals"),
    [("CNY", 2), ("TWD", 2), ("HKD", 2), ("USD", 2), ("JPY", 0), ("KRW", 0), ("KWD", 3)],
)
def test_each_currency_has_the_decimals_of_iso_4217(currency, decimals):
    assert exponent(currency) == decimals


def test_an_unknown_currency_is_refused():
    for currency in ("", "cny", "XXX", "CN"):
        with pytest.raises(ValueError):
            exponent(currency)


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("12.50", "CNY", 1250),
        ("12.5", "CNY", 1250),
        ("0.07", "CNY", 7),
        ("0", "CNY", 0),
        (" 300 ", "TWD", 30000),
        ("1200", "JPY", 1200),
        ("1.005", "KWD", 1005),
        ("007", "USD", 700),
        ("10000000000.00", "CNY", AMOUNT_MAX),
        ("1000000000000", "JPY", AMOUNT_MAX),
    ],
)
def test_written_sums_become_minor_units(text, currency, minor):
    assert parse_amount(text, currency) == minor


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("", "CNY"),
        (".", "CNY"),
        ("-1", "CNY"),
        ("+1", "CNY"),
        ("1,000", "CNY"),
        ("1.234", "CNY"),
        ("1.0", "JPY"),
        ("1.", "CNY"),
        (".5", "CNY"),
        ("1e3", "CNY"),
        ("NaN", "CNY"),
        ("Infinity", "CNY"),
        ("0x10", "CNY"),
        ("1_000", "CNY"),
        ("１２", "CNY"),
        ("10000000000.01", "CNY"),
        ("1000000000001", "JPY"),
        ("9" * 5000, "CNY"),
        ("12.50元", "CNY"),
    ],
)
def test_anything_else_written_is_refused(text, currency):
    with pytest.raises(ValueError):
        parse_amount(text, currency)


@pytest.mark.parametrize("value", [12.5, 0.1 + 0.2, 12, True, None, b"12"])
def test_only_texts_are_read_so_no_float_comes_in(value):
    with pytest.raises(TypeError):
        parse_amount(value, "CNY")


@pytest.mark.parametrize("edge", [0, 1, 2**31, AMOUNT_MAX - 1, AMOUNT_MAX])
def test_sums_inside_the_bounds_stay(edge):
    assert bounded(edge) == edge


@pytest.mark.parametrize("outside", [-1, AMOUNT_MAX + 1, 2**53, 2**63, -(2**63)])
def test_sums_outside_the_bounds_are_refused_everywhere(outside):
    for use in (
        lambda: bounded(outside),
        lambda: split(outside, [1]),
        lambda: share_floor(outside, 1),
        lambda: amount_text(outside, "CNY"),
    ):
        with pytest.raises(ValueError):
            use()


@pytest.mark.parametrize("odd", [1.0, True, "1", None])
def test_what_is_no_whole_number_is_refused_everywhere(odd):
    for use in (
        lambda: bounded(odd),
        lambda: split(odd, [1]),
        lambda: split(1, [odd]),
        lambda: share_floor(odd, 1),
        lambda: share_floor(1, odd),
    ):
        with pytest.raises(TypeError):
            use()


@given(sums, st.sampled_from(sorted(EXPONENTS)))
def test_a_written_sum_reads_back_exactly(amount, currency):
    assert parse_amount(amount_text(amount, currency), currency) == amount


@given(sums, weightings)
def test_shares_add_up_to_the_sum(total, weights):
    assert sum(split(total, weights)) == total


@given(sums, weightings)
def test_no_share_is_off_by_a_whole_cent_and_none_is_negative(total, weights):
    for share, weight in zip(split(total, weights), weights, strict=True):
        exact = Fraction(total * weight, sum(weights))
        assert share >= 0
        assert abs(share - exact) < 1
        assert weight > 0 or share == 0


@given(sums, weightings, st.integers(1, 1000))
def test_shares_depend_on_proportions_only(total, weights, factor):
    assert split(total, weights) == split(total, [weight * factor for weight in weights])


def test_left_over_cents_go_to_the_largest_remainders_then_to_the_earlier():
    assert split(100, [1, 1, 1]) == (34, 33, 33)
    assert split(5, [1, 2, 4]) == (1, 1, 3)  # 0.71, 1.43, 2.86
    assert split(1, [0, 1, 1]) == (0, 1, 0)
    assert split(0, [3, 4]) == (0, 0)
    assert split(AMOUNT_MAX, [1]) == (AMOUNT_MAX,)


def test_rounding_each_share_by_itself_would_lose_a_cent():
    """The planted fault: what a naive split does, and the property above notices."""
    assert sum(100 // 3 for _ in range(3)) == 99
    assert sum(round(200 / 3) for _ in range(3)) == 201
    assert sum(split(100, [1, 1, 1])) == 100
    assert sum(split(200, [1, 1, 1])) == 200


@pytest.mark.parametrize("weights", [[], [0], [0, 0], [1, -1], [-1]])
def test_there_must_be_somebody_to_share_with(weights):
    with pytest.raises(ValueError):
        split(10, weights)


@given(sums, st.integers(0, 10_000))
def test_a_percentage_is_rounded_down_once(amount, basis_points):
    share = share_floor(amount, basis_points)
    assert share * 10_000 <= amount * basis_points < (share + 1) * 10_000


def test_percentages_beyond_the_whole_are_refused():
    assert share_floor(1250, 1000) == 125
    assert share_floor(99, 10_000) == 99
    for basis_points in (-1, 10_001):
        with pytest.raises(ValueError):
            share_floor(1, basis_points)
