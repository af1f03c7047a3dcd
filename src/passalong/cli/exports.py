"""`export`: what an installation holds, for other programs.

The forms of the books are in `ledger/journals.py`.
"""

import sys
from datetime import date, datetime, timedelta
from typing import TextIO, get_args

import click

from passalong.base.clock import day_start, zone_of
from passalong.cli.answers import Stop
from passalong.cli.opening import opened_database
from passalong.engine.database import Database
from passalong.ledger.journals import Format, every_transfer, written
from passalong.merchants.queries import merchant_of, shop_anywhere

DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def export() -> None:
    """What an installation holds, for other programs."""


@export.command()
@click.option("--shop", "shop_id", required=True, help="Any shop of the merchant.")
@click.option(
    "--format", "what", type=click.Choice(get_args(Format)), default="csv", show_default=True
)
@click.option("--from", "first", type=DAY, help="The first day, YYYY-MM-DD.")
@click.option("--until", "last", type=DAY, help="The last day, included.")
@click.option(
    "--out", type=click.File("w", encoding="utf-8", lazy=True), help="A file; else the screen."
)
def books(
    shop_id: str, what: Format, first: datetime | None, last: datetime | None, out: TextIO | None
) -> None:
    """Every transfer of a merchant: a table, or a journal for hledger or Beancount."""
    with opened_database() as database:
        _books(database, shop_id, what, (first, last), out or sys.stdout)


def _books(
    database: Database,
    shop_id: str,
    what: Format,
    days: tuple[datetime | None, datetime | None],
    out: TextIO,
) -> None:
    with database.reading() as read:
        shop = shop_anywhere(read, shop_id)
        merchant = merchant_of(read, shop.merchant_id) if shop else None
    if merchant is None:
        raise Stop(f"There is no shop {shop_id}.")
    first, last = (day.date() if day else None for day in days)
    from_at = _start(first, merchant.time_zone)
    until_at = _start(last + timedelta(days=1) if last else None, merchant.time_zone)
    booked = every_transfer(database.reading, merchant.merchant_id, from_at, until_at)
    for piece in written(what, booked, zone_of(merchant.time_zone)):
        out.write(piece)


def _start(day: date | None, time_zone: str) -> int | None:
    return None if day is None else day_start(day, time_zone)


COMMANDS = {"export": export}
