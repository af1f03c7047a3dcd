"""Lists of the console: found by the number on paper, turned both ways, and one's own shop only."""

from collections.abc import Iterator
from pathlib import Path
from re import findall
from urllib.parse import quote

import pytest

from passalong.base.clock import HandClock
from passalong.base.messages import Words
from passalong.campaigns.model import StartCampaign
from passalong.campaigns.templates import draft_from
from passalong.merchants.model import AddShop
from passalong.orders.model import ImportOrder
from passalong.people.model import Contact
from passalong.vouchers.codes import code_of_voucher
from passalong.vouchers.queries import voucher_of
from rig.browsing import Visitor
from rig.office import enter, sold, staff
from rig.served import Served, served

START = 1_790_000_000_000


@pytest.fixture
def clock() -> HandClock:
    return HandClock(START)


@pytest.fixture
def shop(sqlite_url: str, tmp_path: Path, clock: HandClock) -> Iterator[Served]:
    with served(sqlite_url, tmp_path, clock) as found:
        yield found


def imported(shop: Served, number: str) -> str:
    contact = Contact("external", f"keyed-{number}", number)
    command = ImportOrder(number, shop.shop.shop_id, contact, 1, 100)
    return str(shop.shop.run(command)["order_id"])


def test_an_order_is_found_by_the_number_shown_and_by_that_of_the_old_books(shop: Served):
    order_id = sold(shop, "王芳")["order_id"]
    old_id = imported(shop, "2019/0042")
    owner = staff(shop, "owner")
    short = order_id.removeprefix("ord_")[:6].upper()
    assert f">{short}</a>" in owner.open("/orders").text
    for typed in (short, f" #{short.lower()}", order_id):
        assert owner.open(f"/orders?q={quote(typed)}").url.path == f"/orders/{order_id}"
    assert owner.open("/orders?q=2019/0042").url.path == f"/orders/{old_id}"
    assert owner.open("/orders?q=王芳").url.path == "/orders"
    assert short in owner.text
    assert "Nothing matches" in owner.open("/orders?q=ZZZZZZ").text


def links(visitor: Visitor) -> dict[str, str]:
    """Where Newer and Older lead."""
    told = findall(r'href="([^"]+)" rel="(prev|next)"', visitor.text)
    return {rel: address.replace("&amp;", "&") for address, rel in told}


def numbers(visitor: Visitor) -> list[str]:
    return findall(r'href="/orders/(ord_\w+)"', visitor.text)


def test_a_list_is_turned_page_by_page_in_both_directions(shop: Served):
    for number in range(90):
        imported(shop, f"old-{number}")
    owner = staff(shop, "owner")
    owner.open("/orders?days=")
    first = numbers(owner)
    assert "prev" not in links(owner)
    owner.open(links(owner)["next"])
    second = numbers(owner)
    owner.open(links(owner)["next"])
    third = numbers(owner)
    assert [len(first), len(second), len(third)] == [40, 40, 10]
    assert "next" not in links(owner)
    owner.open(links(owner)["prev"])
    assert numbers(owner) == second
    owner.open(links(owner)["prev"])
    assert numbers(owner) == first
    assert "prev" not in links(owner)


class Two:
    """Two shops, each with a campaign and a sale of its own, and a clerk who works in one."""

    def __init__(self, shop: Served) -> None:
        home = shop.shop
        self.hill_id = home.run(AddShop(Words(en="Hill")))["shop_id"]
        draft = draft_from("three-trial-vouchers")
        told = {name: getattr(draft, name) for name in draft.__struct_fields__}
        campaign = type(draft)(**{**told, "shop_ids": (self.hill_id,)})
        home.run(StartCampaign(home.run(campaign)["campaign_id"]))
        self.here = sold(shop, "王芳")
        self.there = sold(shop, "李雷", shop_id=self.hill_id)
        self.clerk = home.employ("clerk", (home.shop_id,))


def test_staff_of_one_shop_see_the_orders_and_vouchers_of_that_shop_only(shop: Served):
    two = Two(shop)
    clerk = enter(shop, two.clerk)
    here, there = two.here["voucher_ids"][0], two.there["voucher_ids"][0]
    assert there not in two.here["voucher_ids"]
    listed = clerk.open("/vouchers").text
    assert here in listed
    assert there not in listed
    for moved in ("issued", "again", "expiring"):
        assert there not in clerk.open(f"/vouchers?moved={moved}&days=7").text
    assert there not in clerk.open("/vouchers.csv").text
    assert clerk.open(f"/vouchers/{here}").status_code == 200
    assert clerk.open(f"/vouchers/{there}").status_code == 404
    with shop.door.reading() as read:
        voucher = voucher_of(read, shop.shop.merchant_id, there)
    assert voucher is not None
    code = code_of_voucher(shop.door.keys, voucher)
    assert clerk.open(f"/vouchers?q={code}").url.path == "/vouchers"
    orders = clerk.open("/orders").text
    assert two.here["order_id"] in orders
    assert two.there["order_id"] not in orders
    assert clerk.open(f"/orders?q={two.there['order_id']}").url.path == "/orders"
    assert clerk.open(f"/orders/{two.there['order_id']}").status_code == 404
    assert two.there["order_id"] not in clerk.open("/orders.csv").text
    owner = enter(shop, shop.shop.employ("owner"))
    assert owner.open(f"/vouchers/{there}").status_code == 200
    assert two.there["order_id"] in owner.open("/orders").text


def test_the_api_shows_staff_of_one_shop_the_same(shop: Served):
    two = Two(shop)
    here, there = two.here["voucher_ids"][0], two.there["voucher_ids"][0]
    caller = enter(shop, two.clerk).http
    seen = {
        one["voucher_id"]
        for one in caller.get("/v1/vouchers", params={"limit": 100}).json()["items"]
    }
    assert here in seen
    assert there not in seen
    assert caller.get(f"/v1/vouchers/{here}").status_code == 200
    assert caller.get(f"/v1/vouchers/{there}").status_code == 404
    bought = [one["order_id"] for one in caller.get("/v1/orders").json()["items"]]
    assert bought == [two.here["order_id"]]
    assert caller.get("/v1/orders", params={"shop_id": two.hill_id}).status_code == 403
    assert caller.get(f"/v1/orders/{two.there['order_id']}").status_code == 404
