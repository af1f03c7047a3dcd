"""Who may come in: staff with their roles and passwords, and API keys for programs.

The page they are shown on is in `settings.py`; hashing is in `web/passwords.py`.
"""

from typing import Any, Final, get_args

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from passalong.base.messages import Refusal
from passalong.engine.asking import sends
from passalong.engine.door import Door, Wish
from passalong.merchants.credentials import new_key
from passalong.merchants.model import (
    NAME_MAX,
    SCOPES,
    AddStaff,
    ChangeStaff,
    CreateApiKey,
    RevokeApiKey,
    StaffRole,
)
from passalong.web.console.settings import TEMPLATE, settings_told
from passalong.web.employing import Newcomer, change_password, employ
from passalong.web.forms import Form, _
from passalong.web.page import Page

ROLES: Final = get_args(StaffRole)
STAFF_FIELDS: Final = {
    "sign_in_name_taken": "login",
    "sign_in_name_wrong": "login",
    "password_length": "staff_password",
    "name_missing": "staff_name",
}


@post("/settings/staff", opt=sends(AddStaff), include_in_schema=False)
async def add_staff(
    page: NamedDependency[Page],
    form: NamedDependency[Form],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
) -> Response[Any]:
    """Employ somebody, with the name and the password she signs in with."""
    name = form.text("staff_name", needed=True, most=NAME_MAX)
    login = form.text("login", needed=True, most=100)
    role: Any = form.choice("role", ROLES)
    password = form.text("staff_password", needed=True)
    form.values.pop("staff_password", None)
    if form.is_good:
        try:
            await employ(door, wish, Newcomer(role, name, login, password))
            return page.to("/settings", page.say("%(name)s can sign in now.", name=name))
        except Refusal as refusal:
            return _staff_again(page, door, form, refusal)
    return _staff_again(page, door, form)


def _staff_again(
    page: Page, door: Door, form: Form, refusal: Refusal | None = None
) -> Response[Any]:
    """The whole page, with what was typed in the form for staff and not in the others."""
    with door.reading() as read:
        told = settings_told(read, page)
    sentence = ""
    if refusal is not None:
        sentence = form.refused(refusal, page.refusal(refusal), **STAFF_FIELDS)
    told |= {"staff_values": form.values, "staff_errors": form.errors}
    return page.show(TEMPLATE, status=422, **{**told, "refusal": sentence or None})


@post("/settings/staff/{staff_id:str}", opt=sends(ChangeStaff), include_in_schema=False)
async def change_staff(
    staff_id: FromPath[str],
    page: NamedDependency[Page],
    form: NamedDependency[Form],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
) -> Response[Any]:
    """Another role, or no longer employed, or employed again."""
    act = form.choice("act", ("role", "dismiss", "back"))
    role: Any = form.choice("role", ROLES) if act == "role" else None
    if form.is_good:
        is_active = None if act == "role" else act == "back"
        await door.send(wish, ChangeStaff(staff_id, role=role, is_active=is_active))
        return page.to("/settings", page.say("Saved."))
    return _staff_again(page, door, form)


@post("/settings/staff/{staff_id:str}/password", opt=sends(AddStaff), include_in_schema=False)
async def staff_password(
    staff_id: FromPath[str],
    page: NamedDependency[Page],
    form: NamedDependency[Form],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
) -> Response[Any]:
    """The owner sets a new password for somebody who forgot hers."""
    password = form.text("staff_password", needed=True)
    form.values.pop("staff_password", None)
    if form.is_good:
        try:
            await change_password(door, wish, staff_id, password)
            return page.to("/settings", page.say("The new password holds from now on."))
        except Refusal as refusal:
            return _staff_again(page, door, form, refusal)
    return _staff_again(page, door, form)


@post("/settings/keys", opt=sends(CreateApiKey), include_in_schema=False)
async def make_key(
    page: NamedDependency[Page],
    form: NamedDependency[Form],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
) -> Response[Any]:
    """A key for a program, shown in this answer and never again: so no redirect here."""
    label = form.text("key_name", needed=True, most=80)
    scopes = tuple(scope for scope in form.many("scopes") if scope in SCOPES)
    if not scopes:
        form.wrong("scopes", _("Please choose at least one."))
    with door.reading() as read:
        told = settings_told(read, page)
    if not form.is_good:
        form.values = {**told.pop("values"), **form.values}
        return page.again(TEMPLATE, form, **told)
    key = new_key(door.keys, wish.merchant_id, wish.actor.id, wish.idempotency_key)
    reply = await door.send(wish, CreateApiKey(key.key_id, key.secret_hash, scopes, label))
    if reply.replayed:
        return page.to("/settings", page.say("This key was shown already. Make a new one."))
    with door.reading() as read:
        told = settings_told(read, page)
    return page.show(TEMPLATE, **{**told, "new_key": key.text})


@post("/settings/keys/{key_id:str}/revoke", opt=sends(RevokeApiKey), include_in_schema=False)
async def revoke_key(
    key_id: FromPath[str],
    page: NamedDependency[Page],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
) -> Response[Any]:
    """The program may no longer call."""
    await door.send(wish, RevokeApiKey(key_id))
    return page.to("/settings", page.say("Revoked. The program can no longer call."))


ROUTES: Final[tuple[Any, ...]] = (add_staff, change_staff, staff_password, make_key, revoke_key)
