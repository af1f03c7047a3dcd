"""A list as a table that a spreadsheet opens, with nothing in it that the spreadsheet would run.

Which lists there are is said by the pages beside this file.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from litestar.response import Stream

_RUNS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
CSV: Final = "text/csv; charset=utf-8"
MARK: Final = "\ufeff"  # without it Excel takes UTF-8 for the local code page


def plain(value: object) -> str:
    """A cell that is text for every spreadsheet: one that would be a formula begins with '."""
    text = "" if value is None else str(value)
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return text if is_number or not text.lstrip().startswith(_RUNS) else f"'{text}"


def csv_file(name: str, head: Sequence[str], lines: Iterable[Sequence[object]]) -> Stream:
    """The table as a download, written while it is read, so that no list is too long."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.csv"',
    }
    return Stream(_written(head, lines), media_type=CSV, headers=headers)


def _written(head: Sequence[str], lines: Iterable[Sequence[object]]) -> Iterator[str]:
    yield MARK + _line(head)
    for line in lines:
        yield _line([plain(value) for value in line])


def _line(cells: Sequence[object]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()
