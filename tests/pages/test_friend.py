"""A private link in a real browser: given, opened, kept, shown, tried, bought, given again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from pages.phones import SMALL_PHONE, phone, till
from rig.served import Served, served

pytestmark = pytest.mark.browser


@pytest.fixture
def shop(sqlite_url: str, tmp_path: Path) -> Iterator[Served]:
    with served(sqlite_url, tmp_path) as found:
        found.shop.employ("clerk")
        yield found


def bought(shop: Served) -> str:
    """Somebody has bought and gives from her phone: her own link."""
    lines = [{"product_id": shop.shop.product_id, "quantity": 1}]
    sale = {"shop_id": shop.shop.shop_id, "lines": lines, "name": "王小明", "way": None}
    sold = shop.caller().send("/v1/counter/sales", sale).json()
    return f"/my/{shop.shop.merchant_id}/{shop.shop.link_of(sold['customer_id'])}"


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_by_private_link_from_the_giver_to_the_three_of_the_friend(
    chromium: Browser, shop: Served, language: str
):
    with (
        phone(chromium, shop, language) as giver,
        phone(chromium, shop, language) as friend,
        till(chromium, shop, language) as clerk,
    ):
        giver.open(f"{bought(shop)}?lang={language}")
        giver.press("a[href*='/give?']")
        giver.press("button[form=give]")
        words = giver.page.input_value("#words")
        friend.open(words.splitlines()[-1])
        friend.press("form.bottom button")
        code = friend.text(".code-type")

        clerk.open("/till/scan")
        clerk.page.fill("[name=code]", code)
        clerk.press("#by-code button")
        assert "王小明" in clerk.text("main")
        clerk.press("#redeem button")
        clerk.press(".product-tile button")
        assert clerk.path.startswith("/till/handed/")

        friend.open(f"/my/{shop.shop.merchant_id}")
        assert friend.page.locator("a[href*='/given/']").count() == 3
        giver.open(f"/my/{shop.shop.merchant_id}")
        assert giver.page.locator(".timeline li").count() == 4


def test_a_link_works_without_any_script(chromium: Browser, shop: Served):
    link = bought(shop)
    context = chromium.new_context(**SMALL_PHONE, java_script_enabled=False)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{shop.base_url}{link}?lang=en")
    page.locator("a[href*='/give?']").first.tap()
    page.locator("button[form=give]").tap()
    path = page.input_value("#words").splitlines()[-1].split("/", 3)[3]
    other = chromium.new_context(**SMALL_PHONE, java_script_enabled=False)  # type: ignore[arg-type]
    friend = other.new_page()
    friend.goto(f"{shop.base_url}/{path}")
    friend.locator("form.bottom button").tap()
    friend.wait_for_url("**/vouchers/**")
    assert friend.locator(".code-type").is_visible()
    context.close()
    other.close()


def test_a_giver_takes_a_link_back_and_the_friend_is_told_kindly(chromium: Browser, shop: Served):
    with phone(chromium, shop) as giver, phone(chromium, shop) as friend:
        giver.open(f"{bought(shop)}?lang=en")
        giver.press("a[href*='/give?']")
        giver.press("button[form=give]")
        link = giver.page.input_value("#words").splitlines()[-1]
        giver.press("form[action$='/recall'] button")
        assert giver.page.locator("a[href*='/give?']").count() == 3
        friend.open(link)
        assert friend.text("h1") == "Taken back"
        assert friend.page.locator("form.bottom").count() == 0
