"""`prove`: runs the promises of the folder `proofs/` at full volume and tells what they found.

What a proof is, is `proofs/proof.py` of the checkout; that folder is not part of an installation,
so whoever has none is told where to get it. What it all means is told in docs/operate/proofs.md.
"""

import importlib
import math
import pkgutil
import secrets
import signal
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import click

import passalong
from passalong.cli.answers import Stop, json_option, note, told

CHECKOUT = Path(passalong.__file__).parents[2]
SEEDS = 10**9
NO_CHECKOUT = (
    "The proofs are part of Passalong's source, not of an installation. Get the source (git clone) "
    "and run there: ./run passalong prove"
)


def proofs(checkout: Path) -> dict[str, Any]:
    """Every proof of the checkout by its name, in the order of files. Stops where there is none."""
    if not (checkout / "proofs" / "proof.py").exists():
        raise Stop(NO_CHECKOUT)
    if str(checkout) not in sys.path:
        sys.path.insert(0, str(checkout))
    try:
        folder = importlib.import_module("proofs")
        names = sorted(found.name for found in pkgutil.iter_modules(folder.__path__))
        modules = [importlib.import_module(f"proofs.{name}") for name in names]
    except ModuleNotFoundError as error:
        needs = f"{error}. Proofs need the packages of development: ./run passalong prove"
        raise Stop(needs) from error
    return {proof.name: proof for module in modules for proof in getattr(module, "PROOFS", ())}


def chosen(known: dict[str, Any], names: tuple[str, ...]) -> list[Any]:
    """The proofs that these names or patterns mean; all when there are none."""
    for name in names:
        if not any(fnmatchcase(one, name) for one in known):
            raise click.UsageError(f"There is no proof {name!r}; there are: {', '.join(known)}")
    return [
        proof
        for name, proof in known.items()
        if not names or any(fnmatchcase(name, pattern) for pattern in names)
    ]


def proved(proof: Any, rounds: int, seed: int, planted: str | None) -> dict[str, Any]:
    """Run one proof; what it found, in words and numbers. A proof that stops has failed."""
    say = f"{proof.name}: "
    note(f"{say}{rounds:,} rounds, seed {seed} …")
    began = time.monotonic()
    try:
        found = proof.prove(rounds, seed, say=lambda text: note(say + text), planted=planted)
        done, broken = found.rounds, list(found.broken)
        upper, figures = found.upper_limit, found.figures
    except Exception as error:
        note(traceback.format_exc())
        done, upper, figures = 0, 1.0, {}
        broken = [f"it stopped: {type(error).__name__}: {error}"]
    return {
        "name": proof.name,
        "promise": proof.promise,
        "rounds": done,
        "broken": len(broken),
        "upper_limit": upper,
        "seconds": round(time.monotonic() - began, 1),
        "seed": seed,
        "figures": figures,
        "examples": broken[:10],
        "not_covered": proof.not_covered,
    }


@contextmanager
def ending_whole() -> Iterator[None]:
    """Who is told to end (SIGTERM) first ends the servers that were begun for a proof."""
    usual = signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, usual)


def show(answer: dict[str, Any]) -> None:
    """One proof's answer for people."""
    sign = "BROKEN" if answer["broken"] else "kept"
    limit = f"{answer['upper_limit']:.2%}"
    click.echo(f"{answer['name']}: {sign}. {answer['promise']}")
    click.echo(
        f"    {answer['broken']:,} in {answer['rounds']:,}, at most {limit} "
        f"(95 %) · {answer['seconds']:,} s · seed {answer['seed']}"
    )
    if answer["figures"]:
        click.echo(f"    {' · '.join(f'{k} {v:,.10g}' for k, v in answer['figures'].items())}")
    if answer["not_covered"]:
        click.echo(f"    Not covered: {answer['not_covered']}")
    for example in answer["examples"]:
        click.echo(f"    ! {example}")


def listed(known: list[Any], *, as_json: bool) -> None:
    """What would be proved."""
    if as_json:
        names = ("name", "promise", "rounds", "planted", "not_covered")
        told({"proofs": [{name: getattr(p, name) for name in names} for p in known]}, as_json=True)
        return
    for proof in known:
        click.echo(f"{proof.name} ({proof.rounds:,} rounds): {proof.promise}")
        click.echo(f"    Faults that it finds: {', '.join(proof.planted) or 'none'}")
        if proof.not_covered:
            click.echo(f"    Not covered: {proof.not_covered}")


@click.command("prove")
@click.argument("names", nargs=-1, metavar="[NAME ...]")
@click.option("--rounds", type=click.IntRange(1), help="So many instead of the full volume.")
@click.option("--share", type=click.FloatRange(0, 1, min_open=True), default=1.0, metavar="0.1",
              help="This part of the full volume.")  # fmt: skip
@click.option("--seed", type=click.IntRange(0), help="Draw as a run before did; else a new one.")
@click.option("--planted", metavar="FAULT", help="Build this fault in: the proof must find it.")
@click.option("--list", "is_listing", is_flag=True, help="Say what would be proved, and end.")
@json_option
def prove(
    names: tuple[str, ...],
    rounds: int | None,
    share: float,
    seed: int | None,
    planted: str | None,
    is_listing: bool,
    as_json: bool,
) -> None:
    """Keep the promises under fault and load, and say so in figures.

    NAME is a proof or a pattern like 'tills*'; none means all. Each tells how often it was tried,
    how often a promise broke, and which rate of breaking that excludes. Status 1: one broke.
    """
    wanted = chosen(proofs(CHECKOUT), names)
    if is_listing:
        listed(wanted, as_json=as_json)
        return
    if planted:
        wanted = [proof for proof in wanted if planted in proof.planted]
        if not wanted:
            raise click.UsageError(f"None of them has a fault {planted!r}; see --list.")
    drawn = secrets.randbelow(SEEDS) if seed is None else seed
    answers = []
    with ending_whole():
        for proof in wanted:
            answer = proved(proof, rounds or math.ceil(proof.rounds * share), drawn, planted)
            answers.append(answer)
            if not as_json:
                show(answer)
    if as_json:
        told({"proofs": answers}, as_json=True)
    raise SystemExit(1 if any(answer["broken"] for answer in answers) else 0)


COMMANDS = {"prove": prove}
