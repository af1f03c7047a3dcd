"""The rows of a file that were not taken, each with its line number and reason; on disk if many.

How they are shown is in `cli/`.
"""

import csv
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

import msgspec

IN_MEMORY = 1 << 20
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")


class Rejection(msgspec.Struct, frozen=True, omit_defaults=True):
    """A row that was not taken. `text` is the row as it stands in the file."""

    line: int
    reason: str
    detail: str = ""
    text: str = ""


class Rejections:
    """A list that may be longer than memory: a million bad rows must not stop a shop."""

    def __init__(self) -> None:
        self.count = 0
        self._file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
        self._encoder = msgspec.json.Encoder()

    def __enter__(self) -> "Rejections":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def add(self, rejection: Rejection) -> None:
        """One more."""
        self.count += 1
        self._file.write(self._encoder.encode(rejection) + b"\n")

    def __iter__(self) -> Iterator[Rejection]:
        self._file.seek(0)
        for line in self._file:
            yield msgspec.json.decode(line, type=Rejection)
        self._file.seek(0, 2)

    def write_csv(self, path: Path) -> None:
        """`line,reason,detail,text`, safe to open in a spreadsheet: no cell is a formula."""
        with path.open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file)
            out.writerow(("line", "reason", "detail", "text"))
            for one in self:
                out.writerow((one.line, one.reason, _no_formula(one.detail), _no_formula(one.text)))


def _no_formula(text: str) -> str:
    return "'" + text if text.startswith(FORMULA_STARTS) else text
