"""The operator at a terminal: a shop is made, staff sign in, wrong usage is told in a sentence."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from sqlalchemy import text

from passalong.campaigns.queries import campaigns
from passalong.cli import PLACES
from passalong.merchants.credentials import secret_hash, split_key
from passalong.merchants.queries import key_actor, merchant_of, shops, staff_listed
from passalong.web.passwords import matches
from rig.terminal import Terminal


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path / "home")


def test_a_shop_is_made_with_its_campaign_and_a_key_that_opens(
    database_url: str, tmp_path: Path
) -> None:
    terminal = Terminal(tmp_path / "home", database_url)
    days = ("--from", "2024-01-01", "--until", "2024-01-31")
    shop = terminal.shop("--campaign", "bring-a-friend", *days)
    assert set(shop) == {"merchant_id", "shop_id", "campaign_id", "api_key"}
    with terminal.reading() as read:
        merchant = merchant_of(read, shop["merchant_id"])
        key_id, secret = split_key(shop["api_key"].removeprefix(f"pk_{shop['merchant_id']}_"))
        actor = key_actor(read, shop["merchant_id"], key_id, secret_hash(secret), 0)
        (campaign,) = campaigns(read, shop["merchant_id"])
    assert merchant is not None
    assert (merchant.name, merchant.pack, merchant.currency) == ("Water", "cn", "CNY")
    assert merchant.time_zone == "Asia/Shanghai"
    assert actor is not None
    assert "orders" in actor.scopes
    assert (campaign.campaign_id, campaign.state) == (shop["campaign_id"], "running")
    # 00:00 of the first day, and the end of the last, in Shanghai.
    assert campaign.starts_at == 1_704_038_400_000
    assert campaign.ends_at == campaign.starts_at + 31 * 86_400_000


def test_a_merchant_may_have_another_shop(terminal: Terminal) -> None:
    first = terminal.shop()
    answer = terminal.run(
        "shop", "create", "River", "--merchant", first["merchant_id"], "--language", "en", "--json"
    )
    assert answer.status == 0
    assert answer.json["merchant_id"] == first["merchant_id"]
    with terminal.reading() as read:
        names = [shop.name.said("en") for shop in shops(read, first["merchant_id"])]
    assert sorted(names) == ["River", "Water"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("shop", "create", "Water"), "--organiser"),
        (("shop", "create", "W", "--organiser", "W", "--campaign", "pyramid"), "pyramid"),
        (("shop", "create", "W", "--organiser", "W", "--time-zone", "Mars"), "Mars"),
        (("shop", "create", "W", "--organiser", "W", "--currency", "XXX"), "XXX"),
        (("shop", "create", "W", "--merchant", "m12345678"), "no merchant"),
        (("shop", "create", "W", "--organiser", "W", "--from", "2024-02-30"), "2024-02-30"),
        (("staff", "add", "anna", "--shop", "shop_none"), "no shop"),
        (("import", "orders", __file__, "--shop", "shop_none"), "no shop"),
        (("import", "orders", "nowhere.csv", "--shop", "s"), "nowhere.csv"),
        (("serve", "--processes", "2"), "PostgreSQL"),
        (("serve", "--tls-cert", __file__), "--tls-key"),
        (("dance",), "dance"),
    ],
)
def test_wrong_usage_is_told_in_a_sentence(
    arguments: tuple[str, ...], says: str, terminal: Terminal
) -> None:
    answer = terminal.run(*arguments)
    assert answer.status == 2
    assert says in answer.stderr
    assert "Traceback" not in answer.stderr
    if terminal.home.exists():
        with terminal.reading() as read:
            assert read.value(text("SELECT count(*) FROM merchant")) == 0


def test_staff_get_a_sign_in_with_a_password_told_once(terminal: Terminal) -> None:
    shop = terminal.shop()
    options = ("--shop", shop["shop_id"], "--role", "clerk", "--name", "小美", "--json")
    answer = terminal.run("staff", "add", "Mei@shop", *options)
    assert answer.status == 0
    with terminal.reading() as read:
        (colleague,) = staff_listed(read, shop["merchant_id"])
    assert colleague.staff.staff_id == answer.json["staff_id"]
    assert (colleague.staff.role, colleague.staff.shop_ids) == ("clerk", (shop["shop_id"],))
    assert (colleague.detail.display_name, colleague.detail.sign_in_name) == ("小美", "mei@shop")
    assert matches(colleague.detail.password_hash, answer.json["password"])
    again = terminal.run("staff", "add", "MEI@shop", *options)
    assert (again.status, "sign_in_name_taken" in again.stderr) == (1, True)


def test_a_password_that_was_given_is_not_told_again(terminal: Terminal) -> None:
    shop = terminal.shop()
    options = ("--shop", shop["shop_id"], "--password", "a very long secret", "--json")
    answer = terminal.run("staff", "add", "owner", *options)
    assert answer.status == 0
    assert "password" not in answer.json
    short = terminal.run("staff", "add", "two", "--shop", shop["shop_id"], "--password", "short")
    assert (short.status, "password_length" in short.stderr) == (1, True)


def test_a_broken_invariant_ends_the_audit_with_status_one_and_its_rows(
    terminal: Terminal,
) -> None:
    shop = terminal.shop()
    assert terminal.run("audit").status == 0
    with sqlite3.connect(terminal.home / "passalong.sqlite") as connection:
        connection.execute("UPDATE journal SET body = body || ' ' WHERE seq = 2")
    answer = terminal.run("audit", "--json")
    assert answer.status == 1
    assert answer.json["ok"] is False
    broken = [one for one in answer.json["invariants"] if one["violations"]]
    assert [(one["name"].split()[0], one["rows"][0][:2]) for one in broken] == [
        ("I36", [shop["merchant_id"], "2"])
    ]
    spoken = terminal.run("audit")
    assert " BAD  I36" in spoken.stdout
    assert shop["merchant_id"] in spoken.stderr


def test_without_its_keys_a_database_is_not_opened(database_url: str, tmp_path: Path) -> None:
    terminal = Terminal(tmp_path / "home", database_url)
    terminal.shop()
    (terminal.home / "keys.json").unlink()
    answer = terminal.run("shop", "create", "B", "--organiser", "B")
    assert (answer.status, "keys.json" in answer.stderr) == (1, True)
    assert not (terminal.home / "keys.json").exists()


def test_a_database_that_another_process_writes_is_named(terminal: Terminal) -> None:
    shop = terminal.shop()
    with terminal.door():
        answer = terminal.run("import", "orders", __file__, "--shop", shop["shop_id"])
        assert terminal.run("audit").status == 0
    assert (answer.status, "database_in_use" in answer.stderr) == (1, True)


def test_every_command_has_help(terminal: Terminal) -> None:
    told = terminal.run("--help").stdout
    for name in PLACES:
        assert f"\n  {name} " in told
        assert terminal.run(name, "--help").status == 0


def test_a_served_shop_answers_until_it_is_told_to_stop(terminal: Terminal) -> None:
    terminal.shop()
    environment = {**os.environ, **terminal.environment, "PYTHONPATH": os.pathsep.join(sys.path)}
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "passalong", "serve", "--port", str(port)]
    child = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    assert child.stderr is not None
    try:
        line = next(line for line in child.stderr if "http://" in line)
        address = line.split()[1]
        with urllib.request.urlopen(f"{address}/healthz", timeout=30) as reply:
            assert (reply.status, json.loads(reply.read())["ready"]) == (200, True)
    finally:
        child.send_signal(signal.SIGTERM)
        assert child.wait(30) == 0
    assert terminal.run("audit").status == 0
