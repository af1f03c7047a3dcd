"""What may stand in the catalog, what it costs, and how many are left.

Orders that take from the shelf are in test_orders.py.
"""

import pytest

from passalong.base.messages import Actor, Command, Words
from passalong.base.money import AMOUNT_MAX
from passalong.catalog.model import (
    AddProduct,
    ChangeProduct,
    Media,
    MoveStock,
    PictureSet,
    Product,
    ProductAdded,
    ProductChanged,
    SetPicture,
    SetStock,
    Stock,
    StockMoved,
    StockSet,
)
from passalong.merchants.model import Merchant
from rig.scene import ACCOUNTANT, AUDITOR, CLERK, MANAGER, MERCHANT, MOMENT, OWNER, Scene, person

SHOP = Merchant(MERCHANT, "Spring", "Spring Ltd", "cn", "zh_Hans", "TWD", "Asia/Taipei", MOMENT)
WATER = Words(zh_hans="山泉水", zh_hant="山泉水", en="Spring water")
PICTURE = b"a picture"


def scene() -> Scene:
    """A merchant with an empty catalog."""
    return Scene("catalog").given(SHOP)


def added(where: Scene, **given: object) -> str:
    """The id of a product that stands in the catalog."""
    wish = AddProduct(**({"name": WATER, "price_minor": 1250} | given))
    return str(where.done(wish)["product_id"])


def moved(where: Scene, product_id: str, by: int) -> str:
    """Take from or put on the shelf as an order does; the refusal, if any."""
    inside = Actor(kind="key", scopes=frozenset({""}))
    return where.when(MoveStock(product_id, by, "order:ord_1:paid"), actor=inside).refusal


def test_a_product_has_the_merchants_currency_and_stands_on_the_shelf() -> None:
    where = scene()
    told = where.when(AddProduct(WATER, 1250, Words(en="Cold"), stock=7), actor=MANAGER)
    product_id = told.answer["product_id"]
    assert told.events == (
        ProductAdded(product_id, "good", WATER, Words(en="Cold"), 1250, "TWD", 7),
    )
    assert where.row(Product, product_id) == Product(
        merchant_id=MERCHANT,
        product_id=product_id,
        kind="good",
        name=WATER,
        about=Words(en="Cold"),
        price_minor=1250,
        currency="TWD",
        media_id="",
        has_stock=True,
        is_active=True,
        added_at=MOMENT,
    )
    assert where.row(Stock, product_id) == Stock(MERCHANT, product_id, 7)


def test_a_product_that_is_not_counted_has_no_stock() -> None:
    where = scene()
    product_id = added(where)
    assert where.row(Product, product_id).has_stock is False
    assert where.all(Stock) == []


@pytest.mark.parametrize("price_minor", [0, AMOUNT_MAX])
def test_a_price_may_be_nothing_and_may_be_the_greatest_sum(price_minor: int) -> None:
    where = scene()
    product_id = added(where, price_minor=price_minor)
    assert where.row(Product, product_id).price_minor == price_minor


@pytest.mark.parametrize("stock", [0, 1_000_000_000])
def test_a_shelf_may_be_empty_and_may_be_very_long(stock: int) -> None:
    where = scene()
    product_id = added(where, stock=stock, name=Words(en="x" * 80), about=Words(en="x" * 2000))
    assert where.row(Stock, product_id).left == stock
    where.done(SetStock(product_id, 1_000_000_000 - stock), actor=CLERK)
    assert where.row(Stock, product_id).left == 1_000_000_000 - stock


# The first refusal that holds is told: every line breaks all that the lines below it break.
ADDING_REFUSED = [
    ({"name": Words(), "price_minor": -1, "stock": -1}, "name_missing"),
    ({"name": Words(zh_hans=" \t", en=""), "price_minor": -1, "stock": -1}, "name_missing"),
    ({"name": Words(en="x" * 81), "price_minor": -1, "stock": -1}, "text_too_long"),
    ({"about": Words(zh_hant="x" * 2001), "price_minor": -1, "stock": -1}, "text_too_long"),
    ({"price_minor": -1, "stock": -1}, "price_out_of_range"),
    ({"price_minor": AMOUNT_MAX + 1, "stock": -1}, "price_out_of_range"),
    ({"stock": -1}, "stock_out_of_range"),
    ({"stock": 1_000_000_001}, "stock_out_of_range"),
]


@pytest.mark.parametrize(("given", "refusal"), ADDING_REFUSED)
def test_what_can_not_be_added(given: dict[str, object], refusal: str) -> None:
    where = scene()
    assert where.refused(AddProduct(**({"name": WATER, "price_minor": 1} | given))) == refusal
    assert where.all(Product) == []


@pytest.mark.parametrize("name", [Words(zh_hans="水"), Words(zh_hant="水"), Words(en="Water")])
def test_a_name_in_one_language_is_enough(name: Words) -> None:
    where = scene()
    assert where.row(Product, added(where, name=name)).name == name


def test_without_a_merchant_there_is_no_catalog() -> None:
    assert Scene("catalog").refused(AddProduct(WATER, 1)) == "merchant_not_found"


@pytest.mark.parametrize("actor", [CLERK, ACCOUNTANT, AUDITOR, person("p_1")])
def test_only_managers_add_products(actor: Actor) -> None:
    assert scene().refused(AddProduct(WATER, 1), actor=actor) == "not_allowed"


def test_what_is_not_given_stays_as_it_is() -> None:
    where = scene()
    product_id = added(where)
    told = where.when(ChangeProduct(product_id, price_minor=0), actor=OWNER)
    assert told.events == (ProductChanged(product_id, WATER, Words(), 0, True),)
    where.done(ChangeProduct(product_id, is_active=False), actor=OWNER)
    product = where.row(Product, product_id)
    assert (product.name, product.price_minor, product.is_active) == (WATER, 0, False)


def test_a_change_to_what_already_is_leaves_no_trace() -> None:
    where = scene()
    product_id = added(where)
    told = where.when(ChangeProduct(product_id, name=WATER, price_minor=1250), actor=OWNER)
    assert told.events == ()
    assert told.answer == {"product_id": product_id, "is_active": True}


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"name": Words(), "price_minor": -1}, "name_missing"),
        ({"about": Words(en="x" * 2001), "price_minor": -1}, "text_too_long"),
        ({"price_minor": -1}, "price_out_of_range"),
    ],
)
def test_what_can_not_be_changed(given: dict[str, object], refusal: str) -> None:
    where = scene()
    product_id = added(where)
    before = where.row(Product, product_id)
    assert where.refused(ChangeProduct(product_id, **given), actor=OWNER) == refusal
    assert where.row(Product, product_id) == before


@pytest.mark.parametrize(
    "command",
    [
        ChangeProduct("prod_none"),
        SetStock("prod_none", 1),
        SetPicture("prod_none", "image/png", PICTURE),
    ],
)
def test_what_is_not_there_can_not_change(command: Command) -> None:
    told = scene().when(command, actor=Actor(kind="key", scopes=frozenset({"catalog"})))
    assert (told.refusal, told.fields) == ("product_not_found", {"product_id": "prod_none"})


def test_the_shelf_is_counted_and_counting_ends() -> None:
    where = scene()
    product_id = added(where)
    told = where.when(SetStock(product_id, 5), actor=CLERK)
    assert told.events == (StockSet(product_id, 5),)
    assert where.row(Product, product_id).has_stock is True
    assert where.row(Stock, product_id).left == 5
    where.done(SetStock(product_id, None), actor=CLERK)
    assert where.row(Product, product_id).has_stock is False
    assert moved(where, product_id, -1000) == ""
    where.done(SetStock(product_id, 2), actor=CLERK)
    assert where.row(Stock, product_id).left == 2


@pytest.mark.parametrize("left", [-1, 1_000_000_001])
def test_a_count_has_bounds(left: int) -> None:
    where = scene()
    product_id = added(where, stock=3)
    assert where.refused(SetStock(product_id, left), actor=CLERK) == "stock_out_of_range"
    assert where.row(Stock, product_id).left == 3


def test_the_last_one_can_be_taken_and_no_more() -> None:
    where = scene()
    product_id = added(where, stock=2)
    assert moved(where, product_id, -2) == ""
    assert where.row(Stock, product_id).left == 0
    assert moved(where, product_id, -1) == "out_of_stock"
    assert where.row(Stock, product_id).left == 0
    assert moved(where, product_id, 1) == ""
    assert where.row(Stock, product_id).left == 1


def test_a_move_names_its_cause_and_an_uncounted_product_does_not_move() -> None:
    where = scene()
    counted, uncounted = added(where, stock=9), added(where)
    inside = Actor(kind="key", scopes=frozenset({""}))
    told = where.when(MoveStock(counted, -4, "order:ord_1:paid"), actor=inside)
    assert told.events == (StockMoved(counted, -4, "order:ord_1:paid"),)
    assert told.answer == {"product_id": counted, "left": 5}
    told = where.when(MoveStock(uncounted, -4, "order:ord_1:paid"), actor=inside)
    assert (told.events, told.answer) == ((), {"product_id": uncounted, "left": None})


@pytest.mark.parametrize("actor", [OWNER, CLERK, person("p_1")])
def test_nobody_moves_stock_by_hand(actor: Actor) -> None:
    where = scene()
    product_id = added(where, stock=2)
    assert where.refused(MoveStock(product_id, 1, "gift"), actor=actor) == "not_allowed"


def test_a_new_picture_replaces_the_old_one() -> None:
    where = scene()
    product_id = added(where)
    told = where.when(SetPicture(product_id, "image/webp", PICTURE), actor=MANAGER)
    first = told.answer["media_id"]
    assert told.events == (PictureSet(product_id, first),)
    assert where.all(Media) == [Media(MERCHANT, first, "image/webp", PICTURE, MOMENT)]
    second = where.done(SetPicture(product_id, "image/png", b"another"), actor=MANAGER)["media_id"]
    assert where.row(Product, product_id).media_id == second != first
    assert [media.media_id for media in where.all(Media)] == [second]


@pytest.mark.parametrize(
    ("mime", "content", "refusal"),
    [
        ("image/svg+xml", b"", "picture_kind_unknown"),
        ("text/html", PICTURE, "picture_kind_unknown"),
        ("image/jpeg", b"", "picture_empty"),
    ],
)
def test_only_pictures_are_pictures(mime: str, content: bytes, refusal: str) -> None:
    where = scene()
    product_id = added(where)
    assert where.refused(SetPicture(product_id, mime, content), actor=OWNER) == refusal
    assert where.all(Media) == []
