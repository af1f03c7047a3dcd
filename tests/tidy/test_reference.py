"""The generated reference pages say what the code says."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def generator():
    spec = importlib.util.spec_from_file_location("reference", ROOT / "tools" / "reference.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["commands.md", "events.md", "refusals.md"])
def test_the_reference_is_not_old(name):
    reference = generator()
    written = (reference.PLACE / name).read_text(encoding="utf-8")
    assert written == reference.PAGES[name](), "run: .venv/bin/python tools/reference.py"
