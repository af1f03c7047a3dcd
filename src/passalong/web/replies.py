"""Answers of commands on their way out: a repeated one says so.

How an answer is remembered is in `engine/batch.py`; refusals are told by `web/problems.py`.
"""

from typing import Any

from litestar import Response

from passalong.engine.door import Reply

HIT = "Idempotency-Hit"


async def note_replay(response: Response[Any]) -> Response[Any]:
    """Litestar calls this for every response of a route, before it is written out."""
    content = getattr(response, "content", None)
    if isinstance(content, Reply) and content.replayed:
        response.headers[HIT] = "true"
    return response
