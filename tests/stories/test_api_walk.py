"""The walk of docs/reference/api.md, command by command, as a reader would type it.

What holds for single routes is in the other stories.
"""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from rig.served import served

WALK = Path(__file__).parents[2] / "docs" / "reference" / "api.md"
STEP = re.compile(r"```sh\n(.*?)```(?:\n<!-- (.*?) -->)?", re.DOTALL)


def found_in(answer: Any, path: str) -> str:
    """`offers.0.link/5` is the fifth part of the link of the first offer."""
    path, _, part = path.partition("/")
    for name in path.split("."):
        if name == "length":
            answer = len(answer)
        else:
            answer = answer[int(name)] if isinstance(answer, list) else answer[name]
    return str(answer).split("/")[int(part)] if part else str(answer)


@pytest.mark.skipif(shutil.which("curl") is None, reason="the walk is walked with curl")
def test_the_walk_with_curl_goes_once_round_the_loop(database_url: str, tmp_path: Path):
    steps = STEP.findall(WALK.read_text(encoding="utf-8"))
    assert len(steps) == 14
    with served(database_url, tmp_path) as found:
        kept = {
            "BASE": found.base_url,
            "KEY": found.shop.api_key,
            "SHOP": found.shop.shop_id,
            "PATH": os.environ["PATH"],
        }
        expected = 0
        for command, note in steps:
            told = subprocess.run(
                ["bash", "-euo", "pipefail", "-c", command],
                env=kept,
                capture_output=True,
                text=True,
                check=True,
            ).stdout
            answer = json.loads(told)
            kind, _, pairs = note.partition(" ")
            for pair in pairs.split():
                name, _, value = pair.partition("=")
                if kind == "keep":
                    kept[name] = found_in(answer, value)
                else:
                    assert found_in(answer, name) == value, (command, told)
                    expected += 1
        assert expected == 10
