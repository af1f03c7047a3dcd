"""What is installed is pinned by hash and names no place. How it is installed is in ./run."""

import re
import tomllib
from pathlib import Path

import pytest

from tidy.sources import ROOT, text_of

PINNED = ("requirements.txt", "requirements-dev.txt", "tools/uv.txt", "tools/node.txt")


def loose_pins(text: str) -> list[str]:
    """Lines of a pinned requirement file that are not a version with hashes."""
    wrong = []
    for block in re.split(r"\n(?=\S)", text.replace("\\\n", " ").strip()):
        line = " ".join(block.split())
        exact = re.fullmatch(
            r"[A-Za-z0-9._-]+(\[[a-z,-]+\])?==[^ ;]+( ;[^-]*.*?)?", line.split(" --hash")[0]
        )
        if not exact or " --hash=sha256:" not in line or "://" in line or " @ " in line:
            wrong.append(line[:80])
    return wrong


def pins(text: str) -> dict[str, str]:
    return dict(re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", text, re.MULTILINE))


def wishes(text: str) -> set[str]:
    lines = (line.split("#")[0].strip().replace('"', "'") for line in text.splitlines())
    return {line for line in lines if line and not line.startswith("-")}


@pytest.mark.parametrize("name", PINNED)
def test_every_package_is_pinned_by_hash_and_without_a_place(name: str):
    assert loose_pins(text_of(Path(name))) == []


def test_use_and_development_have_the_same_versions():
    used, developed = (pins(text_of(Path(name))) for name in PINNED[:2])
    assert len(used) > 20
    assert {name: developed.get(name) for name in used} == used


def test_the_package_asks_for_what_is_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = wishes("\n".join(project["dependencies"]))
    assert asked == wishes(text_of(Path("requirements.in")))
    names = {re.split(r"[\[<>=; ]", line)[0] for line in asked}
    assert names <= set(pins(text_of(Path("requirements.txt"))))


def test_a_loose_pin_is_found():
    good = "rich==15.0.0 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\n"
    marked = "uvloop==0.23.0 ; sys_platform != 'win32' \\\n    --hash=sha256:aa\n"
    assert loose_pins(good + marked) == []
    for bad in (
        "rich>=15 --hash=sha256:aa",
        "rich==15.0.0",
        "rich @ https://example.com/rich.whl --hash=sha256:aa",
        "--index-url https://example.com/simple",
    ):
        assert loose_pins(good + bad) == [bad]
