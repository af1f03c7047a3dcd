"""Imports go down only, and rules are pure. Between floors import-linter looks (pyproject.toml);
inside a feature, and for libraries, the checks here do, on syntax trees: nothing is imported.

A feature's *law* is `rules.py`, `changes.py` and every file of the feature they are made of.
"""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tidy.sources import FEATURES, ROOT, package_trees

Trees = Mapping[str, ast.Module]

LIBRARIES = {  # library → the modules that may import it
    # people.forest: queries.py with its recursive statements would be too long to read.
    "sqlalchemy": r"engine\..*|migrations\b.*|.*\.tables|.*\.queries|people\.forest",
    "alembic": r"engine\..*|migrations\b.*",
    "psycopg|psycopg_pool|sqlite3": r"engine\..*",
    "litestar": r".*\.api|web\b.*|cli\b.*|outside\..*\.inbound",
    "uvicorn": r"web\b.*|cli\b.*",
    "numpy|scipy|ibis|duckdb|pyarrow|pandas|polars|pyspark|adbc_.*": r"insights\b.*",
    "click|rich": r"cli\b.*|town\b.*|__main__",
}
PURE = {
    "__future__", "abc", "base64", "binascii", "bisect", "collections", "copy", "dataclasses",
    "datetime", "decimal", "enum", "fractions", "functools", "hashlib", "heapq", "hmac",
    "itertools", "json", "math", "msgspec", "operator", "re", "statistics", "string", "struct",
    "types", "typing", "unicodedata", "zoneinfo",
}  # fmt: skip
MATHEMATICS = PURE | {"numpy", "scipy"}
PURE_FLOORS = ("passalong.base", "passalong.lawful", "passalong.engine.feature")
IMPURE_CALLS = {
    "open", "print", "input", "eval", "exec", "__import__", "breakpoint", "now", "utcnow",
    "today", "SystemClock", "default_rng",
}  # fmt: skip
MAY_READ_TABLES_BELOW = ("queries",)
KNOWS = {  # file of a feature → the other of the usual files that it may know
    "model": (),
    "tables": ("model",),
    "queries": ("model", "tables"),
    "api": ("model", "tables", "queries"),
    "rules": ("model", "changes"),
    "changes": ("model",),
}


def imports(tree: ast.Module) -> Iterator[str]:
    """Full names of what a module imports; `from a import b` is `a.b`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = "." * node.level + (node.module or "")
            yield from (f"{above}.{name.name}" for name in node.names)


def owner(name: str, trees: Trees) -> str:
    """`passalong.vouchers.model.Voucher` → `vouchers.model`: the module that an import means."""
    parts = name.split(".")[1:]
    while len(parts) > 1 and ".".join(parts) not in trees:
        parts.pop()
    return ".".join(parts)


def own_imports(module: str, trees: Trees) -> set[str]:
    found = imports(trees[module])
    return {owner(each, trees) for each in found if each.split(".")[0] == "passalong"}


def relative_imports(trees: Trees) -> list[str]:
    return [f"{m} imports {i}" for m, tree in trees.items() for i in imports(tree) if i[0] == "."]


def misplaced_libraries(trees: Trees) -> list[str]:
    """Libraries imported where they do not belong."""
    wrong = []
    for module, tree in trees.items():
        for root in sorted({name.split(".")[0] for name in imports(tree)}):
            places = [place for library, place in LIBRARIES.items() if re.fullmatch(library, root)]
            if any(not re.fullmatch(place, module) for place in places):
                wrong.append(f"{module} imports {root}")
    return wrong


def private_imports(trees: Trees) -> list[str]:
    """A feature knows others by their words only: imports of more than a lower `model`."""
    wrong = []
    for module in trees:
        feature, _, file = module.partition(".")
        if feature not in FEATURES:
            continue
        for name in sorted(own_imports(module, trees)):
            other, _, what = name.partition(".")
            if other == feature and file in KNOWS and what in KNOWS:
                allowed = what == file or what in KNOWS[file]
            elif other in FEATURES and other != feature:
                lower = FEATURES.index(other) < FEATURES.index(feature)
                tables = what == "tables" and file in MAY_READ_TABLES_BELOW
                allowed = lower and (what == "model" or tables)
            else:
                allowed = True
            if not allowed:
                wrong.append(f"{module} imports {name}")
    return wrong


def law(trees: Trees) -> set[str]:
    """Rules, changes, models, and the files of their features that they are made of."""
    waiting = [m for m in trees if m.split(".")[0] in FEATURES and m.count(".") == 1]
    waiting = [m for m in waiting if m.split(".")[1] in ("rules", "changes", "model")]
    found: set[str] = set()
    while waiting:
        module = waiting.pop()
        if module in found:
            continue
        found.add(module)
        feature = module.split(".")[0]
        waiting += [m for m in own_imports(module, trees) if m.startswith(f"{feature}.")]
    return found


def impurities(tree: ast.Module, pure: set[str]) -> list[str]:
    """What reaches outside: modules, calls, `try`, and `global`."""
    wrong = []
    for name in imports(tree):
        root = name.split(".")[0]
        if root not in pure and root != "passalong":
            wrong.append(f"imports {root}")
    for node in ast.walk(tree):
        if isinstance(node, ast.Try | ast.TryStar):
            wrong.append("has a try")
        elif isinstance(node, ast.Global):
            wrong.append("has a global")
        elif isinstance(node, ast.Call):
            called = node.func
            name = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
            if name in IMPURE_CALLS:
                wrong.append(f"calls {name}")
    return wrong


def impure_law(trees: Trees) -> list[str]:
    """The law is pure, and made of nothing but words, rule packs, and more law."""
    wrong = []
    for module in sorted(law(trees)):
        wrong += [f"{module} {what}" for what in impurities(trees[module], PURE)]
        for name in sorted(own_imports(module, trees)):
            is_feature = name.split(".")[0] in FEATURES
            if is_feature and name.split(".")[-1] in ("tables", "queries", "api"):
                wrong.append(f"{module} imports {name}")
            if not is_feature and not f"passalong.{name}".startswith(PURE_FLOORS):
                wrong.append(f"{module} imports {name}")
    return wrong


def impure_mathematics(trees: Trees) -> list[str]:
    """In insights only what reads and shows may reach outside."""
    modules = [m for m in trees if m.startswith("insights.")]
    modules = [m for m in modules if m.split(".")[1] not in ("queries", "api", "lake")]
    return [f"{m} {what}" for m in modules for what in impurities(trees[m], MATHEMATICS)]


CHECKS = (relative_imports, misplaced_libraries, private_imports, impure_law, impure_mathematics)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_house_stands(check):
    assert check(package_trees()) == []


PLANTED = [
    (relative_imports, "vouchers.rules", "from . import tables"),
    (misplaced_libraries, "vouchers.api", "from sqlalchemy import select"),
    (misplaced_libraries, "vouchers.model", "import litestar.di"),
    (misplaced_libraries, "web.app", "import sqlite3"),
    (misplaced_libraries, "outside.wechat.client", "from litestar import get"),
    (misplaced_libraries, "vouchers.queries", "import numpy as np"),
    (private_imports, "vouchers.rules", "from passalong.people.rules import add"),
    (private_imports, "vouchers.rules", "from passalong import people"),
    (private_imports, "people.model", "from passalong.vouchers.model import Voucher"),
    (private_imports, "vouchers.tables", "from passalong.people.tables import PERSON"),
    (private_imports, "vouchers.tables", "from passalong.vouchers.rules import claim"),
    (private_imports, "vouchers.rules", "from passalong.vouchers.tables import VOUCHER"),
    (private_imports, "vouchers.model", "from passalong.vouchers import rules"),
    (impure_law, "vouchers.rules", "import time"),
    (impure_law, "vouchers.rules", "from os import environ"),
    (impure_law, "vouchers.rules", "from random import random"),
    (impure_law, "vouchers.model", "import sqlalchemy"),
    (impure_law, "vouchers.rules", "from datetime import datetime\ndatetime.now()"),
    (
        impure_law,
        "vouchers.rules",
        "def claim():\n    try:\n        pass\n    finally:\n        pass",
    ),
    (impure_law, "vouchers.rules", "def claim():\n    return open('slip')"),
    (impure_law, "vouchers.rules", "from passalong.engine.writer import Writer"),
    (impure_law, "vouchers.rules", "from passalong.settings import settings"),
    (impure_law, "vouchers.rules", "from passalong.vouchers.codes import draw"),
    (impure_mathematics, "insights.cascade", "import pathlib"),
    (impure_mathematics, "insights.cascade", "import numpy\nnumpy.random.default_rng()"),
]
SOUND = {
    "vouchers.codes": "import secrets\ndef draw(): return secrets.token_bytes()",
    "people.rules": "def add(): pass",
    "people.tables": "from sqlalchemy import Table",
    "people.model": "from passalong.base.messages import Row",
    "vouchers.model": "import msgspec\nfrom passalong.people.model import Person",
    "vouchers.rules": "from passalong.vouchers.model import Voucher\nimport math",
    "vouchers.tables": "from passalong.vouchers.model import Voucher\nimport sqlalchemy",
    "vouchers.queries": "from passalong.people.tables import PERSON\nimport sqlalchemy",
    "vouchers.api": "from passalong.vouchers.queries import all\nimport litestar",
    "people": "",
    "web.app": "import litestar",
    "outside.wechat.client": "import json",
    "outside.wechat.inbound": "import litestar",
    "insights.cascade": "import numpy",
    "insights.queries": "import sqlalchemy",
}


@pytest.mark.parametrize(("check", "module", "fault"), PLANTED)
def test_a_planted_fault_is_found(check, module: str, fault: str):
    trees = {name: ast.parse(text) for name, text in SOUND.items()}
    assert [found for each in CHECKS for found in each(trees)] == []
    trees[module] = ast.parse(SOUND[module] + "\n" + fault)
    assert check(trees) != []


@pytest.mark.parametrize(
    ("module", "fault"),
    [
        ("base", "from passalong import web"),
        ("engine", "import passalong.vouchers"),
        ("people", "import passalong.vouchers"),
        ("web", "import passalong.outside"),
        ("insights", "import passalong.wiring"),
        ("cellar", ""),  # a room that is on no floor
    ],
)
def test_an_import_upwards_is_found_by_import_linter(tmp_path: Path, module: str, fault: str):
    house = tmp_path / "passalong"
    rooms = {"base", "engine", "people", "vouchers", "insights", "wiring", "web", "outside"}
    for room in rooms:
        (house / room).mkdir(parents=True)
        (house / room / "__init__.py").write_text("")
    (house / "__init__.py").write_text("")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    assert _import_linter(tmp_path) == 0
    (house / module).mkdir(exist_ok=True)
    (house / module / "__init__.py").write_text(fault + "\n")
    assert _import_linter(tmp_path) != 0


def _import_linter(folder: Path) -> int:
    program = Path(sys.executable).with_name("lint-imports")
    command = [str(program), "--no-cache", "--no-logo"]
    environment = {"PYTHONPATH": str(folder)}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, check=False
    ).returncode


def test_import_linter_knows_the_order_of_features():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = [re.findall(r"\w+", layer) for layer in settings["contracts"][0]["layers"]]
    features = [name for names in layers for name in names if name in FEATURES]
    assert features == list(reversed(FEATURES))
