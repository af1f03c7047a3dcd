"""`bench`: measures speed beside peers, by the programs of the folder `bench/`.

That folder is part of the checkout, not of an installation; what the figures mean is told in
docs/operate/speed.md. Promises are proved by `cli/proving.py`.
"""

import importlib
import sys
from pathlib import Path
from typing import Any

import click

import passalong
from passalong.cli.answers import Stop, json_option, note, told

CHECKOUT = Path(passalong.__file__).parents[2]
NO_CHECKOUT = (
    "The benches are part of Passalong's source, not of an installation. Get the source "
    "(git clone) and run there: ./run passalong bench"
)


def program(checkout: Path, name: str) -> Any:
    """The module of a bench. Stops where there is none, or where its packages are not."""
    if not (checkout / "bench" / f"{name}.py").exists():
        raise Stop(NO_CHECKOUT)
    for folder in (checkout, checkout / "tests"):
        if str(folder) not in sys.path:
            sys.path.insert(0, str(folder))
    try:
        return importlib.import_module(f"bench.{name}")
    except ModuleNotFoundError as error:
        needs = f"{error}. A bench needs the packages of development: ./run passalong bench {name}"
        raise Stop(needs) from error


@click.group("bench")
def bench() -> None:
    """Measure speed on this machine beside peers, side by side in one run.

    Begin it on a quiet machine: nothing else should run.
    """


@bench.command("till")
@click.option("--seconds", type=click.FloatRange(0.2), default=10.0, show_default=True,
              help="How long each run is measured, after one second to settle.")  # fmt: skip
@click.option("--clients", default="32,64,128,256", show_default=True, metavar="N,N",
              help="The best of so many connections counts, for us and for the peers.")  # fmt: skip
@click.option("--merchants", type=click.IntRange(1, 64), default=64, show_default=True)
@click.option("--on", "databases", multiple=True, default=("postgresql", "sqlite"),
              type=click.Choice(("postgresql", "sqlite")), show_default=True)  # fmt: skip
@json_option
def till(
    seconds: float, clients: str, merchants: int, databases: tuple[str, ...], as_json: bool
) -> None:
    """Redemptions a second over HTTP beside pgbench doing the same writes, and beside an echo."""
    module = program(CHECKOUT, "till")
    size = module.Size(seconds, _numbers(clients), merchants)
    try:
        found = module.measured(size, databases, note)
    except module.running.NoTool as error:
        raise Stop(str(error)) from error
    if as_json:
        told(found, as_json=True)
    else:
        click.echo(module.shown(found))


@bench.command("issue")
@click.option("--orders", type=click.IntRange(1), default=33_334, show_default=True)
@click.option("--kind", "kinds", multiple=True, default=("past", "counter"),
              type=click.Choice(("past", "counter")), show_default=True,
              help="Orders of the past as an import brings them, or the counter.")  # fmt: skip
@click.option("--on", "databases", multiple=True, default=("sqlite", "postgresql"),
              type=click.Choice(("sqlite", "postgresql")), show_default=True)  # fmt: skip
@json_option
def issue(orders: int, kinds: tuple[str, ...], databases: tuple[str, ...], as_json: bool) -> None:
    """Paid orders a second that give vouchers, beside an executemany of the same rows."""
    module = program(CHECKOUT, "issue")
    found = module.measured(orders, kinds, databases, note)
    if as_json:
        told(found, as_json=True)
    else:
        click.echo(module.shown(found))


def _numbers(text: str) -> tuple[int, ...]:
    parts = text.split(",")
    if not all(part.isdigit() and 0 < int(part) <= 256 for part in parts):
        raise click.UsageError("--clients: numbers from 1 to 256 with commas between")
    return tuple(int(part) for part in parts)


COMMANDS = {"bench": bench}
