"""Reads the labelled sentences that judge the copy linter; it knows nothing of the linter itself.

The sentences are in `copy_corpus/*.tsv`, one file for each language, written by hand from the law
facts and never from the linter's words. A row: id, language, half, label, kind, difficulty, reason
(which rule decides), text. Who corrects the linter reads half a; half b only counts. That the rows
are sound is tested in `test_copy_corpus.py`.

Labels are those of the rule pack `cn`; `label_in` gives the other pack's.
"""

from pathlib import Path
from typing import NamedTuple

LANGUAGES = ("zh_Hans", "zh_Hant", "en")
FOLDER = Path(__file__).with_name("copy_corpus")


class Sentence(NamedTuple):
    """One text a shop might want to publish, and what the law says of it."""

    id: str
    language: str
    half: str
    label: str
    kind: str
    difficulty: str
    reason: str
    text: str

    def label_in(self, pack: str) -> str:
        """In `intl` absolute praise of the goods is no offence: it needs a note of proof."""
        if pack == "intl" and self.label == "block" and self.kind in ("absolute_word", "quoting"):
            return "warn"
        return self.label


def rows_of(text: str) -> list[Sentence]:
    """Quotation marks are letters here: a shop owner's text is never escaped."""
    head, *lines = text.removesuffix("\n").split("\n")
    if tuple(head.split("\t")) != Sentence._fields:
        raise ValueError(f"other columns: {head}")
    return [Sentence(*line.split("\t")) for line in lines]


def sentences() -> list[Sentence]:
    return [
        each
        for language in LANGUAGES
        for each in rows_of((FOLDER / f"{language}.tsv").read_text(encoding="utf-8"))
    ]
