"""Who may call what: every route of the API with every kind of caller, and two merchants apart.

The routes come from the OpenAPI document, so that a new one is tried without being listed here.
"""

import asyncio
import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar.routes import HTTPRoute

from passalong.engine.asking import Access
from passalong.web.actors import Actors, credential_of, form_token
from passalong.web.app import app_of
from rig.living import everything
from rig.served import MERCHANTS, PASSWORD, Caller, Served, Shop, served

ROLES = ("owner", "manager", "clerk", "accountant", "auditor")

MAY_STILL_BE_REFUSED = ("", "staff_not_allowed", "not_your_record")


class Place:
    """A served installation with two merchants in which the same things have happened."""

    def __init__(self, found: Served) -> None:
        self.found = found
        self.mine = found.shop
        self.other = Shop(found.door, MERCHANTS[1])
        self.document = httpx.get(f"{found.base_url}/v1/openapi.json").json()
        self.things = {shop.merchant_id: self._lived(shop) for shop in (self.mine, self.other)}
        self.mine_things = self.things[self.mine.merchant_id]
        self._numbers = count(1)

    def _lived(self, shop: Shop) -> dict[str, str]:
        """A sale, an offer, a claim, a trial; answers one id of each kind."""
        program = Caller(self.found.base_url, shop.api_key)
        sale = {"shop_id": shop.shop_id, "lines": [{"product_id": shop.product_id}], "way": None}
        contacts = [{"kind": "phone", "value": "138 0013 8000"}]
        sold = program.send(
            "/v1/counter/sales", {**sale, "name": "王小明", "contacts": contacts}
        ).json()
        given = program.send("/v1/vouchers/offer", {"voucher_ids": sold["voucher_ids"][:2]}).json()
        token = given["offers"][0]["link"].split("/")[-1]
        claimed = program.send("/v1/vouchers/claim", {"token": token, "name": "李雷"}).json()
        key_id = program.get("/v1/api-keys").json()["items"][0]["key_id"]
        return {
            "shop": shop.shop_id,
            "prod": shop.product_id,
            "camp": shop.campaign_id,
            "p": sold["customer_id"],
            "ord": sold["order_id"],
            "v": sold["voucher_ids"][0],
            "staff": "staff_00000000000000000000",
            "key": key_id,
            "friend": claimed["friend_id"],
            "code": claimed["code"],
            "token": given["offers"][1]["link"].split("/")[-1],
            "name": "王小明",
            "phone": "+8613800138000",
            "api_key": shop.api_key,
            "my": shop.link_of(sold["customer_id"]),
        }

    def operations(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        for path, methods in self.document["paths"].items():
            for method, operation in methods.items():
                yield method.upper(), path, operation

    def call(
        self, http: httpx.Client, method: str, path: str, operation: dict[str, Any]
    ) -> httpx.Response:
        """This operation about things of the first merchant."""
        names = {"purpose": "named_to_shop"}
        for name in re.findall(r"{(\w+)}", path):
            thing = {"person_id": "p", "order_id": "ord", "product_id": "prod"}.get(name)
            thing = thing or {"voucher_id": "v", "campaign_id": "camp"}.get(name)
            names.setdefault(name, self.mine_things.get(thing or name.removesuffix("_id"), "x"))
        content = operation.get("requestBody", {}).get("content", {})
        example = content.get("application/json", {}).get("example")
        asked = {"since": "2020-01-01T00:00:00Z", "until": "2100-01-01T00:00:00Z"}
        return http.request(
            method,
            path.format(**names),
            json=self.about_mine(example) if content else None,
            headers={"Idempotency-Key": f"call-{next(self._numbers)}"},
            params=asked if path == "/v1/redemptions" else None,
        )

    def about_mine(self, example: Any) -> Any:
        """An example with the first merchant's ids in it."""
        if isinstance(example, dict):
            return {name: self._mine(name, value) for name, value in example.items()}
        if isinstance(example, list):
            return [self.about_mine(one) for one in example]
        if isinstance(example, str) and re.match(r"(shop|prod|camp|p|ord|v|staff|key)_", example):
            return self.mine_things[example.split("_")[0]]
        return example

    def _mine(self, name: str, value: Any) -> Any:
        return self.mine_things["code"] if name == "code" else self.about_mine(value)

    def secrets(self) -> list[str]:
        """What of the first merchant nobody else may ever read."""
        return [value for name, value in self.mine_things.items() if name not in ("staff", "name")]

    def client(self, bearer: str) -> httpx.Client:
        return httpx.Client(
            base_url=self.found.base_url, headers={"Authorization": f"Bearer {bearer}"}, timeout=30
        )

    def signed_in(self, sign_in_name: str) -> httpx.Client:
        """A browser of a member of staff, whose writes carry the token of its pages."""
        http = httpx.Client(base_url=self.found.base_url, timeout=30)
        token = re.search(r'name="csrf_token" value="([^"]+)"', http.get("/signin").text)
        assert token is not None
        answer = http.post(
            "/signin",
            data={
                "csrf_token": token[1],
                "idempotency_key": "sign-in",
                "login": sign_in_name,
                "password": PASSWORD,
            },
        )
        assert answer.status_code == 303
        credential = credential_of("session", http.cookies["passalong_session"], is_ambient=True)
        assert credential is not None
        asker = asyncio.run(Actors(self.found.door).find(credential))
        assert asker is not None
        http.headers["X-CSRF-Token"] = form_token(self.found.door.keys, asker)
        return http


@pytest.fixture
def place(sqlite_url: str, tmp_path: Path) -> Iterator[Place]:
    with served(sqlite_url, tmp_path) as found:
        yield Place(found)


def journal_of(place: Place, shop: Shop) -> int:
    items: list[Any] = []
    cursor: str | None = ""
    while cursor is not None:
        asked = {"limit": 200, **({"cursor": cursor} if cursor else {})}
        page = place.client(shop.api_key).get("/v1/events", params=asked).json()
        items, cursor = page["items"] or items, page["next_cursor"]
    return int(items[-1]["seq"])


def test_every_route_says_who_may_call_it(place: Place):
    app = app_of(place.found.door, place.found.settings)
    silent = [
        f"{route.path} {handler.handler_name}"
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        if set(handler.http_methods) != {"OPTIONS"}
        and not isinstance(handler.opt.get("access"), Access)
    ]
    assert silent == []


def test_a_route_that_says_nothing_answers_nobody(place: Place):
    from litestar import Litestar, get

    @get("/v1/forgotten", sync_to_thread=False)
    def forgotten() -> dict[str, str]:
        return {"secret": "told"}

    app = app_of(place.found.door, place.found.settings)
    assert isinstance(app, Litestar)
    app.register(forgotten)
    from litestar.testing import TestClient

    with TestClient(app) as client:
        for bearer in ("", place.mine.api_key):
            headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
            answer = client.get("/v1/forgotten", headers=headers)
            assert answer.status_code in (401, 403)
            assert "told" not in answer.text


def test_nobody_and_a_made_up_key_get_nothing(place: Place):
    made_up = "pk_m01234567_key_00000000000000000000_" + "A" * 44
    before = journal_of(place, place.mine)
    for method, path, operation in place.operations():
        with httpx.Client(base_url=place.found.base_url) as nobody:
            assert place.call(nobody, method, path, operation).status_code == 401, path
        for bearer in (made_up, "nonsense", f"my_m01234567_{'A' * 22}", f"v_m01234567_{'A' * 22}"):
            with place.client(bearer) as stranger:
                answer = place.call(stranger, method, path, operation)
            assert answer.status_code == 401, (path, bearer)
            assert not [one for one in place.secrets() if one in _without_echo(answer)]
    assert journal_of(place, place.mine) == before


def test_another_merchants_key_reads_and_changes_nothing_of_mine(place: Place):
    before = journal_of(place, place.mine)
    with place.client(place.other.api_key) as stranger:
        for method, path, operation in place.operations():
            answer = place.call(stranger, method, path, operation)
            leaks = [one for one in place.secrets() if one in _without_echo(answer)]
            assert leaks == [], (method, path, leaks)
            if "{" in path and method != "GET":
                assert answer.status_code in (403, 404, 409, 410, 415, 422, 400), (method, path)
    assert journal_of(place, place.mine) == before


def _without_echo(answer: httpx.Response) -> str:
    """The answer without what it repeats of the question: its address, and the id refused."""
    if "json" not in answer.headers["content-type"]:
        return answer.text
    body = answer.json()
    if isinstance(body, dict) and "type" in body and str(body["type"]).startswith("/problems/"):
        known = ("type", "title", "status", "detail")
        body = {name: value for name, value in body.items() if name in known}
    return str(body)


def test_every_role_may_call_exactly_what_the_route_says(place: Place):
    for role in ROLES:
        http = place.signed_in(place.mine.employ(role))
        for method, path, operation in place.operations():
            answer = place.call(http, method, path, operation)
            about = (role, method, path, answer.text[:300])
            if role in operation["x-roles"]:
                assert answer.status_code not in (401, 500), about
                told = answer.json().get("type", "") if answer.status_code == 403 else ""
                assert told.removeprefix("/problems/") in MAY_STILL_BE_REFUSED, about
            else:  # where only customers may come in, a staff's cookie is not even looked at
                told = answer.json()["type"]
                assert told in ("/problems/not_allowed", "/problems/not_signed_in"), about


def test_a_key_may_call_exactly_what_its_scopes_say(place: Place):
    scopes = sorted({one["x-scope"] for _, _, one in place.operations() if one["x-scope"]})
    for scope in scopes:
        with place.client(place.mine.key(scope, label=scope)) as http:
            for method, path, operation in place.operations():
                answer = place.call(http, method, path, operation)
                about = (scope, method, path, answer.text[:300])
                assert answer.status_code not in (401, 500), about
                if scope != operation["x-scope"]:
                    assert answer.status_code == 403, about


def test_a_customer_reads_and_changes_herself_only(place: Place):
    things = place.things[place.mine.merchant_id]
    friends_link = place.mine.link_of(things["friend"])
    with place.client(f"my_{place.mine.merchant_id}_{friends_link}") as friend:
        for method, path, operation in place.operations():
            answer = place.call(friend, method, path, operation)
            about = (method, path, answer.text[:300])
            assert answer.status_code not in (401, 500), about
            if "person" not in operation["x-roles"]:
                assert answer.status_code == 403, about
            elif method != "GET" and "{" in path:
                assert answer.status_code in (403, 404, 409, 410, 422), about
            giver = (things["p"], things["phone"], things["token"])
            if path != "/v1/me/vouchers":  # her voucher says by its id who gave it
                assert not [one for one in giver if one in _without_echo(answer)], about


def test_reading_changes_nothing(place: Place):
    place.mine.employ("owner")
    database = place.found.door.database
    callers = [place.client(place.mine.api_key), place.signed_in(f"owner@{place.mine.merchant_id}")]
    callers.append(place.client(f"my_{place.mine.merchant_id}_{place.mine_things['my']}"))
    callers.append(httpx.Client(base_url=place.found.base_url))
    before = everything(database)
    tried = 0
    for http in callers:
        for method, path, operation in place.operations():
            if method == "GET":
                assert place.call(http, method, path, operation).status_code < 500, path
                tried += 1
        for path in ("/healthz", "/signin", "/docs", "/v1/openapi.json", "/"):
            assert http.get(path).status_code < 500, path
        for path in ("/v1/vouchers/preview", "/v1/givers/search", "/v1/people/search"):
            operation = place.document["paths"][path]["post"]
            assert place.call(http, "POST", path, operation).status_code < 500, path
    assert tried > 80
    after = everything(database)
    # When a session was last used is noted; nothing else may differ.
    assert {name: rows for name, rows in after.items() if name != "session"} == {
        name: rows for name, rows in before.items() if name != "session"
    }
