"""REST of the catalog: products, their pictures, what is left.

What is allowed is in `catalog/rules.py`; how a picture is drawn anew in `catalog/pictures.py`.
"""

import asyncio
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get, patch, post, put
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, MultipartBody

from passalong.base.messages import Refusal, Words
from passalong.catalog.model import AddProduct, ChangeProduct, Product, SetPicture, SetStock
from passalong.catalog.pictures import UPLOAD_BYTES_MAX, redrawn
from passalong.catalog.queries import media_of, product_of, products, stock_left
from passalong.engine.asking import Listed, Paging, listed_here, public, reads, sends, shown
from passalong.engine.bodies import Amount, Body, Identifier, Said, ShortText, command_of
from passalong.engine.door import Door, Reply, Wish

BODY_MAX = UPLOAD_BYTES_MAX + 64 * 1024
StockCount = Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)]
PRODUCT_EXAMPLE: dict[str, Any] = {
    "product_id": "prod_4h2m9x1c8v7b3n6k5j0q",
    "kind": "good",
    "name": {"zh_hans": "山泉水 5 升", "zh_hant": "山泉水 5 公升", "en": "Spring water 5 l"},
    "about": {"zh_hans": "", "zh_hant": "", "en": ""},
    "price_minor": 2500,
    "currency": "CNY",
    "media_id": "",
    "is_active": True,
    "stock": 40,
    "added_at": "2026-01-01T00:00:00.000Z",
}
WHICH = {"product_id": PRODUCT_EXAMPLE["product_id"]}


class ProductShown(msgspec.Struct):
    """Something that is sold or tried; `stock` null means that it is not counted."""

    product_id: str
    kind: str
    name: Words
    about: Words
    price_minor: int
    currency: str
    media_id: str
    is_active: bool
    stock: int | None
    added_at: str


class ProductWish(Body, frozen=True):
    """A new product, priced in minor units of the merchant's currency."""

    name: Said
    price_minor: Amount
    about: Said = Said()
    stock: StockCount | None = None
    copy_reason: ShortText = ""


class ProductChange(Body, frozen=True):
    """What is given is changed."""

    name: Said | None = None
    about: Said | None = None
    price_minor: Amount | None = None
    is_active: bool | None = None
    copy_reason: ShortText = ""


class StockWish(Body, frozen=True):
    """So many are left; null stops counting."""

    left: StockCount | None


class PictureWish(msgspec.Struct):
    """A picture: JPEG, PNG, WebP or GIF, at most 10 MB and 40 megapixels."""

    picture: UploadFile


def show_product(product: Product, left: dict[str, int]) -> ProductShown:
    """A product as the API shows it."""
    stock = left.get(product.product_id) if product.has_stock else None
    return shown(ProductShown, product, stock=stock)


@get(
    "/v1/products",
    opt=reads(answers={"items": [PRODUCT_EXAMPLE], "next_cursor": None}),
    sync_to_thread=True,
    tags=["products"],
)
def list_products(
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
    paging: NamedDependency[Paging],
    search: FromQuery[str] = "",
    is_active: FromQuery[bool | None] = None,
) -> Listed:
    """Those on the shelf first, newest first. Filters: search (in every language), is_active."""
    with door.reading() as read:
        found = products(read, wish.merchant_id, search[:80], is_active)
        left = stock_left(read, wish.merchant_id)
    return listed_here(
        found, paging, lambda one: show_product(one, left), lambda one: (one.product_id,)
    )


@get(
    "/v1/products/{product_id:str}",
    opt=reads(answers=PRODUCT_EXAMPLE),
    sync_to_thread=True,
    tags=["products"],
)
def read_product(
    product_id: FromPath[str], wish: NamedDependency[Wish], door: NamedDependency[Door]
) -> ProductShown:
    """One product."""
    with door.reading() as read:
        found = product_of(read, wish.merchant_id, product_id)
        left = stock_left(read, wish.merchant_id)
    if found is None:
        raise Refusal("product_not_found", product_id=product_id)
    return show_product(found, left)


@post(
    "/v1/products",
    opt=sends(
        AddProduct,
        asks={"name": {"zh_hans": "山泉水 5 升", "en": "Spring water 5 l"}, "price_minor": 2500},
        answers=WHICH,
    ),
    tags=["products"],
)
async def add_product(
    data: JSONBody[ProductWish], wish: NamedDependency[Wish], door: NamedDependency[Door]
) -> Reply:
    """Put something into the catalog."""
    return await door.send(wish, command_of(AddProduct, data))


@patch(
    "/v1/products/{product_id:str}",
    opt=sends(ChangeProduct, asks={"price_minor": 2800}, answers={**WHICH, "is_active": True}),
    tags=["products"],
)
async def change_product(
    product_id: FromPath[Identifier],
    data: JSONBody[ProductChange],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
) -> Reply:
    """Change what is given; `is_active` false takes it off the shelf."""
    return await door.send(wish, command_of(ChangeProduct, data, product_id=product_id))


@put(
    "/v1/products/{product_id:str}/stock",
    opt=sends(SetStock, asks={"left": 40}, answers={**WHICH, "left": 40}),
    tags=["products"],
)
async def set_stock(
    product_id: FromPath[Identifier],
    data: JSONBody[StockWish],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
) -> Reply:
    """Count again: so many are left."""
    return await door.send(wish, SetStock(product_id, data.left))


@put(
    "/v1/products/{product_id:str}/picture",
    opt=sends(
        SetPicture,
        asks={"picture": "(the file)"},
        answers={**WHICH, "media_id": "media_4h2m9x1c8v7b3n6k5j0q"},
    ),
    request_max_body_size=BODY_MAX,
    tags=["products"],
)
async def set_picture(
    product_id: FromPath[Identifier],
    data: MultipartBody[PictureWish],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
) -> Reply:
    """The picture of a product, as `multipart/form-data`; it is drawn anew without its EXIF."""
    content = await data.picture.read()
    mime, drawn = await asyncio.to_thread(redrawn, content)
    return await door.send(wish, SetPicture(product_id, mime, drawn))


@get(
    "/media/{merchant_id:str}/{media_id:str}",
    opt=public(),
    sync_to_thread=True,
    include_in_schema=False,
)
def read_picture(
    merchant_id: FromPath[str],
    media_id: FromPath[str],
    request: Request[Any, Any, Any],
    door: NamedDependency[Door],
) -> Response[bytes]:
    """A picture. Its id is never used for another one, so it may be kept for ever."""
    with door.reading() as read:
        found = media_of(read, merchant_id, media_id)
    if found is None:
        raise Refusal("not_found")
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable",
        "Content-Disposition": "inline",
    }
    return Response(found.content, media_type=found.mime, headers=headers)


ROUTES: tuple[Any, ...] = (
    list_products,
    read_product,
    add_product,
    change_product,
    set_stock,
    set_picture,
    read_picture,
)
