"""What this process tells about itself: one JSON object per line, never a name or a secret.

Which requests are told is decided in `web/rim.py`; figures for Prometheus are in `web/figures.py`.

Told of a request: method, address without its query and with tokens blotted out, status, time,
kind of actor, merchant. Not told: who it was, from where, with what.
"""

import json
import logging
import re
import sys
from typing import Any, Final

from passalong.base.clock import iso_of

_LINK: Final = re.compile(r"/(v|my|r)/([^/\s?\"]{1,40})/[^/\s?\"]+")
_KEY: Final = re.compile(r"\b(pk|my|v)_(m[0-9a-z]{8})_[A-Za-z0-9_\-]+")
_GIVEN: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_FIELDS: Final = {
    "method", "path", "status", "milliseconds", "actor", "actor_id", "merchant_id", "command",
    "reason", "constraint", "turn", "fault", "task", "seconds", "count",
}  # fmt: skip


def blotted(text: str) -> str:
    """The text with link tokens, typed codes in addresses and API keys taken out."""
    return _KEY.sub(r"\1_\2_…", _LINK.sub(r"/\1/\2/…", text))


class JsonLines(logging.Formatter):
    """One line per record. Only fields that were thought about are let through."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON; of a fault only its type and place, since its text may hold data."""
        line: dict[str, Any] = {
            "at": iso_of(int(record.created * 1000)),
            "level": record.levelname.lower(),
            "name": record.name,
            "message": blotted(record.getMessage()),
        }
        for name, value in vars(record).items():
            if name in _FIELDS and name not in _GIVEN:
                line[name] = blotted(value) if isinstance(value, str) else value
        if record.exc_info and record.exc_info[0] is not None:
            line["fault"] = record.exc_info[0].__name__
            line["place"] = places_of(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False)


def places_of(trace: Any) -> list[str]:
    """Files and lines of a fault, innermost last: where it happened, not with what."""
    found = []
    while trace is not None:
        code = trace.tb_frame.f_code
        found.append(f"{code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return found[-8:]


def tell_in_json(level: int = logging.INFO) -> None:
    """Send everything that is told to stderr as JSON lines."""
    stream = logging.StreamHandler(sys.stderr)
    stream.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [stream]
    root.setLevel(level)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers[:] = []
        logger.propagate = True
    logging.getLogger("uvicorn.access").disabled = True
