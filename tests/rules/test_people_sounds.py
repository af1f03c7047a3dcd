"""Sounds and spellings: what a clerk mishears is near, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passalong.people.characters import SIMPLIFIED, SURNAME_READINGS
from passalong.people.sounds import (
    FAR,
    MISHEARD,
    SYLLABLES,
    difference,
    fold,
    mishearing,
    sign_of,
    syllable_sign,
    syllables_in,
)
from passalong.people.spellings import NO_MATCH, Vocabulary, edits, folded, words_difference
from passalong.people.spoken import heard

syllables = st.sampled_from(sorted(SYLLABLES))
words = st.text("abcde", min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("nan", "lan"), ("rong", "long"), ("zhang", "zang"), ("chen", "cen"), ("shan", "san"),
        ("lin", "ling"), ("wen", "weng"), ("yan", "yang"), ("lian", "liang"), ("guan", "guang"),
        ("hu", "fu"), ("hui", "fei"), ("huang", "fang"), ("hong", "feng"), ("hua", "fa"),
    ],
)  # fmt: skip
def test_what_a_clerk_mishears_is_one_slip_and_filed_together(one, other):
    assert mishearing(one, other) == mishearing(other, one) == MISHEARD
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("wang", "li"), ("ba", "pa"), ("jin", "qin"), ("zhang", "jiang"), ("an", "en")],
)
def test_other_sounds_are_far(one, other):
    assert mishearing(one, other) == FAR


@given(syllables, syllables)
def test_near_sounds_are_always_filed_together(one, other):
    cost = mishearing(one, other)
    assert cost == mishearing(other, one)
    assert (cost == 0) == (one == other)
    assert (cost < FAR) == (fold(one) == fold(other))


def test_two_slips_in_one_sound_cost_more_than_one():
    assert mishearing("lin", "ning") > mishearing("lin", "nin") > 0


@pytest.mark.parametrize(
    ("surname", "reading"),
    [
        ("单", "shan"), ("單", "shan"), ("解", "xie"), ("仇", "qiu"), ("曾", "zeng"), ("查", "zha"),
        ("任", "ren"), ("区", "ou"), ("區", "ou"), ("朴", "piao"), ("盖", "ge"), ("翟", "zhai"),
        ("缪", "miao"), ("王", "wang"), ("张", "zhang"), ("吕", "lv"),
    ],
)  # fmt: skip
def test_a_surname_is_read_as_surnames_are(surname, reading):
    assert sign_of(surname, is_surname=True).readings[0] == reading


def test_elsewhere_the_same_character_keeps_its_usual_reading():
    assert sign_of("单").readings[0] == "dan"
    assert sign_of("解").readings[0] == "jie"


def test_both_scripts_are_one_character():
    for traditional, simplified in SIMPLIFIED.items():
        assert sign_of(traditional) is not None
        assert difference(sign_of(traditional), sign_of(simplified)) == 0
    assert not set(SIMPLIFIED.values()) & set(SIMPLIFIED)


def test_every_surname_reading_is_a_syllable():
    assert {reading for readings in SURNAME_READINGS.values() for reading in readings} <= SYLLABLES


def test_costs_rise_from_the_same_character_to_another_sound():
    name = sign_of("明")
    others = [sign_of("明"), sign_of("鸣"), sign_of("命"), sign_of("敏"), sign_of("王")]
    costs = [difference(other, name) for other in others]
    assert costs == sorted(set(costs))
    assert costs[0] == 0
    assert costs[-1] == FAR


def test_typed_pinyin_is_as_good_as_the_character():
    assert difference(syllable_sign("ming"), sign_of("明")) == 0
    assert difference(sign_of("明"), syllable_sign("ming")) > 0


@pytest.mark.parametrize(
    ("word", "way"),
    [
        ("zhangwei", ("zhang", "wei")),
        ("ouyangnana", ("ou", "yang", "na", "na")),
        ("lvbu", ("lv", "bu")),
    ],
)
def test_joined_pinyin_is_taken_apart(word, way):
    assert way in syllables_in(word)


def test_pinyin_that_can_be_read_in_two_ways_is_read_in_both():
    assert {("xian",), ("xi", "an")} <= set(syllables_in("xian"))
    assert syllables_in("smith") == ()
    assert syllables_in("xian" * 30) == ()


@given(st.lists(syllables, min_size=1, max_size=3))
def test_no_reading_loses_a_letter(parts):
    word = "".join(parts)
    ways = syllables_in(word)
    assert ways
    assert all("".join(way) == word and set(way) <= SYLLABLES for way in ways)


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("José", "jose"), ("Søren", "soren"), ("Łukasz", "lukasz"), ("Weiß", "weiss"),
        ("Yılmaz", "yilmaz"), ("Nguyễn", "nguyen"), ("ＡＮＮＡ", "anna"), ("陳Amy", "陳amy"),
    ],
)  # fmt: skip
def test_accents_are_folded(name, plain):
    assert folded(name) == plain


@given(words, words)
def test_edits_are_a_distance(one, other):
    count = edits(one, other, 9)
    assert count == edits(other, one, 9)
    assert (count == 0) == (one == other)
    assert abs(len(one) - len(other)) <= count <= max(len(one), len(other))
    assert edits(one, other, 1) == min(count, 2)


def test_letters_swapped_are_one_edit():
    assert edits("jsoe", "jose", 3) == 1
    assert edits("garcai", "garcia", 3) == 1
    assert edits("garcia", "gracias", 3) == 2


def test_the_order_of_words_costs_little_and_a_foreign_word_much():
    known = ("anna", "smith")
    turned = words_difference(("smith", "anna"), known)
    other = words_difference(("anna", "jones"), known)
    assert 0 == words_difference(known, known) < turned < 0.5 < other
    assert words_difference(("john", "jones"), known) == NO_MATCH


@given(st.lists(words, max_size=12), st.randoms())
def test_a_vocabulary_forgets_what_is_dropped(listed, draw):
    vocabulary = Vocabulary()
    for word in listed:
        vocabulary.add(word)
    draw.shuffle(listed)
    for place, word in enumerate(listed):
        assert vocabulary.near(word)[word] == 0
        vocabulary.drop(word)
        assert (word in vocabulary.near(word)) == (word in listed[place + 1 :])
    assert vars(vocabulary) == vars(Vocabulary())


@pytest.mark.parametrize(
    ("spoken", "chinese", "said_words", "tail", "number", "loose"),
    [
        ("王小明", "王小明", (), "", None, ""),
        ("王 5678", "王", (), "", None, "5678"),
        ("王尾号５６７８", "王", (), "5678", None, ""),
        ("last four 0042, Anna", "", ("anna",), "0042", None, ""),
        ("No. 1042", "", (), "", 1042, ""),
        ("#7 Anna", "", ("anna",), "", 7, ""),
        ("一零四二号", "", (), "", 1042, ""),
        ("健身房的王姐", "健身房王姐", (), "", None, ""),
        ("Mr. O'Brien", "", ("obrien",), "", None, ""),
        ("Mei-Ling", "", ("mei", "ling"), "", None, ""),
        ("138-0000-5678", "", (), "", None, "13800005678"),
    ],
)
def test_what_was_said_is_taken_apart(spoken, chinese, said_words, tail, number, loose):
    assert heard(spoken) == (chinese, said_words, tail, number, loose)
