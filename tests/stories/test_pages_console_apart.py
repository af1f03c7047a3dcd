"""The console over HTTP: who only reads, and whose shop is nobody else's business."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from passalong.base.clock import HandClock
from passalong.people.queries import counted, known_person
from rig.office import staff, stranger, tried
from rig.served import Served, served

START = 1_790_000_000_000


@pytest.fixture
def clock() -> HandClock:
    return HandClock(START)


@pytest.fixture
def shop(sqlite_url: str, tmp_path: Path, clock: HandClock) -> Iterator[Served]:
    with served(sqlite_url, tmp_path, clock) as found:
        yield found


def test_a_clerk_sees_the_till_first_and_an_auditor_only_reads(shop: Served):
    loop = tried(shop)
    assert staff(shop, "clerk").open("/").url.path == "/till"
    for role in ("accountant", "auditor"):
        reader = staff(shop, role)
        for path in ("/", "/campaigns", "/cascade", "/vouchers", "/people", "/orders", "/catalog"):
            assert reader.open(path).status_code == 200
            assert [one.action for one in reader.forms() if one.method == "post"
                    and one.action != "/signout"] == []  # fmt: skip
        assert "How many minutes do you have?" not in reader.open("/").text
        for path in ("/", f"/people/{loop['giver']}", f"/campaigns/{shop.shop.campaign_id}"):
            assert 'href="/till"' not in reader.open(path).text, "no way leads where she may not go"
            assert {one.action for one in reader.forms() if one.method == "post"} == {"/signout"}
        token = reader.form("/signout").value("csrf_token")
        for path in (f"/campaigns/{shop.shop.campaign_id}/end", f"/people/{loop['giver']}/erase",
                     f"/catalog/{shop.shop.product_id}", "/settings/shop"):  # fmt: skip
            told = {"csrf_token": token, "idempotency_key": f"{role}{path}", "sure": "yes"}
            assert reader.http.post(path, data=told).status_code == 403
    with shop.door.reading() as read:
        known = known_person(read, shop.shop.merchant_id, loop["giver"])
    assert known is not None
    assert known.name == "王芳"


def test_nothing_of_another_merchant_is_seen_or_changed(shop: Served):
    loop = tried(shop)
    other = stranger(shop)
    addresses = [f"/people/{loop['giver']}", f"/people/{loop['giver']}/page",
                 f"/vouchers/{loop['voucher']}", f"/orders/{loop['order']}",
                 f"/campaigns/{shop.shop.campaign_id}", f"/catalog/{shop.shop.product_id}",
                 f"/campaigns/{shop.shop.campaign_id}/change",
                 f"/settings/shops/{shop.shop.shop_id}"]  # fmt: skip
    for address in addresses:
        assert other.open(address).status_code == 404, address
    lists = ("/", "/people", "/vouchers", "/orders", "/campaigns", "/catalog", "/cascade")
    for address in lists:
        text = other.open(address).text
        assert "王芳" not in text, address
        assert shop.shop.merchant_id not in text, address
    token = other.form("/signout").value("csrf_token")
    for address, told in ((f"/people/{loop['giver']}/erase", {"sure": "yes"}),
                          (f"/campaigns/{shop.shop.campaign_id}/end", {})):  # fmt: skip
        body = {"csrf_token": token, "idempotency_key": address, **told}
        assert other.http.post(address, data=body).status_code == 404
    with shop.door.reading() as read:
        known = known_person(read, shop.shop.merchant_id, loop["giver"])
    assert known is not None
    assert known.name == "王芳"


def test_a_form_without_its_token_changes_nothing(shop: Served):
    owner = staff(shop, "owner")
    told = {"idempotency_key": "k1", "name": "Anna"}
    assert owner.http.post("/people/new", data=told).status_code == 403
    with shop.door.reading() as read:
        assert counted(read, shop.shop.merchant_id).people == 0
