"""A seeded town of people as a shop has written them down, for measuring look-ups by name.

How their givers' names are then said at the till, rightly or with slips, is in `name_slips.py`.
"""

import random
from dataclasses import dataclass

from rules.name_lists import (
    NICKNAMES,
    PLACES,
    SINGLE_WORD,
    SOUNDS,
    SURNAMES,
    WESTERN_FIRST,
    WESTERN_LAST,
)


@dataclass(frozen=True)
class Character:
    """One character of a name with its sound."""

    simplified: str
    traditional: str
    sound: str


@dataclass(frozen=True)
class Surname:
    """A surname with its sound, how common it is and how it is spelled elsewhere."""

    simplified: str
    traditional: str
    sound: str
    weight: int
    elsewhere: tuple[str, ...]


@dataclass(frozen=True)
class Townsman:
    """A person: the parts of the name as known to friends, and what the shop wrote down."""

    person_id: str
    kind: str  # "chinese" | "latin_chinese" | "western" | "single" | "nickname_only"
    surname: Surname | None
    given: tuple[Character, ...]
    western: tuple[str, str]
    full_name: str
    nicknames: tuple[str, ...]
    remark: str
    phone: str
    number: int | None
    script: str  # "simplified" | "traditional" | "latin"

    @property
    def tail(self) -> str:
        """The last four digits of the phone; empty without one."""
        return self.phone[-4:]


def _surnames() -> list[Surname]:
    found = []
    for entry in SURNAMES.replace("\n", "|").split("|"):
        if not entry.strip():
            continue
        written, sound, weight, *elsewhere = entry.split()
        simplified, _, traditional = written.partition("/")
        found.append(
            Surname(simplified, traditional or simplified, sound, int(weight), tuple(elsewhere))
        )
    return found


def _characters() -> tuple[list[Character], list[int], dict[str, list[str]]]:
    characters: list[Character] = []
    weights: list[int] = []
    written: dict[str, list[str]] = {}
    for line in SOUNDS.strip().replace("\n", ";").split(";"):
        names, _, others = line.partition("|")
        sound, *tokens = names.split()
        for token in tokens:
            simplified, _, traditional = token[:-1].partition("/")
            characters.append(Character(simplified, traditional or simplified, sound))
            weights.append(int(token[-1]))
            written.setdefault(sound, []).append(simplified)
        written.setdefault(sound, []).extend(others.split())
    return characters, weights, {key: list(dict.fromkeys(v)) for key, v in written.items()}


ALL_SURNAMES = _surnames()
ALL_CHARACTERS, CHARACTER_WEIGHTS, WRITTEN = _characters()
for _surname in ALL_SURNAMES:
    if len(_surname.simplified) == 1:
        WRITTEN.setdefault(_surname.sound, []).append(_surname.simplified)
FIRST = WESTERN_FIRST.split()
LAST = [name.replace("_", " ") for name in WESTERN_LAST.split()]


def _phone(draw: random.Random) -> str:
    return "1" + draw.choice("3578") + "".join(draw.choice("0123456789") for _ in range(9))


def _chinese(draw: random.Random) -> tuple[Surname, tuple[Character, ...]]:
    surname = draw.choices(ALL_SURNAMES, [s.weight for s in ALL_SURNAMES])[0]
    length = 1 if draw.random() < 0.14 else 2
    given = tuple(draw.choices(ALL_CHARACTERS, CHARACTER_WEIGHTS, k=length))
    if length == 2 and draw.random() < 0.06:
        given = (given[0], given[0])
    return surname, given


def written_name(surname: Surname, given: tuple[Character, ...], script: str) -> str:
    """The Chinese name in that script."""
    if script == "traditional":
        return surname.traditional + "".join(c.traditional for c in given)
    return surname.simplified + "".join(c.simplified for c in given)


def latin_given(given: tuple[Character, ...]) -> str:
    """The given name in pinyin, one capital: `Xiaoming`."""
    return "".join(c.sound for c in given).capitalize()


def _chinese_person(draw: random.Random, person_id: str, kind: str, common: dict) -> Townsman:
    surname, given = _chinese(draw)
    script = "traditional" if draw.random() < 0.18 else "simplified"
    full_name = written_name(surname, given, script)
    if kind == "latin_chinese":
        script = "latin"
        spelled = surname.sound.replace("v", "u").capitalize()
        if surname.elsewhere and draw.random() < 0.4:
            spelled = draw.choice(surname.elsewhere)
        parts = [spelled, latin_given(given).replace("v", "u")]
        full_name = " ".join(parts if draw.random() < 0.6 else parts[::-1])
    if kind == "nickname_only":
        last = given[-1].simplified
        full_name = draw.choice([f"阿{last}", f"小{last}", last * 2, f"{last}姐", f"{last}哥"])
    if draw.random() < 0.08 and kind == "chinese":
        title = draw.choice(["姐", "哥", "老师"])
        common["remark"] = draw.choice(PLACES.split()) + surname.simplified + title
    return Townsman(person_id, kind, surname, given, ("", ""), full_name, script=script, **common)


def town(seed: int, size: int) -> list[Townsman]:
    """`size` people; the same for the same seed."""
    draw = random.Random(f"town {seed}")
    people = []
    numbers = draw.sample(range(1001, 1001 + size * 3), size)
    for index in range(size):
        person_id = f"p_{draw.getrandbits(60):015x}"
        common = {
            "nicknames": (draw.choice(NICKNAMES.split()),) if draw.random() < 0.05 else (),
            "remark": "",
            "phone": _phone(draw) if draw.random() < 0.9 else "",
            "number": numbers[index] if draw.random() < 0.4 else None,
        }
        kind = draw.choices(
            ["chinese", "latin_chinese", "western", "single", "nickname_only"],
            [70, 6, 20, 1.5, 2.5],
        )[0]
        if kind == "western":
            pair = (draw.choice(FIRST), draw.choice(LAST))
            people.append(
                Townsman(person_id, kind, None, (), pair, " ".join(pair), script="latin", **common)
            )
        elif kind == "single":
            word = draw.choice(SINGLE_WORD.split())
            people.append(
                Townsman(person_id, kind, None, (), (word, ""), word, script="latin", **common)
            )
        else:
            people.append(_chinese_person(draw, person_id, kind, common))
    return people
