"""A no as a kind page: what happened, in the reader's language, and what to do next.

The same as JSON is in `web/problems.py`. A visitor who is not signed in is led to the form.
"""

from typing import Any, Final
from urllib.parse import quote

from litestar import MediaType, Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from passalong.base.messages import Refusal
from passalong.engine.asking import Access, public
from passalong.settings import Settings
from passalong.web.actors import NOBODY
from passalong.web.guard import DENIED, STAFF_ROLES, Guard
from passalong.web.language import Language
from passalong.web.page import Page
from passalong.web.refusals import REFUSALS
from passalong.web.rendering import Pages
from passalong.web.told import refusal_of

TEMPLATE = "problem.html"


class ErrorPages:
    """Makes the page for a refusal."""

    def __init__(self, guard: Guard, pages: Pages, settings: Settings) -> None:
        self._guard = guard
        self._pages = pages
        self._settings = settings

    def __call__(
        self,
        request: Request[Any, Any, Any],
        language: Language,
        key: str,
        status: int,
        sentence: str,
        headers: dict[str, str],
    ) -> Response[Any]:
        """The page, or the way to the sign-in form."""
        request.scope["state"].setdefault("asker", NOBODY)
        if key in ("not_signed_in", "session_ended") and self._is_for_staff(request):
            return _to_sign_in(request)
        page = Page(request, self._guard, self._pages, self._settings)
        if key == "not_signed_in" and request.scope["path"].startswith("/my/"):
            # A customer has no sign-in: her link is her key.
            sentence = page.say("Please open your own link again. The shop can give you a new one.")
        response = page.show(TEMPLATE, status=status, key=key, sentence=sentence)
        for name, value in headers.items():
            if name != "WWW-Authenticate":
                response.headers[name] = value
        return response

    def _is_for_staff(self, request: Request[Any, Any, Any]) -> bool:
        route = request.scope.get("route_handler")
        access: Access = route.opt.get("access", DENIED) if route is not None else DENIED
        return bool(access.roles & STAFF_ROLES)


def _to_sign_in(request: Request[Any, Any, Any]) -> Response[Any]:
    path = request.scope["path"] if request.method == "GET" else "/"
    address = "/signin" if path == "/" else f"/signin?next={quote(path)}"
    return Response("", status_code=303, media_type=MediaType.HTML, headers={"Location": address})


@get("/problems/{key:str}", opt=public(), sync_to_thread=True, include_in_schema=False)
def explain(key: FromPath[str], page: NamedDependency[Page]) -> Response[Any]:
    """What a refusal means: where the `type` of a problem leads."""
    if key not in REFUSALS:
        raise Refusal("not_found")
    told = refusal_of(key)
    sentence = told.said(page.language, {})
    return page.show("explained.html", key=key, http_status=told.status, sentence=sentence)


ROUTES: Final = (explain,)
