"""REST of what needs hashing: employing somebody, and passwords.

The other routes of staff are in `merchants/api.py`; the two commands in `web/employing.py`.
"""

from typing import Annotated, Any, Final

import msgspec
from litestar import post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from passalong.engine.asking import sends
from passalong.engine.bodies import Body, Identifier, Ids
from passalong.engine.door import Door, Reply, Wish
from passalong.merchants.model import AddStaff, SetPassword, StaffRole
from passalong.web.employing import Newcomer, change_password, employ

Password = Annotated[str, msgspec.Meta(min_length=10, max_length=200)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]


class StaffWish(Body, frozen=True):
    """Somebody new, with the name and password she signs in with."""

    role: StaffRole
    display_name: Name
    sign_in_name: Name
    password: Password
    shop_ids: Ids = ()


class PasswordWish(Body, frozen=True):
    """A new password."""

    password: Password


@post(
    "/v1/staff",
    opt=sends(
        AddStaff,
        asks={
            "role": "clerk",
            "display_name": "小林",
            "sign_in_name": "lin@spring",
            "password": "four words are good",
        },
        answers={"staff_id": "staff_7k2m9x1c8v7b3n6k5j0q", "role": "clerk"},
    ),
    tags=["staff"],
)
async def add_staff(
    data: JSONBody[StaffWish], wish: NamedDependency[Wish], door: NamedDependency[Door]
) -> Reply:
    """Employ somebody. The sign-in name is unique over all merchants."""
    who = Newcomer(
        data.role, data.display_name, data.sign_in_name, data.password, tuple(data.shop_ids)
    )
    return await employ(door, wish, who)


@post(
    "/v1/staff/{staff_id:str}/password",
    opt=sends(
        SetPassword,
        asks={"password": "four other words"},
        answers={"staff_id": "staff_7k2m9x1c8v7b3n6k5j0q"},
    ),
    status_code=200,
    tags=["staff"],
)
async def set_password(
    staff_id: FromPath[Identifier],
    data: JSONBody[PasswordWish],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
) -> Reply:
    """One's own password, or as an owner anybody's. Sessions that began before it end."""
    return await change_password(door, wish, staff_id, data.password)


ROUTES: Final[tuple[Any, ...]] = (add_staff, set_password)
