"""A water shop for tests of rules: merchant, two shops, a product, a running campaign, staff.

Scenes in general are `rig/scene.py`; whole databases are `rig/living.py`.
"""

from typing import Any

from passalong.base.messages import Actor, Words
from passalong.campaigns.model import DraftCampaign, StartCampaign, Terms
from passalong.catalog.model import AddProduct
from passalong.merchants.model import AddShop, CreateMerchant
from passalong.orders.model import LineWish
from passalong.people.model import MeetPerson
from passalong.vouchers.model import ClaimVoucher, OfferVouchers, SellAndHandOver, Voucher
from passalong.wiring import FEATURES, REACTIONS
from rig.scene import CLERK, Scene, Told, person

FRIEND = Actor(kind="friend", role="friend")
TRIAL = Words(en="A cup of spring water", zh_hans="一杯泉水", zh_hant="一杯泉水")


class WaterShop(Scene):
    """`sold()` gives a buyer with vouchers; `given()`-style words for each link of the loop."""

    def __init__(self, **terms: Any) -> None:
        super().__init__(*(feature.name for feature in FEATURES), reactions=REACTIONS)
        self.done(CreateMerchant("Water", "Water Ltd", "cn", "en", "CNY", "Asia/Shanghai"))
        self.shop = self.done(AddShop(Words(en="Old street")))["shop_id"]
        self.other_shop = self.done(AddShop(Words(en="River")))["shop_id"]
        self.water = self.done(AddProduct(Words(en="Water"), 900))["product_id"]
        self.campaign = self.ran(**terms)

    def ran(self, shop_ids: tuple[str, ...] = (), ends_at: int | None = None, **terms: Any) -> str:
        """A campaign of these terms that runs."""
        promise = Terms(**{"trial": TRIAL, "conditions": TRIAL, **terms})
        drafted = self.done(
            DraftCampaign(Words(en="Three"), promise, shop_ids=shop_ids, ends_at=ends_at)
        )
        self.done(StartCampaign(drafted["campaign_id"]))
        return str(drafted["campaign_id"])

    def sold(self, name: str = "Ann", way: Any = None, **more: Any) -> dict[str, Any]:
        """Somebody bought a bottle: her order, her id and her vouchers."""
        command = SellAndHandOver(self.shop, (LineWish(self.water, 1),), name=name, way=way, **more)
        return self.done(command, actor=CLERK)

    def met(self, name: str = "Bob") -> str:
        """Somebody known who has bought nothing."""
        return str(self.done(MeetPerson("staff", name=name))["person_id"])

    def voucher(self, voucher_id: str) -> Voucher:
        """The voucher as it is now."""
        found = self.row(Voucher, voucher_id)
        assert found is not None
        return found

    def offered(self, sale: dict[str, Any], number: int = 0, way: Any = "forward") -> str:
        """The buyer held one out; its id."""
        voucher_id = sale["voucher_ids"][number]
        self.done(OfferVouchers((voucher_id,), way), actor=person(sale["customer_id"]))
        return str(voucher_id)

    def claims(self, voucher_id: str, friend_id: str = "", **more: Any) -> Told:
        """Somebody opens the link of the present offer and taps."""
        turn = self.voucher(voucher_id).turn
        actor = person(friend_id) if friend_id else FRIEND
        how = {key: more.pop(key) for key in ("at",) if key in more}
        command = ClaimVoucher(voucher_id, more.pop("turn", turn), friend_id, **more)
        return self.when(command, actor=actor, **how)

    def claimed(self, sale: dict[str, Any], number: int = 0, friend_id: str = "") -> str:
        """Offered by link and claimed."""
        voucher_id = self.offered(sale, number)
        told = self.claims(voucher_id, friend_id)
        assert not told.refusal, told.refusal
        return voucher_id
