"""The application: every route, what routes are given, and how a no is answered.

How it is served is in `web/serve.py`; what a route may say about itself in `engine/asking.py`.
"""

import threading
from collections.abc import Sequence
from typing import Any, Final

import msgspec
from litestar import Litestar, Router
from litestar.di import Provide
from litestar.exceptions import HTTPException

from passalong.base.messages import Refusal
from passalong.engine.door import Door
from passalong.settings import Settings
from passalong.web import console, errors, health, phone, reference, signin, statics, till
from passalong.web.counted import CountedDoor, CountedWriter
from passalong.web.figures import Figures
from passalong.web.given import givens, one_after_the_other
from passalong.web.guard import Guard
from passalong.web.limits import Buckets
from passalong.web.problems import (
    WrongValues,
    fault_response,
    http_response,
    refusal_response,
    unreadable_response,
    wrong_values_response,
)
from passalong.web.rendering import WEB_FOLDER, Assets, Pages
from passalong.web.replies import note_replay
from passalong.web.rest import API_ROUTES
from passalong.web.rim import Rim

BODY_MAX: Final = 1 << 20


def app_of(door: Door, settings: Settings) -> Litestar:
    """The whole web of one installation; nothing in it is global, so tests make many."""
    figures = Figures()
    leaving = threading.Event()
    counted = CountedDoor(door, figures)
    CountedWriter(door.writer, figures)
    guard = Guard(counted, settings, Buckets(door.clock.now))
    pages = Pages(Assets())
    given = _provided(givens(counted, settings, guard, pages, figures))
    documented = reference.Reference(API_ROUTES, given)
    files = statics.Statics(WEB_FOLDER / "static")
    app = Litestar(
        route_handlers=[Router(path="/", route_handlers=[*_routes()])],
        guards=[guard],
        dependencies={
            **given,
            "reference": Provide(lambda: documented, sync_to_thread=False),
            "statics": Provide(lambda: files, sync_to_thread=False),
        },
        exception_handlers={
            Refusal: refusal_response,
            WrongValues: wrong_values_response,
            msgspec.DecodeError: unreadable_response,
            HTTPException: http_response,
            Exception: fault_response,
        },
        after_request=note_replay,
        openapi_config=None,
        logging_config=None,
        request_max_body_size=BODY_MAX,
    )
    one_after_the_other(app)
    app.state.door = counted
    app.state.guard = guard
    app.state.figures = figures
    app.state.leaving = leaving
    app.state.error_page = errors.ErrorPages(guard, pages, settings)
    app.asgi_handler = Rim(app.asgi_handler, figures, leaving, is_https=guard.is_https)
    return app


def _routes() -> Sequence[Any]:
    """All routes. They go through one router, which joins those of one address: Litestar 2.25
    would register them twice, and wrap a plain function twice in a thread.
    """
    return (
        *health.ROUTES,
        *signin.ROUTES,
        *reference.ROUTES,
        *errors.ROUTES,
        *API_ROUTES,
        *console.ROUTES,
        *phone.ROUTES,
        *till.ROUTES,
        *statics.ROUTES,
    )


def _provided(given: dict[str, Any]) -> dict[str, Provide]:
    return {
        name: value if isinstance(value, Provide) else Provide(value, sync_to_thread=False)
        for name, value in given.items()
    }
