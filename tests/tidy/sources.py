"""Which files the house rules are about, read and parsed once. The rules are in test_*.py here."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "passalong"
FEATURES = (
    "ledger", "merchants", "people", "ties", "communities", "catalog", "orders", "bookings",
    "campaigns", "vouchers", "agents", "voices", "stories", "safety", "focus",
)  # fmt: skip
MADE = {".git", ".venv", ".venv-use", ".cache", "node_modules", "dist", "__pycache__"}


@cache
def files() -> tuple[Path, ...]:
    """Every file that is or could be committed, relative to the root."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        run = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True)
        found = {Path(name) for name in run.stdout.split("\0") if name}
    except (OSError, subprocess.CalledProcessError):  # no git, or no clone: an archive
        everything = (path.relative_to(ROOT) for path in ROOT.rglob("*"))
        found = {path for path in everything if not MADE & set(path.parts)}
    return tuple(sorted(path for path in found if (ROOT / path).is_file()))


@cache
def text_of(path: Path) -> str:
    """A file's text, empty where it is not text."""
    content = (ROOT / path).read_bytes()
    return "" if b"\0" in content else content.decode("utf-8")


def python_files(*folders: str) -> list[Path]:
    """Python files below these folders of the root; `run` counts as one."""
    return [
        path
        for path in files()
        if (path.suffix == ".py" and path.parts[0] in folders) or str(path) in folders
    ]


@cache
def tree_of(path: Path) -> ast.Module:
    """A Python file, parsed."""
    return ast.parse(text_of(path), str(path))


def package_trees() -> dict[str, ast.Module]:
    """Every module of the package by its name below `passalong`, e.g. `vouchers.model`."""
    trees = {}
    for path in python_files("src"):
        parts = path.with_suffix("").parts[2:]
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        trees[name or "passalong"] = tree_of(path)
    return trees
