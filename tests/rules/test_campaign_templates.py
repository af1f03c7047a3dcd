"""Three templates and six questions: lawful as they are, in three languages, short to fill in.

The life of a campaign is in test_campaigns.py.
"""

import re
import typing

import pytest

from passalong.base.messages import Words
from passalong.campaigns.model import Campaign, CampaignTerms, StartCampaign, Template, Terms, Way
from passalong.campaigns.templates import ASKED_MAX, TEMPLATES, CampaignTemplate, draft_from
from passalong.campaigns.welcome import QUESTIONS, first_campaign, number_in
from rules.campaign_scene import campaign_scene

LANGUAGES = ("zh_Hans", "zh_Hant", "en")
EVERY = pytest.mark.parametrize("template", typing.get_args(Template))

# facts of the words: never shown, and wordings of the mainland in the traditional texts.
NEVER = ("最", "第一", "顶级", "国家级", "下线", "上线", "下線", "上線", "躺", "返利", "裂变")
MAINLAND = ("門店", "定制", "消息", "數據", "鏈接", "短信", "質量", "保存", "添加", "用戶", "營銷")
ONLY_SIMPLIFIED = set(
    "买给张体验过时请说无换卖国门预约节课单东这个种们样两会学员报来尝为订开头数记愿费"
)


def texts() -> list[tuple[str, Words]]:
    """Every text of templates and questions, by name."""
    found = []
    for name, template in TEMPLATES.items():
        found += [
            (f"{name} name", template.name),
            (f"{name} sentence", template.sentence),
            (f"{name} trial", template.terms.trial),
            (f"{name} conditions", template.terms.conditions),
        ]
    for question in QUESTIONS:
        found += [(f"{question.way} question", question.question), (question.way, question.hint)]
    return found


@pytest.mark.parametrize(("name", "words"), texts())
def test_every_text_is_there_in_three_languages(name: str, words: Words) -> None:
    assert all((words.zh_hans, words.zh_hant, words.en)), name
    assert words.zh_hans != words.en != words.zh_hant
    assert re.search(r"[\u4e00-\u9fff]", words.en) is None
    assert re.search(r"[\u4e00-\u9fff]", words.zh_hans) is not None
    for sign in NEVER:
        assert sign not in words.zh_hans
        assert sign not in words.zh_hant
    for wording in MAINLAND:
        assert wording not in words.zh_hant
    assert set(words.zh_hant) & ONLY_SIMPLIFIED == set()
    for text in (words.zh_hans, words.zh_hant):
        assert re.search(r"[,;!?]", text) is None, "Chinese texts have Chinese marks"


@EVERY
def test_a_template_runs_as_it_is(template: Template) -> None:
    where = campaign_scene()
    campaign_id = where.done(draft_from(template))["campaign_id"]
    assert where.done(StartCampaign(campaign_id))["state"] == "running"
    assert where.row(Campaign, campaign_id).template == template


@EVERY
def test_a_template_asks_little_and_only_what_a_campaign_has(template: Template) -> None:
    asks = TEMPLATES[template].asks
    assert len(asks) == len(set(asks)) <= ASKED_MAX == 5
    assert set(asks) <= {*Terms.__struct_fields__, "ends_at"}


def test_the_terms_of_the_templates() -> None:
    figures = {
        name: (
            found.terms.vouchers_per_purchase,
            found.terms.validity_days,
            found.terms.return_hours,
            found.terms.claims_max,
            found.terms.hold_max,
            found.terms.trial_stock,
        )
        for name, found in TEMPLATES.items()
    }
    assert figures == {
        "three-trial-vouchers": (3, 30, 24, 1, 3, None),
        "bring-a-friend": (1, 60, 72, 1, 1, 40),
        "new-product-tasting": (2, 14, 24, 1, 3, 100),
    }


# The sentence tells the number of vouchers, the conditions how often one may come.
TOLD = {1: ("一张", "一張", "one"), 2: ("两张", "兩張", "two"), 3: ("三张", "三張", "three")}


@EVERY
def test_what_a_template_says_is_what_it_does(template: Template) -> None:
    found: CampaignTemplate = TEMPLATES[template]
    words = TOLD[found.terms.vouchers_per_purchase]
    for language, told in zip(LANGUAGES, words, strict=True):
        assert told in found.sentence.said(language)
    assert found.terms.claims_max == 1
    conditions = found.terms.conditions
    assert "每人限" in conditions.zh_hans
    assert "每人限" in conditions.zh_hant
    assert "for each person" in conditions.en
    assert "不能兑换现金" in conditions.zh_hans
    assert "不得兌換現金" in conditions.zh_hant
    assert "cannot be exchanged for cash or sold" in conditions.en


def test_there_is_one_question_for_each_way() -> None:
    assert tuple(question.way for question in QUESTIONS) == typing.get_args(Way)
    fills = [question.fills for question in QUESTIONS if question.fills]
    assert sorted(fills) == [
        "conditions",
        "name",
        "trial",
        "trial_stock",
        "vouchers_per_purchase",
    ]


ANSWERS: dict[Way, str] = {
    "fragments": "水要现接才甜",
    "product": "山泉水一瓶",
    "trust": "不好喝不收钱",
    "community": "大概 120 位",
    "fission": "两位",
    "social": "阿敏和老周",
}


def test_answers_fill_the_first_campaign() -> None:
    filled = first_campaign(ANSWERS, "zh_Hans")
    usual = TEMPLATES["three-trial-vouchers"].terms.conditions.zh_hans
    assert filled.name == Words(zh_hans="水要现接才甜")
    assert filled.terms.trial == Words(zh_hans="山泉水一瓶")
    assert filled.terms.conditions == Words(zh_hans=f"不好喝不收钱。{usual}")
    assert (filled.terms.trial_stock, filled.terms.vouchers_per_purchase) == (120, 2)
    where = campaign_scene()
    campaign_id = where.done(filled)["campaign_id"]
    assert where.done(StartCampaign(campaign_id))["state"] == "running"
    told = "".join(entry.body for entry in where.journal)
    assert "阿敏" not in told
    assert where.row(CampaignTerms, campaign_id, 1).terms == filled.terms


def test_skipped_answers_leave_the_template() -> None:
    nothing: dict[Way, str] = dict.fromkeys(ANSWERS, "  ")
    assert first_campaign({}, "en") == draft_from("three-trial-vouchers")
    assert first_campaign(nothing, "en", "bring-a-friend") == draft_from("bring-a-friend")


@pytest.mark.parametrize(
    "answers",
    [
        {"fragments": "x" * 81},
        {"product": "x" * 201},
        {"fission": "many"},
        {"fission": "0"},
        {"fission": "21"},
        {"community": "0"},
        {"community": "1000001"},
    ],
)
def test_an_answer_that_does_not_fit_leaves_the_template(answers: dict[Way, str]) -> None:
    assert first_campaign(answers, "en") == draft_from("three-trial-vouchers")


@pytest.mark.parametrize(("each", "all_of_them"), [(1, 1), (20, 1_000_000)])
def test_the_longest_and_the_outermost_answers_fit(each: int, all_of_them: int) -> None:
    answers: dict[Way, str] = {"fragments": "x" * 80, "product": "y" * 200}
    answers |= {"fission": str(each), "community": str(all_of_them)}
    filled = first_campaign(answers, "en")
    assert (filled.name, filled.terms.trial) == (Words(en="x" * 80), Words(en="y" * 200))
    assert filled.terms.vouchers_per_purchase == each
    assert filled.terms.trial_stock == all_of_them


def test_a_promise_in_english_ends_before_the_conditions_begin() -> None:
    usual = TEMPLATES["three-trial-vouchers"].terms.conditions.en
    for said in ("Always fresh", "Always fresh."):
        filled = first_campaign({"trust": said}, "en")
        assert filled.terms.conditions == Words(en=f"Always fresh. {usual}")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3", 3),
        ("３位", 3),
        ("about 20 or 30", 20),
        ("三位", 3),
        ("两个", 2),
        ("兩個", 2),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("九十九", 99),
        ("二三", None),
        ("三二十", None),
        ("十二三", None),
        ("several", None),
        ("", None),
    ],
)
def test_a_number_in_an_answer(text: str, number: int | None) -> None:
    assert number_in(text) == number
