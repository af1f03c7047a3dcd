"""Employ somebody: reserve her sign-in name over all merchants, then add her to the staff.

Two commands, since no command touches two merchants: the name lives in the tenant `platform`.
If the second is refused, the name stays reserved for the same member of staff, who gets it when
the request comes again. What is allowed is in `merchants/rules.py` and `merchants/entry.py`.
"""

from collections.abc import Sequence

import msgspec

from passalong.base.messages import THE_SYSTEM, Refusal
from passalong.engine.door import Door, Reply, Wish
from passalong.merchants.credentials import name_lookup, new_staff_id, plain_name
from passalong.merchants.model import PLATFORM, AddStaff, ReserveSignInName, SetPassword, StaffRole
from passalong.web.passwords import hashed, hashed_aside

NAME_MAX = 100


class Newcomer(msgspec.Struct, frozen=True):
    """Who is employed: role, name, and how she will sign in."""

    role: StaffRole
    display_name: str
    sign_in_name: str
    password: str
    shop_ids: tuple[str, ...] = ()


async def employ(door: Door, wish: Wish, who: Newcomer) -> Reply:
    """Answers staff_id. Raises Refusal `sign_in_name_taken`, `password_length`, or AddStaff's."""
    cause = _cause(wish)
    password_hash = await hashed_aside(door.keys, who.password, *cause)
    reserve, add = _commands(door, wish, who, password_hash)
    await door.send(Wish(PLATFORM, THE_SYSTEM, dry_run=wish.dry_run), reserve)
    return await door.send(wish, add)


def employ_now(door: Door, wish: Wish, who: Newcomer) -> Reply:
    """The same for callers that are not asynchronous: command line and town."""
    password_hash = hashed(door.keys, who.password, *_cause(wish))
    reserve, add = _commands(door, wish, who, password_hash)
    door.run(Wish(PLATFORM, THE_SYSTEM, dry_run=wish.dry_run), reserve)
    return door.run(wish, add)


async def change_password(door: Door, wish: Wish, staff_id: str, password: str) -> Reply:
    """A new password for a member of staff; her sessions end."""
    password_hash = await hashed_aside(door.keys, password, *_cause(wish), staff_id)
    return await door.send(wish, SetPassword(staff_id, password_hash))


def _cause(wish: Wish) -> Sequence[str]:
    return wish.merchant_id, wish.actor.kind, wish.actor.id, wish.idempotency_key


def _commands(
    door: Door, wish: Wish, who: Newcomer, password_hash: str
) -> tuple[ReserveSignInName, AddStaff]:
    name = plain_name(who.sign_in_name)
    if not 0 < len(name) <= NAME_MAX:
        raise Refusal("sign_in_name_wrong")
    staff_id = new_staff_id(door.keys, wish.merchant_id, *_cause(wish), name)
    reserve = ReserveSignInName(name_lookup(door.keys, name), wish.merchant_id, staff_id)
    add = AddStaff(staff_id, who.role, who.display_name, name, password_hash, who.shop_ids)
    return reserve, add
