"""The owner's first evening in a real browser: welcome, a campaign in five answers, the ring."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from passalong.base.messages import Words
from passalong.catalog.model import AddProduct
from passalong.engine.door import Wish
from passalong.merchants.model import AddShop, ChangeMerchant, CreateMerchant
from passalong.web.employing import Newcomer, employ_now
from rig.served import MERCHANTS, PASSWORD, Served, served

PHONE = {
    "viewport": {"width": 360, "height": 780},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
LAPTOP = {"viewport": {"width": 1280, "height": 800}}
SIZES = {"phone": PHONE, "laptop": LAPTOP}
PAGES = (
    *("/", "/campaigns", "/campaigns/new", "/cascade", "/vouchers", "/people", "/people/new"),
    *("/orders", "/orders/new", "/catalog", "/catalog/new", "/settings", "/welcome?step=2"),
)


@pytest.fixture
def shop(sqlite_url: str, tmp_path: Path) -> Iterator[Served]:
    with served(sqlite_url, tmp_path) as found:
        yield found


@pytest.fixture(params=SIZES)
def size(request: pytest.FixtureRequest) -> dict[str, Any]:
    return SIZES[request.param]


class Watched:
    """A page whose console and whose refused contents are listened to."""

    def __init__(self, chromium: Browser, size: dict[str, Any], locale: str = "en-GB") -> None:
        self.context = chromium.new_context(**size, locale=locale)
        self.page: Page = self.context.new_page()
        self.wrong: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))

    def _heard(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.wrong.append(message.text)


def new_owner(shop: Served) -> None:
    """The owner of another merchant, who has a shop and nothing else."""
    merchant_id = MERCHANTS[1]
    wish = Wish(merchant_id)
    shop.door.run(wish, CreateMerchant("Tea", "Tea Ltd", "cn", "en", "CNY", "Asia/Shanghai"))
    shop.door.run(wish, AddShop(Words(en="Tea house")))
    newcomer = Newcomer("owner", "Owner", "owner@tea", PASSWORD)
    employ_now(shop.door, Wish(merchant_id, idempotency_key="owner"), newcomer)


def sign_in(page: Page, shop: Served, name: str) -> None:
    page.goto(f"{shop.base_url}/")
    page.get_by_label("Name or e-mail").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{shop.base_url}/")


def test_the_owner_comes_from_the_six_questions_to_a_running_campaign(
    chromium: Browser, shop: Served, size: dict[str, Any]
):
    new_owner(shop)
    shop.door.run(Wish(MERCHANTS[1]), AddProduct(Words(en="Green tea"), 1800))
    watched = Watched(chromium, size)
    page = watched.page
    sign_in(page, shop, "owner@tea")
    page.get_by_role("link", name="Begin").click()
    page.get_by_label("Your answer").fill("Tea like at home")
    page.get_by_role("button", name="Next").click()
    for _ in range(4):
        page.get_by_role("button", name="Skip").click()
    page.get_by_label("Your answer").fill("Fang and Wei")
    page.get_by_role("button", name="On to the product").click()
    page.wait_for_url("**/campaigns/new")
    asked = page.locator("main form").locator("select, input:not([type=hidden]), textarea")
    names = {one.get_attribute("name") for one in asked.all()}
    assert len(names) <= 5
    page.get_by_role("button", name="Start now").click()
    page.wait_for_url("**/campaigns/camp_*")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tea like at home")
    expect(page.locator(".page-head .chip")).to_have_text("running")
    expect(page.locator(".ring .seat")).to_have_count(6)
    page.goto(f"{shop.base_url}/")
    expect(page.locator(".ring a")).to_have_count(6)
    page.locator(".ring a").nth(3).click()
    page.wait_for_url("**/vouchers?moved=tried&days=1")
    assert watched.wrong == []
    watched.context.close()


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_no_page_is_wider_than_its_screen_or_complains(
    chromium: Browser, shop: Served, size: dict[str, Any], language: str
):
    name = shop.shop.employ("owner")
    watched = Watched(chromium, size)
    page = watched.page
    sign_in(page, shop, name)
    page.goto(f"{shop.base_url}/?lang={language}")
    for path in PAGES:
        page.goto(shop.base_url + path)
        assert page.locator("html").get_attribute("lang") == language
        beyond = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert beyond <= 0, path
    assert watched.wrong == []
    watched.context.close()


def test_long_words_and_large_sums_stay_on_the_screen(
    chromium: Browser, shop: Served, size: dict[str, Any]
):
    word = "Averyveryveryverylongwordwithoutanyspaceatallinitsname"
    product = shop.shop.run(AddProduct(Words(en=word, zh_hans=word), 999_999_999_900))
    shop.shop.run(ChangeMerchant(name=f"{word} and Partners"))
    name = shop.shop.employ("owner")
    watched = Watched(chromium, size)
    page = watched.page
    sign_in(page, shop, name)
    for path in ("/", "/catalog", "/orders/new", "/campaigns/new", "/till",
                 f"/till?product={product['product_id']}", "/design"):  # fmt: skip
        page.goto(shop.base_url + path)
        beyond = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert beyond <= 0, path
    assert watched.wrong == []
    watched.context.close()


def test_a_campaign_is_paused_only_after_it_was_asked_again(
    chromium: Browser, shop: Served, size: dict[str, Any]
):
    name = shop.shop.employ("owner")
    watched = Watched(chromium, size)
    page = watched.page
    sign_in(page, shop, name)
    page.goto(f"{shop.base_url}/campaigns/{shop.shop.campaign_id}")
    page.get_by_role("link", name="Pause").click()
    expect(page.locator(".page-head .chip")).to_have_text("running")
    page.locator("#ask-pause").get_by_role("button", name="Pause").click()
    expect(page.locator(".page-head .chip")).to_have_text("paused")
    expect(page.get_by_role("status")).to_contain_text("Paused.")
    assert watched.wrong == []
    watched.context.close()
