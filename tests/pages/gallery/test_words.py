"""Whoever reads gets her language, complete, with money and moments as she writes them."""

import sys

import pytest

from pages.gallery.gallery_rendered import ROOT
from passalong.web.formats import Calendar, money, number
from passalong.web.language import choose_language, languages, tag_of

sys.path.insert(0, str(ROOT / "tools"))

import words

# 2026-11-22 14:05 in Shanghai.
NOW = 1_795_327_500_000
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_sentence_is_translated(language: str):
    assert words.missing(language) == []


def test_a_lost_placeholder_is_found():
    assert words.holes("%(giver)s gives {n}") != words.holes("%(giver)s gives")


@pytest.mark.parametrize(
    ("wish", "tag"),
    [
        ("zh", "zh-Hans"), ("zh-CN", "zh-Hans"), ("zh_Hans_CN", "zh-Hans"), ("zh-SG", "zh-Hans"),
        ("zh-TW", "zh-Hant"), ("zh-HK", "zh-Hant"), ("zh-Hant", "zh-Hant"), ("zh_TW", "zh-Hant"),
        ("en-GB", "en"), ("fr", None), ("", None), (None, None),
    ],
)  # fmt: skip
def test_what_somebody_calls_a_language(wish: str | None, tag: str | None):
    assert tag_of(wish) == tag


@pytest.mark.parametrize(
    ("asked", "tag"),
    [
        ({"query": "en", "cookie": "zh-TW"}, "en"),
        ({"cookie": "zh-TW", "preference": "en"}, "zh-Hant"),
        ({"preference": "zh_Hans", "accept_language": "en"}, "en"),
        ({"preference": "zh_Hans", "accept_language": "fr, de;q=0.5"}, "zh-Hans"),
        ({"preference": "zh_Hant"}, "zh-Hant"),
        ({"accept_language": "fr, en;q=0.5, zh-HK;q=0.9"}, "zh-Hant"),
        ({"accept_language": "zh;q=oops, en"}, "en"),
        ({"query": "xx"}, "en"),
        ({}, "en"),
    ],
)
def test_who_asks_for_a_language_first_is_heard(asked: dict[str, str], tag: str):
    assert choose_language(**asked).tag == tag


def test_a_sentence_in_three_languages():
    said = {tag: language.say("Keep it for me") for tag, language in languages().items()}
    assert said == {"zh-Hans": "免费领取", "zh-Hant": "免費領取", "en": "Keep it for me"}


def test_money_as_it_is_written():
    assert money(2500, "CNY", "zh_Hans_CN") == "¥25.00"
    assert money(250000, "TWD", "zh_Hant_TW") == "$2,500.00"
    assert money(2500, "CNY", "en") == "¥25.00"
    assert money(2500, "JPY", "en") == "¥2,500"
    assert number(1234567, "en") == "1,234,567"


def test_moments_are_told_in_the_zone_of_the_shop():
    here = Calendar("zh_Hans_CN", "Asia/Shanghai", NOW)
    assert here.moment(NOW) == "11月22日 14:05"
    assert Calendar("en", "Europe/London", NOW, "just now").moment(NOW) == "Nov 22 06:05"
    assert here.day(NOW + 60 * DAY) == "2027年1月21日"


def test_a_moment_near_is_told_by_its_distance_and_a_far_one_by_its_day():
    here = Calendar("en", "Asia/Shanghai", NOW, "just now")
    assert here.ago(NOW - MINUTE // 2) == "just now"
    assert here.ago(NOW - 3 * HOUR) == "3 hours ago"
    assert here.ago(NOW + 21 * HOUR) == "in 21 hours"
    assert here.ago(NOW - 9 * DAY) == "Nov 13"
