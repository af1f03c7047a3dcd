"""The law of the catalog: names, prices, stock, pictures.

What the words mean is in `catalog/model.py`; what events do to rows in `catalog/changes.py`.
"""

from collections.abc import Generator
from typing import Any

from passalong.base.messages import Forget, Keep, Now, Refusal, Words, require
from passalong.base.money import AMOUNT_MAX
from passalong.base.world import World
from passalong.catalog.model import (
    ABOUT_MAX,
    NAME_MAX,
    PICTURE_KINDS,
    STOCK_MAX,
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
from passalong.lawful.publishing import let_through, publishable
from passalong.merchants.model import Merchant

Steps = Generator[Any, Any, dict[str, Any]]


def add_product(world: World, command: AddProduct, now: Now) -> Steps:
    """A product has a name in one language at least, and the merchant's currency."""
    merchant = world.get(Merchant)
    if merchant is None:
        raise Refusal("merchant_not_found")
    _check_words(command.name, command.about)
    _check_price(command.price_minor)
    _check_stock(command.stock)
    texts = {"name": command.name, "about": command.about}
    warned = publishable(merchant.pack, texts, command.copy_reason)
    product_id = now.new_id("prod")
    yield ProductAdded(
        product_id=product_id,
        kind=command.kind,
        name=command.name,
        about=command.about,
        price_minor=command.price_minor,
        currency=merchant.currency,
        stock=command.stock,
    )
    yield from let_through(world.merchant_id, product_id, warned, command.copy_reason, now.at)
    return {"product_id": product_id}


def change_product(world: World, command: ChangeProduct, now: Now) -> Steps:
    """What is given changes; a change to what already is makes no event."""
    world.hint(Merchant)
    product = _product(world, command.product_id)
    changed = ProductChanged(
        product_id=product.product_id,
        name=product.name if command.name is None else command.name,
        about=product.about if command.about is None else command.about,
        price_minor=product.price_minor if command.price_minor is None else command.price_minor,
        is_active=product.is_active if command.is_active is None else command.is_active,
    )
    _check_words(changed.name, changed.about)
    _check_price(changed.price_minor)
    texts = {
        "name": changed.name if changed.name != product.name else None,
        "about": changed.about if changed.about != product.about else None,
    }
    warned = publishable(world.have(Merchant).pack, texts, command.copy_reason)
    before = (product.name, product.about, product.price_minor, product.is_active)
    if before != (changed.name, changed.about, changed.price_minor, changed.is_active):
        yield changed
    yield from let_through(
        world.merchant_id, product.product_id, warned, command.copy_reason, now.at
    )
    return {"product_id": product.product_id, "is_active": changed.is_active}


def set_stock(world: World, command: SetStock, now: Now) -> Steps:
    """The shelf was counted; None stops counting."""
    product = _product(world, command.product_id)
    _check_stock(command.left)
    yield StockSet(product.product_id, command.left)
    return {"product_id": product.product_id, "left": command.left}


def move_stock(world: World, command: MoveStock, now: Now) -> Steps:
    """Never below nothing; what is not counted does not move."""
    world.hint(Stock, command.product_id)
    product = _product(world, command.product_id)
    if not product.has_stock or command.by == 0:
        return {"product_id": product.product_id, "left": None}
    stock = world.have(Stock, product.product_id)
    left = stock.left + command.by
    require(left >= 0, "out_of_stock", product_id=product.product_id, left=stock.left)
    yield StockMoved(product.product_id, command.by, command.cause)
    return {"product_id": product.product_id, "left": left}


def set_picture(world: World, command: SetPicture, now: Now) -> Steps:
    """The new picture is kept, the old one forgotten; its size was bounded at the rim."""
    product = _product(world, command.product_id)
    require(command.mime in PICTURE_KINDS, "picture_kind_unknown", mime=command.mime)
    require(len(command.content) > 0, "picture_empty")
    media_id = now.new_id("media")
    if product.media_id:
        yield Forget(Media, (product.media_id,))
    yield Keep(Media(world.merchant_id, media_id, command.mime, command.content, now.at))
    yield PictureSet(product.product_id, media_id)
    return {"product_id": product.product_id, "media_id": media_id}


def _product(world: World, product_id: str) -> Product:
    product = world.get(Product, product_id)
    if product is None:
        raise Refusal("product_not_found", product_id=product_id)
    return product


def _check_words(name: Words, about: Words) -> None:
    require(any(text.strip() for text in (name.zh_hans, name.zh_hant, name.en)), "name_missing")
    for field, words, limit in (("name", name, NAME_MAX), ("about", about, ABOUT_MAX)):
        longest = max(len(words.zh_hans), len(words.zh_hant), len(words.en))
        require(longest <= limit, "text_too_long", field=field, limit=limit)


def _check_price(price_minor: int) -> None:
    require(0 <= price_minor <= AMOUNT_MAX, "price_out_of_range", limit=AMOUNT_MAX)


def _check_stock(left: int | None) -> None:
    require(left is None or 0 <= left <= STOCK_MAX, "stock_out_of_range", limit=STOCK_MAX)


RULES = {
    AddProduct: add_product,
    ChangeProduct: change_product,
    SetStock: set_stock,
    MoveStock: move_stock,
    SetPicture: set_picture,
}
