"""How Chinese names sound: characters to syllables, and how easily one is taken for another.

Tables learnt by heart are in `people/characters.py`; who answers to a sound in `people/names.py`.

A `Sign` is one character, or one syllable typed in Latin letters. Two signs are compared by what
the slip would cost, as minus the logarithm of how rarely it happens: nothing for the same
character in either script, a little for the same sound, more for a sound that a clerk mishears
(n/l/r, z/zh, c/ch, s/sh, h/f, -n/-ng), and far too much for anything else. Readings are without
tones: nobody hears them through the noise of a shop, and typed pinyin has none.

`fold` maps all syllables that can be misheard for each other to one class. Looking names up by
the classes of their syllables finds them all in one step; the costs then put them in order.
"""

import os
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product
from typing import Final

from passalong.people.characters import (
    COMPOUND_READINGS,
    COMPOUND_SURNAMES,
    ROMANISED_SURNAMES,
    SIMPLIFIED,
    SURNAME_READINGS,
    SURNAMES,
)

# The readings of phrases are of no use for names and would take 40 MB of memory.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")

from pypinyin.constants import PINYIN_DICT

SAME_TONE: Final = 0.9
SAME_SOUND: Final = 1.2
OTHER_CHARACTER: Final = 0.3
RARE_READING: Final = 1.5
ONLY_IN_LATIN: Final = 0.4
MISHEARD: Final = 2.2
FAR: Final = 6.0
NO_SURNAME: Final = 2.0
_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0304\u030c"))
_RARE = "o yo lo eng nia cei ei den rua kei tei wong bong biang fiao"


@dataclass(frozen=True, eq=False, slots=True)
class Sign:
    """One character (simplified) with its readings, or one typed syllable with no character.

    Made by the three functions below only, which give the same object for the same sign: so
    signs are compared and remembered by identity, which is quick.
    """

    character: str
    readings: tuple[str, ...]
    toned: str


def _toneless(toned: str) -> str:
    plain = unicodedata.normalize("NFD", toned).translate(_TONES)
    return unicodedata.normalize("NFC", plain).replace("ü", "v").replace("ê", "e")


@lru_cache(maxsize=20_000)
def sign_of(character: str, is_surname: bool = False) -> Sign:
    """The sign of a character; as a surname with the reading it has there."""
    character = SIMPLIFIED.get(character, character)
    toned = str(PINYIN_DICT.get(ord(character), "")).split(",")
    readings = tuple(dict.fromkeys(_toneless(reading) for reading in toned if reading))[:3]
    if is_surname and character in SURNAME_READINGS:
        first = SURNAME_READINGS[character]
        return Sign(character, tuple(dict.fromkeys((*first, *readings)))[:3], "")
    if is_surname and character in SURNAMES:
        readings = readings[:1]
    return Sign(character, readings or (character,), toned[0])


@lru_cache(maxsize=200)
def sign_read_as(character: str, reading: str) -> Sign:
    """The sign of a character in a word where it has this one reading."""
    return Sign(SIMPLIFIED.get(character, character), (reading,), "")


@lru_cache(maxsize=4_000)
def syllable_sign(syllable: str) -> Sign:
    """The sign of a syllable typed in Latin letters."""
    return Sign("", (syllable,), "")


def is_chinese(character: str) -> bool:
    """Whether it is a Chinese character that has a reading."""
    return ord(character) in PINYIN_DICT and ord(character) > 0x2E7F


SYLLABLES: Final = frozenset(
    syllable
    for readings in PINYIN_DICT.values()
    for syllable in map(_toneless, str(readings).split(","))
    if syllable.isascii() and any(vowel in syllable for vowel in "aeiouv")
) - frozenset(_RARE.split()) | {"e"}


def _split(syllable: str) -> tuple[str, str]:
    """Initial and final; `hu` before a vowel counts as `h`, so that hua stands beside fa."""
    start = 2 if syllable[1:2] == "h" else 1
    initial, final = syllable[:start], syllable[start:]
    if initial[0] in "aeiouvwy" or not final:
        return "", syllable
    if initial == "h" and final.startswith(("u", "o")) and len(final) > 1:
        final = {"ui": "ei", "un": "en", "ong": "eng", "uo": "o"}.get(final, final.lstrip("u"))
    return initial, final


_INITIAL_CLASS = {"n": "l", "r": "l", "zh": "z", "ch": "c", "sh": "s", "f": "h"}
_NEAR_INITIALS = frozenset(
    frozenset(pair)
    for pair in [("n", "l"), ("l", "r"), ("zh", "z"), ("ch", "c"), ("sh", "s"), ("h", "f")]
)


def _without_g(final: str) -> str:
    return final[:-1] if final.endswith(("ang", "eng", "ing")) else final


@lru_cache(maxsize=2_000)
def fold(syllable: str) -> str:
    """The class of syllables that may be misheard for this one."""
    initial, final = _split(syllable)
    return _INITIAL_CLASS.get(initial, initial) + _without_g(final).replace("v", "u")


@lru_cache(maxsize=50_000)
def mishearing(one: str, other: str) -> float:
    """What it costs to take one syllable for the other, `FAR` when nobody would."""
    if one == other:
        return 0.0
    if one.replace("v", "u") == other.replace("v", "u"):
        return 0.3
    if fold(one) != fold(other):
        return FAR
    (initial, final), (initial2, final2) = _split(one), _split(other)
    cost = 0.0
    if initial != initial2:
        cost += MISHEARD if frozenset((initial, initial2)) in _NEAR_INITIALS else 2 * MISHEARD
    if final != final2:
        cost += MISHEARD
    # huang and hang share a class because of fang, but nobody takes one for the other.
    return cost or 1.5 * MISHEARD


@lru_cache(maxsize=200_000)
def difference(heard: Sign, known: Sign) -> float:
    """What it costs that `known` was written or typed as `heard`."""
    if heard.character and heard.character == known.character:
        return 0.0
    cost = min(
        mishearing(one, other) + RARE_READING * (place + place2)
        for place, one in enumerate(heard.readings)
        for place2, other in enumerate(known.readings)
    )
    if cost >= FAR:
        return FAR
    if not heard.character:
        return cost
    if not known.character:
        return cost + ONLY_IN_LATIN
    if cost == 0:
        return SAME_TONE if heard.toned == known.toned else SAME_SOUND
    return cost + OTHER_CHARACTER


def classes(signs: tuple[Sign, ...], most: int = 6) -> list[str]:
    """The keys under which these signs are looked up: one per way of reading them."""
    ways = product(*({fold(reading): 0 for reading in sign.readings} for sign in signs))
    return [" ".join(way) for way in islice(ways, most)]


def _old_spelling(syllable: str) -> set[str]:
    """How the syllable is spelled in Taiwan by Wade and Giles, without marks."""
    whole = {
        "zhi": "chih", "chi": "chih", "shi": "shih", "ri": "jih", "zi": "tzu", "ci": "tzu",
        "si": "szu", "yi": "i", "er": "erh", "you": "yu", "ye": "yeh", "yan": "yen", "yong": "yung",
        "ge": "ko", "ke": "ko", "he": "ho", "e": "o", "gui": "kuei", "kui": "kuei",
    }  # fmt: skip
    if syllable in whole:
        return {whole[syllable]}
    start = 2 if syllable[1:2] == "h" else 1
    initial, final = syllable[:start], syllable[start:]
    letters = {
        "b": "p", "d": "t", "g": "k", "j": "ch", "q": "ch", "x": "hs", "zh": "ch", "z": "ts",
        "c": "ts", "r": "j",
    }  # fmt: skip
    finals = {"ian": "ien", "ie": "ieh", "ue": "ueh", "ong": "ung", "iong": "iung", "ve": "ueh"}
    if final == "uo" and initial not in ("g", "k", "h", "sh"):
        final = "o"
    return {letters.get(initial, initial) + finals.get(final, final).replace("v", "u")}


OLD_SPELLINGS: Final[dict[str, tuple[str, ...]]] = {}
for _syllable in sorted(SYLLABLES):
    for _spelled in _old_spelling(_syllable):
        OLD_SPELLINGS[_spelled] = (*OLD_SPELLINGS.get(_spelled, ()), _syllable)


def syllables_in(word: str, most: int = 6) -> tuple[tuple[str, ...], ...]:
    """The ways to read a joined word as pinyin, shortest first; empty when there is none."""
    if len(word) > 24:
        return ()
    ways: list[list[tuple[str, ...]]] = [[] for _ in range(len(word) + 1)]
    ways[0] = [()]
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - 6), end):
            piece = word[start:end]
            if ways[start] and piece in SYLLABLES:
                ways[end] += [(*way, piece) for way in ways[start]]
        ways[end] = sorted(ways[end], key=len)[:most]
    return tuple(ways[-1])


SURNAME_SOUNDS: Final = frozenset(
    sound for character in SURNAMES for sound in sign_of(character, True).readings[:1]
)
_COMPOUND_SOUNDS: Final = frozenset(
    tuple(sign_of(character, True).readings[0] for character in name) for name in COMPOUND_SURNAMES
) | {tuple(sounds.split()) for sounds in COMPOUND_READINGS.values()}


def surnames_spelled(word: str) -> tuple[tuple[tuple[str, ...], float], ...]:
    """The surnames, in syllables, that this word may spell, with what each costs."""
    found: dict[tuple[str, ...], float] = {}
    for sounds in ROMANISED_SURNAMES.get(word, ()):
        found[tuple(sounds.split())] = 0.4
    for way in syllables_in(word):
        if len(way) == 1:
            found[way] = 0.0 if way[0] in SURNAME_SOUNDS else NO_SURNAME
        elif way in _COMPOUND_SOUNDS:
            found[way] = 0.0
    return tuple(found.items())
