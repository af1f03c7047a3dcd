"""What is committed belongs to nobody's machine. What git ignores is in .gitignore."""

import re
from pathlib import Path

import pytest

from tidy.sources import files, text_of

LOCKS = {"uv.lock", "pylock.toml", "poetry.lock", "pdm.lock", "Pipfile.lock", "yarn.lock"}
# Put together from halves, so that this file does not contain what it forbids.
INDEX_HOSTS = re.compile(
    "|".join(
        re.escape(first + second)
        for first, second in (
            ("pypi", ".org"), ("pythonhosted", ".org"), ("registry.npmjs", ".org"),
            ("npmmirror", ".com"), ("registry.yarnpkg", ".com"), ("pypi.tuna", ".tsinghua"),
        )
    )
)  # fmt: skip
MACHINE_PATHS = re.compile(r"(?<![\w.:<}-])/(?:(?:root|work)/|(?:home|Users|tmp)/\w)")
PRIVATE_KEY = re.compile("-----BEGIN " + "[A-Z ]*PRIVATE KEY")
WORDS_FOR_A_PLACE = {"index host": INDEX_HOSTS, "machine path": MACHINE_PATHS}


def traces(text: str) -> list[str]:
    """Words that say on whose machine, or through whose index, a file was made; private keys."""
    named = {**WORDS_FOR_A_PLACE, "private key": PRIVATE_KEY}
    return [f"{name}: {each}" for name, word in named.items() for each in word.findall(text)]


def is_lock_with_places(path: Path, text: str) -> bool:
    return path.name in LOCKS or (path.name == "package-lock.json" and '"resolved"' in text)


def test_nothing_says_on_whose_machine_it_was_made():
    found = {str(path): traces(text_of(path)) for path in files()}
    assert {path: traced for path, traced in found.items() if traced} == {}


def test_no_lock_file_carries_addresses():
    assert [path for path in files() if is_lock_with_places(path, text_of(path))] == []


@pytest.mark.parametrize(
    "bad",
    [
        "open('/" + "root/shop')",
        "see /" + "work/main/run",
        "cd /" + "tmp/shop",
        "/" + "home/lin/shop",
        "https://pypi" + ".org/simple",
        "-----BEGIN " + "EC PRIVATE KEY-----",
    ],
)
def test_a_trace_is_found(bad: str):
    assert traces(bad)


def test_what_only_looks_like_a_trace_is_left_alone():
    assert traces("dir='/tmp', a/root/b.py, https://example.com/work/1, the work/mine idea") == []


def test_a_lock_file_is_found():
    assert is_lock_with_places(Path("uv.lock"), "")
    assert is_lock_with_places(Path("frontend/package-lock.json"), '{"resolved": "x"}')
    assert not is_lock_with_places(Path("frontend/package-lock.json"), "{}")
