"""How answers look: words for people, JSON for programs on stdout; progress on stderr.

Which commands there are is in the other files of this package.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
import msgspec
from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)

json_option = click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")


class Stop(click.ClickException):
    """The end of a command that could not do what was asked: a sentence, and status 1."""

    exit_code = 1


class NotChecked(Stop):
    """The end of a check that could not be made: nothing was found, neither good nor bad."""

    exit_code = 2


def told(answer: dict[str, Any], *, as_json: bool) -> None:
    """Print an answer: JSON, or a line per key with what it is called in front."""
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(answer), indent=2).decode())
        return
    width = max([len(name) for name in answer], default=0)
    for name, value in answer.items():
        click.echo(f"{name.replace('_', ' '):<{width}}  {value}")


def note(text: str) -> None:
    """Say something that is not the answer."""
    click.echo(text, err=True)


class Bar:
    """How far something is: `at` of `total`, with a few words."""

    def __init__(self, progress: Progress | None, task: Any) -> None:
        self._progress = progress
        self._task = task

    def move(self, at: int, total: int, words: str) -> None:
        """Show it, if anybody looks."""
        if self._progress is not None:
            self._progress.update(self._task, completed=at, total=total, words=words)


@contextmanager
def bar(title: str) -> Iterator[Bar]:
    """A bar on stderr while something takes its time; nothing at all where nobody looks."""
    if not sys.stderr.isatty():
        yield Bar(None, None)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[words]}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield Bar(progress, progress.add_task(title, total=None, words=""))
