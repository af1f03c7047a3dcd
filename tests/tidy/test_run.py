"""`./run` needs nothing but python3. What it prepares is seen by running it: .ci/run."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tidy.sources import ROOT, text_of, tree_of

ALONE = (Path("run"), Path("tests/rig/postgres.py"))


def guests(tree: ast.Module) -> set[str]:
    """Imported modules that are not of the standard library."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or ".").split(".")[0])
    return found - sys.stdlib_module_names


def run(*arguments: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """`./run` with an empty environment."""
    command = [sys.executable, str(folder / "run"), *arguments]
    return subprocess.run(command, env={}, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("path", ALONE, ids=str)
def test_it_stands_on_the_standard_library_alone(path: Path):
    assert guests(tree_of(path)) == set()


def test_a_guest_is_found():
    assert guests(ast.parse("import os.path, rich.table\nfrom attrs import x")) == {"rich", "attrs"}


def test_help_names_every_job():
    jobs = re.search(r"for f in \(([^)]*)\)", text_of(Path("run")))
    assert jobs
    named = set(re.findall(r"^  \./run (\w+)", run("help").stdout, re.MULTILINE))
    assert named == {*jobs[1].split(", "), "demo", "help"}
    assert run().stdout == run("--help").stdout == run("help").stdout


def test_an_unknown_job_is_refused_with_the_list_of_jobs():
    answer = run("dmeo")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert "There is no job 'dmeo'" in answer.stderr
    assert "./run demo" in answer.stderr


def test_clean_removes_what_was_made_and_nothing_else(tmp_path: Path):
    shutil.copy(ROOT / "run", tmp_path)
    made = [tmp_path / name for name in (".venv", ".venv-use", "frontend/node_modules")]
    kept = [tmp_path / name for name in ("frontend/package.json", "shop.sqlite")]
    for folder in made:
        folder.mkdir(parents=True)
    for file in kept:
        file.write_text("kept")
    assert run("clean", folder=tmp_path).returncode == 0
    assert [path for path in made if path.exists()] == []
    assert [path.read_text() for path in kept] == ["kept", "kept"]


def test_the_checks_of_a_bare_machine_are_run_test_and_nothing_else():
    lines = text_of(Path(".ci/run")).splitlines()
    orders = [line for line in lines if line and not line.startswith(("#", "set ", "cd "))]
    assert orders == ["exec ./run test"]
    assert all((ROOT / name).stat().st_mode & 0o111 for name in ("run", ".ci/run"))
