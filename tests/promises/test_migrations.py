"""Rows = tables = migrations, on both databases; a database that does not fit is not touched."""

import ast
import sqlite3
import threading
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import Engine

from passalong.engine.tables import ENGINE_TABLES, METADATA, plain_type
from passalong.merchants.model import Shop
from passalong.migrations import FOLDER, OutOfTurn, chain, migrate, newest, state
from passalong.migrations.drafting import differences
from passalong.wiring import TABLES, registry
from rig.living import make_tables
from rig.newer import STEPS
from rig.terminal import Terminal


def engine_of(url: str) -> Engine:
    return create_engine(url.replace("postgresql:", "postgresql+psycopg:", 1))


def worded(index: Any) -> str:
    """An index as text; a condition is compared by its wording."""
    options = {name: str(value) for name, value in index.get("dialect_options", {}).items()}
    return str({**index, "dialect_options": options})


def shape(url: str) -> dict[str, Any]:
    """Every table as the database itself describes it, constraints and indexes included."""
    engine = engine_of(url)
    told = inspect(engine)
    found: dict[str, Any] = {}
    for table in told.get_table_names():
        if table in ("alembic_version", "schema_step"):
            continue
        columns = told.get_columns(table)
        found[table] = {
            "columns": [(one["name"], str(one["type"]), one["nullable"]) for one in columns],
            "key": told.get_pk_constraint(table),
            "indexes": sorted(worded(one) for one in told.get_indexes(table)),
            "checks": sorted(str(one) for one in told.get_check_constraints(table)),
            "unique": sorted(str(one) for one in told.get_unique_constraints(table)),
        }
    engine.dispose()
    return found


def test_every_row_has_a_table_and_every_column_is_a_field() -> None:
    tables = {table.info["row"]: table for table in (*ENGINE_TABLES, *TABLES)}
    assert set(registry().tables) < set(tables)
    assert {table.name for table in tables.values()} | {"journal"} == set(METADATA.tables)
    for row, table in tables.items():
        assert tuple(table.columns.keys()) == row.__struct_fields__
        assert tuple(table.primary_key.columns.keys()) == row.key
        assert row.key[0] == "merchant_id"
        hints = get_type_hints(row)
        nullable = {name: plain_type(hints[name])[1] for name in row.__struct_fields__}
        assert {column.name: column.nullable for column in table.columns} == nullable


def test_indexes_begin_with_the_merchant_but_for_the_one_of_the_command_line() -> None:
    strange = [
        index.name
        for table in METADATA.tables.values()
        for index in table.indexes
        if next(iter(index.columns)).name != "merchant_id"
    ]
    assert strange == ["ix_shop_anywhere"]
    assert Shop.key == ("merchant_id", "shop_id")


def test_the_migrations_make_exactly_the_tables_of_the_features(
    database_url: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    migrate(database_url)
    engine = engine_of(database_url)
    assert differences(engine) == []
    assert state(engine) == "fits"
    engine.dispose()
    if database_url.startswith("sqlite"):
        made = f"sqlite:///{tmp_path}/made.sqlite"
    else:
        server = request.getfixturevalue("postgres_server")
        made = server.create()
        request.addfinalizer(lambda: server.drop(made))
    make_tables(made)
    assert shape(database_url) == shape(made)


def test_a_difference_between_tables_and_migrations_would_be_seen(database_url: str) -> None:
    migrate(database_url)
    engine = engine_of(database_url)
    with engine.begin() as connection:
        connection.execute(text("DROP INDEX ix_order_paid"))
        connection.execute(text("ALTER TABLE person ADD COLUMN surplus text"))
    assert sorted(one[0] for one in differences(engine)) == ["add_index", "remove_column"]
    engine.dispose()


def test_migrating_again_changes_nothing(database_url: str) -> None:
    assert migrate(database_url) == ("", newest())
    assert migrate(database_url) == (newest(), newest())


def test_a_step_that_fails_leaves_the_schema_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "shop.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE voucher (other text)")
    with pytest.raises(Exception, match="voucher"):
        migrate(f"sqlite:///{path}")
    with sqlite3.connect(path) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        assert [line[0] for line in tables] == ["voucher"]


@pytest.mark.parametrize(
    ("revision", "says"), [("0003", "passalong migrate"), ("9999", "newer version")]
)
def test_a_database_that_does_not_fit_is_not_touched(
    revision: str, says: str, database_url: str, tmp_path: Path
) -> None:
    terminal = Terminal(tmp_path / "home", database_url)
    terminal.shop()
    engine = engine_of(database_url)
    with engine.begin() as connection:
        statement = text("UPDATE alembic_version SET version_num = :revision")
        connection.execute(statement, {"revision": revision})
    engine.dispose()
    create = ("shop", "create", "B", "--organiser", "B")
    for status, arguments in ((2, ("audit",)), (1, create), (1, ("serve",))):
        answer = terminal.run(*arguments)
        assert answer.status == status
        assert says in answer.stderr
    with terminal.reading() as read:
        assert read.value(text("SELECT count(*) FROM shop")) == 1


def test_an_empty_postgres_is_migrated_only_when_told(postgres_url: str, tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    terminal.environment["PASSALONG_DATABASE_URL"] = postgres_url
    answer = terminal.run("shop", "create", "B", "--organiser", "B")
    assert (answer.status, "passalong migrate" in answer.stderr) == (1, True)
    assert terminal.run("migrate", "--json").json == {
        "before": "",
        "after": newest(),
        "changed": True,
    }
    assert terminal.run("shop", "create", "B", "--organiser", "B").status == 0


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """This process is of a version to come; `newer.undo()` brings it back."""
    monkeypatch.setattr("passalong.migrations.PLACES", [FOLDER / "versions", STEPS])
    return monkeypatch


def test_a_new_version_adds_first_and_takes_away_last(
    database_url: str, newer: pytest.MonkeyPatch
) -> None:
    before = chain()[-3][0]
    assert [phase for _, phase in chain()[-2:]] == ["pre", "post"]
    newer.undo()
    migrate(database_url)
    newer.setattr("passalong.migrations.PLACES", [FOLDER / "versions", STEPS])
    engine = engine_of(database_url)
    assert state(engine) == "behind"
    with pytest.raises(OutOfTurn, match="--pre"):
        migrate(database_url, "post")
    assert migrate(database_url, "pre") == (before, "0901")
    assert migrate(database_url, "pre") == ("0901", "0901")
    assert state(engine) == "fits"
    newer.undo()
    assert state(engine) == "fits"  # what was only added does the old version no harm
    newer.setattr("passalong.migrations.PLACES", [FOLDER / "versions", STEPS])
    assert migrate(database_url, "post") == ("0901", "0902")
    assert state(engine) == "fits"
    newer.undo()
    assert state(engine) == "ahead"
    engine.dispose()


def test_two_versions_at_once_are_not_taken_while_the_first_may_serve(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = (("1", "pre"), ("2", "post"), ("3", "pre"), ("4", "post"))
    migrate(sqlite_url)
    known = (*chain(), *steps)
    monkeypatch.setattr("passalong.migrations.chain", lambda: known)
    with pytest.raises(OutOfTurn, match="not wholly left"):
        migrate(sqlite_url, "pre")


@pytest.mark.postgres
def test_a_step_gives_way_to_whoever_writes(
    postgres_url: str, newer: pytest.MonkeyPatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer.undo()
    migrate(postgres_url)
    newer.setattr("passalong.migrations.PLACES", [FOLDER / "versions", STEPS])
    engine = engine_of(postgres_url)
    given_way = threading.Event()
    monkeypatch.setattr("passalong.migrations.log.warning", lambda *_, **__: given_way.set())
    with engine.connect() as writer:
        writer.execute(text("UPDATE person SET number = number"))
        taking = threading.Thread(target=migrate, args=(postgres_url, "pre"))
        taking.start()
        assert given_way.wait(60)
        assert state(engine) == "behind"
        writer.rollback()
    taking.join()
    assert state(engine) == "fits"
    engine.dispose()


def takes_away(source: str) -> list[str]:
    """What a pre step must not do: the version before still works on the tables."""
    bad = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        name, said = node.func.attr, ast.unparse(node)
        if name.startswith(("drop_", "alter_", "rename_")):
            bad.append(name)
        is_needed = "nullable=False" in said and "server_default" not in said
        if name == "add_column" and is_needed:
            bad.append("add_column without a default")
    return bad


def test_a_pre_step_only_adds() -> None:
    for place in (FOLDER / "versions", STEPS):
        for path in place.glob("[0-9]*.py"):
            source = path.read_text()
            if 'phase = "post"' not in source:
                assert takes_away(source) == [], path.name
    assert takes_away((STEPS / "0902_a_mark_is_needed_no_more.py").read_text()) == ["drop_index"]
    unfit = "op.add_column('person', sa.Column('mark', sa.Text(), nullable=False))"
    assert takes_away(unfit) == ["add_column without a default"]
