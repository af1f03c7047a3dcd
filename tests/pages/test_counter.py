"""The scene of the essay in a real browser: sold, three slips, a friend, her own three."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from pages.phones import phone, till
from rig.served import Served, served

pytestmark = pytest.mark.browser
FIRST_SLIP = ".slip .code-type"


@pytest.fixture
def shop(sqlite_url: str, tmp_path: Path) -> Iterator[Served]:
    with served(sqlite_url, tmp_path) as found:
        found.shop.employ("clerk")
        yield found


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_from_a_sale_to_the_three_of_the_friend(chromium: Browser, shop: Served, language: str):
    with till(chromium, shop, language) as clerk:
        clerk.page.fill("[name=first_name]", "王芳")
        clerk.press("form:has([name=first_name]) button")
        assert clerk.path.startswith("/till/handed/")
        assert clerk.page.locator(".say").is_visible()
        clerk.press("a[href*='size=receipt']")
        assert clerk.page.locator(".slip").count() == 3
        assert "王芳" not in clerk.text(".slip"), "a slip names her as friends may see her"
        code = clerk.text(FIRST_SLIP)

        clerk.open("/till/scan")
        clerk.page.fill("[name=code]", code.lower())
        clerk.press("#by-code button")
        assert "王芳" in clerk.text("main")
        clerk.press("#redeem button")
        assert clerk.path.startswith("/till/done/")
        clerk.press(".product-tile button")
        assert clerk.path.startswith("/till/handed/")
        clerk.press("a[href*='size=a6']")
        assert clerk.page.locator(".slip").count() == 3
        assert clerk.text(FIRST_SLIP) != code

        clerk.open("/till/today")
        assert [one.inner_text() for one in clerk.page.locator(".figure .value").all()] == [
            "2", "6", "1", "1",
        ]  # fmt: skip


def test_two_taps_sell_without_a_name_and_a_double_tap_is_one_sale(chromium: Browser, shop: Served):
    with till(chromium, shop) as clerk:
        button = clerk.page.locator("form:has([value=anonymous]) button")
        with clerk.page.expect_navigation(url="**/till/handed/**"):
            button.dblclick()
        handed = clerk.path
        clerk.page.reload()
        assert clerk.path == handed
        clerk.open("/till/today")
        assert clerk.text(".figure .value") == "1"


def test_the_buyer_scans_one_code_and_has_them_all(chromium: Browser, shop: Served):
    zxingcpp = pytest.importorskip("zxingcpp")
    with till(chromium, shop) as clerk, phone(chromium, shop) as buyer:
        clerk.press("form:has([value=anonymous]) button")
        image = clerk.page.locator(".qr img").screenshot()
        buyer.open(read_qr(zxingcpp, image))
        assert buyer.page.locator("a[href*='/given/']").count() == 3


def test_what_does_not_work_without_a_camera_says_so(chromium: Browser, shop: Served):
    with till(chromium, shop) as clerk:
        clerk.open("/till/scan")
        clerk.page.locator("[data-scan-start]").tap()
        clerk.page.locator("[data-says=refused]").wait_for(state="visible")
        assert clerk.page.locator("[name=code]").is_visible()


def read_qr(zxingcpp: object, picture: bytes) -> str:
    """What a phone's camera reads."""
    import io

    from PIL import Image

    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))  # type: ignore[attr-defined]
    assert len(found) == 1
    return str(found[0].text)
