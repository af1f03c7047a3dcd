"""A refusal as it is told: its status, its English title, its sentence in a reader's language.

The sentences are in `web/refusals.py`; who answers with them is `web/problems.py`.
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from passalong.web.language import Language
from passalong.web.refusals import REFUSALS


class Told(msgspec.Struct, frozen=True):
    """What is said for one refusal key."""

    status: int
    title: str

    def said(self, language: Language, fields: Mapping[str, Any]) -> str:
        """The sentence with its figures; a figure that is not there is left out."""
        return language.say(self.title).format_map(_Figures(fields))


class _Figures(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return "…"


def refusal_of(key: str) -> Told:
    """How this refusal is told. A key without a sentence is told by its own words."""
    found = REFUSALS.get(key)
    if found is None:
        return Told(409, key.replace("_", " ").capitalize() + ".")
    return Told(found[0], found[1])
