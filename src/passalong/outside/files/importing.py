"""The way of a file into the shop: rows to commands, in the order of the file, window by window.

What a row means is said by the file's kind (`orders.py`, `people.py`, `passes.py` here); what
the command does is in its feature.

Memory holds two windows, whatever the size of the file: while one is being written, the next is
read. Nothing is half-done: a row is in one command, all of it or nothing; and its business key
makes the same file, also after a kill in its middle, change nothing the second time.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar

import msgspec

from passalong.base.messages import Command, Envelope, Outcome
from passalong.engine.door import Door, Wish
from passalong.outside.files.cells import Cells, Columns, Row, columns_of
from passalong.outside.files.chunks import Source
from passalong.outside.files.lines import lines
from passalong.outside.files.meanings import Unreadable
from passalong.outside.files.rejections import Rejection, Rejections
from passalong.people.contacts import ContactWrong

WINDOW = 2048
W = TypeVar("W")


class Wished(NamedTuple):
    """A command and the moment it is dated; None means now."""

    command: Command
    at: int | None


class Sent(NamedTuple):
    """A row whose command was done, and its outcome."""

    wished: Wished
    outcome: Outcome


class Fate(NamedTuple):
    """What became of a row: `imported`, `already`, or the reason why it is told back."""

    reason: str
    detail: str = ""


class Files(ABC, Generic[W]):
    """One kind of file: its columns, what a row of it wishes, and how wishes are handed in."""

    required: ClassVar[tuple[str, ...]]
    optional: ClassVar[tuple[str, ...]]
    window: ClassVar[int] = WINDOW

    @abstractmethod
    def wish(self, cells: Mapping[str, str]) -> W:
        """What a row wishes. Raises Unreadable."""

    @abstractmethod
    def envelopes(self, door: Door, wish: Wish, wished: Sequence[W]) -> list[Envelope]:
        """The commands of some rows, in the order in which they are to be done."""

    @abstractmethod
    def fates(self, wished: Sequence[W], outcomes: Sequence[Outcome]) -> list[Fate]:
        """What became of each of these rows."""

    def follows(
        self, wished: Sequence[W], outcomes: Sequence[Outcome]
    ) -> list[tuple[int, Command]]:
        """Commands that are handed in now, each with the number of its row."""
        return []

    def check(self, columns: Columns) -> None:
        """Raises NoHeader when the columns, although known, are not enough."""
        return


class RowByRow(Files[Wished]):
    """A kind of file of which each row is one command."""

    def envelopes(self, door: Door, wish: Wish, wished: Sequence[Wished]) -> list[Envelope]:
        """One for each row, dated as the row is."""
        return [door.envelope(wish, one.command, one.at) for one in wished]

    @abstractmethod
    def settled(self, sent: Sequence[Sent]) -> list[str]:
        """What became of each that was done: the reason of its fate."""

    def follow(self, sent: Sent) -> Command | None:
        """A command that is handed in now, after that of the row was done; None for none."""
        return None

    def fates(self, wished: Sequence[Wished], outcomes: Sequence[Outcome]) -> list[Fate]:
        """As the answer says, or as it was refused."""
        settled = iter(self.settled([sent for _, sent in _done(wished, outcomes)]))
        return [
            Fate(next(settled)) if outcome.status == "done" else not_done(outcome)
            for outcome in outcomes
        ]

    def follows(
        self, wished: Sequence[Wished], outcomes: Sequence[Outcome]
    ) -> list[tuple[int, Command]]:
        """Those of the rows that were done."""
        found = [(number, self.follow(sent)) for number, sent in _done(wished, outcomes)]
        return [(number, command) for number, command in found if command is not None]


def _done(wished: Sequence[Wished], outcomes: Sequence[Outcome]) -> list[tuple[int, Sent]]:
    return [
        (number, Sent(*pair))
        for number, pair in enumerate(zip(wished, outcomes, strict=True))
        if pair[1].status == "done"
    ]


def not_done(outcome: Outcome) -> Fate:
    """The fate of a row whose command was refused or has failed."""
    fields = " ".join(f"{name}={value}" for name, value in outcome.fields.items())
    return Fate(outcome.refusal or "command_failed", fields)


class Reading(msgspec.Struct, frozen=True):
    """How a file is to be read: names of its columns, columns to pass over, encoding."""

    mapped: Mapping[str, str] = {}
    skipped: tuple[str, ...] = ()
    encoding: str = "utf-8"


class Count(msgspec.Struct):
    """Rows so far: `read` are all, of which `imported` are new and `already` were known."""

    read: int = 0
    imported: int = 0
    already: int = 0


class Window(Generic[W]):
    """Some rows of the file on their way, with what is wrong about the others."""

    def __init__(self) -> None:
        self.read = 0
        self.rows: list[Row] = []
        self.wished: list[W] = []
        self.rejected: list[Rejection] = []


def import_file(
    door: Door,
    merchant_id: str,
    source: Source,
    files: Files[Any],
    reading: Reading,
    rejections: Rejections,
    told: Callable[[Count], None] = lambda count: None,
) -> Count:
    """Import a file. Raises NoHeader, WrongEncoding, OSError before anything was done, and
    DatabaseUnavailable in the middle (then what was counted is in, and importing again is safe).
    """
    cells = Cells(lines(source, reading.encoding))
    number, header = cells.header()
    columns = columns_of(header, files.required, files.optional, reading.mapped, reading.skipped)
    files.check(columns)
    for name in columns.unknown:
        rejections.add(Rejection(number, "unknown_column", f"{name[:80]!r} is not imported"))
    count = Count()
    wish = Wish(merchant_id)
    with ThreadPoolExecutor(1, "passalong-import") as hands:
        before: tuple[Window[Any], Future[list[Outcome]]] | None = None
        for window in _windows(cells.rows(columns), files):
            envelopes = files.envelopes(door, wish, window.wished)
            after = window, hands.submit(door.writer.run_all, envelopes)
            if before is not None:
                _settle(door, wish, files, *before, count, rejections)
                told(count)
            before = after
        if before is not None:
            _settle(door, wish, files, *before, count, rejections)
            told(count)
    return count


def _windows(rows: Iterator[Row], files: Files[W]) -> Iterator[Window[W]]:
    while taken := list(islice(rows, files.window)):
        window = Window[W]()
        for row in taken:
            if row.reason not in ("file_truncated", "file_damaged"):
                window.read += 1
            if row.reason:
                window.rejected.append(Rejection(row.line, row.reason, row.detail, row.text))
                continue
            try:
                window.wished.append(files.wish(row.cells))
            except (Unreadable, ContactWrong) as problem:
                window.rejected.append(
                    Rejection(row.line, problem.reason, problem.detail, row.text)
                )
            else:
                window.rows.append(row)
        yield window


def _settle(
    door: Door,
    wish: Wish,
    files: Files[W],
    window: Window[W],
    future: "Future[list[Outcome]]",
    count: Count,
    rejections: Rejections,
) -> None:
    """Count what was done and note what was not, in the order of the file."""
    outcomes = future.result()
    for row, fate in zip(window.rows, files.fates(window.wished, outcomes), strict=True):
        if fate.reason == "imported":
            count.imported += 1
        elif fate.reason == "already":
            count.already += 1
        else:
            window.rejected.append(Rejection(row.line, *fate, row.text))
    later = files.follows(window.wished, outcomes)
    followed = door.writer.run_all([door.envelope(wish, command) for _, command in later])
    for (number, _), outcome in zip(later, followed, strict=True):
        if outcome.status != "done":
            row = window.rows[number]
            window.rejected.append(Rejection(row.line, *not_done(outcome), row.text))
    count.read += window.read
    window.rejected.sort(key=lambda rejection: rejection.line)
    for rejection in window.rejected:
        rejections.add(rejection)
