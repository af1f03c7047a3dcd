"""Asking about a text before it is used: `POST /v1/copy/check`, and findings as sentences.

What is found is decided by `lawful/wording.py`; the page for people is `web/console/wording.py`.
Neither keeps the text: `/metrics` counts the rules that were met, nothing else.
"""

from typing import Annotated, Any, Final

import msgspec
from litestar import post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from passalong.engine.asking import reads
from passalong.engine.bodies import Body
from passalong.engine.door import Door, Wish
from passalong.lawful.wording import TEXT_MAX, Checked, check_wording
from passalong.lawful.words.sentences import FIXES, REASONS
from passalong.merchants.queries import merchant_of
from passalong.web.figures import Figures
from passalong.web.language import Language, choose_language

CHECK_EXAMPLE: Final[dict[str, Any]] = {
    "verdict": "block",
    "findings": [
        {
            "rule_id": "share_for_benefit",
            "check_id": "LC07",
            "kind": "inducement_to_share",
            "verdict": "block",
            "begin": 0,
            "end": 28,
            "words": "Share this to get a free cup",
            "law": "微信外部链接内容管理规范 2.1.2",
            "reason": "A benefit may not depend on forwarding, likes or bringing people in.",
            "fix": "Take the condition out: every buyer gets vouchers, "
            "and giving them is up to her.",
        }
    ],
}


class CopyWish(Body, frozen=True):
    """A text as it would be printed or sent, and the language of the answer."""

    text: Annotated[str, msgspec.Meta(max_length=TEXT_MAX)]
    language: str = ""


class FindingShown(msgspec.Struct):
    """One offence. `begin` and `end` count the characters of the text that was sent."""

    rule_id: str
    check_id: str
    kind: str
    verdict: str
    begin: int
    end: int
    words: str
    law: str
    reason: str
    fix: str


class CopyChecked(msgspec.Struct):
    """`block`: may not leave; `warn`: only with a reason; `pass`: nothing was found."""

    verdict: str
    findings: list[FindingShown]


def told(checked: Checked, language: Language) -> CopyChecked:
    """What was found, in the reader's language."""
    return CopyChecked(
        checked.verdict,
        [
            FindingShown(
                **{
                    **msgspec.structs.asdict(one),
                    "reason": language.pick(REASONS[one.reason]),
                    "fix": language.pick(FIXES[one.fix]),
                }
            )
            for one in checked.findings
        ],
    )


def counted(checked: Checked, figures: Figures) -> Checked:
    """Count the rules that were met, without a word of the text."""
    for one in checked.findings:
        figures.count("passalong_copy_findings_total", rule=one.rule_id, verdict=one.verdict)
    return checked


@post(
    "/v1/copy/check",
    opt=reads(asks={"text": "Share this to get a free cup"}, answers=CHECK_EXAMPLE),
    status_code=200,
    sync_to_thread=True,
    tags=["copy"],
)
def check_copy(
    data: JSONBody[CopyWish],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
    figures: NamedDependency[Figures],
) -> CopyChecked:
    """Whether a text may leave under the merchant's rule pack. Nothing is kept or changed."""
    with door.reading() as read:
        merchant = merchant_of(read, wish.merchant_id)
    pack = merchant.pack if merchant else "cn"
    checked = counted(check_wording(data.text, pack), figures)
    usual = merchant.language if merchant else None
    return told(checked, choose_language(data.language or None, None, usual, None))


ROUTES: Final[tuple[Any, ...]] = (check_copy,)
