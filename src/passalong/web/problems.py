"""Every no as an answer: RFC 9457 for programs, a kind page for people.

The sentences and their statuses are in `web/refusals.py`; who is refused is decided elsewhere.

`type` is `/problems/{refusal}`, stable for ever; the figures that the refusal speaks of are
extension members. A fault says nothing about itself to the outside.
"""

import logging
from collections.abc import Mapping
from typing import Any, Final

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, SerializationException, ValidationException

from passalong.base.messages import Refusal
from passalong.engine.database import DatabaseInUse, DatabaseUnavailable
from passalong.engine.door import CommandFailed
from passalong.engine.writer import WriterStopped
from passalong.lawful.words.sentences import FIXES, REASONS
from passalong.web.language import Language, choose_language
from passalong.web.logs import blotted
from passalong.web.told import refusal_of

log = logging.getLogger(__name__)

PROBLEM: Final = "application/problem+json"
RETRY_SECONDS: Final = 2
_BY_STATUS: Final = {
    400: "request_not_understood",
    401: "not_signed_in",
    403: "not_allowed",
    404: "not_found",
    405: "method_not_allowed",
    413: "content_too_large",
    415: "content_kind_unknown",
    429: "rate_limited",
    503: "database_unavailable",
}
_RESERVED: Final = frozenset({"type", "title", "status", "detail", "instance", "errors"})


class WrongValues(Exception):
    """The request was read, but some of its values can't be: `errors` by field."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("values_wrong")
        self.errors = dict(errors)


def is_page(request: Request[Any, Any, Any]) -> bool:
    """Whether a person's browser asks, so that the answer should be a page."""
    path = request.scope["path"]
    if path.startswith(("/v1/", "/static/")) or path in ("/v1", "/healthz", "/metrics"):
        return False
    return "text/html" in request.headers.get("accept", "")


def language_of(request: Request[Any, Any, Any]) -> Language:
    """The language of an answer: address, cookie, the browser's, the person's."""
    asker = request.scope.get("state", {}).get("asker")
    return choose_language(
        request.query_params.get("lang"),
        request.cookies.get("lang"),
        asker.language if asker is not None else None,
        request.headers.get("accept-language"),
    )


def refusal_response(request: Request[Any, Any, Any], refusal: Refusal) -> Response[Any]:
    """A refusal as problem or page."""
    return _answer(request, refusal.key, refusal.fields)


def fault_response(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Anything that was not foreseen: told in the log, not to the outside."""
    if isinstance(error, DatabaseUnavailable | DatabaseInUse | WriterStopped) or _is_busy(error):
        log.warning("database unavailable", extra={"reason": type(error).__name__})
        refusal = getattr(error, "refusal", "database_unavailable")
        return _answer(request, refusal, {"n": RETRY_SECONDS})
    if not isinstance(error, CommandFailed):
        log.error(
            "fault",
            exc_info=error,
            extra={"method": request.method, "path": blotted(request.scope["path"])},
        )
    return _answer(request, "fault", {})


def wrong_values_response(request: Request[Any, Any, Any], error: WrongValues) -> Response[Any]:
    """Values that can't be, field by field."""
    errors = [{"field": field, "reason": reason} for field, reason in error.errors.items()]
    return _answer(request, "values_wrong", {}, errors)


def http_response(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    """What the framework refuses: no such address, a body that can't be read, wrong values."""
    if isinstance(error, ValidationException):
        return _answer(request, "values_wrong", {}, _errors_of(error))
    if isinstance(error, SerializationException):
        return _answer(request, "request_not_understood", {})
    if error.status_code >= 500:
        return fault_response(request, error)
    key = _BY_STATUS.get(error.status_code, "request_not_understood")
    response = _answer(request, key, {}, status=error.status_code)
    for name, value in (error.headers or {}).items():
        response.headers[name] = value
    return response


def unreadable_response(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """A body that is no JSON at all."""
    return _answer(request, "request_not_understood", {})


def _errors_of(error: ValidationException) -> list[dict[str, str]]:
    found = []
    for one in error.extra if isinstance(error.extra, list) else []:
        field = str(one.get("key", "")).removeprefix("data").lstrip(".")
        found.append({"field": field, "reason": str(one.get("message", ""))[:200]})
    return found or [{"field": "", "reason": "could not be read"}]


def _is_busy(error: Exception) -> bool:
    """Whether the database itself could not answer a read."""
    cause = getattr(error, "orig", error)
    names = {kind.__name__ for kind in type(cause).__mro__}
    return bool({"OperationalError", "PoolTimeout", "TimeoutError"} & names)


def _answer(
    request: Request[Any, Any, Any],
    key: str,
    fields: Mapping[str, Any],
    errors: list[dict[str, str]] | None = None,
    status: int | None = None,
) -> Response[Any]:
    language = language_of(request)
    told = refusal_of(key)
    status = status or told.status
    headers = _headers(key, status, fields)
    sentence = told.said(language, fields)
    if is_page(request):
        return request.app.state.error_page(request, language, key, status, sentence, headers)
    body: dict[str, Any] = {
        "type": f"/problems/{key}",
        "title": told.title,
        "status": status,
        "detail": sentence,
        "instance": blotted(request.scope["path"]),
    }
    body |= {name: value for name, value in fields.items() if name not in _RESERVED}
    if "findings" in fields:
        body["findings"] = [
            {
                **one,
                "reason": language.pick(REASONS[one["reason"]]),
                "fix": language.pick(FIXES[one["fix"]]),
            }
            for one in msgspec.json.decode(str(fields["findings"]))
        ]
    if errors is not None:
        body["errors"] = errors
    return Response(body, status_code=status, media_type=PROBLEM, headers=headers)


def _headers(key: str, status: int, fields: Mapping[str, Any]) -> dict[str, str]:
    headers: dict[str, str] = {}
    if status in (429, 503):
        headers["Retry-After"] = str(fields.get("n") or RETRY_SECONDS)
    if status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="passalong"'
    return headers
