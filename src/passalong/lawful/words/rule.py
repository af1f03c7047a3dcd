"""The form of one rule of wording, and of what it cites.

The rules themselves are in `rules.py`, the words they name in `zh.py` and `en.py`, what is said
to the owner in `sentences.py`.
"""

from typing import Literal

import msgspec

Kind = Literal[
    "absolute_word", "inducement_to_share", "pyramid_talk", "medical_claim", "review_reward"
]
Verdict = Literal["pass", "warn", "block"]


class WordRule(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence breaks the rule when it holds every concept of `needs`.

    `near` is the most signs between the first and the last of them. Where a concept of `unless`
    is met the rule is silent; where one of `softened` is, it warns only. Both are looked for in
    the clause of the first needed concept if `in_clause`, else in the sentence. `law` names what
    it rests on; `reason` and `fix` are keys of `sentences.py`.
    """

    id: str
    kind: Kind
    needs: tuple[str, ...]
    law: str
    reason: str
    fix: str
    check_id: str = "LC06"
    near: int = 60
    unless: tuple[str, ...] = ()
    softened: tuple[str, ...] = ()
    in_clause: bool = False
    cn: Verdict = "block"
    intl: Verdict = "block"
