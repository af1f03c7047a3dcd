"""Settings: the merchant and its shops, language, rule pack, one's own password.

Staff and API keys are changed in `settings_access.py`.
"""

from typing import Any, Final
from zoneinfo import available_timezones

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec.structs import replace

from passalong.base.messages import Refusal
from passalong.engine.asking import reads, sends
from passalong.engine.database import Read
from passalong.engine.door import Door, Wish
from passalong.lawful.packs import pack
from passalong.merchants.model import (
    ADDRESS_MAX,
    NAME_MAX,
    AddShop,
    ChangeMerchant,
    ChangeShop,
    SetPassword,
)
from passalong.merchants.queries import (
    api_keys_listed,
    shop_of,
    shops,
    staff_listed,
    staff_of,
)
from passalong.merchants.queries import (
    merchant_of as merchant_now,
)
from passalong.orders.queries import return_days_of
from passalong.web.console.room import merchant_of
from passalong.web.employing import change_password
from passalong.web.forms import Form, _
from passalong.web.guard import Guard
from passalong.web.language import languages
from passalong.web.limits import SIGN_IN_ACCOUNT
from passalong.web.page import Page
from passalong.web.passwords import matches_aside

TEMPLATE: Final = "console/settings.html"
SHOP: Final = "console/shop.html"
LANGUAGES: Final = ("zh_Hans", "zh_Hant", "en")
ZONES: Final = (
    "Asia/Shanghai", "Asia/Taipei", "Asia/Hong_Kong", "Asia/Macau", "Asia/Singapore",
    "Asia/Kuala_Lumpur", "Asia/Tokyo", "Europe/London", "Europe/Berlin", "America/New_York",
    "America/Los_Angeles", "UTC",
)  # fmt: skip


@get("/settings", opt=reads(), sync_to_thread=True, include_in_schema=False)
def settings_page(page: NamedDependency[Page], door: NamedDependency[Door]) -> Response[Any]:
    """Everything that can be set."""
    with door.reading() as read:
        told = settings_told(read, page)
    return page.show(TEMPLATE, **told)


def settings_told(read: Read, page: Page) -> dict[str, Any]:
    """What the page of settings shows, before somebody typed anything."""
    merchant = merchant_now(read, merchant_of(page).merchant_id) or merchant_of(page)
    pick = page.language.pick
    roles = role_names(page)
    rules = pack(merchant.pack)
    days, usual = return_days_of(read, merchant.merchant_id), rules.holding_days_default
    zones = ZONES if merchant.time_zone in ZONES else (merchant.time_zone, *ZONES)
    return {
        "values": {
            "name": merchant.name,
            "organiser": merchant.organiser,
            "language": merchant.language,
            "zone": merchant.time_zone,
            "days": usual if days is None else days,
        },
        "return_days_least": rules.holding_days_min,
        "languages_offered": [(one.folder, one.name) for one in languages().values()],
        "currency": merchant.currency,
        "zones": [(zone, zone) for zone in zones],
        "shops": [
            {"id": one.shop_id, "name": pick(one.name), "address": pick(one.address)}
            for one in shops(read, merchant.merchant_id)
        ],
        "roles": list(roles.items()),
        "staff": [
            {
                "id": one.staff.staff_id,
                "name": one.detail.display_name,
                "login": one.detail.sign_in_name if page.may.own else "",
                "role": one.staff.role,
                "is_you": one.staff.staff_id == page.asker.actor.id,
                "is_active": one.staff.is_active,
            }
            for one in staff_listed(read, merchant.merchant_id)
        ],
        "staff_values": {"role": "clerk"},
        "staff_errors": {},
        "keys": _keys(read, merchant.merchant_id) if page.may.own else [],
        "new_key": None,
        "pack": _pack_said(page, merchant.pack),
    }


def _keys(read: Read, merchant_id: str) -> list[dict[str, Any]]:
    """The API keys that still open something."""
    return [
        {
            "id": one.key.key_id,
            "name": one.label or one.key.key_id,
            "scopes": list(one.key.scopes),
            "made_at": one.key.created_at,
        }
        for one in api_keys_listed(read, merchant_id)
        if one.key.revoked_at is None
    ]


def role_names(page: Page) -> dict[str, str]:
    """Roles as staff call them."""
    return {
        "owner": page.say("Owner"),
        "manager": page.say("Manager"),
        "clerk": page.say("Clerk"),
        "accountant": page.say("Accountant"),
        "auditor": page.say("Auditor"),
    }


def _pack_said(page: Page, key: str) -> str:
    said = {
        "cn": page.say("Mainland China"),
        "tw": page.say("Taiwan"),
        "hk": page.say("Hong Kong"),
        "us": page.say("United States"),
        "eu": page.say("European Union"),
    }
    return said.get(key, key)


@post("/settings/shop", opt=sends(ChangeMerchant), include_in_schema=False)
async def change_merchant(
    page: NamedDependency[Page],
    form: NamedDependency[Form],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
    guard: NamedDependency[Guard],
) -> Response[Any]:
    """Name, organiser, first language, time zone."""
    name = form.text("name", needed=True, most=NAME_MAX)
    organiser = form.text("organiser", most=NAME_MAX)
    language: Any = form.choice("language", LANGUAGES)
    zone = form.text("zone")
    if zone not in available_timezones():
        form.wrong("zone", _("Please choose one."))
    if form.is_good:
        try:
            await door.send(
                wish, ChangeMerchant(name, organiser, language, zone, form.text("copy_reason"))
            )
            guard.actors.forget(page.asker.credential)
            return page.to("/settings", page.say("Saved."))
        except Refusal as refusal:
            return settings_again(page, door, form, refusal)
    return settings_again(page, door, form)


def settings_again(
    page: Page,
    door: Door,
    form: Form,
    refusal: Refusal | None = None,
    fields: dict[str, str] | None = None,
) -> Response[Any]:
    """The page once more with what was typed in one of its forms."""
    with door.reading() as read:
        told = settings_told(read, page)
    form.values = {**told.pop("values"), **form.values}
    return page.again(TEMPLATE, form, refusal, fields, **told)


@post("/settings/password", opt=sends(SetPassword), include_in_schema=False)
async def own_password(
    page: NamedDependency[Page],
    form: NamedDependency[Form],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
    guard: NamedDependency[Guard],
) -> Response[Any]:
    """A new password for oneself, by whoever knows the old one; every session ends."""
    old, new = form.text("old_password", needed=True), form.text("new_password", needed=True)
    form.values = {
        name: value for name, value in form.values.items() if not name.endswith("_password")
    }
    if form.is_good:
        guard.buckets.require(SIGN_IN_ACCOUNT, f"password {page.asker.actor.id}", "too_many_tries")
        with door.reading() as read:
            me = staff_of(read, wish.merchant_id, wish.actor.id)
        if me is None or not await matches_aside(me.detail.password_hash, old):
            form.wrong("old_password", _("This is not your present password."))
    if not form.is_good:
        return settings_again(page, door, form)
    try:
        await change_password(door, wish, wish.actor.id, new)
    except Refusal as refusal:
        return settings_again(page, door, form, refusal, {"password_length": "new_password"})
    guard.actors.forget(page.asker.credential)
    return page.to("/signin", page.say("Your password is changed. Please sign in again."))


@get("/settings/shops/new", opt=reads(roles=AddShop.allowed), sync_to_thread=True,
     include_in_schema=False)  # fmt: skip
def new_shop(page: NamedDependency[Page]) -> Response[Any]:
    """The form for another shop."""
    return page.show(SHOP, shop=None, form_url="/settings/shops/new")


@post("/settings/shops/new", opt=sends(AddShop), include_in_schema=False)
async def add_shop(
    page: NamedDependency[Page],
    form: NamedDependency[Form],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
) -> Response[Any]:
    """Another shop."""
    folder = page.language.folder
    name = form.words("shop_name", folder, needed=True, most=NAME_MAX)
    address = form.words("address", folder, most=ADDRESS_MAX)
    told: dict[str, Any] = {"shop": None, "form_url": "/settings/shops/new"}
    if not form.is_good:
        return page.again(SHOP, form, **told)
    try:
        await door.send(
            wish, AddShop(name, address, form.text("map_url"), form.text("copy_reason"))
        )
    except Refusal as refusal:
        return page.again(SHOP, form, refusal, {"map_url_not_web": "map_url"}, **told)
    return page.to("/settings", page.say("Saved."))


@get("/settings/shops/{shop_id:str}", opt=reads(roles=ChangeShop.allowed), sync_to_thread=True,
     include_in_schema=False)  # fmt: skip
def shop(
    shop_id: FromPath[str], page: NamedDependency[Page], door: NamedDependency[Door]
) -> Response[Any]:
    """One shop, to be changed."""
    with door.reading() as read:
        found = shop_of(read, merchant_of(page).merchant_id, shop_id)
    if found is None:
        raise Refusal("shop_not_found", shop_id=shop_id)
    pick = page.language.pick
    values = {
        "shop_name": pick(found.name),
        "address": pick(found.address),
        "map_url": found.map_url,
    }
    return page.show(
        SHOP, shop={"id": shop_id, "name": pick(found.name)}, values=values,
        form_url=f"/settings/shops/{shop_id}",
    )  # fmt: skip


@post("/settings/shops/{shop_id:str}", opt=sends(ChangeShop), include_in_schema=False)
async def change_shop(
    shop_id: FromPath[str],
    page: NamedDependency[Page],
    form: NamedDependency[Form],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
) -> Response[Any]:
    """Name and address in the reader's language; the other languages stay as they are."""
    with door.reading() as read:
        found = shop_of(read, merchant_of(page).merchant_id, shop_id)
    if found is None:
        raise Refusal("shop_not_found", shop_id=shop_id)
    name = form.text("shop_name", needed=True, most=NAME_MAX)
    address = form.text("address", most=ADDRESS_MAX)
    told: dict[str, Any] = {
        "shop": {"id": shop_id, "name": page.language.pick(found.name)},
        "form_url": f"/settings/shops/{shop_id}",
    }
    if not form.is_good:
        return page.again(SHOP, form, **told)
    own = page.language.folder.lower()
    command = ChangeShop(
        shop_id,
        name=replace(found.name, **{own: name}),
        address=replace(found.address, **{own: address}),
        map_url=form.text("map_url"),
        copy_reason=form.text("copy_reason"),
    )
    try:
        await door.send(wish, command)
    except Refusal as refusal:
        return page.again(SHOP, form, refusal, {"map_url_not_web": "map_url"}, **told)
    return page.to("/settings", page.say("Saved."))


ROUTES: Final[tuple[Any, ...]] = (
    settings_page,
    change_merchant,
    own_password,
    new_shop,
    add_shop,
    shop,
    change_shop,
)
