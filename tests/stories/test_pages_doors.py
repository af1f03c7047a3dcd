"""Who may open what: every page with every kind of visitor, two merchants apart, nothing written.

The same for the API is in test_api_doors.py; what the pages show is in the stories of each face.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from litestar.routes import HTTPRoute

from passalong.engine.asking import Access
from passalong.web.app import app_of
from rig.browsing import Visitor, signed_in
from rig.living import everything
from rig.served import MERCHANTS, Caller, Served, Shop, served

ROLES = ("owner", "manager", "clerk", "accountant", "auditor")
STAFF = frozenset(ROLES)


class Place:
    """Two merchants in which the same things have happened, and all pages by path."""

    def __init__(self, found: Served) -> None:
        self.found = found
        self.other = Shop(found.door, MERCHANTS[1])
        self.things = {shop: self._lived(shop) for shop in (found.shop, self.other)}
        self.mine = self.things[found.shop]
        app = app_of(found.door, found.settings)
        self.pages = {
            (method, route.path_format): handler.opt["access"]
            for route in app.routes
            if isinstance(route, HTTPRoute) and not route.path.startswith(("/v1", "/static"))
            for handler in route.route_handlers
            for method in handler.http_methods
            if str(method) in ("GET", "POST")
        }

    def _lived(self, shop: Shop) -> dict[str, str]:
        program = Caller(self.found.base_url, shop.api_key)
        contacts = [{"kind": "phone", "value": "138 0013 8000"}]
        sale = {"shop_id": shop.shop_id, "lines": [{"product_id": shop.product_id}]}
        sold = program.send(
            "/v1/counter/sales", {**sale, "name": "王小明", "contacts": contacts}
        ).json()
        agreement = {"name": {"en": "Friends"}, "rates": [{"basis": "percent", "value": 1000}]}
        agreement_id = program.send("/v1/agreements", agreement).json()["agreement_id"]
        recommends = {"agreement_id": agreement_id, "version": 1, "person_id": sold["customer_id"]}
        agent_id = program.send("/v1/agents", recommends).json()["agent_id"]
        return {
            "agreement_id": agreement_id,
            "agent_id": agent_id,
            "decision": "paused",
            "merchant_id": shop.merchant_id,
            "shop_id": shop.shop_id,
            "product_id": shop.product_id,
            "campaign_id": shop.campaign_id,
            "person_id": sold["customer_id"],
            "order_id": sold["order_id"],
            "voucher_id": sold["voucher_ids"][0],
            "hand_over_id": sold["hand_over_id"],
            "token": sold["slips"][0]["link"].split("/")[-1],
            "staff_id": "staff_00000000000000000000",
            "key_id": program.get("/v1/api-keys").json()["items"][0]["key_id"],
            "media_id": "media_1",
            "code": "0000000000000",
            "act": "pay",
            "what": "csv",
            "account_id": f"cash:{shop.shop_id}:CNY",
            "transfer_id": program.get("/v1/books/transfers").json()["items"][0]["transfer_id"],
            "key": "voucher_expired",
        }

    def address(self, path: str) -> str:
        """The page about things of the first merchant."""
        return re.sub(r"{(\w+)}", lambda found: self.mine[found[1]], path)

    def staff(self, shop: Shop, role: str) -> Visitor:
        visitor = signed_in(self.found, shop.employ(role))
        visitor.http.follow_redirects = False
        return visitor


@pytest.fixture
def place(sqlite_url: str, tmp_path: Path) -> Iterator[Place]:
    with served(sqlite_url, tmp_path) as found:
        yield Place(found)


def refused(answer: httpx.Response) -> bool:
    """A kind page that says no, or the way to the sign-in form."""
    leads = answer.headers.get("location", "")
    return answer.status_code in (401, 403, 404) or leads.startswith("/signin")


def test_whoever_is_not_signed_in_sees_no_page_of_staff_and_sends_no_form(place: Place):
    visitor = Visitor(place.found.base_url)
    visitor.http.follow_redirects = False
    before = everything(place.found.door.database)
    for (method, path), access in place.pages.items():
        if access.is_open and method == "GET":
            continue
        answer = visitor.http.request(str(method), place.address(path), data={"x": "y"})
        assert refused(answer), (method, path, answer.status_code)
        assert "王小明" not in answer.text
    assert everything(place.found.door.database) == before


def test_an_api_key_opens_no_page(place: Place):
    http = httpx.Client(
        base_url=place.found.base_url,
        headers={"Authorization": f"Bearer {place.found.shop.api_key}"},
    )
    for (method, path), access in place.pages.items():
        if not access.is_open and not access.link:
            answer = http.request(str(method), place.address(path), headers={"Accept": "text/html"})
            assert refused(answer), (method, path, answer.status_code)


def test_every_role_opens_exactly_the_pages_that_say_so(place: Place):
    for role in ROLES:
        visitor = place.staff(place.found.shop, role)
        for (method, path), access in place.pages.items():
            if str(method) != "GET" or not access.roles & STAFF:
                continue
            answer = visitor.http.get(place.address(path))
            about = (role, path, answer.status_code)
            if role in access.roles:
                assert answer.status_code in (200, 303, 404), about
                assert not answer.headers.get("location", "").startswith("/signin"), about
            elif not access.is_open:
                assert answer.status_code == 403, about


def test_the_owner_of_another_merchant_sees_and_changes_nothing_of_mine(place: Place):
    stranger = place.staff(place.other, "owner")
    before = {
        name: {key: row for key, row in rows.items() if key[0] == place.found.shop.merchant_id}
        for name, rows in everything(place.found.door.database).items()
    }
    secrets = [place.mine[name] for name in ("person_id", "order_id", "hand_over_id")]
    for (method, path), access in place.pages.items():
        if not access.roles & STAFF or access.is_open or access.link or path == "/signout":
            continue
        address = place.address(path)
        if str(method) == "GET":
            answer = stranger.http.get(address)
        else:
            page = stranger.http.get("/settings").text
            token = re.search(r'name="csrf_token" value="([^"]+)"', page)
            assert token is not None
            hidden = {"csrf_token": token[1], "idempotency_key": f"try{len(path)}{hash(path)}"}
            answer = stranger.http.post(address, data=hidden)
        leaks = [one for one in secrets if one in answer.text and one not in address]
        assert leaks == [], (method, path)
        assert answer.status_code < 500, (method, path, answer.text[-300:])
        assert f"Spring {place.found.shop.merchant_id}" not in answer.text, path
    after = {
        name: {key: row for key, row in rows.items() if key[0] == place.found.shop.merchant_id}
        for name, rows in everything(place.found.door.database).items()
    }
    assert after == before


def test_opening_pages_changes_nothing(place: Place):
    visitors = [place.staff(place.found.shop, "owner"), Visitor(place.found.base_url)]
    visitors[1].open(f"/my/{place.found.shop.merchant_id}/" + _link(place))
    before = everything(place.found.door.database)
    opened = 0
    for visitor in visitors:
        for (method, path), _ in place.pages.items():
            if str(method) == "GET":
                answer = visitor.http.get(place.address(path))
                assert answer.status_code < 500, (path, answer.text[-300:])
                opened += 1
    assert opened > 60
    after = everything(place.found.door.database)
    assert {name: rows for name, rows in after.items() if name != "session"} == {
        name: rows for name, rows in before.items() if name != "session"
    }


def _link(place: Place) -> str:
    return place.found.shop.link_of(place.mine["person_id"])


def test_every_page_forbids_frames_and_says_who_may_open_it(place: Place):
    owner = place.staff(place.found.shop, "owner")
    for (method, path), access in place.pages.items():
        assert isinstance(access, Access)
        if str(method) == "GET":
            headers = owner.http.get(place.address(path)).headers
            assert "frame-ancestors 'none'" in headers["content-security-policy"], path
            assert "unsafe" not in headers["content-security-policy"], path


def test_a_colleague_who_is_also_a_customer_is_a_customer_on_her_own_page(place: Place):
    visitor = signed_in(place.found, place.found.shop.employ("owner"))
    program = place.found.caller()
    sale = {
        "shop_id": place.found.shop.shop_id,
        "lines": [{"product_id": place.found.shop.product_id}],
        "name": "老板",
        "way": None,
    }
    sold = program.send("/v1/counter/sales", sale, key="her-own-water").json()
    home = f"/my/{place.found.shop.merchant_id}"
    visitor.open(f"{home}/{place.found.shop.link_of(sold['customer_id'])}")
    visitor.open(f"{home}/give")
    visitor.send(visitor.form(f"{home}/give"), way="forwarded_link", count=1)
    events = program.get("/v1/events", type="voucher_offered", limit=200).json()["items"]
    assert (events[-1]["actor_kind"], events[-1]["actor_id"]) == ("person", sold["customer_id"])
    assert visitor.open("/till").status_code == 200


def test_a_customer_with_her_own_form_token_opens_no_page_of_staff(place: Place):
    shop = place.found.shop
    customer = Visitor(place.found.base_url)
    link = shop.link_of(place.mine["person_id"])
    customer.open(f"/my/{shop.merchant_id}/{link}")
    customer.open(f"/my/{shop.merchant_id}/choices")
    token = customer.form(f"/my/{shop.merchant_id}/choices").value("csrf_token")
    customer.http.follow_redirects = False
    before = everything(place.found.door.database)
    count = 0
    for (method, path), access in place.pages.items():
        if path.startswith(("/my", "/v/")) or access.is_open or access.link:
            continue
        count += 1
        told = {"csrf_token": token, "idempotency_key": f"key-{count}", "name": "x", "who": "x"}
        answer = customer.http.request(str(method), place.address(path), data=told)
        assert refused(answer), (method, path, answer.status_code)
    assert count > 40
    assert everything(place.found.door.database) == before
