"""The six first questions to an owner, one per way of thinking, and the campaign they fill.

Templates are in `campaigns/templates.py`; the answers are kept by `campaigns/rules.py`.

Every question may be skipped. An answer in figures is taken if it is one and within its bounds;
an answer in words stands in the owner's language, since nobody translated it.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final, Literal

import msgspec
from msgspec.structs import replace

from passalong.base.messages import Words
from passalong.campaigns.model import (
    NAME_MAX,
    TRIAL_MAX,
    DraftCampaign,
    Template,
    Terms,
    Way,
)
from passalong.campaigns.templates import draft_from

Fills = Literal["name", "trial", "conditions", "vouchers_per_purchase", "trial_stock", ""]
Language = Literal["zh_Hans", "zh_Hant", "en"]


class WelcomeQuestion(msgspec.Struct, frozen=True):
    """One question. `fills` is what the answer becomes in the first campaign; empty: nothing."""

    way: Way
    question: Words
    hint: Words
    fills: Fills


QUESTIONS: Final = (
    WelcomeQuestion(
        way="fragments",
        question=Words(
            zh_hans="如果朋友只记住一句话，您希望是哪一句？",
            zh_hant="如果朋友只記得一句話，您希望是哪一句？",
            en="If a friend remembers one sentence about your shop, which should it be?",
        ),
        hint=Words(
            zh_hans="它会成为这次活动的名字。",
            zh_hant="這句話會成為這次活動的名稱。",
            en="It becomes the name of your first campaign.",
        ),
        fills="name",
    ),
    WelcomeQuestion(
        way="product",
        question=Words(
            zh_hans="您愿意请朋友免费体验什么？",
            zh_hant="您願意請朋友免費體驗什麼？",
            en="What may a friend try for free?",
        ),
        hint=Words(
            zh_hans="它会写在体验券上，例如：现磨豆浆一杯。",
            zh_hant="這會寫在體驗券上，例如：現磨豆漿一杯。",
            en="It is written on the voucher, for example: a cup of fresh soy milk.",
        ),
        fills="trial",
    ),
    WelcomeQuestion(
        way="trust",
        question=Words(
            zh_hans="对每一位来体验的朋友，您能保证什么？",
            zh_hant="對每一位來體驗的朋友，您能保證什麼？",
            en="What do you promise to everyone who comes to try?",
        ),
        hint=Words(
            zh_hans="它会写在使用条件的开头。",
            zh_hant="這會寫在使用條件的開頭。",
            en="It stands at the head of the conditions of use.",
        ),
        fills="conditions",
    ),
    WelcomeQuestion(
        way="community",
        question=Words(
            zh_hans="这一轮您能好好招待多少位新朋友，又不冷落老客？",
            zh_hant="這一輪您能好好招呼多少位新朋友，又不冷落老顧客？",
            en="How many new faces can you welcome well this time, regulars not forgotten?",
        ),
        hint=Words(
            zh_hans="请填数字。送出的体验不会超过这个数。",
            zh_hant="請填數字。送出的體驗不會超過這個數。",
            en="A number, please. No more trials than that are given.",
        ),
        fills="trial_stock",
    ),
    WelcomeQuestion(
        way="fission",
        question=Words(
            zh_hans="客户买了以后，请她送给几位朋友合适？",
            zh_hant="顧客買了以後，請她送給幾位朋友合適？",
            en="After a purchase, to how many friends may a customer give a trial?",
        ),
        hint=Words(
            zh_hans="请填数字。不填就是三位。",
            zh_hant="請填數字。不填就是三位。",
            en="A number, please. Three if you leave it empty.",
        ),
        fills="vouchers_per_purchase",
    ),
    WelcomeQuestion(
        way="social",
        question=Words(
            zh_hans="不用多想，您会先送给谁？",
            zh_hant="不用多想，您會先送給誰？",
            en="Whom would you give this to without a second thought?",
        ),
        hint=Words(
            zh_hans="他们可以成为首批赠送人。名字只有您看得到。",
            zh_hant="他們可以成為首批贈送人。名字只有您看得到。",
            en="They can be your first givers. Only you see their names.",
        ),
        # Names of people are private; a campaign's words are public and in the journal.
        fills="",
    ),
)

_SIGNS: Final = "零一二三四五六七八九"
_NUMBER: Final = re.compile(r"[0-9]{1,9}|[一二两兩三四五六七八九十]{1,3}")
_MOST: Final = {"vouchers_per_purchase": 20, "trial_stock": 1_000_000}


def first_campaign(
    answers: Mapping[Way, str], language: Language, template: Template = "three-trial-vouchers"
) -> DraftCampaign:
    """The draft of a template with the owner's answers in it. What was skipped, or does not fit,
    leaves the template as it is.
    """
    draft = draft_from(template)
    terms = draft.terms
    for asked in QUESTIONS:
        text = answers.get(asked.way, "").strip()
        if not text or not asked.fills:
            continue
        if asked.fills == "name":
            if len(text) <= NAME_MAX:
                draft = replace(draft, name=_in(language, text))
        elif asked.fills == "trial":
            if len(text) <= TRIAL_MAX:
                terms = replace(terms, trial=_in(language, text))
        elif asked.fills == "conditions":
            terms = replace(terms, conditions=_promise(text, terms, language))
        else:
            terms = _counted(terms, asked.fills, number_in(text))
    return replace(draft, terms=terms)


def number_in(text: str) -> int | None:
    """The first number in a text, in digits or in Chinese up to 99; None if there is none."""
    found = _NUMBER.search(unicodedata.normalize("NFKC", text))
    if found is None:
        return None
    written = found[0].replace("两", "二").replace("兩", "二")
    if written.isascii():
        return int(written)
    tens, ten, ones = written.rpartition("十")
    if not ten:
        return _SIGNS.index(written) if len(written) == 1 else None
    if len(tens) > 1 or len(ones) > 1:
        return None
    return 10 * (_SIGNS.index(tens) if tens else 1) + (_SIGNS.index(ones) if ones else 0)


def _counted(terms: Terms, field: str, number: int | None) -> Terms:
    if number is None or not 1 <= number <= _MOST[field]:
        return terms
    return replace(terms, **{field: number})


def _promise(text: str, terms: Terms, language: Language) -> Words:
    """The owner's promise before the usual conditions, both in her language only."""
    usual = terms.conditions.said(language)
    between = " " if language == "en" else ""
    ends = text if text[-1] in "。.!！?？" else text + ("." if language == "en" else "。")
    return _in(language, f"{ends}{between}{usual}")


def _in(language: Language, text: str) -> Words:
    return Words(**{language.lower(): text})
