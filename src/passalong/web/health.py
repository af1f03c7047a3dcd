"""Ready or not, alive or not, and figures: `/healthz`, `/livez`, `/metrics`.

What is counted is in `web/figures.py`; how a database is brought up to date in `migrations/`.
"""

import logging
from typing import Any, Final

from litestar import MediaType, Response, get
from litestar.di import NamedDependency

from passalong import migrations
from passalong.base.messages import Refusal
from passalong.engine.asking import public
from passalong.engine.door import Door
from passalong.settings import Settings
from passalong.web.figures import Figures

log = logging.getLogger(__name__)

PROMETHEUS: Final = "text/plain; version=0.0.4; charset=utf-8"


@get("/healthz", opt=public(), sync_to_thread=True, include_in_schema=False)
def healthz(door: NamedDependency[Door]) -> Response[Any]:
    """200 only when the database answers, its schema fits this version, and the writer works."""
    try:
        schema: str = migrations.state(door.database.engine)
    except Exception as error:
        log.warning("not ready", extra={"reason": type(error).__name__})
        schema = "unreachable"
    is_ready = schema == "fits" and door.writer.is_working()
    told = {"ready": is_ready, "schema": schema}
    headers = {} if is_ready else {"Retry-After": "2"}
    return Response(told, status_code=200 if is_ready else 503, headers=headers)


@get("/livez", opt=public(), sync_to_thread=False, include_in_schema=False)
def livez() -> Response[Any]:
    """200 as long as this process answers at all, whatever the database does.

    To start a server again does not bring its database back; whoever watches processes asks here.
    """
    return Response({"alive": True})


@get("/metrics", opt=public(), sync_to_thread=False, include_in_schema=False)
def metrics(
    figures: NamedDependency[Figures], settings: NamedDependency[Settings]
) -> Response[Any]:
    """Figures for Prometheus, where the operator opened them."""
    if not settings.is_metrics_open:
        raise Refusal("not_found")
    content_type = MediaType.TEXT
    response: Response[Any] = Response(figures.told(), media_type=content_type)
    response.headers["Content-Type"] = PROMETHEUS
    return response


ROUTES: Final = (healthz, livez, metrics)
