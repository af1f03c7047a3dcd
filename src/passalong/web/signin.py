"""Signing in and out: one form, the same answer for a wrong name and a wrong password.

Hashing is in `web/passwords.py`; what a session proves later in `web/actors.py`. The cookie is
`{merchant_id}.{secret}`; the database keeps a keyed hash of the secret. A session ends after 30
minutes without use, after 12 hours, or by signing out, and is a new one at every sign-in.
"""

import asyncio
import secrets
from typing import Any, Final

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency

from passalong.base.messages import READERS, THE_SYSTEM, Refusal
from passalong.engine.asking import public, reads
from passalong.engine.door import Door, Wish
from passalong.merchants.credentials import name_lookup, session_lookup
from passalong.merchants.model import SESSION_MAX, EndSession, StartSession
from passalong.merchants.queries import Colleague, staff_by_sign_in
from passalong.web.forms import Form
from passalong.web.guard import Guard
from passalong.web.limits import SIGN_IN_ACCOUNT, SIGN_IN_ADDRESS
from passalong.web.page import Page
from passalong.web.passwords import matches_aside

TEMPLATE: Final = "console/signin.html"
SECRET_BYTES: Final = 32
FIRST_PAGE: Final = {"clerk": "/till"}


class SignedIn(msgspec.Struct, frozen=True):
    """A session that has begun: the role, and what the cookie must hold."""

    role: str
    cookie: str


async def sign_in(door: Door, name: str, password: str) -> SignedIn:
    """Begin a session. Raises Refusal `sign_in_failed`, whatever was wrong."""
    found = await asyncio.to_thread(_known, door, name)
    password_hash = found.detail.password_hash if found else None
    if not await matches_aside(password_hash, password) or found is None:
        raise Refusal("sign_in_failed")
    staff = found.staff
    secret = secrets.token_urlsafe(SECRET_BYTES)
    lookup = session_lookup(door.keys, staff.merchant_id, secret)
    await door.send(Wish(staff.merchant_id, THE_SYSTEM), StartSession(lookup, staff.staff_id))
    return SignedIn(staff.role, f"{staff.merchant_id}.{secret}")


def _known(door: Door, name: str) -> Colleague | None:
    with door.reading() as read:
        found = staff_by_sign_in(read, name_lookup(door.keys, name))
    return found if found is not None and found.staff.is_active else None


def own_address(text: str) -> str:
    """Where to go next, if it is a path of this house; else empty."""
    is_path = text.startswith("/") and not text.startswith(("//", "/\\"))
    is_plain = is_path and "\\" not in text and text.isprintable()
    return text if is_plain else ""


@get("/signin", opt=public(), sync_to_thread=True, include_in_schema=False)
def signin_page(page: NamedDependency[Page]) -> Response[Any]:
    """The form."""
    wanted = own_address(page.request.query_params.get("next", ""))
    return page.show(TEMPLATE, next=wanted)


@post("/signin", opt=public(), include_in_schema=False)
async def signin(
    request: Request[Any, Any, Any],
    page: NamedDependency[Page],
    form: NamedDependency[Form],
    door: NamedDependency[Door],
    guard: NamedDependency[Guard],
) -> Response[Any]:
    """Sign in, or the same form again."""
    name = form.text("login", needed=True, most=100)
    given = (await request.form()).get("password", "")
    password = given if isinstance(given, str) else ""
    if not password:
        form.wrong("password", "Please fill this in.")
    wanted = own_address(form.text("next"))
    if not form.is_good:
        return page.again(TEMPLATE, form, next=wanted)
    try:
        guard.buckets.require(SIGN_IN_ADDRESS, guard.address(request), "too_many_tries")
        account = name_lookup(door.keys, name)
        guard.buckets.require(SIGN_IN_ACCOUNT, account, "too_many_tries")
        signed_in = await sign_in(door, name, password)
    except Refusal as refusal:
        return page.again(TEMPLATE, form, refusal, next=wanted)
    response = page.to(wanted or FIRST_PAGE.get(signed_in.role, "/"))
    page.keep(response, guard.cookie("session"), signed_in.cookie, SESSION_MAX // 1000)
    return response


@post("/signout", opt=reads(roles=READERS, scope=""), include_in_schema=False)
async def signout(
    page: NamedDependency[Page], door: NamedDependency[Door], guard: NamedDependency[Guard]
) -> Response[Any]:
    """End this session everywhere."""
    asker = page.asker
    await door.send(Wish(asker.merchant_id, THE_SYSTEM), EndSession(asker.session_lookup))
    guard.actors.forget(asker.credential)
    response = page.to("/signin")
    response.delete_cookie(guard.cookie("session"), path="/")
    return response


ROUTES: Final = (signin_page, signin, signout)
