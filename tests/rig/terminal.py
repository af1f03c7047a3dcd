"""The command line, called in this process on an installation of the test's own.

What a command answers is what a user would see: status, stdout, stderr.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from passalong.cli import main
from passalong.engine.database import Read
from passalong.engine.door import Door
from passalong.engine.opening import open_database
from passalong.settings import settings_from
from passalong.wiring import TABLES, open_door, open_keys


class Answer:
    """What came back: the exit status, both streams, and stdout as JSON."""

    def __init__(self, status: int, stdout: str, stderr: str) -> None:
        self.status = status
        self.stdout = stdout
        self.stderr = stderr

    @property
    def json(self) -> Any:
        return json.loads(self.stdout)

    def reasons(self) -> list[tuple[int, str]]:
        """Line and reason of every row that an import did not take."""
        return [(one["line"], one["reason"]) for one in self.json["rejected"]]


class Terminal:
    """A terminal in which PASSALONG_HOME (and perhaps a database URL) is set."""

    def __init__(self, home: Path, database_url: str = "") -> None:
        self.home = home
        self.environment = {"PASSALONG_HOME": str(home), "PASSALONG_DATABASE_URL": database_url}
        if database_url.startswith("postgresql"):
            assert self.run("migrate").status == 0

    def run(self, *arguments: str | Path) -> Answer:
        """`passalong ARGUMENTS`."""
        words = [str(argument) for argument in arguments]
        result = CliRunner().invoke(main, words, env=self.environment)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Answer(result.exit_code, result.stdout, result.stderr)

    def shop(self, *more: str) -> dict[str, str]:
        """A new merchant with a shop: ids and API key."""
        answer = self.run("shop", "create", "Water", "--organiser", "Water Ltd", *more, "--json")
        assert answer.status == 0, answer.stderr
        return dict(answer.json)

    @contextmanager
    def reading(self) -> Iterator[Read]:
        """A reader of this installation."""
        settings = settings_from(self.environment)
        database = open_database(settings.database_url, open_keys(settings), TABLES)
        try:
            with database.reading() as read:
                yield read
        finally:
            database.close()

    @contextmanager
    def door(self) -> Iterator[Door]:
        """A door of this installation."""
        door = open_door(settings_from(self.environment))
        try:
            yield door
        finally:
            door.database.close()
            door.writer.stop()
