"""Phones and tills in a real Chromium, and what no page may ever do: console errors, strays.

How Chromium is found is `rig/browser.py`; the shop behind the pages is `rig/served.py`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page

from rig.served import PASSWORD, Served

SMALL_PHONE = {
    "viewport": {"width": 360, "height": 780},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
LOCALES = {"zh-Hans": "zh-CN", "zh-Hant": "zh-TW", "en": "en-GB"}
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Phone:
    """One phone: its pages, and whatever was wrong on any of them."""

    def __init__(self, context: BrowserContext, found: Served) -> None:
        self.served = found
        self.wrong: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("console", self._told)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("requestfailed", self._failed)

    def _told(self, message: object) -> None:
        kind, text = getattr(message, "type", ""), getattr(message, "text", "")
        if kind in ("error", "warning"):
            self.wrong.append(f"{self.page.url}: {text}")

    def _failed(self, request: object) -> None:
        # A second tap makes the browser give up what the first was fetching; nothing failed then.
        if getattr(request, "failure", "") != "net::ERR_ABORTED":
            self.wrong.append(f"failed {getattr(request, 'url', '')}")

    def open(self, address: str) -> None:
        """Open an address, of a QR code too: whatever host it names, it is this house."""
        parts = urlsplit(address)
        query = f"?{parts.query}" if parts.query else ""
        self.page.goto(self.served.base_url + parts.path + query)
        self.look()

    def press(self, selector: str) -> None:
        """Tap what leads to another page, and look at that."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.tap()
        self.look()

    def look(self) -> None:
        """No page is wider than the phone."""
        self.page.wait_for_load_state("load")
        assert self.page.evaluate(WIDER) <= 0, f"{self.page.url} is wider than the phone"

    @property
    def path(self) -> str:
        """Where it is."""
        return urlsplit(self.page.url).path

    def text(self, selector: str) -> str:
        """What stands there."""
        return self.page.locator(selector).first.inner_text()


@contextmanager
def phone(browser: Browser, found: Served, language: str = "en") -> Iterator[Phone]:
    """A small phone in this language; in the end nothing may have been wrong on its pages."""
    context = browser.new_context(**SMALL_PHONE, locale=LOCALES[language])  # type: ignore[arg-type]
    one = Phone(context, found)
    try:
        yield one
    finally:
        context.close()
    assert one.wrong == []


@contextmanager
def till(browser: Browser, found: Served, language: str = "en") -> Iterator[Phone]:
    """The shop's phone, with a clerk signed in."""
    name = f"clerk@{found.shop.merchant_id}"
    with phone(browser, found, language) as one:
        one.open("/signin")
        one.page.fill("[name=login]", name)
        one.page.fill("[name=password]", PASSWORD)
        one.press("main form button")
        assert one.path == "/till"
        yield one
