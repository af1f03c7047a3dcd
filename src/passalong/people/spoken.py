"""What a name said at the till may mean: digits set apart, titles taken off, parts told.

Pure text work; who answers to a meaning is found in `people/names.py`.
"""

import re
import unicodedata
from itertools import islice, product
from typing import Final, Literal, NamedTuple

from passalong.people.characters import COMPOUND_READINGS, COMPOUND_SURNAMES, SURNAMES
from passalong.people.sounds import (
    OLD_SPELLINGS,
    Sign,
    is_chinese,
    sign_of,
    sign_read_as,
    surnames_spelled,
    syllable_sign,
    syllables_in,
)
from passalong.people.spellings import folded, words_of

Part = Literal["whole", "family", "given", "last", "initial"]

_TITLES = """
老师 老師 先生 小姐 女士 太太 阿姨 叔叔 师傅 師傅 师父 大姐 大哥 经理 經理 医生 醫生 教练 教練
老板 老闆 同学 同學 奶奶 爷爷 伯伯 婆婆 老大 姐 哥 总 總 叔 姨 嫂 妹 弟 爷
"""
TITLES: Final = tuple(_TITLES.split())
PREFIXES: Final = "小老阿大"
MEANINGS_MAX: Final = 24
WORDS_MAX: Final = 6
_DIGITS = dict(zip("零〇一二三四五六七八九幺", "001234567891", strict=True))
_TAIL = re.compile(
    r"(?:手机|手機|电话|電話)?(?:尾号|尾號|尾数|尾數|末四位|末四碼|末码|末碼|后四位|後四位"
    r"|last (?:four|4)(?: digits)?|ending(?: in)?|tail)\s*(?:是|为|為|is|:)?\s*(\d{2,15})"
)
_NUMBER = re.compile(
    r"(?:\bno\.?|#|\bnumber|编号|編號)\s*(\d{1,9})(?!\d)|(?<!\d)(\d{1,9})\s*[号號]"
)
_NOISE = re.compile("(?:赠送人|贈送人|手机|手機|电话|電話|号码|號碼|名字|我?朋友)[是叫]?")
_LATIN_TITLES = frozenset(["mr", "mrs", "ms", "miss", "dr", "prof", "madam", "sir", "auntie"])


class Heard(NamedTuple):
    """The parts of a saying. `loose` are digits of which nobody said what they are."""

    chinese: str
    words: tuple[str, ...]
    tail: str
    number: int | None
    loose: str


class Meaning(NamedTuple):
    """One way to understand a name: these signs are that part of it, at that cost."""

    part: Part
    signs: tuple[Sign, ...]
    cost: float
    initial: str = ""
    family: int = 0  # of a whole name in Latin letters: how many signs are the surname


def heard(spoken: str) -> Heard:
    """Set apart what was said: Chinese characters, Latin words, phone tail, giver number."""
    text = unicodedata.normalize("NFKC", spoken[:120]).lower()
    text = re.sub(
        f"[{''.join(_DIGITS)}]{{4,}}", lambda run: "".join(_DIGITS[c] for c in run[0]), text
    )
    tail = number = None
    if match := _TAIL.search(text):
        tail, text = match[1], text.replace(match[0], " ", 1)
    if match := _NUMBER.search(text):
        number, text = int(match[1] or match[2]), text.replace(match[0], " ", 1)
    loose = re.search(r"\d[\d\- ]{0,18}\d", text)
    digits = re.sub(r"\D", "", loose[0]) if loose else ""
    chinese = "".join(c for c in _NOISE.sub("", text) if is_chinese(c))
    if len(chinese) > 4:
        chinese = chinese.replace("的", "")  # 健身房的王姐
    words = tuple(word for word in words_of(folded(text)) if word not in _LATIN_TITLES)
    return Heard(chinese, words[:WORDS_MAX], tail or "", number, digits)


def signs_of(name: str) -> tuple[Sign, ...]:
    """The signs of a Chinese name, the first ones read as a surname."""
    family = COMPOUND_READINGS.get(name[:2], "").split()
    if family:
        first = tuple(map(sign_read_as, name[:2], family))
        return first + tuple(sign_of(c) for c in name[2:])
    return tuple(sign_of(c, place == 0) for place, c in enumerate(name))


def family_length(name: str) -> int:
    """How many characters of a Chinese name are the surname; 0 when it seems to have none."""
    if len(name) > 2 and name[:2] in COMPOUND_SURNAMES:
        return 2
    simplified = sign_of(name[0]).character if name else ""
    return int(2 <= len(name) <= 4 and simplified in SURNAMES)


def without_title(name: str) -> str:
    """The name before a title such as 姐 or 老师; the whole name when there is none."""
    for title in TITLES:
        if name.endswith(title) and len(name) > len(title):
            return name[: -len(title)]
    return name


def chinese_meanings(name: str) -> list[Meaning]:
    """What a saying in characters may mean, plain readings first."""
    if not name:
        return []
    found = [Meaning("whole", signs_of(name), 0.0), *_short_meanings(name, 1.0, 1.5)]
    bare = without_title(name)
    if bare != name:
        if len(bare) > 1:
            found.append(Meaning("whole", signs_of(bare), 0.2))
        found += _short_meanings(bare, 0.6, 1.0)
    for inner in {name, bare}:
        if inner[0] in PREFIXES and 2 <= len(inner) <= 3:
            family, last = (1.6, 0.7) if inner[0] == "阿" else (0.7, 0.9)
            found += _short_meanings(inner[1:], family, last)
    if len(name) == 2 and name[0] == name[1]:
        found.append(Meaning("last", (sign_of(name[0]),), 0.6))
    return found


def _short_meanings(name: str, family: float, given: float) -> list[Meaning]:
    """One or two characters may be a surname or a given name alone."""
    if len(name) == 1:
        return [
            Meaning("family", signs_of(name), family),
            Meaning("last", (sign_of(name),), given),
        ]
    if len(name) == 2:
        # With a surname in front it is rather a whole name than a given one.
        whole = 0.8 if sign_of(name[0]).character in SURNAMES else 0.0
        found = [Meaning("given", tuple(map(sign_of, name)), given + whole)]
        if name in COMPOUND_SURNAMES:
            found.append(Meaning("family", signs_of(name), family))
        return found
    return []


def _readings(word: str) -> list[tuple[tuple[str, ...], float]]:
    """The ways to read a Latin word as Chinese syllables, with what each costs."""
    ways = [(way, 0.0) for way in syllables_in(word)]
    return ways or [((sound,), 0.6) for sound in OLD_SPELLINGS.get(word, ())]


def _given_readings(words: tuple[str, ...]) -> list[tuple[tuple[str, ...], float]]:
    joined = []
    for parts in islice(product(*(_readings(word) for word in words)), 6):
        sounds = tuple(sound for way, _ in parts for sound in way)
        if 1 <= len(sounds) <= 3:
            joined.append((sounds, sum(cost for _, cost in parts)))
    return joined


def _signs(sounds: tuple[str, ...]) -> tuple[Sign, ...]:
    return tuple(syllable_sign(sound) for sound in sounds)


def latin_meanings(words: tuple[str, ...]) -> list[Meaning]:
    """What a saying in Latin letters may mean as a Chinese name."""
    if not 1 <= len(words) <= 4:
        return []
    if len(words) == 1:
        return _one_word(words[0])
    found = []
    orders = [(words[0], words[1:], 0.0), (words[-1], words[:-1], 0.3)]
    for family_word, given_words, turned in orders:
        families = surnames_spelled(family_word)
        if len(given_words) == 1 and len(given_words[0]) == 1:
            found += [
                Meaning("initial", _signs(family), cost + turned + 0.7, given_words[0])
                for family, cost in families
            ]
        for (family, cost), (given, cost2) in product(families, _given_readings(given_words)):
            signs = _signs((*family, *given))
            found.append(Meaning("whole", signs, cost + cost2 + turned, family=len(family)))
    found += [
        Meaning("given", _signs(sounds), 1.5 + cost)
        for sounds, cost in _given_readings(words)
        if len(sounds) == 2
    ]
    return sorted(found, key=lambda meaning: meaning.cost)[:MEANINGS_MAX]


def _one_word(word: str) -> list[Meaning]:
    found = [
        Meaning("family", _signs(family), 1.0 + cost) for family, cost in surnames_spelled(word)
    ]
    for sounds, cost in _readings(word):
        found.append(Meaning("whole", _signs(sounds), cost))
        if len(sounds) == 1:
            found.append(Meaning("last", _signs(sounds), 1.5 + cost))
        elif len(sounds) == 2:
            found.append(Meaning("given", _signs(sounds), 1.5 + cost))
    return found
