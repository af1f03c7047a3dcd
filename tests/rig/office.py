"""Whom the console's stories speak of: staff who are signed in, a sale, and a friend who tried.

How pages are opened is `rig/browsing.py`; the served shop is `rig/served.py`.
"""

from typing import Any

from passalong.base.messages import Words
from passalong.engine.door import Wish
from passalong.merchants.model import AddShop, CreateMerchant
from passalong.vouchers.codes import code_of_voucher
from passalong.vouchers.queries import voucher_of
from passalong.web.employing import Newcomer, employ_now
from rig.browsing import Visitor
from rig.served import MERCHANTS, PASSWORD, Served


def staff(shop: Served, role: Any, language: str = "en") -> Visitor:
    """Somebody of the first merchant, signed in."""
    return enter(shop, shop.shop.employ(role), language)


def enter(shop: Served, name: str, language: str = "en") -> Visitor:
    visitor = Visitor(shop.base_url, language)
    visitor.open("/signin")
    visitor.send(visitor.form("/signin"), login=name, password=PASSWORD)
    assert "passalong_session" in visitor.http.cookies
    return visitor


def stranger(shop: Served) -> Visitor:
    """The owner of another merchant on the same installation, whose shop is still empty."""
    merchant_id = MERCHANTS[1]
    wish = Wish(merchant_id)
    shop.door.run(wish, CreateMerchant("Tea", "Tea Ltd", "cn", "en", "CNY", "Asia/Shanghai"))
    shop.door.run(wish, AddShop(Words(en="Tea house")))
    newcomer = Newcomer("owner", "Owner", "owner@tea", PASSWORD)
    employ_now(shop.door, Wish(merchant_id, idempotency_key="owner"), newcomer)
    return enter(shop, "owner@tea")


def sold(shop: Served, name: str = "", **more: object) -> dict[str, Any]:
    lines = [{"product_id": shop.shop.product_id, "quantity": 1}]
    body = {"shop_id": shop.shop.shop_id, "lines": lines, "way": None, **more}
    if name:
        body["name"] = name
    answer = shop.caller().send("/v1/counter/sales", body, key=f"sale-{name.encode().hex()}")
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def tried(shop: Served) -> dict[str, str]:
    """王芳 bought, gave one by link; 李雷 claimed it and has tried."""
    sale = sold(shop, "王芳")
    program = shop.caller()
    voucher_id = sale["voucher_ids"][0]
    offered = program.send("/v1/vouchers/offer", {"voucher_ids": [voucher_id]}, key="offer-one")
    token = offered.json()["offers"][0]["link"].rsplit("/", 1)[1]
    friend = shop.caller(f"v_{shop.shop.merchant_id}_{token}")
    claimed = friend.send("/v1/vouchers/claim", {"name": "李雷"}, key="claim-one")
    with shop.door.reading() as read:
        voucher = voucher_of(read, shop.shop.merchant_id, voucher_id)
    assert voucher is not None
    body = {"shop_id": shop.shop.shop_id, "code": code_of_voucher(shop.door.keys, voucher)}
    used = program.send("/v1/vouchers/redeem", body, key="use-one")
    assert used.status_code == 200, used.text
    return {
        "voucher": voucher_id,
        "giver": sale["customer_id"],
        "friend": claimed.json()["friend_id"],
        "order": sale["order_id"],
    }
