"""Styles, scripts and pictures of the pages: small files that are sent as small as they can be.

They are made by `frontend/build.mjs`, which lays a `.gz` and a `.br` beside each; how long a
browser keeps them is said in `web/rim.py`. All of them are read once, when the application is
made: nothing that comes with a request ever becomes a path of the disk.
"""

import gzip
import hashlib
import mimetypes
from pathlib import Path
from typing import Any, Final

import msgspec
from litestar import Request, Response, route
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from passalong.engine.asking import public

PACKED: Final = {"br": ".br", "gzip": ".gz"}  # the smaller first
WORTH_PACKING: Final = (".css", ".js", ".svg", ".json")


class Static(msgspec.Struct, frozen=True):
    """One file: its bytes under each encoding that makes it smaller, "" being as it is."""

    media_type: str
    tag: str
    bodies: dict[str, bytes]


class Statics:
    """Every file below the folder, by its path there."""

    def __init__(self, folder: Path) -> None:
        found = sorted(path for path in folder.rglob("*") if path.is_file())
        self._files = {
            path.relative_to(folder).as_posix(): _static(path)
            for path in found
            if path.suffix not in PACKED.values()
        }

    def file(self, name: str) -> Static:
        """The file of this name. Raises NotFoundException."""
        if name not in self._files:
            raise NotFoundException
        return self._files[name]


def _static(path: Path) -> Static:
    plain = path.read_bytes()
    bodies = {"": plain}
    if path.suffix in WORTH_PACKING:
        for encoding, ending in PACKED.items():
            beside = path.with_name(path.name + ending)
            packed = beside.read_bytes() if beside.exists() else b""
            if not packed and encoding == "gzip":
                packed = gzip.compress(plain, 9, mtime=0)
            if packed and len(packed) < len(plain):
                bodies[encoding] = packed
    media_type = mimetypes.types_map.get(path.suffix, "application/octet-stream")
    return Static(media_type, hashlib.sha256(plain).hexdigest()[:20], bodies)


def accepted(header: str) -> set[str]:
    """The encodings that a browser says it can read."""
    found = set()
    for part in header.lower().split(","):
        name, _, weight = part.partition(";")
        if weight.replace(" ", "").rstrip("0.") not in ("q=", "q"):
            found.add(name.strip())
    return found


@route(
    "/static/{name:path}",
    http_method=["GET", "HEAD"],
    opt=public(),
    include_in_schema=False,
    sync_to_thread=False,
)
def static(
    name: FromPath[str], request: Request[Any, Any, Any], statics: NamedDependency[Statics]
) -> Response[bytes]:
    """The file, packed as the browser can read it; nothing but a word when it has it already."""
    found = statics.file(name.lstrip("/"))
    readable = accepted(request.headers.get("accept-encoding", ""))
    encoding = next((one for one in PACKED if one in found.bodies and one in readable), "")
    # Each packing is another sequence of bytes, so it has a tag of its own.
    tag = f'"{found.tag}{"-" + encoding if encoding else ""}"'
    headers = {"ETag": tag, "Vary": "Accept-Encoding"}
    if tag in request.headers.get("if-none-match", "").replace("W/", "").split(", "):
        return Response(b"", status_code=304, headers=headers)
    if encoding:
        headers["Content-Encoding"] = encoding
    return Response(found.bodies[encoding], media_type=found.media_type, headers=headers)


ROUTES: Final[tuple[Any, ...]] = (static,)
