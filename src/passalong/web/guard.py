"""The one guard of all routes: who asks, may she, how often, and is it really her own form.

How credentials prove an actor is in `web/actors.py`; what a command allows stands in its model
and is checked again by the engine.

Deny by default: a route whose `opt` has no `access` (see `engine/asking.py`) answers nobody.
"""

import asyncio
import logging
from typing import Any, Final
from urllib.parse import urlsplit

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler

from passalong.base.messages import THE_SYSTEM, Refusal
from passalong.engine.asking import Access
from passalong.engine.door import Door, Wish
from passalong.merchants.model import SeeSession
from passalong.settings import Settings
from passalong.web.actors import (
    NOBODY,
    Actors,
    Asker,
    Credential,
    bearer_of,
    credential_of,
    form_token,
)
from passalong.web.limits import API_KEY, NAMED, VISITOR, Buckets

log = logging.getLogger(__name__)

API: Final = "/v1/"
CUSTOMERS: Final = ("/my/", "/v/")
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
KEY_MAX: Final = 255
STAFF_ROLES: Final = frozenset({"owner", "manager", "clerk", "accountant", "auditor"})
FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")
DENIED: Final = Access()
COOKIES_MOST: Final = 50


class Guard:
    """Finds who asks and puts her into the request's state, or refuses."""

    def __init__(self, door: Door, settings: Settings, buckets: Buckets) -> None:
        self.door = door
        self.actors = Actors(door)
        self.buckets = buckets
        self.is_https = settings.public_url.startswith("https://")
        self._public_host = urlsplit(settings.public_url).netloc
        self._is_behind_proxy = settings.is_behind_proxy
        self._seeing: set[asyncio.Future[Any]] = set()

    def cookie(self, name: str) -> str:
        """The name of a cookie: bound to this host wherever the connection is safe."""
        return f"__Host-passalong_{name}" if self.is_https else f"passalong_{name}"

    def customer_cookie(self, merchant_id: str) -> str:
        """One cookie for each merchant whose customer this browser is: they don't disturb."""
        return self.cookie(f"my_{merchant_id}")

    async def __call__(
        self, connection: ASGIConnection[Any, Any, Any, Any], route: BaseRouteHandler
    ) -> None:
        """Litestar calls this before every route."""
        if not isinstance(connection, Request) or connection.method == "OPTIONS":
            return
        request: Request[Any, Any, Any] = connection
        await _require_readable(request)
        access: Access = route.opt.get("access", DENIED)
        is_api = request.scope["path"].startswith(API)
        asker = await self._asker(request, access)
        request.scope["state"]["asker"] = asker
        self._limit(request, asker, is_api=is_api)
        if not access.is_open:
            _require_allowed(asker, access)
        if access.limited:
            self.buckets.require(
                NAMED[access.limited], asker.actor.id or self.address(request), "rate_limited"
            )
            log.info(access.limited, extra={"actor": asker.actor.kind, "actor_id": asker.actor.id})
        if request.method not in SAFE:
            await self._require_own_form(request, asker)
            if is_api and access.is_write:
                require_idempotency_key(request.headers.get("idempotency-key", ""))
        self._see(asker)

    def address(self, request: Request[Any, Any, Any]) -> str:
        """Where the request comes from; a trusted proxy appends it to X-Forwarded-For."""
        if self._is_behind_proxy:
            forwarded = request.headers.get("x-forwarded-for", "").split(",")[-1].strip()
            if forwarded:
                return forwarded
        client = request.client
        return client.host if client else ""

    async def _asker(self, request: Request[Any, Any, Any], access: Access) -> Asker:
        """The first credential that proves somebody whom this route is for."""
        last = NOBODY
        for credential in self._credentials(request, access):
            asker = self.actors.known(credential)
            if asker is None:
                asker = await self.actors.find(credential)
            if asker is None and credential.kind == "key":
                raise Refusal("credential_refused")
            if asker is not None and (access.is_open or _is_allowed(asker, access)):
                return asker
            last = asker or last
        return last

    def _credentials(self, request: Request[Any, Any, Any], access: Access) -> list[Credential]:
        """What the request brought that may count here, the nearest first.

        Keys and tokens in a header count for the API only. On a customer's pages a colleague's
        session never counts.
        """
        path, parts = request.scope["path"], request.path_params
        if path.startswith(API):
            bearer = bearer_of(request.headers.get("authorization", ""))
            if bearer is not None:
                return [bearer]
        found: list[Credential | None] = []
        if access.link:
            text = f"{parts.get('merchant_id', '')}.{parts.get('token', '')}"
            found.append(credential_of(access.link, text, is_ambient=False))
        is_customers = path.startswith(CUSTOMERS)
        if (access.roles & STAFF_ROLES or access.is_open) and not is_customers:
            text = request.cookies.get(self.cookie("session"), "")
            found.append(credential_of("session", text, is_ambient=True))
        # Console and till are for staff, also where their command allows a customer too: a page
        # that refuses shows itself again, and what staff see there is not for customers.
        if "person" in access.roles and (is_customers or path.startswith(API)):
            found.extend(self.remembered(request))
        return [credential for credential in found if credential is not None]

    def remembered(self, request: Request[Any, Any, Any]) -> list[Credential]:
        """The customers whom the browser remembers, of this page's merchant if it names one."""
        merchant_id = request.path_params.get("merchant_id", "")
        begin = self.customer_cookie(merchant_id)
        texts = [text for name, text in request.cookies.items() if name.startswith(begin)]
        found = [credential_of("person", text, is_ambient=True) for text in texts[:COOKIES_MOST]]
        return [
            one
            for one in found
            if one is not None and (not merchant_id or one.merchant_id == merchant_id)
        ]

    def _limit(self, request: Request[Any, Any, Any], asker: Asker, *, is_api: bool) -> None:
        if not is_api:
            return
        if asker.actor.kind == "key":
            limit, whom = API_KEY, asker.actor.id
        else:
            limit, whom = VISITOR, asker.actor.id or self.address(request)
        left = self.buckets.take(limit, whom)
        request.scope["state"]["limit_left"] = left
        if left.wait_seconds:
            raise Refusal("rate_limited", n=left.wait_seconds)

    async def _require_own_form(self, request: Request[Any, Any, Any], asker: Asker) -> None:
        """A browser brings cookies by itself, so a write must also prove that our page sent it."""
        if "authorization" in request.headers and request.scope["path"].startswith(API):
            return
        credential = asker.credential
        is_form = request.content_type[0] in FORMS
        is_ambient = credential is not None and credential.is_ambient
        if not is_ambient and not is_form:
            return
        self._require_same_origin(request)
        brought = request.headers.get("x-csrf-token", "")
        if not brought and is_form:
            brought = str((await request.form()).get("csrf_token", ""))
        if brought != form_token(self.door.keys, asker):
            raise Refusal("form_expired")

    def _require_same_origin(self, request: Request[Any, Any, Any]) -> None:
        site = request.headers.get("sec-fetch-site")
        origin = request.headers.get("origin")
        if site is not None and site not in ("same-origin", "none"):
            raise Refusal("foreign_origin")
        # Our pages send no referrer, and then browsers write "null" as the origin of their forms:
        # that says nothing, so the site and the form's token decide.
        if (
            origin
            and origin != "null"
            and urlsplit(origin).netloc
            not in (
                request.headers.get("host", ""),
                self._public_host,
            )
        ):
            raise Refusal("foreign_origin")

    def _see(self, asker: Asker) -> None:
        """Note that a session is in use, now and then; nobody waits for it."""
        if not self.actors.is_to_be_noted(asker):
            return
        seeing = asyncio.ensure_future(
            self.door.send(Wish(asker.merchant_id, THE_SYSTEM), SeeSession(asker.session_lookup))
        )
        self._seeing.add(seeing)
        seeing.add_done_callback(self._seen)

    def _seen(self, seeing: "asyncio.Future[Any]") -> None:
        self._seeing.discard(seeing)
        if not seeing.cancelled() and seeing.exception() is not None:
            log.warning("session not noted", extra={"reason": type(seeing.exception()).__name__})


async def _require_readable(request: Request[Any, Any, Any]) -> None:
    """No text with a NUL in it is ever meant, and PostgreSQL can't keep one."""
    query = request.scope.get("query_string", b"")
    if "\0" in request.scope["path"] or b"%00" in query:
        raise Refusal("request_not_understood")
    if request.method in SAFE or request.content_type[0] == FORMS[1]:
        return
    body = await request.body()
    if (
        b"\\u0000" in body
        or b"\0" in body
        or (request.content_type[0] == FORMS[0] and b"%00" in body)
    ):
        raise Refusal("request_not_understood")


def _is_allowed(asker: Asker, access: Access) -> bool:
    actor = asker.actor
    if actor.kind == "key":
        return bool(access.scope) and access.scope in actor.scopes
    return bool(actor.role) and actor.role in access.roles


def _require_allowed(asker: Asker, access: Access) -> None:
    if asker.credential is None:
        raise Refusal("not_signed_in")
    if not _is_allowed(asker, access):
        raise Refusal("not_allowed")


def require_idempotency_key(text: str) -> str:
    """Every write names itself, in 1 to 255 visible characters."""
    if not text:
        raise Refusal("idempotency_key_missing")
    if len(text) > KEY_MAX or not text.isascii() or not text.isprintable() or " " in text:
        raise Refusal("idempotency_key_wrong")
    return text
