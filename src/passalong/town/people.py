"""The people of a town and who knows whom: families, workplaces, circles, bridges.

What they do all day is in `habits.py` (when) and `life.py` (what); nothing here changes later.

Ties are of different strength: a family is close, colleagues less, members of a circle (choir,
running, tea) in between, neighbours and old schoolmates loose. Communities overlap, and a few
people belong to many: they are the bridges over which something spreads from one to the next.
"""

from random import Random
from typing import Literal

import msgspec

from passalong.town.names import Name, chinese_name, surname_drawn, western_name, western_surname

Rhythm = Literal["early", "office", "evening", "free"]
Language = Literal["zh_Hans", "zh_Hant", "en"]
RHYTHMS: tuple[Rhythm, ...] = ("early", "office", "evening", "free")
FAMILY_SIZES = (1, 2, 3, 4, 5)
FAMILY_WEIGHTS = (22, 28, 31, 13, 6)
CIRCLE_PEOPLE = 34  # one interest circle for so many people
WORK_SHARE = 0.62
BRIDGE_SHARE = 0.02
ACQUAINTANCES = 3  # loose ties that everybody seeks out on top
TIES_PER_WORKPLACE = 4
TIES_PER_CIRCLE = 4


class Townsperson(msgspec.Struct, frozen=True):
    """One person as she is. Numbers from 0 to 1 unless said otherwise.

    `generosity` is how many of three vouchers she would give away by herself (heavy-tailed:
    many give none, a few give all and more); `curiosity` whether she follows a friend's link;
    `liking` whether she comes to buy what she tried; `thirst_days` the days a purchase lasts;
    `slowness` multiplies her delays.
    """

    number: int
    name: Name
    phone: str
    language: Language
    family: int
    shop: int
    rhythm: Rhythm
    generosity: float
    curiosity: float
    liking: float
    thirst_days: float
    slowness: float
    is_shy: bool


class Town(msgspec.Struct, frozen=True):
    """Everybody, and for each the strength of her ties (0..1) by the other's number."""

    people: tuple[Townsperson, ...]
    ties: tuple[dict[int, float], ...]
    circles: tuple[tuple[int, ...], ...]
    workplaces: tuple[tuple[int, ...], ...]
    bridges: tuple[int, ...]


def settle(seed: str, count: int) -> Town:
    """A town of `count` people; the same for the same seed."""
    draw = Random(f"{seed}:people")
    people = _people(draw, count)
    ties: list[dict[int, float]] = [{} for _ in people]
    families: dict[int, list[int]] = {}
    for person in people:
        families.setdefault(person.family, []).append(person.number)
    for family in families.values():
        _join_all(draw, ties, family, 0.80, 1.0)
    workplaces = _workplaces(draw, count)
    for members in workplaces:
        _join_some(draw, ties, members, TIES_PER_WORKPLACE, 0.25, 0.60)
    bridges = tuple(sorted(draw.sample(range(count), max(1, round(count * BRIDGE_SHARE)))))
    circles = _circles(draw, people, set(bridges))
    for members in circles:
        _join_some(draw, ties, members, TIES_PER_CIRCLE, 0.25, 0.75)
    _acquaint(draw, ties, people)
    return Town(tuple(people), tuple(ties), tuple(circles), tuple(workplaces), bridges)


def _people(draw: Random, count: int) -> list[Townsperson]:
    people: list[Townsperson] = []
    tails = draw.sample(range(10_000), count) if count <= 10_000 else []
    family = 0
    while len(people) < count:
        size = draw.choices(FAMILY_SIZES, FAMILY_WEIGHTS)[0]
        home = _Home(draw, family)
        for _ in range(min(size, count - len(people))):
            number = len(people)
            tail = tails[number] if tails else draw.randrange(10_000)
            people.append(home.member(draw, number, f"{tail:04d}"))
        family += 1
    return people


class _Home:
    """A household: one language, one part of town, mostly one surname."""

    def __init__(self, draw: Random, family: int) -> None:
        self.family = family
        self.language: Language = draw.choices(("zh_Hans", "zh_Hant", "en"), (90, 5, 5))[0]
        self.surname = surname_drawn(draw)
        self.far_surname = western_surname(draw)
        self.shop = 0 if draw.random() < 0.6 else 1

    def member(self, draw: Random, number: int, tail: str) -> Townsperson:
        if self.language == "en":
            name = western_name(draw, self.far_surname)
        else:
            surname = self.surname if draw.random() < 0.65 else surname_drawn(draw)
            name = chinese_name(draw, surname, is_traditional=self.language == "zh_Hant")
        return Townsperson(
            number=number,
            name=name,
            phone=f"+861990000{tail}" if draw.random() < 0.85 else "",
            language=self.language,
            family=self.family,
            shop=self.shop if draw.random() < 0.9 else 1 - self.shop,
            rhythm=draw.choices(RHYTHMS, (24, 38, 23, 15))[0],
            generosity=draw.gammavariate(0.9, 1.0 / 0.9),
            curiosity=draw.betavariate(2.4, 1.6),
            liking=draw.betavariate(1.6, 1.9),
            thirst_days=4.0 + draw.lognormvariate(2.2, 0.55),
            slowness=draw.lognormvariate(0.0, 0.6),
            is_shy=draw.random() < 0.14,
        )


def _workplaces(draw: Random, count: int) -> list[tuple[int, ...]]:
    workers = [number for number in range(count) if draw.random() < WORK_SHARE]
    draw.shuffle(workers)
    places = []
    while workers:
        size = min(len(workers), 4 + int(draw.lognormvariate(1.9, 0.8)))
        places.append(tuple(sorted(workers[:size])))
        workers = workers[size:]
    return places


def _circles(draw: Random, people: list[Townsperson], bridges: set[int]) -> list[tuple[int, ...]]:
    """Who joins what: most people nothing or one, bridges four to six, across both quarters."""
    count = max(2, len(people) // CIRCLE_PEOPLE)
    appeal = [draw.lognormvariate(0.0, 0.7) for _ in range(count)]
    quarter = [draw.randrange(2) for _ in range(count)]
    members: list[set[int]] = [set() for _ in range(count)]
    for person in people:
        if person.number in bridges:
            wanted = draw.randint(4, 6)
            near = appeal
        else:
            wanted = draw.choices((0, 1, 2, 3), (34, 38, 20, 8))[0]
            near = [a * (3.0 if quarter[n] == person.shop else 1.0) for n, a in enumerate(appeal)]
        for circle in draw.choices(range(count), near, k=wanted):
            members[circle].add(person.number)
    return [tuple(sorted(group)) for group in members if len(group) > 1]


def _acquaint(draw: Random, ties: list[dict[int, float]], people: list[Townsperson]) -> None:
    """Neighbours (families next to each other in number) and old schoolmates from anywhere."""
    count = len(people)
    for number in range(count):
        for _ in range(draw.randrange(ACQUAINTANCES + 1)):
            if draw.random() < 0.6:
                other = number + draw.choice((-1, 1)) * draw.randint(2, 30)
            else:
                other = draw.randrange(count)
            if 0 <= other < count and other != number:
                _join(ties, number, other, draw.uniform(0.12, 0.40))


def _join_all(
    draw: Random, ties: list[dict[int, float]], members: list[int], low: float, high: float
) -> None:
    for place, one in enumerate(members):
        for other in members[place + 1 :]:
            _join(ties, one, other, draw.uniform(low, high))


def _join_some(
    draw: Random,
    ties: list[dict[int, float]],
    members: tuple[int, ...],
    each: int,
    low: float,
    high: float,
) -> None:
    for one in members:
        for other in draw.sample(members, min(each, len(members))):
            if other != one:
                _join(ties, one, other, low + (high - low) * draw.betavariate(1.4, 2.2))


def _join(ties: list[dict[int, float]], one: int, other: int, strength: float) -> None:
    strongest = max(strength, ties[one].get(other, 0.0))
    ties[one][other] = ties[other][one] = round(strongest, 3)
