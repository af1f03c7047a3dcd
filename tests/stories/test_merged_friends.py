"""Two records turn out to be one friend, in the middle of her way: the counter goes on."""

from pathlib import Path

import pytest

from passalong.base.messages import Actor, Words
from passalong.catalog.model import AddProduct
from passalong.engine.door import Door, Wish
from passalong.orders.model import LineWish, SellAtCounter
from passalong.people.model import MeetPerson, MergePeople
from passalong.vouchers.model import ClaimVoucher, OfferVouchers, RedeemVoucher, SellAndHandOver
from passalong.vouchers.queries import voucher_of
from rig.terminal import Terminal

OWNER = Actor(kind="staff", id="staff_owner", role="owner")


@pytest.mark.parametrize("merged", ["before she tries", "before she buys"])
def test_a_friend_known_twice_tries_and_buys(merged: str, tmp_path: Path) -> None:
    terminal = Terminal(tmp_path / "home")
    shop = terminal.shop("--campaign", "three-trial-vouchers")
    shop_id, merchant_id = shop["shop_id"], shop["merchant_id"]
    wish = Wish(merchant_id)

    def merge(door: Door, when: str) -> None:
        if when == merged:
            door.run(Wish(merchant_id, OWNER), MergePeople(claimed_as, known_as))

    with terminal.door() as door:
        product_id = door.run(wish, AddProduct(Words(en="Water"), 900))["product_id"]
        lines = (LineWish(product_id, 1),)
        sold = door.run(wish, SellAndHandOver(shop_id, lines, name="Giver", way=None))
        voucher_id = sold["voucher_ids"][0]
        turn = door.run(wish, OfferVouchers((voucher_id,)))["offers"][0]["turn"]
        claimed_as, known_as = (
            str(door.run(wish, MeetPerson("staff", name=name))["person_id"])
            for name in ("Mei", "Mei Lin")
        )
        door.run(wish, ClaimVoucher(voucher_id, turn, friend_id=claimed_as))
        merge(door, "before she tries")
        door.run(wish, RedeemVoucher(voucher_id, shop_id, "code"))
        merge(door, "before she buys")
        order = door.run(wish, SellAtCounter(shop_id, lines, customer_id=known_as))
        with door.reading() as read:
            voucher = voucher_of(read, merchant_id, voucher_id)
    assert voucher is not None
    assert (voucher.state, voucher.order_id) == ("converted", order["order_id"])
    assert terminal.run("audit").status == 0
