"""Answers of commands on their way out: moments as the API writes them, a repeated one says so.

How an answer is remembered is in `engine/batch.py`; refusals are told by `web/problems.py`.
"""

from typing import Any

from litestar import Response

from passalong.base.clock import iso_of
from passalong.engine.door import Reply

HIT = "Idempotency-Hit"


async def note_replay(response: Response[Any]) -> Response[Any]:
    """Litestar calls this for every response of a route, before it is written out."""
    content = getattr(response, "content", None)
    if isinstance(content, Reply):
        response.content = {name: _told(name, value) for name, value in content.items()}
        if content.replayed:
            response.headers[HIT] = "true"
    return response


def _told(name: str, value: Any) -> Any:
    """Moments as ISO 8601; rules answer them in milliseconds."""
    if name.endswith("_at") and isinstance(value, int):
        return iso_of(value)
    if isinstance(value, dict):
        return {inner: _told(inner, one) for inner, one in value.items()}
    if isinstance(value, list):
        return [_told(name, one) for one in value]
    return value
