"""What events of merchants change in the rows that history can rebuild.

Whether they may happen is decided in `merchants/rules.py` and `merchants/entry.py`; names,
passwords, sessions and secrets are private and not written here.
"""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from passalong.base.messages import Event, Fact
from passalong.base.world import World
from passalong.lawful.publishing import CopyAllowed
from passalong.merchants.books import BOOK_CHANGES
from passalong.merchants.model import (
    ApiKey,
    ApiKeyCreated,
    ApiKeyRevoked,
    Merchant,
    MerchantChanged,
    MerchantCreated,
    OwnerTally,
    PasswordSet,
    SessionEnded,
    SessionStarted,
    Shop,
    ShopAdded,
    ShopChanged,
    SignInNameReserved,
    Staff,
    StaffAdded,
    StaffChanged,
)


def created(world: World, event: MerchantCreated, fact: Fact) -> None:
    """The tenant exists."""
    world.put(
        Merchant(
            world.merchant_id,
            event.name,
            event.organiser,
            event.pack,
            event.language,
            event.currency,
            event.time_zone,
            fact.at,
        )
    )


def changed(world: World, event: MerchantChanged, fact: Fact) -> None:
    """The tenant's particulars are these now."""
    world.put(
        replace(
            world.have(Merchant),
            name=event.name,
            organiser=event.organiser,
            language=event.language,
            time_zone=event.time_zone,
        )
    )


def shop_added(world: World, event: ShopAdded, fact: Fact) -> None:
    """A shop is open."""
    world.put(
        Shop(
            world.merchant_id,
            event.shop_id,
            event.name,
            event.address,
            event.map_url,
            fact.at,
            None,
        )
    )


def shop_changed(world: World, event: ShopChanged, fact: Fact) -> None:
    """The shop's particulars are these now."""
    world.put(
        replace(
            world.have(Shop, event.shop_id),
            name=event.name,
            address=event.address,
            map_url=event.map_url,
            closed_at=fact.at if event.is_closed else None,
        )
    )


def staff_added(world: World, event: StaffAdded, fact: Fact) -> None:
    """Somebody works here, and owners are counted."""
    world.put(
        Staff(
            world.merchant_id,
            event.staff_id,
            event.role,
            event.shop_ids,
            True,
            fact.at,
            fact.at,
        )
    )
    _count_owners(world, int(event.role == "owner"))


def staff_changed(world: World, event: StaffChanged, fact: Fact) -> None:
    """Role, shops, employed or not. Who is dismissed has no session left to come back to."""
    before = world.have(Staff, event.staff_id)
    is_dismissed = before.is_active and not event.is_active
    after = replace(
        before,
        role=event.role,
        shop_ids=event.shop_ids,
        is_active=event.is_active,
        changed_at=fact.at if is_dismissed else before.changed_at,
    )
    world.put(after)
    _count_owners(world, int(_is_owner(after)) - int(_is_owner(before)))


def _is_owner(staff: Staff) -> bool:
    return staff.role == "owner" and staff.is_active


def _count_owners(world: World, more: int) -> None:
    if more:
        tally = world.get(OwnerTally)
        world.put(OwnerTally(world.merchant_id, (tally.owners if tally else 0) + more))


def password_set(world: World, event: PasswordSet, fact: Fact) -> None:
    """Sessions that began earlier are over."""
    world.put(replace(world.have(Staff, event.staff_id), changed_at=fact.at))


def key_created(world: World, event: ApiKeyCreated, fact: Fact) -> None:
    """A program may call."""
    world.put(
        ApiKey(world.merchant_id, event.key_id, event.scopes, fact.at, event.expires_at, None)
    )


def key_revoked(world: World, event: ApiKeyRevoked, fact: Fact) -> None:
    """A program may no longer call."""
    world.put(replace(world.have(ApiKey, event.key_id), revoked_at=fact.at))


def noted(world: World, event: Event, fact: Fact) -> None:
    """It stands in history and changes no row there: its rows are private."""


CHANGES: dict[type[Event], Callable[[World, Any, Fact], None]] = {
    MerchantCreated: created,
    MerchantChanged: changed,
    ShopAdded: shop_added,
    ShopChanged: shop_changed,
    StaffAdded: staff_added,
    StaffChanged: staff_changed,
    SignInNameReserved: noted,
    CopyAllowed: noted,
    PasswordSet: password_set,
    SessionStarted: noted,
    SessionEnded: noted,
    ApiKeyCreated: key_created,
    ApiKeyRevoked: key_revoked,
    **BOOK_CHANGES,
}
