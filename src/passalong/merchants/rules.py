"""The law of merchants: the tenant, its shops, its staff; what each needs to be there at all.

Sign-ins, passwords and API keys are in `merchants/entry.py`; what events change in
`merchants/changes.py`. Time zones are checked at the rim, since a rule reads no files.
"""

from collections.abc import Generator
from typing import Any

from passalong.base.messages import Keep, Now, Refusal, Words, require
from passalong.base.money import EXPONENTS
from passalong.base.world import World
from passalong.lawful.packs import PACKS
from passalong.lawful.publishing import let_through, publishable
from passalong.merchants.books import BOOK_RULES
from passalong.merchants.entry import ENTRY_RULES
from passalong.merchants.model import (
    ADDRESS_MAX,
    NAME_MAX,
    PLATFORM,
    AddShop,
    AddStaff,
    ChangeMerchant,
    ChangeShop,
    ChangeStaff,
    CreateMerchant,
    Merchant,
    MerchantChanged,
    MerchantCreated,
    OwnerTally,
    Shop,
    ShopAdded,
    ShopChanged,
    Staff,
    StaffAdded,
    StaffChanged,
    StaffDetail,
)

Steps = Generator[Any, Any, dict[str, Any]]


def create(world: World, command: CreateMerchant, now: Now) -> Steps:
    """Found the tenant. Without an organiser it exists, but its campaigns can't start (LC12)."""
    known = world.merchant_id == PLATFORM or world.get(Merchant) is not None
    require(not known, "merchant_exists")
    require(command.name.strip() != "", "name_missing")
    _not_too_long("name", command.name, NAME_MAX)
    _not_too_long("organiser", command.organiser, NAME_MAX)
    require(command.pack in PACKS, "pack_unknown", pack=command.pack)
    require(command.currency in EXPONENTS, "currency_unknown", currency=command.currency)
    warned = publishable(command.pack, {"name": command.name}, command.copy_reason)
    yield MerchantCreated(
        command.name.strip(),
        command.organiser.strip(),
        command.pack,
        command.language,
        command.currency,
        command.time_zone,
    )
    yield from let_through(
        world.merchant_id, world.merchant_id, warned, command.copy_reason, now.at
    )
    return {"merchant_id": world.merchant_id}


def change(world: World, command: ChangeMerchant, now: Now) -> Steps:
    """Pack and currency stay for good: what was sold and promised rests on them."""
    merchant = _merchant(world)
    name = merchant.name if command.name is None else command.name.strip()
    organiser = merchant.organiser if command.organiser is None else command.organiser.strip()
    require(name != "", "name_missing")
    _not_too_long("name", name, NAME_MAX)
    _not_too_long("organiser", organiser, NAME_MAX)
    said = name if name != merchant.name else ""
    warned = publishable(merchant.pack, {"name": said}, command.copy_reason)
    yield MerchantChanged(
        name,
        organiser,
        merchant.language if command.language is None else command.language,
        merchant.time_zone if command.time_zone is None else command.time_zone,
    )
    yield from let_through(
        world.merchant_id, world.merchant_id, warned, command.copy_reason, now.at
    )
    return {"merchant_id": world.merchant_id}


def add_shop(world: World, command: AddShop, now: Now) -> Steps:
    """Open a shop."""
    merchant = _merchant(world)
    _shop_is_sound(command.name, command.address, command.map_url)
    warned = publishable(merchant.pack, {"name": command.name}, command.copy_reason)
    shop_id = now.new_id("shop")
    yield ShopAdded(shop_id, command.name, command.address, command.map_url)
    yield from let_through(world.merchant_id, shop_id, warned, command.copy_reason, now.at)
    return {"shop_id": shop_id}


def change_shop(world: World, command: ChangeShop, now: Now) -> Steps:
    """Rename, move or close. A closed shop stays as it was: vouchers and books name it."""
    world.hint(Merchant)
    shop = world.get(Shop, command.shop_id)
    if shop is None:
        raise Refusal("shop_not_found", shop_id=command.shop_id)
    require(shop.closed_at is None, "shop_closed")
    name = shop.name if command.name is None else command.name
    map_url = shop.map_url if command.map_url is None else command.map_url
    address = shop.address if command.address is None else command.address
    _shop_is_sound(name, address, map_url)
    said = name if name != shop.name else None
    warned = publishable(_merchant(world).pack, {"name": said}, command.copy_reason)
    yield ShopChanged(shop.shop_id, name, address, map_url, command.is_closed)
    yield from let_through(world.merchant_id, shop.shop_id, warned, command.copy_reason, now.at)
    return {"shop_id": shop.shop_id, "is_closed": command.is_closed}


def add_staff(world: World, command: AddStaff, now: Now) -> Steps:
    """Employ somebody.

    The sign-in name lives in another tenant, and no command touches two. So the rim first
    sends `ReserveSignInName` to `platform` with this `staff_id`, then this. If this one is
    refused, the name stays reserved for a `staff_id` that nobody has; the same wish can be
    sent again with that id.
    """
    world.hint(Staff, command.staff_id)
    _hint_shops(world, command.shop_ids)
    _merchant(world)
    require(world.get(Staff, command.staff_id) is None, "staff_exists")
    require(command.display_name.strip() != "", "name_missing")
    _not_too_long("display_name", command.display_name, NAME_MAX)
    _shops_are_there(world, command.shop_ids)
    _may_employ(now, command.role)
    yield StaffAdded(command.staff_id, command.role, command.shop_ids)
    yield Keep(
        StaffDetail(
            world.merchant_id,
            command.staff_id,
            command.display_name.strip(),
            command.sign_in_name,
            command.password_hash,
        )
    )
    return {"staff_id": command.staff_id, "role": command.role}


def change_staff(world: World, command: ChangeStaff, now: Now) -> Steps:
    """Another role or other shops, dismissed or taken back; the last active owner stays one."""
    world.hint(OwnerTally)
    _hint_shops(world, command.shop_ids or ())
    staff = world.get(Staff, command.staff_id)
    if staff is None:
        raise Refusal("staff_not_found")
    role = staff.role if command.role is None else command.role
    shop_ids = staff.shop_ids if command.shop_ids is None else command.shop_ids
    is_active = staff.is_active if command.is_active is None else command.is_active
    _shops_are_there(world, command.shop_ids or ())
    was_owner = staff.role == "owner" and staff.is_active
    stays_owner = role == "owner" and is_active
    gains = is_active and (role != staff.role or not staff.is_active)
    if gains:
        _may_employ(now, role)
    if was_owner and not stays_owner:
        require(world.have(OwnerTally).owners > 1, "last_owner_stays")
    yield StaffChanged(staff.staff_id, role, shop_ids, is_active)
    return {"staff_id": staff.staff_id, "role": role, "is_active": is_active}


def _merchant(world: World) -> Merchant:
    merchant = world.get(Merchant)
    if merchant is None:
        raise Refusal("merchant_not_found")
    return merchant


def _shop_is_sound(name: Words, address: Words, map_url: str) -> None:
    require(any(text.strip() for text in _texts(name)), "name_missing")
    for text in _texts(name):
        _not_too_long("name", text, NAME_MAX)
    for text in _texts(address):
        _not_too_long("address", text, ADDRESS_MAX)
    _not_too_long("map_url", map_url, ADDRESS_MAX)
    # The map is a link on a page: anything but the web would run there.
    require(map_url == "" or map_url.startswith(("https://", "http://")), "map_url_not_web")


def _texts(words: Words) -> tuple[str, str, str]:
    return words.zh_hans, words.zh_hant, words.en


def _not_too_long(field: str, text: str, limit: int) -> None:
    require(len(text) <= limit, "text_too_long", field=field, limit=limit)


def _hint_shops(world: World, shop_ids: tuple[str, ...]) -> None:
    for shop_id in shop_ids:
        world.hint(Shop, shop_id)


def _shops_are_there(world: World, shop_ids: tuple[str, ...]) -> None:
    for shop_id in shop_ids:
        require(world.get(Shop, shop_id) is not None, "shop_not_found", shop_id=shop_id)


def _may_employ(now: Now, role: str) -> None:
    # Else a program with the scope `settings` alone could give itself everything.
    require(role not in ("owner", "manager") or now.actor.kind != "key", "not_allowed")


RULES = {
    CreateMerchant: create,
    ChangeMerchant: change,
    AddShop: add_shop,
    ChangeShop: change_shop,
    AddStaff: add_staff,
    ChangeStaff: change_staff,
    **ENTRY_RULES,
    **BOOK_RULES,
}
