"""Every refusal that the program can name has a sentence and an HTTP status.

That each sentence is translated is checked with all other words (`tools/words.py check`).
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from passalong.web.refusals import REFUSALS
from tidy.sources import ROOT

SOURCE = ROOT / "src" / "passalong"


def named(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Refusals named as `require(..., "name")` or `Refusal("name")`, with their lines."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        place = {"require": 1, "Refusal": 0}.get(node.func.id)
        if place is None or len(node.args) <= place:
            continue
        name = node.args[place]
        if isinstance(name, ast.Constant) and isinstance(name.value, str):
            yield name.value, node.lineno


def unknown(source: str) -> list[tuple[str, int]]:
    """Those without a sentence."""
    return [(name, line) for name, line in named(ast.parse(source)) if name not in REFUSALS]


@pytest.mark.parametrize(
    "path", sorted(SOURCE.rglob("*.py")), ids=lambda path: str(path.relative_to(SOURCE))
)
def test_every_refusal_has_a_sentence(path: Path) -> None:
    assert unknown(path.read_text(encoding="utf-8")) == []


def test_a_refusal_without_a_sentence_is_found() -> None:
    assert unknown('require(1 < 2, "no_such_sentence", limit=1)') == [("no_such_sentence", 1)]
    assert unknown('raise Refusal("no_such_sentence")') == [("no_such_sentence", 1)]
    assert unknown('raise Refusal("voucher_expired")') == []
