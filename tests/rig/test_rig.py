"""What the other tests stand on stands: PostgreSQL, its end, and Chromium. The rig is in rig/."""

import os
import select
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, Error
from sqlalchemy import create_engine, text

from rig.browser import PHONE
from rig.databases import SERVER, Server


def test_both_databases_keep_a_table(database_url: str):
    url = database_url.replace("postgresql:", "postgresql+psycopg:")
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE cup (id INTEGER PRIMARY KEY, water TEXT)"))
        connection.execute(text("INSERT INTO cup VALUES (1, '一杯水')"))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT water FROM cup")).scalar_one() == "一杯水"
    engine.dispose()


@pytest.mark.postgres
def test_databases_are_copies_of_their_template(postgres_server: Server):
    template = postgres_server.create()
    with psycopg.connect(template) as connection:
        connection.execute("CREATE TABLE cup (id INTEGER PRIMARY KEY)")
    copy = postgres_server.create(template)
    with psycopg.connect(copy) as connection:
        assert connection.execute("SELECT count(*) FROM cup").fetchone() == (0,)
    for url in (template, copy):
        postgres_server.drop(url)
        with pytest.raises(psycopg.OperationalError, match="does not exist"):
            psycopg.connect(url)


@pytest.mark.postgres
def test_faults_meet_a_server_that_keeps_what_it_answered(durable_postgres_server: Server):
    with psycopg.connect(durable_postgres_server.url) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            assert connection.execute(f"SHOW {setting}").fetchone() == ("on",)


@pytest.mark.postgres
@pytest.mark.parametrize("end", ["closed", "killed"])
def test_a_server_ends_with_whoever_started_it(end: str):
    starter = (
        "import subprocess, sys;"
        f"p = subprocess.Popen([sys.executable, {str(SERVER)!r}], stdin=subprocess.PIPE,"
        " stdout=subprocess.PIPE); print(p.pid, p.stdout.readline().decode(), flush=True);"
        " sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", starter], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        keeper, url = process.stdout.readline().split()
        folder = Path(url.split("host=")[1]).parent
        server = int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])
        descriptor = os.pidfd_open(int(keeper))
        if end == "killed":
            process.kill()
        process.stdin.close()
        process.wait()
        # A pidfd becomes readable when its process is over.
        assert select.select([descriptor], [], [], 60)[0] == [descriptor]
        os.close(descriptor)
    assert not folder.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(server, 0)


@pytest.mark.browser
def test_chromium_draws_a_page_at_phone_size(chromium: Browser):
    context = chromium.new_context(**PHONE)
    page = context.new_page()
    size = "<meta name=viewport content='width=device-width'>"
    page.set_content(f"{size}<title>一传三</title><p>one for you, two to give</p>")
    assert page.title() == "一传三"
    assert page.evaluate("innerWidth") == 390
    context.close()


@pytest.mark.browser
def test_chromium_reaches_nothing_but_this_machine(chromium: Browser):
    page = chromium.new_page()
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://example.com/")
    page.close()
