"""Words of the catalog: goods with a price, a picture, and stock or none.

What is allowed is in `catalog/rules.py`. Options and services come later: `kind` leaves room.
"""

from typing import ClassVar, Literal

from passalong.base.messages import MANAGERS, SYSTEM, Command, Event, Row, Words

ProductKind = Literal["good"]
NAME_MAX = 80
ABOUT_MAX = 2_000
STOCK_MAX = 1_000_000_000
PICTURE_KINDS = ("image/jpeg", "image/png", "image/webp")


class Product(Row, frozen=True):
    """Something that is sold or tried. `media_id` empty means no picture yet."""

    key: ClassVar = ("merchant_id", "product_id")

    product_id: str
    kind: ProductKind
    name: Words
    about: Words
    price_minor: int
    currency: str
    media_id: str
    has_stock: bool
    is_active: bool
    added_at: int


class Stock(Row, frozen=True):
    """How many are left of a product that is counted."""

    key: ClassVar = ("merchant_id", "product_id")

    product_id: str
    left: int


class Media(Row, frozen=True):
    """A picture, re-encoded when it came in."""

    key: ClassVar = ("merchant_id", "media_id")
    private: ClassVar = True

    media_id: str
    mime: str
    content: bytes
    at: int


class AddProduct(Command, frozen=True):
    """Put something into the catalog; `stock` None means it is not counted."""

    allowed: ClassVar = MANAGERS | SYSTEM
    scope: ClassVar = "catalog"

    name: Words
    price_minor: int
    about: Words = Words()
    stock: int | None = None
    kind: ProductKind = "good"
    copy_reason: str = ""


class ProductAdded(Event, frozen=True):
    """Something new to sell or try."""

    product_id: str
    kind: ProductKind
    name: Words
    about: Words
    price_minor: int
    currency: str
    stock: int | None


class ChangeProduct(Command, frozen=True):
    """Change what is given; None leaves as it is. `is_active` False takes it off the shelf."""

    allowed: ClassVar = MANAGERS
    scope: ClassVar = "catalog"

    product_id: str
    name: Words | None = None
    about: Words | None = None
    price_minor: int | None = None
    is_active: bool | None = None
    copy_reason: str = ""


class ProductChanged(Event, frozen=True):
    """A product after a change."""

    product_id: str
    name: Words
    about: Words
    price_minor: int
    is_active: bool


class SetStock(Command, frozen=True):
    """Count again: so many are left; None stops counting."""

    allowed: ClassVar = MANAGERS | {"clerk"}
    scope: ClassVar = "catalog"

    product_id: str
    left: int | None


class StockSet(Event, frozen=True):
    """The shelf was counted."""

    product_id: str
    left: int | None


class MoveStock(Command, frozen=True):
    """Take from the shelf (`by` < 0) or put back (`by` > 0); uncounted products don't move."""

    allowed: ClassVar = frozenset()

    product_id: str
    by: int
    cause: str


class StockMoved(Event, frozen=True):
    """The shelf changed."""

    product_id: str
    by: int
    cause: str


class SetPicture(Command, frozen=True):
    """The picture of a product, already re-encoded."""

    allowed: ClassVar = MANAGERS | SYSTEM
    scope: ClassVar = "catalog"

    product_id: str
    mime: str
    content: bytes


class PictureSet(Event, frozen=True):
    """A product has a new picture."""

    product_id: str
    media_id: str
