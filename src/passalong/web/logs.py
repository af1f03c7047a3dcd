"""What this process tells about itself: one JSON object per line, never a name or a secret.

Which requests are told is decided in `web/rim.py`; figures for Prometheus are in `web/figures.py`.

Told of a request: method, address without its query and with tokens blotted out, status, time,
kind of actor, merchant. Not told: who it was, from where, with what.
"""

import logging
import re
import sys
import threading
from typing import Any, Final

import msgspec

from passalong.base.clock import iso_of

log = logging.getLogger(__name__)

_ID: Final = re.compile(r"[a-z]{1,8}_[0-9a-z]{20}")
_MERCHANT: Final = re.compile(r"m[0-9a-hjkmnp-tv-z]{8}")
_LINK: Final = re.compile(r"/(v|my|r)/([^/\s?\"]{1,40})/[^/\s?\"]+")
_KEY: Final = re.compile(r"\b(pk|my|v)_(m[0-9a-z]{8})_[A-Za-z0-9_\-]+")
_FIELDS: Final = (
    "method", "path", "status", "milliseconds", "actor", "actor_id", "merchant_id", "command",
    "reason", "constraint", "turn", "fault", "task", "seconds", "count",
)  # fmt: skip


def told_path(path: str, template: str) -> str:
    """The path as its route is written, with ids filled in; what is no id is not told.

    Whatever somebody types into an address (a name, a number, a code) would be in the log else.
    """
    words, parts = template.split("/"), path.split("/")
    if len(words) != len(parts):
        return template or "…"
    return "/".join([_told_part(*pair) for pair in zip(words, parts, strict=True)])


def _told_part(word: str, part: str) -> str:
    if not word.startswith("{"):
        return word
    form = _MERCHANT if "merchant_id" in word else _ID
    return part if form.fullmatch(part) else "…"


def blotted(text: str) -> str:
    """The text with link tokens, typed codes in addresses and API keys taken out."""
    if "/v/" in text or "/my/" in text or "/r/" in text:
        text = _LINK.sub(r"/\1/\2/…", text)
    return _KEY.sub(r"\1_\2_…", text) if "_m" in text else text


class JsonLines(logging.Formatter):
    """One line per record. Only fields that were thought about are let through."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON; of a fault only its type and place, since its text may hold data."""
        line: dict[str, Any] = {
            "at": iso_of(int(record.created * 1000)),
            "level": record.levelname.lower(),
            "name": record.name,
            "message": blotted(_message(record)),
        }
        given = vars(record)
        for name in _FIELDS:
            if name in given:
                value = given[name]
                line[name] = blotted(value) if isinstance(value, str) else value
        if record.exc_info and record.exc_info[0] is not None:
            line["fault"] = record.exc_info[0].__name__
            line["place"] = places_of(record.exc_info[2])
        return msgspec.json.encode(line, enc_hook=str).decode()


def _message(record: logging.LogRecord) -> str:
    """Our own words; of what libraries say the first line, without what they fill in.

    asyncio, for instance, shows a task with the text of its fault below the first line.
    """
    if record.name.startswith(("passalong", "uvicorn")):
        return record.getMessage().split("\n", 1)[0]
    return str(record.msg).split("\n", 1)[0]


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
    # What no line tells need not be found out (see "Optimization" in Python's logging how-to).
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging._srcfile = None
    stream = logging.StreamHandler(sys.stderr)
    stream.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [stream]
    root.setLevel(level)
    threading.excepthook = _thread_ended
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers[:] = []
        logger.propagate = True
    logging.getLogger("uvicorn.access").disabled = True


def _thread_ended(told: threading.ExceptHookArgs) -> None:
    """A thread that died of a fault is told like every other fault: type and place."""
    fault = told.exc_value
    if fault is not None:
        log.error("a thread ended", exc_info=(told.exc_type, fault, told.exc_traceback))
