"""Pieces of bytes to numbered lines of text; a line that can't be one is named, not lost.

How a line becomes cells is in `outside/files/cells.py`.

A line longer than LINE_MAX is passed over while it streams by: not even its beginning piles up.
"""

from collections.abc import Iterator
from typing import NamedTuple

from passalong.outside.files.chunks import FileCut, FileDamaged, Source

LINE_MAX = 1 << 20
SHOWN_MAX = 200
UTF8_MARK = b"\xef\xbb\xbf"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
ENCODINGS = {"utf-8": "utf-8", "gb18030": "gb18030", "big5": "big5hkscs"}


class Line(NamedTuple):
    """A physical line: its number from 1, its text, or the reason why there is none."""

    number: int
    text: str
    reason: str = ""
    detail: str = ""


class WrongEncoding(ValueError):
    """The whole file is in an encoding that can't be read line by line."""


def lines(source: Source, encoding: str = "utf-8") -> Iterator[Line]:
    """Every line, without its end. A cut or damaged file ends with a line that says so."""
    number = 0
    carry = b""
    is_passing = False
    try:
        for piece in source.pieces():
            if not number and not carry and not is_passing:
                piece = _without_mark(piece)
            found = piece.split(b"\n")
            if is_passing:
                del found[0]
                if not found:
                    continue
                is_passing = False
            else:
                found[0] = carry + found[0]
            carry = found.pop()
            for raw in found:
                number += 1
                yield _line(number, raw, encoding)
            if len(carry) > LINE_MAX:
                number += 1
                yield _too_long(number, carry)
                carry, is_passing = b"", True
    except (FileCut, FileDamaged) as problem:
        reason = "file_truncated" if isinstance(problem, FileCut) else "file_damaged"
        # What stands after the last line end may be half a row: half an amount is a wrong amount.
        yield Line(number + 1, carry[:SHOWN_MAX].decode(errors="replace"), reason, str(problem))
        return
    if carry:
        yield _line(number + 1, carry, encoding)


def _without_mark(piece: bytes) -> bytes:
    if piece.startswith(UTF16_MARKS):
        raise WrongEncoding("the file is UTF-16; save it as UTF-8")
    return piece.removeprefix(UTF8_MARK)


def _line(number: int, raw: bytes, encoding: str) -> Line:
    if len(raw) > LINE_MAX:
        return _too_long(number, raw)
    if raw.endswith(b"\r"):
        raw = raw[:-1]
    if b"\0" in raw:
        return Line(number, raw[:SHOWN_MAX].decode(errors="replace"), "nul_character")
    try:
        return Line(number, raw.decode(ENCODINGS[encoding]))
    except UnicodeDecodeError:
        shown = raw[:SHOWN_MAX].decode(errors="replace")
        return Line(number, shown, "wrong_encoding", _guess(raw, encoding))


def _too_long(number: int, raw: bytes) -> Line:
    shown = raw[:SHOWN_MAX].decode(errors="replace")
    return Line(number, shown, "line_too_long", f"more than {LINE_MAX} bytes")


def _guess(raw: bytes, encoding: str) -> str:
    """Which encoding these bytes could be: the one whose text has more common signs wins."""
    best, share = "", 0.5
    for name, codec in ENCODINGS.items():
        try:
            text = raw.decode(codec)
        except UnicodeDecodeError:
            continue
        foreign = [sign for sign in text if ord(sign) > 127]
        common = sum(1 for sign in foreign if _is_common(sign))
        if name != encoding and foreign and common / len(foreign) > share:
            best, share = name, common / len(foreign)
    return f"not {encoding}; it reads as {best}, see --encoding" if best else f"not {encoding}"


def _is_common(sign: str) -> bool:
    """Whether the first level of GB 2312 or of Big5 has it: everyday characters, by frequency."""
    try:
        return 0xB0 <= sign.encode("gb2312")[0] <= 0xD7
    except UnicodeEncodeError:
        pass
    try:
        return 0xA4 <= sign.encode("big5")[0] <= 0xC6
    except UnicodeEncodeError:
        return False
