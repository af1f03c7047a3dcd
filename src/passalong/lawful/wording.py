"""The copy linter: what a text may not say, where it says it, and what to write instead.

Which words and which laws is data in `lawful/words/`; how disguises are undone is in
`lawful/folding.py`; who may not go on because of it is in `campaigns/`, `catalog/`, `merchants/`.

A text is folded, cut into sentences, and each rule asks whether the concepts it needs stand
together in one sentence without one of its lawful exceptions. No pattern repeats without a bound
within another, and each sentence is read once for each concept, so the work grows with the
length of the text and not faster.
"""

import re
from typing import Final, Literal

import msgspec

from passalong.lawful.folding import Folded, folded, sentences
from passalong.lawful.words.rule import Kind, Verdict, WordRule
from passalong.lawful.words.rules import RULES, concepts

TEXT_MAX: Final = 10_000
SENTENCE_MAX: Final = 400
HEAVINESS: Final = {"pass": 0, "warn": 1, "block": 2}
CONCEPTS: Final = concepts()
_CLAUSE: Final = re.compile("[,，;；:：]")
Exceptions = Literal["kept", "off"]


class Finding(msgspec.Struct, frozen=True):
    """One offence: which rule, how heavy, and where. `begin` and `end` count the original."""

    rule_id: str
    check_id: str
    kind: Kind
    verdict: Verdict
    begin: int
    end: int
    words: str
    law: str
    reason: str
    fix: str


class Checked(msgspec.Struct, frozen=True):
    """What was found in a text, in its order, and what follows."""

    verdict: Verdict
    findings: tuple[Finding, ...] = ()

    @property
    def worst(self) -> Finding | None:
        """The first of the heaviest findings."""
        heavy = [one for one in self.findings if one.verdict == self.verdict]
        return heavy[0] if heavy else None


def check_wording(
    text: str, pack: str, *, rules: tuple[WordRule, ...] = RULES, exceptions: Exceptions = "kept"
) -> Checked:
    """The verdict on a text under a pack. Rules and exceptions are given only by measurements."""
    found: dict[tuple[int, int, str], Finding] = {}
    for view in folded(text):
        for begin, end in sentences(view.text):
            for place in range(begin, end, SENTENCE_MAX):
                part = (place, min(end, place + SENTENCE_MAX + 60))
                for finding in _in_sentence(text, view, part, pack, rules, exceptions):
                    found.setdefault((finding.begin, finding.end, finding.rule_id), finding)
    ordered = tuple(found[key] for key in sorted(found))
    verdicts: list[Verdict] = ["pass", *(one.verdict for one in ordered)]
    verdict = max(verdicts, key=HEAVINESS.__getitem__)
    return Checked(verdict, ordered)


def _in_sentence(
    text: str,
    view: Folded,
    part: tuple[int, int],
    pack: str,
    rules: tuple[WordRule, ...],
    exceptions: Exceptions,
) -> list[Finding]:
    said = view.text[part[0] : part[1]]
    read: dict[str, list[tuple[int, int]]] = {}

    def places(concept: str) -> list[tuple[int, int]]:
        if concept not in read:
            read[concept] = [
                one.span() for one in CONCEPTS[concept].finditer(said) if one.end() > one.start()
            ]
        return read[concept]

    findings = []
    for rule in rules:
        if not all(places(concept) for concept in rule.needs):
            continue
        for begin, end in _together([places(concept) for concept in rule.needs], rule.near):
            verdict: Verdict = rule.cn if pack == "cn" else rule.intl
            if exceptions == "kept":
                around = _clause(said, begin, end) if rule.in_clause else (0, len(said))
                if any(_met(places(one), around) for one in rule.unless):
                    continue
                if any(_met(places(one), (0, len(said))) for one in rule.softened):
                    verdict = "warn"
            first, last = view.original(part[0] + begin, part[0] + end)
            findings.append(
                Finding(rule.id, rule.check_id, rule.kind, verdict, first, last,
                        text[first:last], rule.law, rule.reason, rule.fix)
            )  # fmt: skip
    return findings


def _together(found: list[list[tuple[int, int]]], near: int) -> list[tuple[int, int]]:
    """For each place of the first concept, the hull with the nearest of every other."""
    hulls = []
    for begin, end in found[0]:
        low, high = begin, end
        for others in found[1:]:
            nearest = min(others, key=lambda one: max(one[0] - end, begin - one[1]))
            low, high = min(low, nearest[0]), max(high, nearest[1])
        if len(found) == 1 or (high - low <= near + 40 and _gap(found, begin, end) <= near):
            hulls.append((low, high))
    return hulls


def _gap(found: list[list[tuple[int, int]]], begin: int, end: int) -> int:
    return max(min(max(one[0] - end, begin - one[1], 0) for one in others) for others in found[1:])


def _clause(said: str, begin: int, end: int) -> tuple[int, int]:
    """The clause that holds the place."""
    low, high = 0, len(said)
    for cut in _CLAUSE.finditer(said):
        if cut.end() <= begin:
            low = cut.end()
        elif cut.start() >= end:
            high = cut.start()
            break
    return low, high


def _met(places: list[tuple[int, int]], around: tuple[int, int]) -> bool:
    return any(begin < around[1] and end > around[0] for begin, end in places)
