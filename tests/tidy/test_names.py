"""Names say what a thing is. Which names the domain has is for the glossary, not for here."""

import ast
import re
from pathlib import Path

import pytest

from tidy.sources import files, python_files, tree_of

# A file named so says nothing about what lives in it.
EMPTY_FILE_WORDS = {
    "util", "utils", "helper", "helpers", "common", "manager", "managers", "service", "handler",
    "handlers", "processor", "processors", "misc", "stuff", "lib", "impl",
}  # fmt: skip
# In code, `manager` is a role of staff, `service` is a product, and words can be common.
EMPTY_WORDS = EMPTY_FILE_WORDS - {"manager", "managers", "service", "common"}
GIVEN_BY_OTHERS = {"tmp_path", "tmp_path_factory"}  # pytest
ABBREVIATIONS = {
    "amt", "btn", "cfg", "cnt", "conn", "ctx", "cust", "desc", "fn", "idx", "img", "mgr", "msg",
    "num", "obj", "params", "pwd", "qty", "req", "res", "resp", "stmt", "svc", "tmp", "txn", "usr",
    "val",
}  # fmt: skip
CODE_FOLDERS = ("src", "tests", "bench", "tools")


def words(name: str) -> set[str]:
    """The words of a name, `VoucherManager` and `voucher_manager` alike."""
    return set(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().replace("-", "_").split("_"))


def empty_file_name(path: Path) -> list[str]:
    parts = words("_".join(path.with_suffix("").parts))
    return sorted(parts & (EMPTY_FILE_WORDS | ABBREVIATIONS))


def empty_names(tree: ast.Module) -> list[str]:
    """Names given in a file: classes, functions, arguments."""
    given = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            given.append(node.name)
        elif isinstance(node, ast.arg):
            given.append(node.arg)
    bad = EMPTY_WORDS | ABBREVIATIONS
    return sorted({name for name in given if words(name) & bad} - GIVEN_BY_OTHERS)


def test_a_file_name_is_a_noun_of_the_domain():
    found = {str(path): empty_file_name(path) for path in files() if path.parts[0] in CODE_FOLDERS}
    assert {path: bad for path, bad in found.items() if bad} == {}


@pytest.mark.parametrize("path", python_files("src", "tests", "bench", "run"), ids=str)
def test_a_name_says_what_it_is(path: Path):
    assert empty_names(tree_of(path)) == []


def test_an_empty_name_is_found():
    assert empty_file_name(Path("src/passalong/web/utils.py")) == ["utils"]
    assert empty_file_name(Path("src/passalong/vouchers/voucher_manager.py")) == ["manager"]
    assert empty_file_name(Path("src/passalong/catalog/services.py")) == []
    assert empty_names(ast.parse("class VoucherHelper: pass")) == ["VoucherHelper"]
    assert empty_names(ast.parse("def read(stmt, *, open_ctx=None): pass")) == ["open_ctx", "stmt"]
    assert empty_names(ast.parse("def add_manager(result, request): pass")) == []
