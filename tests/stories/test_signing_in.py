"""Signing in and out, sessions and their ends, forms that only our own pages may send, and what
the log does not tell.
"""

import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from argon2 import extract_parameters

from passalong.base.clock import HOUR, MINUTE, HandClock
from passalong.web import passwords
from passalong.web.logs import JsonLines
from rig.served import PASSWORD, Served, served

NOW = 1_767_225_600_000


class Browser:
    """A browser without scripts: keeps cookies, fills the hidden fields of a form."""

    def __init__(self, found: Served) -> None:
        self.http = httpx.Client(
            base_url=found.base_url, headers={"Accept": "text/html", "Accept-Language": "en"}
        )

    def hidden(self) -> dict[str, str]:
        """The hidden fields of the sign-in form."""
        page = self.http.get("/signin").text
        names = ("csrf_token", "idempotency_key")
        found = [re.search(f'name="{name}" value="([^"]+)"', page) for name in names]
        return {name: one[1] for name, one in zip(names, found, strict=True) if one}

    def sign_in(self, name: str, password: str = PASSWORD, **more: str) -> httpx.Response:
        given = {**self.hidden(), "login": name, "password": password, **more}
        return self.http.post("/signin", data=given)

    @property
    def session(self) -> str:
        return self.http.cookies["passalong_session"]


@pytest.fixture
def clock() -> HandClock:
    return HandClock(NOW)


@pytest.fixture
def open_shop(sqlite_url: str, tmp_path: Path, clock: HandClock) -> Iterator[Served]:
    with served(sqlite_url, tmp_path, clock) as found:
        found.shop.employ("owner")
        found.shop.employ("clerk")
        yield found


@pytest.fixture
def browser(open_shop: Served) -> Browser:
    return Browser(open_shop)


OWNER = "owner@m01234567"
CLERK = "clerk@m01234567"


def is_in(browser: Browser) -> bool:
    """Whether the browser's session still counts."""
    return browser.http.get("/v1/shops").status_code == 200


def test_the_owner_signs_in_and_out(browser: Browser, clock: HandClock):
    answer = browser.sign_in(OWNER.upper() + " ")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/"
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert is_in(browser)
    session = browser.session
    left = browser.http.post("/signout", data=hidden_of(browser))
    assert left.status_code == 303
    browser.http.cookies.set("passalong_session", session)
    assert not is_in(browser)


def hidden_of(browser: Browser) -> dict[str, str]:
    """Hidden fields of a form of the page for whoever is signed in."""
    return browser.hidden()


def test_the_clerk_comes_to_the_till(browser: Browser):
    assert browser.sign_in(CLERK).headers["location"] == "/till"


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("/campaigns?x=1", "/campaigns?x=1"),
        ("//evil.example/", "/"),
        ("https://evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/a\r\nSet-Cookie: x=1", "/"),
    ],
)
def test_signing_in_leads_only_into_this_house(browser: Browser, wanted: str, found: str):
    assert browser.sign_in(OWNER, next=wanted).headers["location"] == found


def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(browser: Browser):
    wrong_name = browser.sign_in("nobody@m01234567", "wrong password")
    wrong_password = browser.sign_in(OWNER, "wrong password")
    assert wrong_name.status_code == wrong_password.status_code == 401

    def plain(page: str) -> str:
        return re.sub(r'(value|class)="[^"]*"', "", page)

    assert plain(wrong_name.text) == plain(wrong_password.text)
    assert "wrong password" not in wrong_password.text


def test_every_sign_in_is_a_new_session(browser: Browser):
    browser.sign_in(OWNER)
    first = browser.session
    browser.sign_in(OWNER)
    assert browser.session != first


def test_a_session_ends_after_half_an_hour_without_use(browser: Browser, clock: HandClock):
    browser.sign_in(OWNER)
    clock.forward(30 * MINUTE + 1)
    assert not is_in(browser)


def test_a_session_in_use_lasts_twelve_hours_and_not_longer(browser: Browser, clock: HandClock):
    browser.sign_in(OWNER)
    for _ in range(12 * 4 - 1):
        clock.forward(15 * MINUTE)
        assert is_in(browser)
        settle(browser)
    clock.forward(15 * MINUTE + 1)
    assert not is_in(browser)
    assert clock.moment - NOW > 12 * HOUR


def settle(browser: Browser) -> None:
    """The use of a session is noted beside the answer: commands after it come after the note."""
    page = {"name": {"en": "x"}}
    headers = {"Idempotency-Key": "settle", "X-CSRF-Token": browser.hidden()["csrf_token"]}
    answer = browser.http.post("/v1/shops", params={"dry_run": "true"}, json=page, headers=headers)
    assert answer.status_code == 201, answer.text


def test_a_dismissed_clerk_is_out_within_a_second(open_shop: Served, clock: HandClock):
    browser = Browser(open_shop)
    browser.sign_in(CLERK)
    assert is_in(browser)
    program = open_shop.caller()
    clerk = next(one for one in program.get("/v1/staff").json()["items"] if one["role"] == "clerk")
    gone = program.send(f"/v1/staff/{clerk['staff_id']}", {"is_active": False}, method="PATCH")
    assert gone.status_code == 200
    clock.forward(1000)
    assert not is_in(browser)


def test_a_revoked_key_is_dead_within_a_second(open_shop: Served, clock: HandClock):
    key = open_shop.shop.key("read", label="short")
    assert open_shop.caller(key).get("/v1/shops").status_code == 200
    open_shop.caller().send(f"/v1/api-keys/{key.split('_', 2)[2][:24]}/revoke")
    clock.forward(1000)
    assert open_shop.caller(key).get("/v1/shops").status_code == 401


def test_the_eleventh_try_for_a_name_is_refused_even_with_the_right_password(browser: Browser):
    for _ in range(10):
        assert browser.sign_in(OWNER, "wrong password").status_code == 401
    refused = browser.sign_in(OWNER)
    assert refused.status_code == 429
    assert browser.sign_in(CLERK).status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
    ],
)
def test_a_form_of_another_site_is_refused(
    open_shop: Served, browser: Browser, headers: dict[str, str]
):
    browser.sign_in(OWNER)
    answer = browser.http.post("/signout", data=hidden_of(browser), headers=headers)
    assert answer.status_code == 403
    assert is_in(browser)


def test_a_form_without_our_token_is_refused(browser: Browser):
    browser.sign_in(OWNER)
    hidden = hidden_of(browser)
    for token in ("", "x" * 22, hidden["csrf_token"][::-1]):
        answer = browser.http.post("/signout", data={**hidden, "csrf_token": token})
        assert answer.status_code == 403
    foreign = Browser.__new__(Browser)
    foreign.http = httpx.Client(base_url=browser.http.base_url, headers=browser.http.headers)
    strangers = foreign.hidden()
    assert browser.http.post("/signout", data=strangers).status_code == 403
    body = {"name": {"en": "x"}}
    bare = browser.http.post("/v1/shops", json=body, headers={"Idempotency-Key": "x"})
    assert bare.status_code == 403
    assert is_in(browser)


def test_who_is_not_signed_in_is_led_to_the_form(browser: Browser):
    answer = browser.http.get("/signout")
    assert answer.status_code == 405
    program = browser.http.get("/v1/shops", headers={"Accept": "application/json"})
    assert program.status_code == 401
    assert program.headers["www-authenticate"].startswith("Bearer")


def test_a_name_that_nobody_has_costs_the_same_work(open_shop: Served):
    hashed = passwords.hashed(open_shop.door.keys, PASSWORD, "somebody")
    assert extract_parameters(passwords.NOBODYS) == extract_parameters(hashed)
    assert not passwords.matches(None, "nobody at all has this")
    assert passwords.matches(hashed, PASSWORD)


def test_the_log_tells_no_token_no_name_no_number(open_shop: Served):
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(JsonLines().format(record))

    kept = Kept()
    logging.getLogger().addHandler(kept)
    logging.getLogger().setLevel(logging.INFO)
    try:
        secrets = _busy(open_shop)
    finally:
        logging.getLogger().removeHandler(kept)
    told = [json.loads(line) for line in lines]
    requests = [one for one in told if one["message"] == "request"]
    assert len(requests) >= 8
    assert {"at", "level", "method", "path", "status", "milliseconds", "actor"} <= set(requests[0])
    assert any(one["path"] == f"/v/{open_shop.shop.merchant_id}/…" for one in requests)
    for secret in secrets:
        assert [line for line in lines if secret in line] == [], secret


def _busy(open_shop: Served) -> list[str]:
    program = open_shop.caller()
    contacts = [{"kind": "phone", "value": "138 0013 8000"}]
    sale = {
        "shop_id": open_shop.shop.shop_id,
        "lines": [{"product_id": open_shop.shop.product_id}],
        "name": "王小明",
        "contacts": contacts,
    }
    sold = program.send("/v1/counter/sales", sale).json()
    token = sold["slips"][0]["link"].split("/")[-1]
    my_token = open_shop.shop.link_of(sold["customer_id"])
    merchant_id = open_shop.shop.merchant_id
    program.get(f"/v/{merchant_id}/{token}")
    program.get(f"/my/{merchant_id}/{my_token}/anything?phone=13800138000")
    program.send("/v1/givers/search", {"spoken": "王小明"})
    open_shop.caller(f"my_{merchant_id}_{my_token}").get("/v1/me")
    open_shop.caller(f"v_{merchant_id}_{token}").get("/v1/me")
    open_shop.caller(open_shop.shop.api_key + "x").get("/v1/me")
    program.send("/v1/products", {"name": {"en": "王小明 canary"}, "price_minor": "x"})
    browser = Browser(open_shop)
    browser.sign_in(OWNER)
    return [
        token,
        my_token,
        open_shop.shop.api_key,
        open_shop.shop.api_key[-44:],
        "王小明",
        "13800138000",
        "8613800138000",
        PASSWORD,
        browser.session.partition(".")[2],
        "canary",
    ]
