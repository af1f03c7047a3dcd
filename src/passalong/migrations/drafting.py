"""Drafts the next step: `python -m passalong.migrations.drafting 0009 "Agents have agreements"`.

It writes what differs between the tables of the features and the steps that there are; read and
correct it before it is committed. How steps are taken is in `migrations/__init__.py`.
"""

import re
import sys
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import Any, Literal

from alembic.autogenerate import compare_metadata, produce_migrations, render_python_code
from alembic.operations import ops
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, create_engine

from passalong.engine.tables import METADATA, JsonText
from passalong.migrations import FOLDER, migrate, newest
from passalong.wiring import TABLES

LONG_TEXT = re.compile(r'"([^"\n]{76,})"')
OPERATION = re.compile(r"op\.(\w+)\(|with op\.(batch)_alter_table\(")
OPERATION_NAMES = re.compile(r"'(\w+)'")
HEAD = '''"""{message}.

The step after {after}.
"""

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = {before!r}
branch_labels = None
depends_on = None
phase = "pre"  # it only adds; "post" for what takes away


def upgrade() -> None:
    """{message}."""
{calls}


{parts}'''
PART = """def _{part}() -> None:
{lines}
"""


def _context(connection: Any, only: Collection[str] = ()) -> MigrationContext:
    """How a database is compared with METADATA; `only` these tables if given."""

    def include(item: Any, name: str | None, kind: str, reflected: bool, other: Any) -> bool:
        if kind == "table" and name == "schema_step":  # of `migrations/__init__.py` itself
            return False
        return kind != "table" or not only or name in only

    options = {
        "target_metadata": METADATA,
        "compare_type": True,
        "include_object": include,
        "render_item": _rendered,
    }
    return MigrationContext.configure(connection, opts=options)


def _in_two(match: re.Match[str]) -> str:
    """A text too long for a line, as two that stand beside each other."""
    words = match[1]
    middle = words.rindex(",", 0, 70) + 1
    return f'"{words[:middle]}"\n"{words[middle:]}"'


def _rendered(kind: str, item: Any, context: Any) -> str | Literal[False]:
    return "sa.Text()" if kind == "type" and isinstance(item, JsonText) else False


def differences(engine: Engine) -> list[Any]:
    """What a migrated database lacks or has too much, compared with the features' tables."""
    if not TABLES:
        raise RuntimeError("no feature has a table")
    with engine.connect() as connection:
        return list(compare_metadata(_context(connection), METADATA))


def draft(revision: str, message: str, only: Collection[str] = ()) -> Path:
    """Write the step; `only` limits it to some tables."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/draft.sqlite"
        has_steps = any((FOLDER / "versions").glob("[0-9]*.py"))
        if has_steps:
            migrate(url)
        engine = create_engine(url)
        with engine.connect() as connection:
            script = produce_migrations(_context(connection, only), METADATA)
        engine.dispose()
    steps = script.upgrade_ops or ops.UpgradeOps([])
    body = render_python_code(steps, render_item=_rendered)
    before = newest() if has_steps else None
    name = "_".join(message.rstrip(".").lower().replace(",", "").split())
    path = FOLDER / "versions" / f"{revision}_{name}.py"
    parts = _parts(body)
    text = HEAD.format(
        message=message,
        revision=revision,
        before=before,
        after=before or "nothing",
        calls="\n".join(f"    _{part}()" for part in parts),
        parts="\n\n".join(
            PART.format(part=part, lines="\n".join(f"    {line}" for line in lines))
            for part, lines in parts.items()
        ),
    )
    path.write_text(text)
    return path


def _parts(body: str) -> dict[str, list[str]]:
    """The operations as short functions: a table, its indexes, and what else changes in it."""
    parts: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in body.splitlines():
        plain = line.strip()
        if plain in ("", "pass") or plain.startswith(("#", "info=")):
            continue
        started = OPERATION.match(plain)
        if started:
            kind, names = started[1] or started[2], OPERATION_NAMES.findall(plain)
            about = "indexes_of" if kind == "create_index" else kind
            table = names[1] if kind.endswith("_index") else names[0]
            lines = parts.setdefault(f"{about}_{table}", [])
        lines.append(LONG_TEXT.sub(_in_two, plain))
    return parts


if __name__ == "__main__":
    sys.stdout.write(f"{draft(sys.argv[1], sys.argv[2], sys.argv[3:])}\n")
