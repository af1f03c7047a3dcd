"""Folds a text to the form in which words are looked for, and remembers where each sign stood.

What is looked for is in `lawful/words/`, and `lawful/wording.py` looks. A folded text has small
letters, simplified characters and no disguise: width, marks and invisible signs are gone, letters
of other alphabets are Latin, `t-o-p` and `最 佳` are joined, sounds and look-alikes are undone.
`at[i]` is the place in the original of the sign folded to place i, so a finding can be shown in
the owner's own text. Every step is one pass over the text.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from typing import Final

import msgspec

from passalong.lawful.words.look_alikes import (
    LEET,
    LETTERS,
    MEANT,
    PINYIN,
    SIGNS,
    SIMPLIFIED,
)

SOFT: Final = " "
HARD: Final = frozenset('.,;:!?\n，。、；：！？…「」『』“”"()（）《》〈〉【】')
_ENDS: Final = frozenset(".!?\n。！？；;")
_HAN: Final = "\u3400-\u9fff\uf900-\ufaff"
_IS_HAN: Final = re.compile(f"[{_HAN}★]")
_MEANT: Final = re.compile("|".join(sorted(map(re.escape, MEANT), key=len, reverse=True)))
_PINYIN: Final = re.compile(
    r"(?<![a-z])(?:" + "|".join(sorted(PINYIN, key=len, reverse=True)) + r")(?![a-z])"
)
_SOFT_RUN: Final = re.compile(r"[ .\-#|+&='’@]+(?<! \.)")
_HAS_HAN: Final = re.compile(f"[{_HAN}]")
# Three or more single letters or digits, apart by one soft sign or a point.
_SPELLED: Final = re.compile(r"(?<![a-z0-9])[a-z0-9](?:[ .\-*_/][a-z0-9](?![a-z0-9])){2,40}")
_LEET_WORD: Final = re.compile(r"[a-z0-9@$!|+.*_\-]{2,40}")


class Folded(msgspec.Struct, frozen=True):
    """`text[i]` stood at `at[i]` in the original."""

    text: str
    at: tuple[int, ...]

    def original(self, begin: int, end: int) -> tuple[int, int]:
        """The place in the original of a place in the folded text, end excluded."""
        return self.at[begin], self.at[end - 1] + 1


@lru_cache(maxsize=16_384)
def _of_one(sign: str) -> str:
    """What one sign of the original says; empty when it is invisible."""
    if sign in SIGNS:
        return SIGNS[sign]
    code = ord(sign)
    for first, begin in ((0x1F150, 97), (0x1F170, 97), (0x1F1E6, 97)):
        if first <= code < first + 26:
            return chr(begin + code - first)
    for first, begin in ((0x2776, 49), (0x2780, 49), (0x278A, 49), (0x24F5, 49)):
        if first <= code < first + 9:
            return chr(begin + code - first)
    return "".join(_of_plain(each) for each in unicodedata.normalize("NFKD", sign).casefold())


def _of_plain(sign: str) -> str:
    sign = sign.translate(LETTERS).translate(SIMPLIFIED)
    if sign in HARD or sign in "-%#@$€¥|+&=★'’":
        return sign
    kind = unicodedata.category(sign)
    if kind in ("Mn", "Me", "Cf", "Cc", "Cs", "Co", "Cn") and sign not in "\t\r":
        return ""
    return sign if kind[0] in "LN" else SOFT


def folded(text: str) -> tuple[Folded, ...]:
    """The text as it is read, and, if that differs, with signs in words read as letters."""
    signs: list[str] = []
    at: list[int] = []
    for place, sign in enumerate(text):
        for said in _of_one(sign):
            if said == SOFT and signs and signs[-1] == SOFT:
                continue
            signs.append(said)
            at.append(place)
    plain = Folded("".join(signs), tuple(at))
    if _HAS_HAN.search(plain.text):
        plain = _rewritten(plain, _PINYIN, PINYIN)
        plain = _joined(plain)
        plain = _rewritten(plain, _MEANT, MEANT)
    plain = _without(plain, _spelled_gaps(plain.text))
    read = _leet(plain)
    return (plain,) if read.text == plain.text else (plain, read)


def _rewritten(before: Folded, what: re.Pattern[str], meant: dict[str, str]) -> Folded:
    """Each match replaced; the new signs stand where the match began and ended."""
    signs: list[str] = []
    at: list[int] = []
    last = 0
    for found in what.finditer(before.text):
        begin, end = found.span()
        signs.append(before.text[last:begin])
        at += before.at[last:begin]
        new = meant[found.group()]
        signs.append(new)
        at += [before.at[begin]] * (len(new) - 1) + [before.at[end - 1]]
        if len(new) == 1:
            at[-1] = before.at[begin]
        last = end
    signs.append(before.text[last:])
    at += before.at[last:]
    return Folded("".join(signs), tuple(at))


def _without(before: Folded, gone: set[int]) -> Folded:
    if not gone:
        return before
    kept = [place for place in range(len(before.text)) if place not in gone]
    return Folded("".join(before.text[i] for i in kept), tuple(before.at[i] for i in kept))


def _joined(before: Folded) -> Folded:
    """Without soft signs beside Chinese, and without any between characters set singly."""
    text = before.text
    gone: set[int] = set()
    for found in _SOFT_RUN.finditer(text):
        begin, end = found.span()
        if _is_han(text[begin - 1 : begin]) or _is_han(text[end : end + 1]):
            gone.update(range(begin, end))
    for place, sign in enumerate(text):
        is_apart = sign in HARD and sign != "\n"
        if is_apart and _is_single(text, place - 1) and _is_single(text, place + 1):
            gone.add(place)
    return _without(before, gone)


def _is_han(sign: str) -> bool:
    return bool(sign) and bool(_IS_HAN.match(sign))


def _is_single(text: str, place: int) -> bool:
    """A Chinese character with no letter or character beside it."""
    if not 0 <= place < len(text) or not _is_han(text[place]):
        return False
    beside = text[max(0, place - 1) : place] + text[place + 1 : place + 2]
    return not any(sign.isalnum() for sign in beside)


def _spelled_gaps(text: str) -> set[int]:
    return {
        found.start() + offset
        for found in _SPELLED.finditer(text)
        for offset, sign in enumerate(found.group())
        if not sign.isalnum()
    }


def _leet(before: Folded) -> Folded:
    """Words in which digits and signs stand for letters, read as letters."""
    signs = list(before.text)
    gone: set[int] = set()
    for found in _LEET_WORD.finditer(before.text):
        word = found.group()
        inner = word.strip("!.+-*_|")
        if not any("a" <= sign <= "z" for sign in inner) or inner.isalpha():
            continue
        begin = found.start() + word.index(inner)
        for offset, sign in enumerate(inner):
            if sign in LEET:
                signs[begin + offset] = LEET[sign]
            elif sign in ".*_-|":
                gone.add(begin + offset)
    return _without(Folded("".join(signs), before.at), gone)


def sentences(text: str) -> list[tuple[int, int]]:
    """Where each sentence of a folded text begins and ends."""
    cuts = [0]
    for place, sign in enumerate(text):
        if sign not in _ENDS:
            continue
        if sign == "." and (text[place + 1 : place + 2].isalnum() or _is_number_word(text, place)):
            continue
        cuts.append(place + 1)
    cuts.append(len(text))
    return [(begin, end) for begin, end in pairwise(cuts) if begin < end]


def _is_number_word(text: str, place: int) -> bool:
    """`No. 1` is no end of a sentence."""
    return text[max(0, place - 2) : place] == "no"
