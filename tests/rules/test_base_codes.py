"""Codes: what was typed is understood, and every slip of the hand is noticed."""

import random
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passalong.base.codes import (
    ALPHABET,
    CodeMisread,
    code_of,
    printed,
    read_code,
    read_token,
    token_of,
)

numbers = st.integers(0, 2**60 - 1)
SEED = 20261122
KNOWN = "3DMV-9EK3-1WTE2"
CODES = [code_of(0), code_of(2**60 - 1)] + [
    code_of(random.Random(SEED + i).getrandbits(60)) for i in range(30)
]


def is_noticed(code: str) -> bool:
    try:
        read_code(code)
    except CodeMisread as misread:
        return misread.reason == "code_check_failed"
    return False


@given(numbers)
def test_a_code_reads_back(number):
    code = code_of(number)
    assert len(code) == 13
    assert set(code) <= set(ALPHABET)
    assert read_code(code) == number
    assert read_code(printed(code)) == number


def test_a_known_code_stays_the_same_for_ever():
    """Slips on paper outlive releases: these texts must never change their meaning."""
    assert printed(code_of(0)) == "0000-0000-00000"
    assert printed(code_of(1)) == "0000-0000-00012"
    assert printed(code_of(123456789012345678)) == KNOWN
    assert read_code(KNOWN) == 123456789012345678


@given(numbers)
def test_it_is_printed_in_groups_of_four_four_and_five(number):
    assert [len(group) for group in printed(code_of(number)).split("-")] == [4, 4, 5]


@given(numbers, st.data())
def test_small_letters_spaces_dashes_and_full_width_are_welcome(number, data):
    typed = "".join(
        data.draw(st.sampled_from([c, c.lower(), chr(ord(c) + 0xFEE0), f" {c}", f"{c}-", f"－{c}"]))
        for c in printed(code_of(number))
    )
    assert read_code(typed) == number


@given(numbers)
def test_letters_that_look_like_digits_are_read_as_digits(number):
    code = code_of(number)
    assert read_code(code.replace("0", "O").replace("1", "I")) == number
    assert read_code(code.replace("0", "o").replace("1", "l")) == number


def test_every_single_wrong_character_is_noticed():
    for code in CODES:
        for place in range(13):
            for other in set(ALPHABET) - {code[place]}:
                assert is_noticed(code[:place] + other + code[place + 1 :]), (code, place, other)


def test_every_exchange_of_two_characters_is_noticed():
    for code in CODES:
        for first, second in combinations(range(13), 2):
            swapped = list(code)
            swapped[first], swapped[second] = swapped[second], swapped[first]
            if code[first] != code[second]:
                assert is_noticed("".join(swapped)), (code, first, second)


def test_every_exchange_of_any_two_neighbours_at_every_place_is_noticed():
    """Exhaustive over pairs of characters and places, in the number 0 with just that pair."""
    for place in range(11):
        for one in range(32):
            for other in range(32):
                if one != other:
                    number = one << 5 * (11 - place) | other << 5 * (10 - place)
                    code = code_of(number)
                    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
                    assert is_noticed(swapped)


def test_a_plain_sum_as_check_would_miss_exchanges():
    """The planted fault: a check without factors notices no exchange at all."""
    code = code_of(123456789012345678)
    swapped = code[1] + code[0] + code[2:]

    def plain(text: str) -> int:
        return sum(ALPHABET.index(c) for c in text[:-1]) % 32

    assert plain(code) == plain(swapped)
    assert is_noticed(swapped)


def test_a_random_wrong_code_passes_once_in_thirty_two():
    draw = random.Random(SEED)
    passed = sum(
        not is_noticed("".join(draw.choice(ALPHABET) for _ in range(13))) for _ in range(20_000)
    )
    assert 500 < passed < 750  # 625 expected, five standard deviations


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "code_too_short"),
        ("3D2M-5VXC", "code_too_short"),
        (KNOWN[:-1], "code_too_short"),
        (KNOWN + "0", "code_too_long"),
        ("0" * 1_000_000, "code_too_long"),
        ("\ufdfa" * 64, "code_character_unknown"),
        ("U" * 13, "code_character_unknown"),
        ("ß" * 13, "code_character_unknown"),
        ("ı" * 13, "code_character_unknown"),
        ("券" + KNOWN, "code_character_unknown"),
        ("٠" * 13, "code_character_unknown"),
        ("0000-0000-00001", "code_check_failed"),
    ],
)
def test_what_is_no_code_says_why(text, reason):
    with pytest.raises(CodeMisread) as misread:
        read_code(text)
    assert misread.value.reason == reason


@pytest.mark.parametrize("number", [-1, 2**60, 2**63])
def test_a_number_that_does_not_fit_is_refused(number):
    with pytest.raises(ValueError):
        code_of(number)


@given(st.binary(min_size=16, max_size=16))
def test_a_token_reads_back_and_fits_a_path(secret):
    token = token_of(secret)
    assert len(token) == 22
    assert all(c.isascii() and (c.isalnum() or c in "-_") for c in token)
    assert read_token(token) == secret


@given(st.binary(min_size=16, max_size=16))
def test_a_token_has_one_spelling_only(secret):
    token = token_of(secret)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    readable = []
    for last in letters:
        try:
            read_token(token[:-1] + last)
        except CodeMisread:
            continue
        readable.append(last)
    assert len(readable) == 4
    assert token[-1] in readable
    spare = {letters.index(last) & 15 for last in readable}
    assert spare == {0}


@pytest.mark.parametrize(
    "text", ["", "A" * 21, "A" * 23, "A" * 21 + "=", "A" * 20 + "+/", " " + "A" * 21, "Ａ" * 22]
)
def test_what_is_no_token_is_refused(text):
    with pytest.raises(CodeMisread) as misread:
        read_token(text)
    assert misread.value.reason == "token_misread"


def test_a_token_of_another_size_is_refused():
    for size in (0, 15, 17):
        with pytest.raises(ValueError):
            token_of(bytes(size))
