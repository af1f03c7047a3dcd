"""Which language a page speaks, and its words: gettext catalogues read from the .po files.

How numbers, money and moments are written is in `formats.py`; the words themselves in `locale/`.
"""

import gettext
import io
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE_FOLDER = Path(__file__).parent / "locale"
DOMAIN = "passalong"


@dataclass(frozen=True)
class Language:
    """One language of the interface: `tag` for pages and addresses, `locale` for formats."""

    tag: str
    locale: str
    folder: str
    name: str
    words: gettext.NullTranslations = field(repr=False, compare=False)

    def say(self, sentence: str, **values: object) -> str:
        """The sentence (an English msgid) in this language, `%(name)s` filled in."""
        said = self.words.gettext(sentence)
        return said % values if values else said

    def pick(self, words: Any) -> str:
        """Out of a text kept in three languages this one, else the first that is not empty."""
        wanted = (self.folder.lower(), "zh_hans", "zh_hant", "en")
        found = (getattr(words, name, None) for name in wanted)
        return words if isinstance(words, str) else next((text for text in found if text), "")


def catalogue_file(folder: str) -> Path:
    """Where the words of a language are kept."""
    return LOCALE_FOLDER / folder / "LC_MESSAGES" / f"{DOMAIN}.po"


def _catalogue(folder: str) -> gettext.NullTranslations:
    """The catalogue, compiled in memory: no .mo file has to be built or kept up to date."""
    with catalogue_file(folder).open("rb") as source:
        compiled = io.BytesIO()
        write_mo(compiled, read_po(source, locale=folder, domain=DOMAIN))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@cache
def languages() -> dict[str, Language]:
    """All languages by tag. The English sentences are the msgids, so English needs no catalogue."""
    return {
        "zh-Hans": Language("zh-Hans", "zh_Hans_CN", "zh_Hans", "简体", _catalogue("zh_Hans")),
        "zh-Hant": Language("zh-Hant", "zh_Hant_TW", "zh_Hant", "繁體", _catalogue("zh_Hant")),
        "en": Language("en", "en", "en", "English", gettext.NullTranslations()),
    }


def choose_language(
    query: str | None = None,
    cookie: str | None = None,
    preference: str | None = None,
    accept_language: str | None = None,
) -> Language:
    """The language for a page, by who says it: the address, the cookie, the browser, the person.

    What is kept of a person was often chosen by somebody else, so what she reads now comes first.
    """
    for wish in (query, cookie, *_by_weight(accept_language or ""), preference):
        tag = tag_of(wish)
        if tag:
            return languages()[tag]
    return languages()["en"]


def tag_of(wish: str | None) -> str | None:
    """Our tag for what somebody calls a language (`zh_TW`, `en-GB`), if we speak it."""
    parts = (wish or "").replace("_", "-").lower().split("-")
    if parts[0] == "en":
        return "en"
    if parts[0] != "zh":
        return None
    if "hans" in parts:
        return "zh-Hans"
    return "zh-Hant" if {"hant", "tw", "hk", "mo"} & set(parts) else "zh-Hans"


def _by_weight(accept_language: str) -> list[str]:
    """The wishes of an Accept-Language header, dearest first; what cannot be read counts least."""
    weighed = []
    for place, wish in enumerate(accept_language.split(",")[:20]):
        name, _, weight = wish.partition(";q=")
        try:
            weighed.append((-float(weight or 1), place, name.strip()))
        except ValueError:
            weighed.append((0.0, place, name.strip()))
    return [name for _, _, name in sorted(weighed)]
