"""The catalog: what is sold and tried, with price, stock and picture.

How a picture is drawn anew is in `catalog/pictures.py`, the same for pages and API.
"""

import asyncio
from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec.structs import replace

from passalong.base.messages import MANAGERS, Command, Refusal, Words
from passalong.base.money import amount_text
from passalong.campaigns.queries import campaign_of, campaigns
from passalong.catalog.api import BODY_MAX
from passalong.catalog.model import (
    NAME_MAX,
    STOCK_MAX,
    AddProduct,
    ChangeProduct,
    Product,
    SetPicture,
    SetStock,
)
from passalong.catalog.pictures import redrawn
from passalong.catalog.queries import product_of, products, stock_left
from passalong.engine.asking import reads, sends
from passalong.engine.database import Read
from passalong.engine.door import Door, Wish
from passalong.web.console.room import merchant_of
from passalong.web.forms import Form
from passalong.web.page import Page

TEMPLATE: Final = "console/product.html"
FIELDS: Final = {
    "name_missing": "name_en",
    "price_out_of_range": "price",
    "stock_out_of_range": "stock",
    "picture_too_large": "picture",
    "picture_unreadable": "picture",
    "picture_empty": "picture",
    "picture_kind_unknown": "picture",
}
UNCOUNTED: Final = -1


@get("/catalog", opt=reads(), sync_to_thread=True, include_in_schema=False)
def catalog(page: NamedDependency[Page], door: NamedDependency[Door]) -> Response[Any]:
    """Every product."""
    merchant_id = merchant_of(page).merchant_id
    text = page.request.query_params.get("q", "")[:80]
    with door.reading() as read:
        found = products(read, merchant_id, text)
        left = stock_left(read, merchant_id)
        gives = _gives(read, merchant_id)
    lines = [
        {
            "id": one.product_id,
            "name": page.language.pick(one.name),
            "price_minor": one.price_minor,
            "currency": one.currency,
            "stock": left.get(one.product_id) if one.has_stock else None,
            "picture": _picture(one),
            "gives": gives.get(one.product_id, gives.get("", 0)),
            "on_sale": one.is_active,
        }
        for one in found
    ]
    return page.show("console/catalog.html", products=lines, values={"q": text})


def _gives(read: Read, merchant_id: str) -> dict[str, int]:
    """Vouchers per purchase by product id; under "" what holds for every other product."""
    gives: dict[str, int] = {}
    for one in campaigns(read, merchant_id, "running"):
        view = campaign_of(read, merchant_id, one.campaign_id)
        if view is not None:
            for product_id in one.product_ids or ("",):
                gives.setdefault(product_id, view.terms.vouchers_per_purchase)
    return gives


def _picture(product: Product | None) -> str | None:
    if product is None or not product.media_id:
        return None
    return f"/media/{product.merchant_id}/{product.media_id}"


@get("/catalog/new", opt=reads(roles=MANAGERS), sync_to_thread=True, include_in_schema=False)
def new_product(page: NamedDependency[Page]) -> Response[Any]:
    """The form for something new."""
    then = page.request.query_params.get("then", "")
    return page.show(TEMPLATE, values={"on_sale": "yes", "then": then}, **_told(page, None))


@get("/catalog/{product_id:str}", opt=reads(), sync_to_thread=True, include_in_schema=False)
def product(
    product_id: FromPath[str], page: NamedDependency[Page], door: NamedDependency[Door]
) -> Response[Any]:
    """One product, to be changed."""
    with door.reading() as read:
        found = _known(read, page, product_id)
        left = stock_left(read, merchant_of(page).merchant_id).get(product_id)
    values = {
        "name_zh_hans": found.name.zh_hans,
        "name_zh_hant": found.name.zh_hant,
        "name_en": found.name.en,
        "price": amount_text(found.price_minor, found.currency),
        "stock": left if found.has_stock and left is not None else "",
        "on_sale": "yes" if found.is_active else "",
    }
    return page.show(TEMPLATE, values=values, **_told(page, found))


def _known(read: Read, page: Page, product_id: str) -> Product:
    found = product_of(read, merchant_of(page).merchant_id, product_id)
    if found is None:
        raise Refusal("product_not_found", product_id=product_id)
    return found


def _told(page: Page, found: Product | None) -> dict[str, Any]:
    own = f"/catalog/{found.product_id}" if found else "/catalog/new"
    return {
        "product": {"id": found.product_id, "name": page.language.pick(found.name)}
        if found
        else None,
        "form_url": own,
        "currency": merchant_of(page).currency,
        "picture": _picture(found),
    }


@post("/catalog/new", opt=sends(AddProduct), request_max_body_size=BODY_MAX,
      include_in_schema=False)  # fmt: skip
async def add_product(
    request: Request[Any, Any, Any],
    page: NamedDependency[Page],
    form: NamedDependency[Form],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
) -> Response[Any]:
    """Put something into the catalog, with its picture if there is one."""
    name, price, stock = _read(page, form)
    drawn = await _drawn(request, page, form)
    if not form.is_good:
        return page.again(TEMPLATE, form, **_told(page, None))
    try:
        command = AddProduct(
            name,
            price,
            stock=None if stock == UNCOUNTED else stock,
            copy_reason=form.text("copy_reason"),
        )
        reply = await door.send(wish, command)
        product_id = reply["product_id"]
        more: list[Command] = []
        if drawn is not None:
            more.append(SetPicture(product_id, *drawn))
        if form.text("on_sale") != "yes":
            more.append(ChangeProduct(product_id, is_active=False))
        await _send_all(door, wish, more)
    except Refusal as refusal:
        return page.again(TEMPLATE, form, refusal, _fields(page), **_told(page, None))
    if form.text("then") == "campaign":
        return page.to("/campaigns/new", page.say("Saved. Now the campaign, in five answers."))
    return page.to("/catalog", page.say("Saved."))


@post("/catalog/{product_id:str}", opt=sends(ChangeProduct), request_max_body_size=BODY_MAX,
      include_in_schema=False)  # fmt: skip
async def change_product(
    product_id: FromPath[str],
    request: Request[Any, Any, Any],
    page: NamedDependency[Page],
    form: NamedDependency[Form],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
) -> Response[Any]:
    """Change it; stock is counted again only if another number was typed."""
    with door.reading() as read:
        found = _known(read, page, product_id)
        left = stock_left(read, merchant_of(page).merchant_id).get(product_id, UNCOUNTED)
    before = left if found.has_stock else UNCOUNTED
    name, price, stock = _read(page, form)
    drawn = await _drawn(request, page, form)
    if not form.is_good:
        return page.again(TEMPLATE, form, **_told(page, found))
    is_active = form.text("on_sale") == "yes"
    wanted: list[Command] = [
        ChangeProduct(
            product_id,
            name=name,
            price_minor=price,
            is_active=is_active,
            copy_reason=form.text("copy_reason"),
        )
    ]
    if stock != before:
        wanted.append(SetStock(product_id, None if stock == UNCOUNTED else stock))
    if drawn is not None:
        wanted.append(SetPicture(product_id, *drawn))
    try:
        await _send_all(door, wish, wanted)
    except Refusal as refusal:
        return page.again(TEMPLATE, form, refusal, _fields(page), **_told(page, found))
    return page.to("/catalog", page.say("Saved."))


def _read(page: Page, form: Form) -> tuple[Words, int, int]:
    own = f"name_{page.language.folder.lower()}"
    form.text(own, needed=True, most=NAME_MAX)
    name = form.words("name", page.language.folder, most=NAME_MAX)
    price = form.amount("price", merchant_of(page).currency)
    stock = form.number("stock", least=0, most=STOCK_MAX, absent=UNCOUNTED)
    return name, price, stock


def _fields(page: Page) -> dict[str, str]:
    return {**FIELDS, "name_missing": f"name_{page.language.folder.lower()}"}


async def _drawn(
    request: Request[Any, Any, Any], page: Page, form: Form
) -> tuple[str, bytes] | None:
    """The uploaded picture drawn anew; None when there was none or it could not be read."""
    parts = (await request.form()).getall("picture", [])
    sent = next((one for one in parts if isinstance(one, UploadFile) and one.filename), None)
    if sent is None:
        return None
    content = await sent.read()
    try:
        return await asyncio.to_thread(redrawn, content)
    except Refusal as refusal:
        form.refused(refusal, page.refusal(refusal), **FIELDS)
        return None


async def _send_all(door: Door, wish: Wish, commands: list[Command]) -> None:
    """One after the other, each under a key of its own, so that a retry changes nothing."""
    for number, command in enumerate(commands):
        key = f"{wish.idempotency_key}-{number}"
        await door.send(replace(wish, idempotency_key=key), command)


ROUTES: Final[tuple[Any, ...]] = (catalog, new_product, product, add_product, change_product)
