"""A whole Passalong that is served over HTTP: a shop with a campaign, keys, and people who ask.

Databases come from `rig/databases.py`; pages are opened by `rig/browser.py`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import httpx
from msgspec.structs import replace

from passalong import migrations, wiring
from passalong.base.clock import Clock
from passalong.base.messages import Words
from passalong.campaigns.model import StartCampaign
from passalong.campaigns.templates import draft_from
from passalong.catalog.model import AddProduct
from passalong.engine.door import Door, Wish
from passalong.merchants.credentials import new_key
from passalong.merchants.model import SCOPES, AddShop, CreateApiKey, CreateMerchant, StaffRole
from passalong.people.queries import person_of
from passalong.people.tables import link_token
from passalong.settings import Settings, settings_from
from passalong.web.employing import Newcomer, employ_now
from passalong.web.serve import serving

MERCHANTS = ("m01234567", "m89abcdef")
PASSWORD = "correct horse battery"
PRICE = 2500


class Shop:
    """A merchant with one shop, one product, one running campaign and an API key for all."""

    def __init__(self, door: Door, merchant_id: str) -> None:
        self.door = door
        self.merchant_id = merchant_id
        self.wish = Wish(merchant_id)
        name = f"Spring {merchant_id}"
        self.run(CreateMerchant(name, f"{name} Ltd", "cn", "zh_Hans", "CNY", "Asia/Shanghai"))
        self.shop_id = self.run(AddShop(Words(zh_hans="总店", en="Main shop")))["shop_id"]
        self.product_id = self.run(AddProduct(Words(en="Water"), PRICE))["product_id"]
        draft = replace(draft_from("three-trial-vouchers"), shop_ids=(self.shop_id,))
        self.campaign_id = self.run(draft)["campaign_id"]
        self.run(StartCampaign(self.campaign_id))
        self.api_key = self.key(*SCOPES)

    def run(self, command: Any) -> dict[str, Any]:
        """A command of the system."""
        return dict(self.door.run(self.wish, command))

    def key(self, *scopes: str, label: str = "tests") -> str:
        """A new API key with these scopes."""
        key = new_key(self.door.keys, self.merchant_id, label, *scopes)
        self.run(CreateApiKey(key.key_id, key.secret_hash, scopes, label))
        return key.text

    def employ(self, role: StaffRole, shop_ids: tuple[str, ...] = ()) -> str:
        """Somebody with this role; answers her sign-in name (the password is PASSWORD)."""
        name = f"{role}@{self.merchant_id}"
        wish = Wish(self.merchant_id, idempotency_key=f"employ {name}")
        employ_now(self.door, wish, Newcomer(role, role.title(), name, PASSWORD, shop_ids))
        return name

    def link_of(self, person_id: str) -> str:
        """The token of a person's own page."""
        with self.door.reading() as read:
            person = person_of(read, self.merchant_id, person_id)
        assert person is not None
        return link_token(self.door.keys, person)


class Caller:
    """Somebody who calls the API: writes get idempotency keys of their own."""

    def __init__(self, base_url: str, bearer: str = "", language: str = "en") -> None:
        headers = {"Accept-Language": language}
        if bearer:
            headers["Authorization"] = f"Bearer {bearer}"
        self.http = httpx.Client(base_url=base_url, headers=headers, timeout=30)
        self._numbers = count(1)
        self.name = bearer[-8:]

    def get(self, path: str, **asked: Any) -> httpx.Response:
        """Read."""
        return self.http.get(path, params=asked)

    def send(
        self, path: str, body: Any = None, *, method: str = "POST", key: str = "", **asked: Any
    ) -> httpx.Response:
        """Write."""
        headers = {"Idempotency-Key": key or f"{self.name}-{next(self._numbers)}"}
        return self.http.request(method, path, json=body, headers=headers, params=asked)


class Served:
    """The address, the door behind it, and its shops."""

    def __init__(self, base_url: str, door: Door, settings: Settings, shop: Shop) -> None:
        self.base_url = base_url
        self.door = door
        self.settings = settings
        self.shop = shop

    def caller(self, bearer: str | None = None, language: str = "en") -> Caller:
        """Somebody who calls; by default a program with every scope."""
        return Caller(self.base_url, self.shop.api_key if bearer is None else bearer, language)


@contextmanager
def served(url: str, home: Path, clock: Clock | None = None, **more: str) -> Iterator[Served]:
    """A served shop on this database."""
    environment = {
        "PASSALONG_HOME": str(home),
        "PASSALONG_DATABASE_URL": url,
        "PASSALONG_PORT": "0",
        **more,
    }
    settings = settings_from(environment)
    migrations.migrate(url)
    door = wiring.open_door(settings, clock)
    try:
        shop = Shop(door, MERCHANTS[0])
        with serving(door, settings) as base_url:
            yield Served(base_url, door, settings, shop)
    finally:
        door.writer.stop()
        door.database.close()
