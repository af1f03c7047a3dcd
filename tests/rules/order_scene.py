"""A small shop with goods, regulars and shut doors, for the tests of orders.

The scene itself is in rig/scene.py.
"""

from passalong.base.messages import Actor, Words
from passalong.base.money import AMOUNT_MAX
from passalong.catalog.model import Product, Stock
from passalong.merchants.model import Merchant, Shop
from passalong.orders.model import LineWish, PayOrder, PlaceOrder
from passalong.people.model import PeopleTally, Person
from rig.scene import MERCHANT, MOMENT, Scene

SHOP = "shop_river"
FAN = "p_fan"
FRIEND = "p_friend"
TEA = "prod_tea"
BREAD = "prod_bread"
CLERK_ELSEWHERE = Actor(kind="staff", id="staff_away", role="clerk", shop_ids=("shop_hill",))


def order_scene() -> Scene:
    """Tea is not counted; of bread there are ten. Two shops are open, one is closed."""
    people = [
        _person(FAN, 1, None),
        _person(FRIEND, 2, None),
        _person("p_erased", 3, MOMENT - 1),
    ]
    shops = [_shop(SHOP, None), _shop("shop_hill", None), _shop("shop_closed", MOMENT - 1)]
    goods = [
        _product(TEA, 1250),
        _product(BREAD, 400, has_stock=True),
        _product("prod_off", 100, is_active=False),
        _product("prod_dear", AMOUNT_MAX),
        _product("prod_free", 0),
    ]
    return Scene("people", "catalog", "orders").given(
        Merchant(
            MERCHANT, "Spring", "Spring Ltd", "cn", "zh_Hant", "TWD", "Asia/Taipei", MOMENT - 1
        ),
        PeopleTally(MERCHANT, 3),
        Stock(MERCHANT, BREAD, 10),
        *people,
        *shops,
        *goods,
    )


def placed_order(where: Scene, *lines: LineWish) -> str:
    """The id of an order of these lines that waits for its money."""
    return str(where.done(PlaceOrder(SHOP, FAN, lines))["order_id"])


def paid_order(where: Scene) -> str:
    """The id of a paid order of two teas and one bread."""
    order_id = placed_order(where, LineWish(TEA, 2), LineWish(BREAD, 1))
    where.done(PayOrder(order_id))
    return order_id


def _person(person_id: str, number: int, erased_at: int | None) -> Person:
    return Person(
        merchant_id=MERCHANT,
        person_id=person_id,
        number=number,
        source="counter",
        language="zh_Hant",
        named_as="first_name",
        is_named=False,
        joined_at=MOMENT - 1,
        erased_at=erased_at,
        link_turn=0,
    )


def _shop(shop_id: str, closed_at: int | None) -> Shop:
    return Shop(MERCHANT, shop_id, Words(en=shop_id), Words(), "", MOMENT - 2, closed_at)


def _product(
    product_id: str, price_minor: int, *, has_stock: bool = False, is_active: bool = True
) -> Product:
    return Product(
        merchant_id=MERCHANT,
        product_id=product_id,
        kind="good",
        name=Words(en=product_id),
        about=Words(),
        price_minor=price_minor,
        currency="TWD",
        media_id="",
        has_stock=has_stock,
        is_active=is_active,
        added_at=MOMENT - 1,
    )
