"""The water shop is founded with real commands: shops, staff, goods, pictures, campaign.

What it is called and sells is in `goods.py`; who then comes to buy in `shopping.py`.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import msgspec

from passalong.base.clock import HOUR, MINUTE, HandClock
from passalong.base.ids import derive, merchant_id_of
from passalong.base.messages import THE_SYSTEM, Actor, Command
from passalong.campaigns.model import AnswerQuestion, StartCampaign
from passalong.catalog.model import AddProduct, SetPicture
from passalong.engine.door import Door, Wish
from passalong.engine.sealing import Keys
from passalong.merchants.model import AddShop, CreateMerchant
from passalong.town import goods
from passalong.town.goods import ANSWERS, GOODS, NAME, ORGANISER, SHOPS, SOLD, STAFF, TASTED
from passalong.town.pictures import MIME, PICTURES
from passalong.town.span import ZONE
from passalong.web.employing import Newcomer, employ_now

_SYLLABLES = "lin quan shan he yun zhu feng cha lan mei song tao ye bai qiu chun hai ming"


class SignIn(msgspec.Struct, frozen=True):
    """A member of staff and how she signs in."""

    role: str
    staff_id: str
    name: str
    sign_in_name: str
    shop: int | None


class Shop(msgspec.Struct, frozen=True):
    """The founded merchant with everything that commands need to name."""

    merchant_id: str
    shop_ids: tuple[str, ...]
    product_ids: tuple[str, ...]
    campaign_id: str
    staff: tuple[SignIn, ...]

    def clerk(self, shop: int) -> Actor:
        """Who stands at that shop's counter."""
        found = next(one for one in self.staff if one.role == "clerk" and one.shop == shop)
        shop_ids = (self.shop_ids[shop],)
        return Actor(kind="staff", id=found.staff_id, role="clerk", shop_ids=shop_ids)

    def staff_of(self, role: str) -> Actor:
        """The owner, the manager, the accountant: for both shops."""
        found = next(one for one in self.staff if one.role == role)
        return Actor(kind="staff", id=found.staff_id, role=role)


def password_of(keys: Keys, merchant_id: str, sign_in_name: str) -> str:
    """Made from this installation's keys, so that it can be told again and is stored nowhere."""
    made = keys.token("town password", merchant_id, sign_in_name).encode()
    syllables = _SYLLABLES.split()
    words = [syllables[byte % len(syllables)] for byte in derive(made[:32], "words", size=3)]
    return "-".join([*words, str(1000 + int.from_bytes(derive(made[:32], "tail", size=2)) % 9000)])


def found(door: Door, clock: HandClock, seed: bytes, first_midnight: int) -> Shop:
    """Everything is there before the first customer comes at eight. Raises Refusal."""
    clock.moment = first_midnight + 5 * HOUR
    merchant_id = merchant_id_of(seed)
    shops, products, campaign_id = _opened(door, clock, merchant_id)
    staff = tuple(_employed(door, clock, merchant_id, shops))
    return Shop(merchant_id, shops, products, campaign_id, staff)


def _opened(
    door: Door, clock: HandClock, merchant_id: str
) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    wish = Wish(merchant_id)

    def done(command: Command) -> dict[str, Any]:
        clock.forward(MINUTE // 2)
        return door.run(wish, command)

    done(CreateMerchant(NAME.zh_hans, ORGANISER, "cn", "zh_Hans", "CNY", ZONE))
    shops = tuple([str(done(AddShop(name, address))["shop_id"]) for name, address in SHOPS])
    products = []
    with _pictures() as pictures:
        for good, picture in zip(GOODS, pictures, strict=True):
            added = done(AddProduct(good.name, good.price_minor, good.about))
            products.append(str(added["product_id"]))
            done(SetPicture(products[-1], MIME, picture))
    for way, text in ANSWERS:
        done(AnswerQuestion(way, text))
    draft = msgspec.structs.replace(
        goods.campaign(),
        product_ids=tuple(products[:SOLD]),
        terms=msgspec.structs.replace(goods.campaign().terms, trial_product_id=products[TASTED]),
    )
    campaign_id = str(done(draft)["campaign_id"])
    done(StartCampaign(campaign_id))
    return shops, tuple(products), campaign_id


@contextmanager
def _pictures() -> Iterator[list[bytes]]:
    with ThreadPoolExecutor(2) as drawers:
        yield list(drawers.map(lambda good: PICTURES[good.picture](), GOODS))


def _employed(
    door: Door, clock: HandClock, merchant_id: str, shop_ids: tuple[str, ...]
) -> Iterator[SignIn]:
    for one in STAFF:
        clock.forward(MINUTE)
        who = Newcomer(
            one.role,
            one.name,
            one.sign_in_name,
            password_of(door.keys, merchant_id, one.sign_in_name),
            () if one.shop is None else (shop_ids[one.shop],),
        )
        wish = Wish(merchant_id, THE_SYSTEM, idempotency_key=f"town:{one.sign_in_name}")
        staff_id = str(employ_now(door, wish, who)["staff_id"])
        yield SignIn(one.role, staff_id, one.name, one.sign_in_name, one.shop)
