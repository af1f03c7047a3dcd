"""Copies a living database out and in again, whole, without stopping whoever writes it.

What a backup consists of besides, and how a restored one is checked, is `outside/backups.py`.

The keys of people never go into the copy of the data: they are kept in a file apart, which is
thrown away after some weeks. So whoever was forgotten stays forgotten in old backups too.

SQLite: a read-only connection holds one snapshot while the online backup reads it page by page;
it never writes or checkpoints, which only the one writer may. PostgreSQL: `pg_dump` of an
exported snapshot, by the programs of PostgreSQL themselves.
"""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Mapping
from glob import glob
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
from psycopg.conninfo import conninfo_to_dict

from passalong.engine.postgres import plain_url
from passalong.engine.sqlite import connect_writer, hold

PAGES = 2048
PLACES = "/usr/lib/postgresql/*/bin"
KEY_COLUMNS = "merchant_id, subject_id, wrapped"
HEADS = "SELECT merchant_id, seq FROM journal_head"
# Whoever asked to be forgotten, under every record that she ever had.
ERASED = """
SELECT merchant_id, person_id FROM person WHERE erased_at IS NOT NULL
UNION SELECT a.merchant_id, a.from_id FROM person_alias a JOIN person p
  ON p.merchant_id = a.merchant_id AND p.person_id = a.to_id WHERE p.erased_at IS NOT NULL
"""
Progress = Callable[[int, int], None]
Heads = dict[str, int]


class Copied(NamedTuple):
    """How far each merchant's journal goes in a copy, and who was forgotten by then."""

    heads: Heads
    erased: list[tuple[str, str]]


class NoTool(Exception):
    """A program of PostgreSQL is not here."""


class CopyFailed(Exception):
    """A program of PostgreSQL could not do it; its words."""


class PlaceTaken(Exception):
    """There is a database already."""


def is_sqlite(url: str) -> bool:
    """Which of the two it is."""
    return url.startswith("sqlite:")


def copy_out(url: str, data: Path, keys: Path, told: Progress = lambda at, total: None) -> Copied:
    """Copy everything to the file `data`, people's keys to the file `keys`.

    Raises NoTool, CopyFailed.
    """
    out = _sqlite_out if is_sqlite(url) else _postgres_out
    return out(url, data, keys, told)


def copy_in(url: str, data: Path, keys: Path | None) -> None:
    """Fill an empty place. Without `keys` everybody's personal data stays closed for ever.

    Raises PlaceTaken, NoTool, CopyFailed.
    """
    if is_sqlite(url):
        _sqlite_in(url, data, keys)
    else:
        _postgres_in(url, data, keys)


def _file(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///")).absolute()


def _sqlite_out(url: str, data: Path, keys: Path, told: Progress) -> Copied:
    address = f"{_file(url).as_uri()}?mode=ro"
    source = sqlite3.connect(address, uri=True, isolation_level=None)
    target = sqlite3.connect(data, isolation_level=None)
    try:
        source.execute("PRAGMA query_only=ON")
        source.execute("BEGIN")
        heads = dict(source.execute(HEADS).fetchall())
        erased = source.execute(ERASED).fetchall()

        def step(status: int, remaining: int, total: int) -> None:
            told(total - remaining, total)

        source.backup(target, pages=PAGES, progress=step)
        # One file, which is whole without a log beside it.
        target.execute("PRAGMA journal_mode=DELETE")
        target.execute("PRAGMA secure_delete=ON")
        target.execute("ATTACH ? AS apart", (str(keys),))
        target.execute("CREATE TABLE apart.subject_key AS SELECT * FROM main.subject_key")
        target.execute("DELETE FROM main.subject_key")
    finally:
        target.close()
        source.close()
    return Copied(heads, erased)


def _sqlite_in(url: str, data: Path, keys: Path | None) -> None:
    path = _file(url)
    if path.exists():
        raise PlaceTaken(str(path))
    lock = hold(path)
    try:
        shutil.copyfile(data, path)
        _settle(path)
        _settle(path.parent)
        connection = connect_writer(path)
        if keys is not None:
            connection.execute("ATTACH ? AS apart", (str(keys),))
            connection.execute("INSERT INTO main.subject_key SELECT * FROM apart.subject_key")
        connection.close()
    finally:
        lock.close()


def _settle(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _postgres_out(url: str, data: Path, keys: Path, told: Progress) -> Copied:
    dump = tool("pg_dump")
    with psycopg.connect(plain_url(url)) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        with connection.cursor() as cursor:
            found = cursor.execute("SELECT pg_export_snapshot()").fetchone()
            assert found is not None
            heads: Heads = dict(cursor.execute(HEADS).fetchall())
            erased = cursor.execute(ERASED).fetchall()
            copy = f"COPY (SELECT {KEY_COLUMNS} FROM subject_key) TO STDOUT"  # noqa: S608
            with keys.open("wb") as file, cursor.copy(copy) as lines:
                for piece in lines:
                    file.write(piece)
        _run(
            url, dump, "--format=custom", "--no-owner", "--no-privileges",
            f"--snapshot={found[0]}", "--exclude-table-data=*.subject_key", f"--file={data}",
        )  # fmt: skip
    told(1, 1)
    return Copied(heads, erased)


def _postgres_in(url: str, data: Path, keys: Path | None) -> None:
    restore = tool("pg_restore")
    with psycopg.connect(plain_url(url)) as connection:
        tables = connection.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"
        ).fetchone()
    if tables is None or tables[0]:
        raise PlaceTaken("the database has tables")
    _run(
        url, restore, "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction",
        f"--dbname={_place(url)['dbname']}", str(data),
    )  # fmt: skip
    if keys is None:
        return
    copy = f"COPY subject_key ({KEY_COLUMNS}) FROM STDIN"
    with (
        psycopg.connect(plain_url(url)) as connection,
        connection.cursor() as cursor,
        cursor.copy(copy) as lines,
        keys.open("rb") as file,
    ):
        while piece := file.read(1 << 20):
            lines.write(piece)


def tool(name: str) -> str:
    """The path of a program of PostgreSQL: in PASSALONG_POSTGRES_BIN, on PATH, or Debian's."""
    given = os.environ.get("PASSALONG_POSTGRES_BIN")
    if given:
        found = shutil.which(name, path=given)
    else:
        newest = sorted(glob(PLACES), key=lambda place: place.split("/")[-2].zfill(4))
        found = shutil.which(name) or shutil.which(name, path=os.pathsep.join(newest[::-1]))
    if found is None:
        raise NoTool(f"{name} is not here; name its folder in PASSALONG_POSTGRES_BIN")
    return found


def _place(url: str) -> Mapping[str, Any]:
    return conninfo_to_dict(plain_url(url))


def _run(url: str, *command: str) -> None:
    """Run it with the place in the environment: an argument would show the password to all."""
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
    names |= {"dbname": "PGDATABASE", "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT"}
    place = {names[key]: str(value) for key, value in _place(url).items() if key in names}
    done = subprocess.run(
        command, env={**os.environ, **place}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise CopyFailed(done.stderr.strip()[-2000:])
