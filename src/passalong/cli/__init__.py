"""The command line: `passalong COMMAND ...`. Each group of commands has a file of its own here.

What commands do to rows is in the features; this floor only starts things and shows answers.
Exit status: 0 done · 1 failed, or the audit found something · 2 wrong usage · 3 imported, but
some rows were not.
"""

import importlib
from typing import Any

import click

PLACES = {  # command → the module of this package that has it; imported when it is asked for
    "serve": "operate",
    "migrate": "operate",
    "demo": "operate",
    "backup": "keep",
    "restore": "keep",
    "shop": "shops",
    "staff": "shops",
    "import": "imports",
    "export": "exports",
    "audit": "check",
    "doctor": "check",
    "prove": "proving",
    "bench": "benching",
}


class Commands(click.Group):
    """All commands by name; a module is imported only when one of its commands is asked for."""

    def list_commands(self, context: click.Context) -> list[str]:
        """The names, in the order in which a shop meets them."""
        return list(PLACES)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """The command of that name, or None."""
        if name not in PLACES:
            return None
        module: Any = importlib.import_module(f"passalong.cli.{PLACES[name]}")
        command: click.Command = module.COMMANDS[name]
        return command


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="passalong", message="%(prog)s %(version)s")
def main() -> None:
    """Passalong: word of mouth as a process, with vouchers that are made to be given.

    PASSALONG_HOME names the folder of a shop (default: passalong-data here),
    PASSALONG_DATABASE_URL its database (default: SQLite in that folder).
    """
