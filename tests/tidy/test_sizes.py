"""Files and functions stay small enough to be read. Length of lines is ruff's: pyproject.toml."""

import ast
from pathlib import Path

import pytest

from tidy.sources import python_files, text_of, tree_of

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 50
ESSAY_LINES_MAX = 30
FOLDERS = ("src", "tests", "bench", "tools", "run")


def long_file(text: str) -> list[str]:
    lines = text.count("\n")
    return [f"{lines} lines"] if lines > FILE_LINES_MAX else []


def long_functions(tree: ast.Module) -> list[str]:
    functions = (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))
    sizes = ((each.name, (each.end_lineno or 0) - each.lineno + 1) for each in functions)
    return [f"{name}: {size} lines" for name, size in sizes if size > FUNCTION_LINES_MAX]


def poor_opening(tree: ast.Module, is_package: bool) -> list[str]:
    """A module says what lives here and what does not; a package at least the first."""
    opening = ast.get_docstring(tree) or ""
    sentences = sum(opening.count(end) for end in (". ", ".\n", "; ", ": ", "? ")) + bool(opening)
    if len(opening.splitlines()) > ESSAY_LINES_MAX:
        return [f"opens with more than {ESSAY_LINES_MAX} lines"]
    if sentences < (1 if is_package else 2):
        return ["does not open with what lives here and what lives elsewhere"]
    return []


@pytest.mark.parametrize("path", python_files(*FOLDERS), ids=str)
def test_a_file_can_be_read_in_one_go(path: Path):
    assert long_file(text_of(path)) == []
    assert long_functions(tree_of(path)) == []


@pytest.mark.parametrize("path", python_files("src"), ids=str)
def test_a_module_opens_with_what_lives_here_and_what_does_not(path: Path):
    assert poor_opening(tree_of(path), path.stem in ("__init__", "__main__")) == []


def test_what_is_too_long_is_found():
    assert long_file("\n" * 400) == []
    assert long_file("\n" * 401) == ["401 lines"]
    body = "def sell():\n" + "    pass\n" * 49
    assert long_functions(ast.parse(body)) == []
    assert long_functions(ast.parse(body + "    pass\n")) == ["sell: 51 lines"]
    assert long_functions(
        ast.parse("class Till:\n    async " + body.replace("    ", "      ") + "      pass\n")
    )


def test_a_poor_opening_is_found():
    assert poor_opening(ast.parse("x = 1"), is_package=True)
    assert poor_opening(ast.parse('"""Vouchers."""'), is_package=True) == []
    assert poor_opening(ast.parse('"""Vouchers."""'), is_package=False)
    assert poor_opening(ast.parse('"""Vouchers. Codes are elsewhere."""'), is_package=False) == []
    assert poor_opening(ast.parse('"""' + "Much.\n" * 31 + '"""'), is_package=False)
