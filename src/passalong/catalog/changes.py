"""What the events of the catalog do to its rows.

What is allowed is in `catalog/rules.py`; pictures themselves are private and kept by the rule.
"""

from msgspec.structs import replace

from passalong.base.messages import Fact
from passalong.base.world import World
from passalong.catalog.model import (
    PictureSet,
    Product,
    ProductAdded,
    ProductChanged,
    Stock,
    StockMoved,
    StockSet,
)


def product_added(world: World, event: ProductAdded, fact: Fact) -> None:
    """A product stands on the shelf, counted or not."""
    world.put(
        Product(
            merchant_id=world.merchant_id,
            product_id=event.product_id,
            kind=event.kind,
            name=event.name,
            about=event.about,
            price_minor=event.price_minor,
            currency=event.currency,
            media_id="",
            has_stock=event.stock is not None,
            is_active=True,
            added_at=fact.at,
        )
    )
    if event.stock is not None:
        world.put(Stock(world.merchant_id, event.product_id, event.stock))


def product_changed(world: World, event: ProductChanged, fact: Fact) -> None:
    """The particulars after the change."""
    product = world.have(Product, event.product_id)
    world.put(
        replace(
            product,
            name=event.name,
            about=event.about,
            price_minor=event.price_minor,
            is_active=event.is_active,
        )
    )


def stock_set(world: World, event: StockSet, fact: Fact) -> None:
    """Counted anew, or no longer counted; `has_stock` tells which, the old count may stay."""
    product = world.have(Product, event.product_id)
    world.put(replace(product, has_stock=event.left is not None))
    if event.left is not None:
        world.put(Stock(world.merchant_id, event.product_id, event.left))


def stock_moved(world: World, event: StockMoved, fact: Fact) -> None:
    """Fewer or more are left."""
    stock = world.have(Stock, event.product_id)
    world.put(replace(stock, left=stock.left + event.by))


def picture_set(world: World, event: PictureSet, fact: Fact) -> None:
    """The product points to its new picture."""
    product = world.have(Product, event.product_id)
    world.put(replace(product, media_id=event.media_id))


CHANGES = {
    ProductAdded: product_added,
    ProductChanged: product_changed,
    StockSet: stock_set,
    StockMoved: stock_moved,
    PictureSet: picture_set,
}
