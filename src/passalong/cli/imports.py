"""`import orders|people|passes FILE`: a real shop's files in, with every row that was not taken.

How files are read is in `outside/files/`; what a row then does is in its feature.
"""

import gc
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, get_args

import click
import msgspec

from passalong.catalog.queries import products
from passalong.cli.answers import Stop, bar, json_option, note
from passalong.cli.opening import opened_door
from passalong.engine.door import Door
from passalong.merchants.queries import merchant_of, shop_anywhere
from passalong.outside.files.cells import NoHeader
from passalong.outside.files.chunks import Source
from passalong.outside.files.importing import Count, Files, Reading, import_file
from passalong.outside.files.lines import ENCODINGS, WrongEncoding
from passalong.outside.files.meanings import UNITS
from passalong.outside.files.orders import Issue, Orders, products_by_name
from passalong.outside.files.passes import Passes
from passalong.outside.files.people import People
from passalong.outside.files.rejections import Rejections
from passalong.outside.files.setting import Setting
from passalong.people.contacts import Contacts
from passalong.people.model import PersonDetail
from passalong.people.queries import counted, known_people

SHOWN = 20
GARBAGE_AFTER = 500_000
SOME_REJECTED = 3
Make = Callable[[Door, Setting, dict[str, Any]], Files[Any]]


def _pairs(context: click.Context, option: click.Parameter, given: Sequence[str]) -> dict[str, str]:
    """`column=Header` as a mapping."""
    pairs = [text.partition("=") for text in given]
    wrong = next((text for text, (_, sign, _) in zip(given, pairs, strict=True) if not sign), None)
    if wrong is not None:
        raise click.BadParameter(f"{wrong!r} is not column=Header")
    return {column.strip(): header for column, _, header in pairs}


OPTIONS = (
    click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path)),
    click.option("--shop", "shop_id", required=True, help="Whose file it is."),
    click.option(
        "--map", "mapped", multiple=True, callback=_pairs, metavar="COLUMN=HEADER",
        help="What a column is called in this file; as often as needed.",
    ),
    click.option("--skip", "skipped", multiple=True, help="A column that is not to be imported."),
    click.option(
        "--encoding", type=click.Choice(list(ENCODINGS)), default="utf-8", show_default=True
    ),
    click.option(
        "--rejected", type=click.Path(dir_okay=False, writable=True, path_type=Path),
        help="Write the rows that were not taken to this CSV, with line, reason and text.",
    ),
    json_option,
)  # fmt: skip
unit_option = click.option(
    "--unit", type=click.Choice(list(UNITS)), help="What a moment written as a number counts."
)


def options(command: Callable[..., None]) -> Callable[..., None]:
    """The options that every import has."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


@click.group("import")
def import_group() -> None:
    """Real data in: tidy CSV, UTF-8, gzip allowed. The same file twice changes nothing."""


@import_group.command()
@options
@unit_option
@click.option(
    "--issue", type=click.Choice(get_args(Issue)), default="none", show_default=True,
    help="Vouchers for these orders: none, or as the campaign of that day or of today says.",
)  # fmt: skip
def orders(**given: Any) -> None:
    """order,customer,at,amount[,quantity,product]; amounts in minor units."""
    _run(given, _orders)


@import_group.command()
@options
def people(**given: Any) -> None:
    """name,phone,email,external,nickname,remark and a yes/no column per consent."""
    _run(given, _people)


@import_group.command()
@options
@unit_option
def passes(**given: Any) -> None:
    """tree,node,parent,at: who passed it on to whom in another world."""
    _run(given, _passes)


def _orders(door: Door, setting: Setting, given: dict[str, Any]) -> Files[Any]:
    with door.reading() as read:
        found = products(read, setting.merchant_id)
    names = [(one.product_id, (one.name.zh_hans, one.name.zh_hant, one.name.en)) for one in found]
    return Orders(
        setting,
        Contacts(door.keys, setting.merchant_id, setting.region),
        products_by_name(names),
        door.clock.now(),
        given["unit"],
        given["issue"],
    )


def _people(door: Door, setting: Setting, given: dict[str, Any]) -> Files[Any]:
    def details(person_ids: Sequence[str]) -> dict[str, PersonDetail]:
        with door.reading() as read:
            known = known_people(read, setting.merchant_id, person_ids)
        return {person_id: one.detail for person_id, one in known.items() if one.detail}

    with door.reading() as read:
        before = counted(read, setting.merchant_id).people
    contacts = Contacts(door.keys, setting.merchant_id, setting.region)
    return People(setting, contacts, details, before)


def _passes(door: Door, setting: Setting, given: dict[str, Any]) -> Files[Any]:
    contacts = Contacts(door.keys, setting.merchant_id, setting.region)
    return Passes(setting, contacts, given["unit"])


def _run(given: dict[str, Any], make: Make) -> None:
    # Rows form no circles: looking for them after every 700 new ones costs a fifth of the time.
    gc.freeze()
    gc.set_threshold(GARBAGE_AFTER)
    with ExitStack() as stack:
        door = stack.enter_context(opened_door())
        rejections = stack.enter_context(Rejections())
        setting = _setting(door, given["shop_id"])
        source = Source(given["file"])
        reading = Reading(given["mapped"], given["skipped"], given["encoding"])
        count = _imported(door, setting, source, make(door, setting, given), reading, rejections)
        if given["rejected"] is not None:
            rejections.write_csv(given["rejected"])
        _tell(count, rejections, as_json=given["as_json"])
        status = SOME_REJECTED if rejections.count else 0
    raise SystemExit(status)


def _setting(door: Door, shop_id: str) -> Setting:
    with door.reading() as read:
        shop = shop_anywhere(read, shop_id)
        merchant = merchant_of(read, shop.merchant_id) if shop else None
    if shop is None or merchant is None:
        raise click.UsageError(f"there is no shop {shop_id}")
    return Setting(
        merchant.merchant_id, shop_id, merchant.time_zone, merchant.currency, merchant.language
    )


def _imported(
    door: Door,
    setting: Setting,
    source: Source,
    files: Files[Any],
    reading: Reading,
    rejections: Rejections,
) -> Count:
    began = time.monotonic()
    try:
        with bar(f"Import {source.path.name}") as line:

            def told(count: Count) -> None:
                rate = count.read / max(time.monotonic() - began, 0.001)
                line.move(source.position, source.size, f"{count.read:,} rows, {rate:,.0f}/s")

            return import_file(door, setting.merchant_id, source, files, reading, rejections, told)
    except (NoHeader, WrongEncoding) as error:
        raise click.UsageError(f"{source.path.name}: {error}") from error
    except OSError as error:
        raise Stop(f"{source.path.name} can't be read: {error.strerror}") from error


def _tell(count: Count, rejections: Rejections, *, as_json: bool) -> None:
    if as_json:
        _tell_json(count, rejections)
        return
    click.echo(
        f"read {count.read:,}   imported {count.imported:,}   already there {count.already:,}   "
        f"rejected {rejections.count:,}"
    )
    for number, one in enumerate(rejections):
        if number == SHOWN:
            note(f"and {rejections.count - SHOWN:,} more: --rejected FILE or --json lists all")
            break
        note(f"line {one.line}: {one.reason} {one.detail}".rstrip())


def _tell_json(count: Count, rejections: Rejections) -> None:
    """The fixed answer, written as it is read from the list: it may be longer than memory."""
    head = msgspec.json.encode(count).decode()[:-1]
    click.echo(f'{head},"rejected":[', nl=False)
    for number, one in enumerate(rejections):
        # The text of a row may hold names and numbers of people: it is only in --rejected.
        shown = msgspec.json.encode(msgspec.structs.replace(one, text="")).decode()
        click.echo(("," if number else "") + "\n" + shown, nl=False)
    click.echo("]}")


COMMANDS = {"import": import_group}
