"""The labelled sentences are fit to judge a copy linter. How it does on them is not asked here."""

from collections import Counter
from collections.abc import Iterable

import pytest

from rules.copy_corpus import LANGUAGES, Sentence, rows_of, sentences

LABELS = ("block", "warn", "pass")
DIFFICULTIES = ("plain", "hard", "evasion")
# Which labels a kind may bear: a lawful kind never blocks, an offence never passes.
KINDS = {
    "absolute_word": ("block", "warn"),
    "inducement_to_share": ("block", "warn"),
    "pyramid_talk": ("block", "warn"),
    "medical_claim": ("block", "warn"),
    "review_reward": ("block",),
    "quoting": LABELS,
    "lawful_exception": ("pass",),
    "word_boundary": ("pass",),
    "negation": ("pass",),
    "neutral_sharing": ("pass",),
    "lawful_agent": ("pass",),
    "lawful_health": ("pass",),
    "ordinary": ("pass",),
}
HALVES = ("a", "b")
SENTENCES_MIN = 300
SHARES = {"block": (0.45, 0.55), "warn": (0.03, 0.15), "pass": (0.40, 0.50)}


def seen(text: str) -> str:
    """Two texts that differ only in capitals or blanks at the ends would count one case twice."""
    return text.strip().casefold()


def twice(values: Iterable[str]) -> list[str]:
    return [value for value, times in Counter(values).items() if times > 1]


def unknown(row: Sentence) -> bool:
    return (
        row.language not in LANGUAGES
        or not row.id.startswith(row.language + "-")
        or row.half not in HALVES
        or row.label not in KINDS.get(row.kind, ())
        or row.difficulty not in DIFFICULTIES
        or "" in row
        or row.text != row.text.strip()
    )


def uneven(rows: list[Sentence]) -> list[str]:
    """Groups whose halves differ by more than a tenth of the group."""
    groups: dict[str, list[str]] = {}
    for row in rows:
        groups.setdefault(f"{row.language} {row.kind}", []).append(row.half)
        groups.setdefault(f"{row.language} {row.label} {row.difficulty}", []).append(row.half)
    return [
        group
        for group, halves in groups.items()
        if abs(halves.count("a") - halves.count("b")) > len(halves) / 10
    ]


def wrong_shares(rows: list[Sentence]) -> list[str]:
    """Languages in which a label, or a kind, is too rare to be judged, or too common."""
    wrong = []
    for language in LANGUAGES:
        own = [row for row in rows if row.language == language]
        labels = Counter(row.label for row in own)
        for label, (least, most) in SHARES.items():
            if not least * len(own) <= labels[label] <= most * len(own):
                wrong.append(f"{language} {label}")
        wrong += [f"{language} {kind}" for kind in KINDS.keys() - {row.kind for row in own}]
    return wrong


def faults(rows: list[Sentence]) -> list[str]:
    found = [f"id twice: {each}" for each in twice(row.id for row in rows)]
    found += [f"text twice: {each}" for each in twice(seen(row.text) for row in rows)]
    found += [f"unknown: {row.id}" for row in rows if unknown(row)]
    found += [f"uneven halves: {each}" for each in uneven(rows)]
    found += [f"wrong share: {each}" for each in wrong_shares(rows)]
    if len(rows) < SENTENCES_MIN:
        found.append("too few")
    return found


def test_the_corpus_is_sound():
    assert faults(sentences()) == []


@pytest.mark.parametrize(
    ("column", "value", "fault"),
    [
        ("id", "en-002", "id twice"),
        ("id", "zh_Hans-999", "unknown"),
        ("text", "STATE-level quality in every bottle, 18 a piece", "text twice"),
        ("text", "", "unknown"),
        ("text", " Water ", "unknown"),
        ("reason", "", "unknown"),
        ("language", "fr", "unknown"),
        ("label", "pass", "unknown"),
        ("label", "forbid", "unknown"),
        ("kind", "rumour", "unknown"),
        ("half", "c", "unknown"),
        ("difficulty", "easy", "unknown"),
    ],
)
def test_a_faulty_row_is_found(column: str, value: str, fault: str):
    rows = sentences()
    first = next(index for index, row in enumerate(rows) if row.id == "en-001")
    rows[first] = rows[first]._replace(**{column: value})
    assert any(each.startswith(fault) for each in faults(rows))


def test_missing_rows_are_found():
    rows = sentences()
    assert "too few" in faults(rows[: SENTENCES_MIN - 1])
    assert "wrong share: en warn" in faults([row for row in rows if row.label != "warn"])
    assert "wrong share: en negation" in faults([row for row in rows if row.kind != "negation"])


def test_halves_that_lean_are_found():
    """Once by kind; once where every kind is even and only the hard cases lean."""
    rows = sentences()
    reviews = [row._replace(half="a") if row.kind == "review_reward" else row for row in rows]
    assert "uneven halves: en review_reward" in faults(reviews)
    sorted_out = [
        row._replace(half="b" if row.difficulty == "evasion" else "a")
        if row.kind == "pyramid_talk" and row.label == "block"
        else row
        for row in rows
    ]
    assert "uneven halves: en block evasion" in faults(sorted_out)


def test_other_columns_are_refused():
    with pytest.raises(ValueError, match="other columns"):
        rows_of("id\ttext\nen-001\tWater\n")


def test_the_other_pack_asks_for_proof_of_praise_and_for_nothing_else():
    changed = {row.kind for row in sentences() if row.label_in("intl") != row.label_in("cn")}
    assert changed == {"absolute_word", "quoting"}
    assert {row.label_in("intl") for row in sentences() if row.kind == "absolute_word"} == {"warn"}
