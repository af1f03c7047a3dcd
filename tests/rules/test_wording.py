"""The copy linter: what each rule finds, what the law excuses, which disguises are seen through."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

import passalong
from passalong.lawful import wording
from passalong.lawful.folding import folded
from passalong.lawful.wording import CONCEPTS, check_wording
from passalong.lawful.words.look_alikes import _PAIRS
from passalong.lawful.words.rules import RULES
from passalong.lawful.words.sentences import FIXES, REASONS
from rules.copy_corpus import Sentence, sentences

SOURCE = Path(passalong.__file__).parent
# One sentence for each rule that no other rule finds as heavily: (rule, verdict, text).
ONE_EACH = (
    ("absolute_superlative", "block", "最好喝的冷泡茶在这里"),
    ("absolute_wide", "block", "全城最大的桶"),
    ("absolute_rank", "block", "口碑第一，欢迎来坐"),
    ("absolute_peerless", "block", "極品大紅袍，只剩兩盒"),
    ("absolute_unsure", "warn", "我们的服务一流"),
    ("absolute_first", "warn", "村里第一家做豆浆的"),
    ("share_for_benefit", "block", "分享这张海报，领一杯茶"),
    ("share_for_sure_benefit", "block", "欢迎大家转发，转发就送一桶水"),
    ("help_me", "block", "帮我砍一下价吧"),
    ("invite_for_benefit", "block", "每邀请一位朋友，送十元"),
    ("begged_sharing", "warn", "拜託大家幫忙轉傳，我們搬家了"),
    ("pyramid_word", "block", "Earn a passive income with tea"),
    ("pyramid_line", "block", "下线越多越稳"),
    ("entry_price", "block", "先买一箱茶才能当代理"),
    ("paid_by_the_head", "block", "招一个代理奖两百"),
    ("paid_by_the_chain", "block", "A cut of every order below you"),
    ("income_promised", "warn", "认真做的代理一个月多赚三五千"),
    ("health_effect", "block", "喝了排毒"),
    ("illness_gets_better", "block", "Gout: the tea works against it"),
    ("near_health", "warn", "养生茶上新了"),
    ("good_review_for_benefit", "block", "五星好评，返五元"),
    ("review_for_benefit", "warn", "Leave a review, get a voucher"),
)
LAWFUL = (
    "第一家店2010年开在这里", "最后三天，记得来用", "最快两天有答复", "店里最大的桶是18.9升",
    "我们尽最大努力按时送到", "有问题第一时间回电", "特级、一级按国家标准分", "最佳赏味期限十天",
    "每张券有唯一编号", "我们不敢说自己最好", "广告法不让写“最好”", "积极报名", "爬到楼顶级数多",
    "收集赞助商的标志", "旧款水壶下线了", "可以送一张券给朋友", "不转发也一样优惠",
    "朋友来喝过之后，我们送您一张券", "只有自己卖出的单子有佣金，介绍别人没有钱", "这水不治病",
    "Best before: ten days", "We do our best", "Number 1 Garden Road", "We are not the best",
    "Our shareholders meet at noon", "Feel free to forward, nothing changes if you don't",
    "The law forbids us to write best", "This bottle cures nothing", "asbestos free",
    "Agents need not buy anything to join", "The largest size we have is 18.9 litres",
)  # fmt: skip
DISGUISED = (
    ("最 佳 的 水", "最 佳"), ("最-佳的水", "最-佳"), ("最\u200b佳的水", "最\u200b佳"),
    ("蕞佳的水", "蕞佳"), ("zui佳的水", "zui佳"), ("品质最💧佳", "最💧佳"), ("頂/級茶", "頂/級"),
    ("全。港。最。平。水", "全。港。最"), ("全城第①的茶", "全城第①"),
    ("排 - 毒 - 茶", "排 - 毒"),
    ("The b-e-s-t tea", "b-e-s-t"), ("The b e s t tea", "b e s t"), ("The bеst tea", "bеst"),
    ("ＢＥＳＴ tea", "ＢＥＳＴ"), ("The b3st tea", "b3st"), ("Pass1ve inc0me", "Pass1ve inc0me"),
    ("Ｎ０.1 shop", "Ｎ０.1"), ("躺🦐不是梦", "躺🦐"), ("Our 最好 water", "最好"),
)  # fmt: skip


@pytest.mark.parametrize(("rule", "verdict", "text"), ONE_EACH, ids=[one[0] for one in ONE_EACH])
def test_each_rule_finds_what_it_is_for_and_nobody_else_does(rule: str, verdict: str, text: str):
    found = check_wording(text, "cn")
    assert found.verdict == verdict
    assert rule in {one.rule_id for one in found.findings if one.verdict == verdict}
    others = tuple(one for one in RULES if one.id != rule)
    assert check_wording(text, "cn", rules=others).verdict != verdict


def test_every_rule_has_its_sentence_and_its_words_in_three_languages():
    assert [one.id for one in RULES] == [one[0] for one in ONE_EACH]
    assert len({one.id for one in RULES}) == len(RULES)
    for rule in RULES:
        assert {*rule.needs, *rule.unless, *rule.softened} <= CONCEPTS.keys()
        for said in (REASONS[rule.reason], FIXES[rule.fix]):
            assert "" not in (said.zh_hans, said.zh_hant, said.en)
    assert {one.reason for one in RULES} == REASONS.keys()
    assert {one.fix for one in RULES} == FIXES.keys()
    used = {name for one in RULES for name in (*one.needs, *one.unless, *one.softened)}
    assert used == CONCEPTS.keys()


@pytest.mark.parametrize("text", LAWFUL)
def test_what_the_law_excuses_passes(text: str):
    assert check_wording(text, "cn").findings == ()


@pytest.mark.parametrize(("text", "words"), DISGUISED)
def test_a_disguise_is_seen_through_and_shown_where_it_stands(text: str, words: str):
    found = check_wording(text, "cn").worst
    assert found is not None
    assert (found.verdict, found.words) == ("block", words)
    assert text[found.begin : found.end] == words


def test_praise_needs_a_note_where_the_pack_does_not_forbid_it():
    assert check_wording("The best tea in town", "intl").verdict == "warn"
    assert check_wording("Share to unlock the lesson", "intl").verdict == "block"


def test_a_denied_or_reported_pyramid_word_warns():
    assert check_wording("我们不拉人头", "cn").verdict == "warn"
    assert (
        check_wording("Somebody posts “passive income”, do not believe it", "cn").verdict == "warn"
    )


def half_a() -> list[Sentence]:
    return [row for row in sentences() if row.half == "a"]


def test_the_half_that_was_read_is_judged_as_labelled():
    wrong = [(row.id, row.label) for row in half_a()
             if check_wording(row.text, "cn").verdict != row.label]  # fmt: skip
    assert wrong == []


def test_without_its_lawful_exceptions_it_blocks_what_is_lawful():
    blocked = [row.id for row in half_a() if row.label == "pass"
               and check_wording(row.text, "cn", exceptions="off").verdict == "block"]  # fmt: skip
    assert len(blocked) > 20


RULES_NEEDED_BY_NONE_OF_HALF_A = {
    "absolute_unsure", "share_for_sure_benefit", "invite_for_benefit", "paid_by_the_head",
    "review_for_benefit",
}  # fmt: skip


def test_each_rule_taken_out_is_missed_or_known_to_serve_other_sentences():
    rows = half_a()
    unneeded = set()
    for rule in RULES:
        rest = tuple(one for one in RULES if one is not rule)
        if all(check_wording(row.text, "cn", rules=rest).verdict == row.label for row in rows):
            unneeded.add(rule.id)
    assert unneeded == RULES_NEEDED_BY_NONE_OF_HALF_A


TEXTS = st.text(max_size=300) | st.text("最第一级best转发送领不 .-0①🍵\u200b“”\n。", max_size=300)


@given(TEXTS, st.sampled_from(("cn", "intl")))
def test_any_text_is_read_and_every_finding_stands_in_it(text: str, pack: str):
    found = check_wording(text, pack)
    assert found == check_wording(text, pack)
    for one in found.findings:
        assert 0 <= one.begin < one.end <= len(text)
        assert one.words == text[one.begin : one.end]
    assert found.verdict == ("pass" if not found.findings else found.worst.verdict)


@given(TEXTS)
def test_a_folded_text_remembers_where_each_sign_stood(text: str):
    for view in folded(text):
        assert len(view.text) == len(view.at)
        assert list(view.at) == sorted(view.at)
        assert all(0 <= place < len(text) for place in view.at)


class Reading:
    """Counts how many signs a pattern is asked to read."""

    def __init__(self, pattern: re.Pattern[str], counted: Counter[str]) -> None:
        self.pattern, self.counted = pattern, counted

    def finditer(self, said: str):
        self.counted["signs"] += len(said)
        self.counted["longest"] = max(self.counted["longest"], len(said))
        return self.pattern.finditer(said)


@pytest.mark.parametrize(
    "piece", ["最好喝的水，", "share and get a free cup ", "a", "b-e-s-t ", "第"]
)
def test_ten_times_the_text_is_ten_times_the_reading(monkeypatch, piece: str):
    counted: Counter[str] = Counter()
    counting = {name: Reading(one, counted) for name, one in CONCEPTS.items()}
    monkeypatch.setattr(wording, "CONCEPTS", counting)
    read = []
    for size in (1_000, 10_000):
        counted.clear()
        check_wording((piece * size)[:size], "cn")
        read.append(counted["signs"])
        assert counted["longest"] <= wording.SENTENCE_MAX + 60
    assert read[1] <= 12 * read[0]
    assert read[1] <= 10_000 * len(CONCEPTS) * 2.5


def test_traditional_characters_stand_in_pairs():
    assert len(_PAIRS) % 2 == 0
    assert all("\u4e00" <= sign <= "\u9fff" for sign in _PAIRS)


@pytest.mark.parametrize("language", ["zh_Hans", "zh_Hant"])
def test_no_sentence_of_our_own_pages_is_one_we_would_refuse(language: str):
    file = SOURCE / "web" / "locale" / language / "LC_MESSAGES" / "passalong.po"
    with file.open("rb") as opened:
        said = [one for one in read_po(opened) if one.id]
    texts = [text for one in said for both in (one.id, one.string)
             for text in ([both] if isinstance(both, str) else both)]  # fmt: skip
    assert len(texts) > 1_000
    assert [text for text in texts if check_wording(text, "cn").verdict == "block"] == []


@pytest.mark.parametrize("name", ["town", "campaigns"])
def test_no_text_of_the_town_or_of_a_template_is_one_we_would_refuse(name: str):
    texts = [
        node.value
        for file in sorted((SOURCE / name).glob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    assert len(texts) > 200
    assert [text for text in texts if check_wording(text, "cn").verdict == "block"] == []
