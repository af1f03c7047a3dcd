"""The reference of the API: `/v1/openapi.json` (OpenAPI 3.1), and `/docs`, the same to read.

What each route says about itself stands at the route; the walk with curl is
`docs/reference/api.md`. Nothing here is loaded from another host.
"""

import json
import re
import threading
from collections.abc import Mapping, Sequence
from typing import Any, Final

from litestar import Litestar, MediaType, Response, Router, get
from litestar.di import NamedDependency, Provide
from litestar.openapi import OpenAPIConfig

from passalong import __doc__ as about
from passalong.engine.asking import Access, public
from passalong.web.page import Page

VERSION: Final = "1"
INTRODUCTION: Final = """Every call is made for one merchant, whom the credential names: an API key
(`Authorization: Bearer pk_…`), a customer's own link (`my_{merchant_id}_{token}`), a friend's link
(`v_{merchant_id}_{token}`), or the cookie of signed-in staff (writes then send `X-CSRF-Token`).

Every write needs an `Idempotency-Key` (1 to 255 visible characters). The same key with the same
wish gets the same answer again, with `Idempotency-Hit: true`; with another wish it is refused
with 409. `?dry_run=true` takes the same path and changes nothing.

Lists give `items` and `next_cursor`; ask for the next page with `cursor`, for more lines with
`limit` (1 to 200). Sums are whole minor units beside a currency. Moments are ISO 8601 in UTC.

A no is a problem (RFC 9457): `type` is `/problems/{refusal}` and never changes, `detail` is a
sentence in the language of `Accept-Language`. Limits are told in `X-RateLimit-Limit`,
`X-RateLimit-Remaining` and `X-RateLimit-Reset` (seconds); 429 and 503 come with `Retry-After`.
An API key may call 100 times a second, 200 at once."""
PROBLEM_SCHEMA: Final = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "examples": ["/problems/voucher_already_redeemed"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "reason": {"type": "string"}},
            },
        },
    },
}
PROBLEM_EXAMPLE: Final = {
    "type": "/problems/voucher_not_found",
    "title": "No such voucher. Please check the code.",
    "status": 404,
    "detail": "No such voucher. Please check the code.",
    "instance": "/v1/vouchers/v_4h2m9x1c8v7b3n6k5j0q",
}
KEY_PARAMETER: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "Names this write; sent again, it is answered again and done once.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
    "example": "order-2026-0001",
}
SCHEMES: Final = {
    "api_key": {"type": "http", "scheme": "bearer", "description": "pk_…, my_… or v_…"},
    "session": {"type": "apiKey", "in": "cookie", "name": "passalong_session"},
}


class Reference:
    """The OpenAPI document, made at the first question."""

    def __init__(self, routes: Sequence[Any], given: Mapping[str, Provide]) -> None:
        self._routes = routes
        self._given = given
        self._lock = threading.Lock()
        self._document: dict[str, Any] | None = None

    def document(self) -> dict[str, Any]:
        """The whole document."""
        with self._lock:
            if self._document is None:
                self._document = self._made()
            return self._document

    def _made(self) -> dict[str, Any]:
        config = OpenAPIConfig(
            title="Passalong",
            version=VERSION,
            description=f"{about}\n\n{INTRODUCTION}",
            use_handler_docstrings=True,
            operation_id_creator=lambda route, method, parts: route.handler_name,
        )
        # An application of its own: it answers nobody, and only says what there is.
        silent = Litestar(
            route_handlers=[Router("/", route_handlers=list(self._routes))],
            dependencies=self._given,
            openapi_config=config,
            logging_config=None,
        )
        document: dict[str, Any] = json.loads(json.dumps(silent.openapi_schema.to_schema()))
        accesses = _accesses(self._routes)
        for path, methods in document["paths"].items():
            for method, operation in methods.items():
                if isinstance(operation, dict) and (method.upper(), path) in accesses:
                    _tell(operation, accesses[(method.upper(), path)])
        components = document.setdefault("components", {})
        components["securitySchemes"] = SCHEMES
        components.setdefault("schemas", {})["Problem"] = PROBLEM_SCHEMA
        return document


def _accesses(routes: Sequence[Any]) -> dict[tuple[str, str], Access]:
    found = {}
    for route in routes:
        for path in route.paths:
            plain = re.sub(r":\w+}", "}", path)
            for method in route.http_methods:
                found[(str(method), plain)] = route.opt["access"]
    return found


def _tell(operation: dict[str, Any], access: Access) -> None:
    """Add to an operation what its access says: key, scope, roles, examples, problems."""
    parameters = [one for one in operation.get("parameters", []) if _is_told(one, access)]
    if access.is_write:
        parameters.append(KEY_PARAMETER)
    if parameters:
        operation["parameters"] = parameters
    else:
        operation.pop("parameters", None)
    operation["security"] = [] if access.is_open else [{"api_key": []}, {"session": []}]
    operation["x-scope"] = access.scope
    operation["x-roles"] = sorted(access.roles)
    for content in operation.get("requestBody", {}).get("content", {}).values():
        if access.asks is not None:
            content["example"] = access.asks
    responses = operation.setdefault("responses", {})
    responses.pop("400", None)
    for response in responses.values():
        for content in response.get("content", {}).values():
            if access.answers is not None:
                content["example"] = access.answers
    responses["4XX"] = {
        "description": "A no, as RFC 9457 says; `type` is the refusal.",
        "content": {
            "application/problem+json": {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "example": PROBLEM_EXAMPLE,
            }
        },
    }


def _is_told(parameter: dict[str, Any], access: Access) -> bool:
    return access.is_write or parameter["name"] != "dry_run"


def chapters(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The operations by tag, as the page shows them."""
    found: dict[str, list[dict[str, Any]]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if isinstance(operation, dict):
                tag = (operation.get("tags") or ["other"])[0]
                found.setdefault(tag, []).append(_paragraph(path, method, operation))
    return [{"tag": tag, "operations": operations} for tag, operations in found.items()]


def _paragraph(path: str, method: str, operation: Mapping[str, Any]) -> dict[str, Any]:
    asks: Any = next(iter(operation.get("requestBody", {}).get("content", {}).values()), {})
    answers: Any = {}
    for status, response in operation["responses"].items():
        if status.startswith("2"):
            answers = next(iter(response.get("content", {}).values()), {})
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": operation.get("summary", ""),
        "description": operation.get("description", ""),
        "parameters": operation.get("parameters", []),
        "scope": operation.get("x-scope", ""),
        "roles": operation.get("x-roles", []),
        "asks": _pretty(asks.get("example")),
        "answers": _pretty(answers.get("example")),
    }


def _pretty(example: Any) -> str:
    return "" if example is None else json.dumps(example, ensure_ascii=False, indent=2)


@get("/v1/openapi.json", opt=public(), sync_to_thread=True, include_in_schema=False)
def openapi(reference: NamedDependency[Reference]) -> Response[Any]:
    """The OpenAPI document."""
    return Response(reference.document(), media_type=MediaType.JSON)


@get("/docs", opt=public(), sync_to_thread=True, include_in_schema=False)
def docs(page: NamedDependency[Page], reference: NamedDependency[Reference]) -> Response[Any]:
    """The reference to read."""
    document = reference.document()
    introduction = document["info"]["description"].split("\n\n")
    return page.show("docs.html", introduction=introduction, chapters=chapters(document))


ROUTES: Final = (openapi, docs)
