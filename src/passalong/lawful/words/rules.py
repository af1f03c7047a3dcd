"""The rules of wording, as data: which concepts together break which law, and how heavily.

The words of each concept are in `zh.py` and `en.py`, sentences for people in `sentences.py`;
`lawful/wording.py` applies the rules. All quotations of the law rest on `docs/guides/wording.md`.
"""

import re
from typing import Final

from passalong.lawful.words import en, en_claims, zh
from passalong.lawful.words.rule import WordRule

_ADVERTISING: Final = "广告法 9(3)"
_LINKS: Final = "微信外部链接内容管理规范 2.1.2"
_PYRAMID: Final = "禁止传销条例 7"
_HEALTH: Final = "广告法 17"
_REVIEWS: Final = "网络反不正当竞争暂行规定 9(5)"
_TOLD: Final = ("denied_praise", "told_rule", "aim")

RULES: Final = (
    WordRule(id="absolute_superlative", kind="absolute_word", needs=("superlative",),
             unless=(*_TOLD, "own_range", "official_grade"), in_clause=True, intl="warn",
             law=_ADVERTISING, reason="absolute", fix="say_what_it_is"),
    WordRule(id="absolute_wide", kind="absolute_word", needs=("wide_superlative",),
             unless=("denied_praise", "told_rule"), in_clause=True, intl="warn",
             law=_ADVERTISING, reason="absolute", fix="say_what_it_is"),
    WordRule(id="absolute_rank", kind="absolute_word", needs=("rank",), unless=_TOLD,
             in_clause=True, intl="warn", law=_ADVERTISING, reason="absolute",
             fix="say_what_it_is"),
    WordRule(id="absolute_peerless", kind="absolute_word", needs=("peerless",),
             unless=(*_TOLD, "official_grade"), in_clause=True, intl="warn", law=_ADVERTISING,
             reason="absolute", fix="say_what_it_is"),
    WordRule(id="absolute_unsure", kind="absolute_word", needs=("superlative_other",),
             unless=(*_TOLD, "own_range", "official_grade"), in_clause=True, cn="warn",
             intl="warn", law=_ADVERTISING, reason="absolute_unsure", fix="say_what_it_is"),
    WordRule(id="absolute_first", kind="absolute_word", needs=("first_of_its_kind",),
             unless=(*_TOLD, "official_grade"), in_clause=True, cn="warn", intl="warn",
             law=_ADVERTISING, reason="needs_proof", fix="keep_the_proof"),
    WordRule(id="share_for_benefit", kind="inducement_to_share", needs=("share", "benefit"),
             unless=("plain_offer",), softened=("neutral_cue",), check_id="LC07", law=_LINKS,
             reason="share_for_benefit", fix="give_without_condition"),
    WordRule(id="share_for_sure_benefit", kind="inducement_to_share",
             needs=("share", "benefit", "strong_benefit"), unless=("plain_offer",),
             check_id="LC07", law=_LINKS, reason="share_for_benefit",
             fix="give_without_condition"),
    WordRule(id="help_me", kind="inducement_to_share", needs=("help_me",),
             unless=("plain_offer",), check_id="LC07", law=_LINKS, reason="share_for_benefit",
             fix="give_without_condition"),
    WordRule(id="invite_for_benefit", kind="inducement_to_share",
             needs=("invite_number", "benefit"), unless=("plain_offer", "no_pay"),
             check_id="LC07", law=_LINKS, reason="share_for_benefit",
             fix="give_without_condition"),
    WordRule(id="begged_sharing", kind="inducement_to_share", needs=("beg",), cn="warn",
             intl="warn", unless=("plain_offer",), check_id="LC07", law=_LINKS,
             reason="begged_sharing", fix="leave_it_to_her"),
    WordRule(id="pyramid_word", kind="pyramid_talk", needs=("pyramid_word",),
             softened=("denied_pyramid", "warned_of"), law=_PYRAMID, reason="pyramid",
             fix="own_sales_only"),
    WordRule(id="pyramid_line", kind="pyramid_talk", needs=("line_word",),
             softened=("denied_pyramid", "warned_of"), law=_PYRAMID, reason="pyramid",
             fix="own_sales_only"),
    WordRule(id="entry_price", kind="pyramid_talk", needs=("buy_in",),
             unless=("free_entry",), softened=("denied_pyramid", "warned_of"), law=_PYRAMID,
             reason="entry_price", fix="no_entry_price"),
    WordRule(id="paid_by_the_head", kind="pyramid_talk", needs=("heads", "pay"), near=30,
             unless=("no_pay",), softened=("denied_pyramid", "warned_of"), law=_PYRAMID,
             reason="pyramid", fix="own_sales_only"),
    WordRule(id="paid_by_the_chain", kind="pyramid_talk", needs=("chain",), unless=("no_pay",),
             softened=("denied_pyramid", "warned_of"), law=_PYRAMID, reason="pyramid",
             fix="own_sales_only"),
    WordRule(id="income_promised", kind="pyramid_talk", needs=("income",), cn="warn",
             intl="warn", law=_PYRAMID, reason="income_promised", fix="own_sales_only"),
    WordRule(id="health_effect", kind="medical_claim", needs=("health_effect",),
             unless=("doctor",), law=_HEALTH, reason="medical", fix="say_how_it_tastes"),
    WordRule(id="illness_gets_better", kind="medical_claim", needs=("illness", "gets_better"),
             near=34, unless=("doctor",), law=_HEALTH, reason="medical",
             fix="say_how_it_tastes"),
    WordRule(id="near_health", kind="medical_claim", needs=("near_health",), unless=("doctor",),
             cn="warn", intl="warn", law=_HEALTH, reason="near_health",
             fix="say_how_it_tastes"),
    WordRule(id="good_review_for_benefit", kind="review_reward",
             needs=("good_review", "review_benefit"), unless=("plain_offer", "denied_review"),
             softened=("warned_of", "whatever_said"), check_id="LC06",
             law=_REVIEWS, reason="review_reward", fix="ask_every_buyer"),
    WordRule(id="review_for_benefit", kind="review_reward", near=30,
             needs=("any_review", "review_benefit"), unless=("plain_offer", "denied_review"),
             cn="warn", intl="warn", check_id="LC06", law=_REVIEWS, reason="review_reward",
             fix="ask_every_buyer"),
)  # fmt: skip


def concepts() -> dict[str, re.Pattern[str]]:
    """Each concept in both scripts as one pattern."""
    scripts = (zh.CONCEPTS, en.CONCEPTS, en_claims.CONCEPTS)
    names = {name for words in scripts for name in words}
    return {
        name: re.compile(
            "|".join(one for words in scripts for one in words.get(name, ())), re.ASCII
        )
        for name in sorted(names)
    }
