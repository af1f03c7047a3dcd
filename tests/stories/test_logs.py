"""The log says what happened, and never to whom: no name, number, code, token, key or password.

What is counted is in tests/stories/test_operating.py.
"""

import json
import logging
import signal
import socket
import sys
from pathlib import Path

import httpx
from sqlalchemy import create_engine, text

from passalong.web.logs import JsonLines, told_path
from rig.running import Serving, running, settings_at, shop_in
from rig.served import PASSWORD, Caller, Shop

NAME, PHONE, REMARK = "王小明金丝雀", "13912345678", "canary-remark"
WRONG_PASSWORD, TYPED = "canary-wrong-password", "canary-typed-into-an-address"


def walk(serving: Serving, shop: Shop) -> set[str]:
    """Everybody does everything, also wrongly; answers what must not be in the log."""
    program = Caller(serving.address, shop.api_key)
    sale = {
        "shop_id": shop.shop_id,
        "lines": [{"product_id": shop.product_id, "quantity": 1}],
        "name": NAME,
        "contacts": [{"kind": "phone", "value": PHONE}],
        "way": None,
    }
    sold = program.send("/v1/counter/sales", sale)
    assert sold.status_code == 201, sold.text
    giver_id, voucher_ids = sold.json()["customer_id"], sold.json()["voucher_ids"]
    program.send(f"/v1/people/{giver_id}", {"remark": REMARK}, method="PATCH")
    own = program.get(f"/v1/people/{giver_id}/link").json()["link"].rsplit("/", 1)[-1]
    giver = Caller(serving.address, f"my_{shop.merchant_id}_{own}")
    offered = giver.send("/v1/vouchers/offer", {"voucher_ids": voucher_ids[:1]}).json()
    token = offered["offers"][0]["link"].rsplit("/", 1)[-1]
    friend = Caller(serving.address, f"v_{shop.merchant_id}_{token}")
    code = friend.send("/v1/vouchers/claim", {"name": NAME}).json()["code"]
    showing = {"shop_id": shop.shop_id, "code": code}
    for path in ("preview", "redeem", "redeem"):
        program.send(f"/v1/vouchers/{path}", showing, key=path)
    browse(serving, shop, own, token, code)
    secret = shop.api_key[-12:]
    return {NAME, PHONE, PHONE[-8:], REMARK, own, token, code, code.replace("-", ""), secret}


def browse(serving: Serving, shop: Shop, own: str, token: str, code: str) -> None:
    """Pages and addresses that lead nowhere, with what people paste into them."""
    home = f"/v/{shop.merchant_id}/{token}"
    with httpx.Client(base_url=serving.address, follow_redirects=True) as browser:
        for path in (
            home,
            f"{home}/claim",
            f"{home}/more",
            f"{home}x",
            f"/my/{shop.merchant_id}/{own}",
            f"/my/{shop.merchant_id}/{own}/give",
            f"/{NAME}/{PHONE}",
            f"/v1/people/{NAME}",
            f"/v1/vouchers/{code}",
            f"/v1/people?phone={PHONE}&name={NAME}",
            f"/problems/{TYPED}",
            f"/signin?next=/{TYPED}",
            f"/?key={shop.api_key}",
            f"/static/{TYPED}",
        ):
            browser.get(path)
        entry = {"name": f"owner@{shop.merchant_id}", "password": WRONG_PASSWORD}
        browser.post("/signin", data=entry)
        browser.post("/signin", data={**entry, "password": PASSWORD})
        headers = {"Authorization": f"Bearer {shop.api_key}", "X-Name": TYPED}
        browser.post("/v1/people", content=f'{{"name": "{NAME}', headers=headers)
        browser.post("/v1/people", json={"name": {"x": NAME}}, headers=headers)
    with socket.create_connection(("127.0.0.1", int(serving.address.rsplit(":", 1)[1]))) as raw:
        raw.sendall(f"GET /{TYPED} NOTHTTP\r\nX: {PHONE}\r\n\r\n".encode())
        raw.recv(1000)


def break_something(url: str, shop: Shop, serving: Serving) -> None:
    """Take a table away under the server: what the database complains of holds what was sent."""
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:", 1))
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE person_detail RENAME TO canaries"))
    engine.dispose()
    program = Caller(serving.address, shop.api_key)
    answer = program.send("/v1/people", {"name": NAME, "remark": REMARK}, key="broken")
    assert answer.status_code >= 500


def found_in(said: str, canaries: set[str]) -> list[str]:
    """Which of them the log tells, as they are or as JSON writes them."""
    return [one for one in canaries if one in said or json.dumps(one)[1:-1] in said]


def test_the_log_names_nobody_and_gives_nothing_away(database_url: str, tmp_path: Path) -> None:
    settings = settings_at(database_url, tmp_path)
    shop = shop_in(settings)
    with running(settings) as serving:
        canaries = walk(serving, shop) | {PASSWORD, WRONG_PASSWORD, TYPED}
        break_something(database_url, shop, serving)
        serving.process.send_signal(signal.SIGTERM)
        said = serving.ended()
    assert len(canaries) == 12
    assert found_in(said, canaries) == []
    lines = [json.loads(line) for line in said.splitlines()]
    told = {(one.get("method"), one.get("path")) for one in lines if one["message"] == "request"}
    assert ("POST", "/v1/counter/sales") in told
    assert ("GET", f"/v/{shop.merchant_id}/…") in told
    assert ("GET", "/v1/people/…") in told
    assert ("GET", "…") in told
    bad = [one for one in lines if one["level"] in ("error", "warning")]
    assert any("fault" in one or "reason" in one for one in bad)
    assert all(one["place"] for one in bad if "fault" in one)


def test_a_log_that_told_more_would_be_noticed() -> None:
    """The planted fault: a formatter that tells a fault's text, a path as it was asked for."""
    try:
        raise ValueError(f"no such person: {NAME}")
    except ValueError:
        fault = sys.exc_info()
    record = logging.LogRecord("passalong", logging.ERROR, "", 0, "went wrong", (), fault)
    assert found_in(logging.Formatter().format(record), {NAME}) == [NAME]
    assert found_in(JsonLines().format(record), {NAME}) == []
    assert found_in(json.dumps({"path": f"/v1/people/{NAME}"}), {NAME}) == [NAME]
    foreign = logging.LogRecord("asyncio", logging.ERROR, "", 0, f"lost\n{NAME}", (), None)
    assert found_in(JsonLines().format(foreign), {NAME}) == []
    filled = logging.LogRecord("httpx", logging.INFO, "", 0, "GET %s", (NAME,), None)
    assert found_in(JsonLines().format(filled), {NAME}) == []


def test_of_a_path_only_ids_are_told() -> None:
    person, template = "p_0123456789abcdefghjk", "/v1/people/{person_id}"
    assert told_path(f"/v1/people/{person}", template) == f"/v1/people/{person}"
    assert told_path("/v1/people/13912345678", template) == "/v1/people/…"
    link = "/my/{merchant_id}/{token}"
    assert told_path("/my/m01234567/AAAAAAAAAAAAAAAAAAAAAA", link) == "/my/m01234567/…"
    assert told_path("/my/margarita/x", link) == "/my/…/…"
    assert told_path("/anything/at/all", "") == "…"
