"""Lines to rows of cells under the names that we use: quotes, header, `--map column=Header`.

What a cell means (a moment, a sum) is in `outside/files/meanings.py`.

A quote that is never closed would swallow all good rows behind it. So a quoted row may span at
most SPAN_MAX lines; if it does not close by then, its first line alone is refused and reading
goes on with the second.
"""

import csv
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from passalong.outside.files.lines import Line

SPAN_MAX = 50
CELL_MAX = 4096
COLUMNS_MAX = 200


class NoHeader(ValueError):
    """The file can't be read at all: no header, a column is missing, or one is there twice."""


class Row(NamedTuple):
    """A row of the file: its first line, its cells by our names; or the reason why not."""

    line: int
    cells: Mapping[str, str]
    text: str
    reason: str = ""
    detail: str = ""


class Columns:
    """Which cell of a row is which of our columns."""

    def __init__(self, places: dict[str, int], width: int, unknown: Sequence[str]) -> None:
        self.places = places
        self.width = width
        self.unknown = tuple(unknown)


def columns_of(
    header: Sequence[str],
    required: Sequence[str],
    optional: Sequence[str],
    mapped: Mapping[str, str],
    skipped: Sequence[str] = (),
) -> Columns:
    """Find our columns in the header; capital letters and blanks around don't matter.

    Raises NoHeader when a required or mapped one is missing, or one is there twice.
    """
    known = (*required, *optional)
    strange = [name for name in mapped if name not in known]
    if strange:
        raise NoHeader(f"--map {strange[0]}: there is no such column; known: {', '.join(known)}")
    if len(header) > COLUMNS_MAX:
        raise NoHeader(f"the header has more than {COLUMNS_MAX} columns")
    names = [_plain(name) for name in header]
    wanted = {column: _plain(mapped.get(column, column)) for column in known}
    places = {column: names.index(name) for column, name in wanted.items() if name in names}
    twice = [name for name in places if names.count(wanted[name]) > 1]
    if twice:
        raise NoHeader(f"the column {wanted[twice[0]]!r} is there twice")
    missing = [c for c in known if c not in places and (c in required or c in mapped)]
    if missing:
        there = ", ".join(name for name in header) or "nothing"
        raise NoHeader(
            f"no column {wanted[missing[0]]!r} in the header ({there[:300]}); "
            f"name it with --map {missing[0]}=HEADER"
        )
    known_places, skips = set(places.values()), {_plain(name) for name in skipped}
    unknown = [n for p, n in enumerate(header) if p not in known_places and names[p] not in skips]
    return Columns(places, len(header), unknown)


def _plain(name: str) -> str:
    return name.strip().casefold()


class Cells:
    """The rows of a stream of lines: first `header()`, then `rows(columns)`."""

    def __init__(self, found: Iterable[Line]) -> None:
        self._found = iter(found)
        self._again: deque[Line] = deque()

    def header(self) -> tuple[int, list[str]]:
        """The line and names of the header. Raises NoHeader."""
        for line in self._lines():
            if line.reason:
                raise NoHeader(f"line {line.number}: {line.reason} {line.detail}".rstrip())
            if line.text.strip():
                names, _, reason = self._split(line)
                if reason:
                    raise NoHeader(f"line {line.number}: {reason}")
                return line.number, names
        raise NoHeader("the file is empty")

    def rows(self, columns: Columns) -> Iterator[Row]:
        """Every row after the header; lines without anything in them are none."""
        width, places = columns.width, tuple(columns.places.items())
        for line in self._lines():
            if line.reason:
                yield Row(line.number, {}, line.text, line.reason, line.detail)
                continue
            if not line.text or line.text.isspace():
                continue
            cells, text, reason = self._split(line)
            if not reason and len(cells) != width:
                reason = "too_few_cells" if len(cells) < width else "too_many_cells"
            elif not reason and len(text) > CELL_MAX and max(map(len, cells)) > CELL_MAX:
                reason = "cell_too_long"
            if reason:
                yield Row(line.number, {}, text, reason, f"{len(cells)} of {width} cells")
            else:
                yield Row(line.number, {name: cells[p] for name, p in places}, text)

    def _lines(self) -> Iterator[Line]:
        while True:
            line = self._again.popleft() if self._again else next(self._found, None)
            if line is None:
                return
            yield line

    def _split(self, line: Line) -> tuple[list[str], str, str]:
        """Cells, text and reason. Without a quote a row is what stands between commas."""
        if '"' not in line.text:
            return line.text.split(","), line.text, ""
        taken: list[Line] = []
        text = line.text
        while True:
            try:
                return next(csv.reader([text], strict=True)), text, ""
            except csv.Error as problem:
                is_open = "unexpected end of data" in str(problem)
                reason = "cell_too_long" if "field limit" in str(problem) else "bad_quoting"
            following = next(self._lines(), None) if is_open and len(taken) < SPAN_MAX else None
            if following is not None:
                taken.append(following)
            if following is None or following.reason:
                self._again.extendleft(reversed(taken))
                return [], line.text, "quote_not_closed" if is_open else reason
            text = f"{text}\n{following.text}"
