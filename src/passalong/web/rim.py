"""The outermost ring of every request: safe headers out, one line in the log, one figure counted.

Who asks is found in `web/guard.py`; what is let into a log line in `web/logs.py`.
"""

import logging
import threading
import time
from typing import Any, Final

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from passalong.web.figures import Figures
from passalong.web.logs import told_path

log = logging.getLogger("passalong.requests")

POLICY: Final = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "worker-src 'self'",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
METHODS: Final = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
FOR_EVER: Final = "public, max-age=31536000, immutable"
FOR_AN_HOUR: Final = "public, max-age=3600"
HSTS: Final = "max-age=31536000"


PLACES: Final = {
    "v1": "api", "docs": "api", "v": "phone", "my": "phone", "till": "till", "static": "static",
    "healthz": "operation", "livez": "operation", "metrics": "operation",
}  # fmt: skip


def place_of(path: str) -> str:
    """Which part of the house a request is for: api, phone, till, console, static, operation."""
    return PLACES.get(path.removeprefix("/").split("/", 1)[0], "console")


class Rim:
    """Wraps the whole application."""

    def __init__(
        self, app: ASGIApp, figures: Figures, leaving: threading.Event, *, is_https: bool
    ) -> None:
        self._app = app
        self._figures = figures
        self._leaving = leaving
        self._underway = 0
        figures.stands("passalong_requests_underway", lambda: self._underway)
        safe = HEADERS | ({"Strict-Transport-Security": HSTS} if is_https else {})
        self._safe = [(name.lower().encode(), value.encode()) for name, value in safe.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        self._underway += 1
        status = 500

        async def send_safely(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], *self._more(scope, message)]
            await send(message)

        try:
            await self._app(scope, receive, send_safely)
        finally:
            self._underway -= 1
            self._tell(scope, status, time.perf_counter() - began)

    def _more(self, scope: Scope, message: Any) -> list[tuple[bytes, bytes]]:
        given = [name.lower() for name, _ in message["headers"]]
        more = list(self._safe)
        path = scope["path"]
        if b"cache-control" not in given:
            rule = "no-store"
            if message["status"] == 200 and path.startswith("/static/"):
                rule = FOR_EVER if path.startswith("/static/dist/") else FOR_AN_HOUR
            more.append((b"cache-control", rule.encode()))
        if self._leaving.is_set() and b"connection" not in given:
            more.append((b"connection", b"close"))  # the next request finds the next server
        left = scope.get("state", {}).get("limit_left")
        if left is not None:
            more.append((b"x-ratelimit-limit", str(left.limit).encode()))
            more.append((b"x-ratelimit-remaining", str(left.remaining).encode()))
            more.append((b"x-ratelimit-reset", str(left.reset_seconds).encode()))
        return more

    def _tell(self, scope: HTTPScope, status: int, seconds: float) -> None:
        path = scope["path"]
        asker = scope.get("state", {}).get("asker")
        route = scope.get("path_template") or "other"
        method = str(scope["method"])
        method = method if method in METHODS else "other"
        self._figures.took("passalong_request_seconds", seconds, method=method, route=str(route))
        place = place_of(path)
        self._figures.count(
            "passalong_requests_total", method=method, place=place, status=str(status)
        )
        if place in ("static", "operation"):
            return
        log.info(
            "request",
            extra={
                "method": method,
                "path": told_path(path, scope.get("path_template") or ""),
                "status": status,
                "milliseconds": round(seconds * 1000, 1),
                "actor": asker.actor.kind if asker is not None else "",
                "merchant_id": asker.merchant_id if asker is not None else "",
            },
        )
