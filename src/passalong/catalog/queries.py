"""What the catalog shows: products, pictures, what is left.

What may be changed is in `catalog/rules.py`; prices that count are read there too, never here.
"""

from collections.abc import Sequence

from sqlalchemy import select

from passalong.catalog.model import Media, Product
from passalong.catalog.tables import MEDIA, PRODUCT, STOCK
from passalong.engine.database import Read

PRODUCTS_MAX = 2_000


def products(
    read: Read, merchant_id: str, search: str = "", is_active: bool | None = None
) -> list[Product]:
    """Those on the shelf first, newest first; `search` is looked for in every language.

    A shop's catalog is short, so the search runs over the rows: case folds the same way on both
    databases and no name is matched by the wording of its storage.
    """
    statement = (
        select(PRODUCT)
        .where(PRODUCT.c.merchant_id == merchant_id)
        .order_by(PRODUCT.c.is_active.desc(), PRODUCT.c.added_at.desc(), PRODUCT.c.product_id)
        .limit(PRODUCTS_MAX)
    )
    if is_active is not None:
        statement = statement.where(PRODUCT.c.is_active == is_active)
    wanted = search.strip().casefold()
    found: list[Product] = read.rows(PRODUCT, read.all(statement))
    return [product for product in found if wanted in _searchable(product)]


def _searchable(product: Product) -> str:
    name = product.name
    return "\n".join((name.zh_hans, name.zh_hant, name.en)).casefold()


def product_of(read: Read, merchant_id: str, product_id: str) -> Product | None:
    """One product, or None."""
    return products_of(read, merchant_id, [product_id]).get(product_id)


def products_of(read: Read, merchant_id: str, product_ids: Sequence[str]) -> dict[str, Product]:
    """These products by id, as far as they are there: for the lines of orders."""
    statement = select(PRODUCT).where(
        PRODUCT.c.merchant_id == merchant_id, PRODUCT.c.product_id.in_(sorted(set(product_ids)))
    )
    found: list[Product] = read.rows(PRODUCT, read.all(statement))
    return {product.product_id: product for product in found}


def media_of(read: Read, merchant_id: str, media_id: str) -> Media | None:
    """A picture with its content, or None."""
    statement = select(MEDIA).where(
        MEDIA.c.merchant_id == merchant_id, MEDIA.c.media_id == media_id
    )
    return next(iter(read.rows(MEDIA, read.all(statement))), None)


def stock_left(read: Read, merchant_id: str) -> dict[str, int]:
    """How many are left, for every product that is counted."""
    statement = (
        select(STOCK.c.product_id, STOCK.c.left)
        .join(
            PRODUCT,
            (PRODUCT.c.merchant_id == STOCK.c.merchant_id)
            & (PRODUCT.c.product_id == STOCK.c.product_id),
        )
        .where(STOCK.c.merchant_id == merchant_id, PRODUCT.c.has_stock)
    )
    return {line.product_id: line.left for line in read.all(statement)}
