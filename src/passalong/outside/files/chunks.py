"""The bytes of a file, unpacked if it is gzip, piece by piece and never more than a piece.

How bytes become lines is in `outside/files/lines.py`.

A bomb (a small gzip file of terabytes) is bounded because every piece is asked for with a limit
and nothing is kept; a file that was cut gives everything before the cut and then says so.
"""

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

PIECE = 1 << 18
GZIP_MAGIC = b"\x1f\x8b"
GZIP_BITS = 31


class FileCut(Exception):
    """The gzip file ends before its end: an upload or a copy was interrupted."""


class FileDamaged(Exception):
    """The gzip file is not one from here on, or its checksum is wrong."""


class Source:
    """A file that is being read; `position` of `size` bytes on the disk are behind us."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = path.stat().st_size
        self.position = 0

    def pieces(self) -> Iterator[bytes]:
        """Non-empty pieces of at most PIECE bytes. Raises FileCut, FileDamaged, OSError."""
        with self.path.open("rb", buffering=0) as file:
            magic = file.read(2)
            file.seek(0)
            yield from self._unpacked(file) if magic == GZIP_MAGIC else self._plain(file)

    def _plain(self, file: IO[bytes]) -> Iterator[bytes]:
        while piece := file.read(PIECE):
            self.position += len(piece)
            yield piece

    def _unpacked(self, file: IO[bytes]) -> Iterator[bytes]:
        """Several gzip members after each other are one file; zeros behind them are padding."""
        member = zlib.decompressobj(GZIP_BITS)
        is_inside = True
        for packed in self._plain(file):
            rest = packed
            while rest:
                if not is_inside:
                    rest = rest.lstrip(b"\0")
                    if not rest:
                        break
                    member, is_inside = zlib.decompressobj(GZIP_BITS), True
                try:
                    piece = member.decompress(rest, PIECE)
                except zlib.error as error:
                    raise FileDamaged(str(error)) from error
                if piece:
                    yield piece
                is_inside = not member.eof
                rest = member.unused_data if member.eof else member.unconsumed_tail
        while is_inside and (piece := member.decompress(member.unconsumed_tail, PIECE)):
            yield piece
        if is_inside and not member.eof:
            raise FileCut
