"""REST of merchants: the tenant, its shops, its staff, its API keys.

Employing and passwords need hashing, which is done at the rim: `web/staff.py`. What is allowed
is in `merchants/rules.py`.
"""

from typing import Any

import msgspec
from litestar import get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from passalong.base.messages import MANAGERS, OWNER, Refusal, Words
from passalong.engine.asking import Listed, Paging, listed_here, reads, sends, shown
from passalong.engine.bodies import Body, Identifier, Ids, Moment, Said, ShortText, command_of
from passalong.engine.door import Door, Reply, Wish
from passalong.merchants.credentials import new_key
from passalong.merchants.model import (
    AddShop,
    ChangeMerchant,
    ChangeShop,
    ChangeStaff,
    CreateApiKey,
    Language,
    RevokeApiKey,
    StaffRole,
)
from passalong.merchants.queries import (
    Colleague,
    ListedKey,
    api_keys_listed,
    merchant_of,
    shop_of,
    shops,
    staff_listed,
)

MERCHANT_EXAMPLE = {
    "merchant_id": "m01234567",
    "name": "清泉",
    "organiser": "清泉饮水有限公司",
    "pack": "cn",
    "language": "zh_Hans",
    "currency": "CNY",
    "time_zone": "Asia/Shanghai",
    "created_at": "2026-01-01T00:00:00.000Z",
}
SHOP_EXAMPLE = {
    "shop_id": "shop_4h2m9x1c8v7b3n6k5j0q",
    "name": {"zh_hans": "总店", "zh_hant": "總店", "en": "Main shop"},
    "address": {"zh_hans": "湖滨路 1 号", "zh_hant": "", "en": ""},
    "map_url": "",
    "opened_at": "2026-01-01T00:00:00.000Z",
    "closed_at": None,
}
STAFF_EXAMPLE = {
    "staff_id": "staff_7k2m9x1c8v7b3n6k5j0q",
    "role": "clerk",
    "display_name": "小林",
    "shop_ids": [],
    "is_active": True,
    "added_at": "2026-01-01T00:00:00.000Z",
}
KEY_EXAMPLE = {
    "key_id": "key_9k2m9x1c8v7b3n6k5j0q",
    "label": "till system",
    "scopes": ["read", "till"],
    "created_at": "2026-01-01T00:00:00.000Z",
    "expires_at": None,
    "revoked_at": None,
}


class MerchantShown(msgspec.Struct):
    """The tenant."""

    merchant_id: str
    name: str
    organiser: str
    pack: str
    language: str
    currency: str
    time_zone: str
    created_at: str


class ShopShown(msgspec.Struct):
    """A place with a till."""

    shop_id: str
    name: Words
    address: Words
    map_url: str
    opened_at: str
    closed_at: str | None


class StaffShown(msgspec.Struct):
    """A member of staff."""

    staff_id: str
    role: str
    display_name: str
    shop_ids: tuple[str, ...]
    is_active: bool
    added_at: str


class KeyShown(msgspec.Struct):
    """An API key, without its secret."""

    key_id: str
    label: str
    scopes: tuple[str, ...]
    created_at: str
    expires_at: str | None
    revoked_at: str | None


class MerchantChange(Body, frozen=True):
    """What is given is changed."""

    name: ShortText | None = None
    organiser: ShortText | None = None
    language: Language | None = None
    time_zone: ShortText | None = None
    copy_reason: ShortText = ""


class ShopWish(Body, frozen=True):
    """A new shop."""

    name: Said
    address: Said = Said()
    map_url: ShortText = ""
    copy_reason: ShortText = ""


class ShopChange(Body, frozen=True):
    """What is given is changed; `is_closed` true closes the shop for good."""

    name: Said | None = None
    address: Said | None = None
    map_url: ShortText | None = None
    is_closed: bool = False
    copy_reason: ShortText = ""


class StaffChange(Body, frozen=True):
    """Another role, other shops, or no longer employed."""

    role: StaffRole | None = None
    shop_ids: Ids | None = None
    is_active: bool | None = None


class KeyWish(Body, frozen=True):
    """A key for a program."""

    scopes: Ids
    label: ShortText = ""
    expires_at: Moment | None = None


@get(
    "/v1/merchants/me",
    opt=reads(answers=MERCHANT_EXAMPLE),
    sync_to_thread=True,
    tags=["merchants"],
)
def read_merchant(wish: NamedDependency[Wish], door: NamedDependency[Door]) -> MerchantShown:
    """The merchant to whom the key or the session belongs."""
    with door.reading() as read:
        found = merchant_of(read, wish.merchant_id)
    if found is None:
        raise Refusal("merchant_not_found")
    return shown(MerchantShown, found)


@patch(
    "/v1/merchants/me",
    opt=sends(
        ChangeMerchant,
        asks={"organiser": "清泉饮水有限公司"},
        answers={"merchant_id": MERCHANT_EXAMPLE["merchant_id"]},
    ),
    tags=["merchants"],
)
async def change_merchant(
    data: JSONBody[MerchantChange], wish: NamedDependency[Wish], door: NamedDependency[Door]
) -> Reply:
    """Change name, organiser, language or time zone."""
    return await door.send(wish, command_of(ChangeMerchant, data))


@get(
    "/v1/shops",
    opt=reads(answers={"items": [SHOP_EXAMPLE], "next_cursor": None}),
    sync_to_thread=True,
    tags=["shops"],
)
def list_shops(
    wish: NamedDependency[Wish], door: NamedDependency[Door], paging: NamedDependency[Paging]
) -> Listed:
    """All shops, oldest first, closed ones too."""
    with door.reading() as read:
        found = shops(read, wish.merchant_id, with_closed=True)
    return listed_here(
        found, paging, lambda shop: shown(ShopShown, shop), lambda shop: (shop.shop_id,)
    )


@get(
    "/v1/shops/{shop_id:str}", opt=reads(answers=SHOP_EXAMPLE), sync_to_thread=True, tags=["shops"]
)
def read_shop(
    shop_id: FromPath[str], wish: NamedDependency[Wish], door: NamedDependency[Door]
) -> ShopShown:
    """One shop."""
    with door.reading() as read:
        found = shop_of(read, wish.merchant_id, shop_id)
    if found is None:
        raise Refusal("shop_not_found", shop_id=shop_id)
    return shown(ShopShown, found)


@post(
    "/v1/shops",
    opt=sends(
        AddShop,
        asks={"name": {"zh_hans": "总店", "en": "Main shop"}},
        answers={"shop_id": SHOP_EXAMPLE["shop_id"]},
    ),
    tags=["shops"],
)
async def add_shop(
    data: JSONBody[ShopWish], wish: NamedDependency[Wish], door: NamedDependency[Door]
) -> Reply:
    """Open a shop."""
    return await door.send(wish, command_of(AddShop, data))


@patch(
    "/v1/shops/{shop_id:str}",
    opt=sends(
        ChangeShop,
        asks={"address": {"zh_hans": "湖滨路 2 号"}},
        answers={"shop_id": SHOP_EXAMPLE["shop_id"], "is_closed": False},
    ),
    tags=["shops"],
)
async def change_shop(
    shop_id: FromPath[str],
    data: JSONBody[ShopChange],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
) -> Reply:
    """Change a shop, or close it."""
    return await door.send(wish, command_of(ChangeShop, data, shop_id=shop_id))


def show_colleague(colleague: Colleague) -> StaffShown:
    """A member of staff as the API shows her: never her sign-in name or her password's hash."""
    return shown(StaffShown, colleague.staff, display_name=colleague.detail.display_name)


@get(
    "/v1/staff",
    opt=reads(
        roles=MANAGERS, scope="settings", answers={"items": [STAFF_EXAMPLE], "next_cursor": None}
    ),
    sync_to_thread=True,
    tags=["staff"],
)
def list_staff(
    wish: NamedDependency[Wish], door: NamedDependency[Door], paging: NamedDependency[Paging]
) -> Listed:
    """Everybody who works or worked here."""
    with door.reading() as read:
        found = staff_listed(read, wish.merchant_id)
    return listed_here(found, paging, show_colleague, lambda one: (one.staff.staff_id,))


@patch(
    "/v1/staff/{staff_id:str}",
    opt=sends(ChangeStaff, asks={"role": "manager"}, answers={"staff_id": "staff_7k2m…"}),
    tags=["staff"],
)
async def change_staff(
    staff_id: FromPath[Identifier],
    data: JSONBody[StaffChange],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
) -> Reply:
    """Another role, other shops, or no longer employed; the last owner stays."""
    return await door.send(wish, command_of(ChangeStaff, data, staff_id=staff_id))


def show_key(found: ListedKey) -> KeyShown:
    """A key as the API shows it."""
    return shown(KeyShown, found.key, label=found.label)


@get(
    "/v1/api-keys",
    opt=reads(roles=OWNER, scope="settings", answers={"items": [KEY_EXAMPLE], "next_cursor": None}),
    sync_to_thread=True,
    tags=["api keys"],
)
def list_keys(
    wish: NamedDependency[Wish], door: NamedDependency[Door], paging: NamedDependency[Paging]
) -> Listed:
    """All API keys, revoked ones too, newest first; secrets are not told again."""
    with door.reading() as read:
        found = api_keys_listed(read, wish.merchant_id)
    return listed_here(found, paging, show_key, lambda one: (one.key.key_id,))


@post(
    "/v1/api-keys",
    opt=sends(
        CreateApiKey,
        asks={"scopes": ["read", "till"], "label": "till system"},
        answers={"key_id": "key_9k2m…", "scopes": ["read", "till"], "api_key": "pk_m0…_key_9…_…"},
    ),
    tags=["api keys"],
)
async def create_key(
    data: JSONBody[KeyWish], wish: NamedDependency[Wish], door: NamedDependency[Door]
) -> Reply:
    """A key for a program. `api_key` is told this once; a repeated request says already_shown."""
    actor = wish.actor
    key = new_key(door.keys, wish.merchant_id, actor.kind, actor.id, wish.idempotency_key)
    command = command_of(CreateApiKey, data, key_id=key.key_id, secret_hash=key.secret_hash)
    reply = await door.send(wish, command)
    if reply.replayed:
        reply["already_shown"] = True
    else:
        reply["api_key"] = "" if wish.dry_run else key.text
    return reply


@post(
    "/v1/api-keys/{key_id:str}/revoke",
    opt=sends(RevokeApiKey, answers={"key_id": "key_9k2m…"}),
    status_code=200,
    tags=["api keys"],
)
async def revoke_key(
    key_id: FromPath[str], wish: NamedDependency[Wish], door: NamedDependency[Door]
) -> Reply:
    """The program may no longer call, within a second."""
    return await door.send(wish, RevokeApiKey(key_id))


ROUTES: tuple[Any, ...] = (
    read_merchant,
    change_merchant,
    list_shops,
    read_shop,
    add_shop,
    change_shop,
    list_staff,
    change_staff,
    list_keys,
    create_key,
    revoke_key,
)
