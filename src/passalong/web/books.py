"""REST of the books where they meet shops: moves by hand, limits, and the books as text.

Reading accounts and statements is in `ledger/api.py`; the law of moves in `merchants/books.py`.
"""

from typing import Any, Final

from litestar import get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.response import Stream

from passalong.base.clock import moment_of, zone_of
from passalong.engine.asking import reads, sends
from passalong.engine.bodies import Amount, Body, Identifier, LongText, Moment, command_of
from passalong.engine.door import Door, Reply, Wish
from passalong.ledger.api import READERS_OF_BOOKS, SHOP, TRANSFER, whole_books
from passalong.ledger.journals import SUFFIXES, Format, every_transfer, written
from passalong.merchants.books import (
    LimitedKind,
    LimitShopAccount,
    Move,
    MoveMoney,
    TakeMoveBack,
)
from passalong.merchants.queries import merchant_of


class MoveWish(Body, frozen=True):
    """Money of a shop that staff moved, in the merchant's currency."""

    shop_id: Identifier
    move: Move
    amount_minor: Amount
    note: LongText = ""


class LimitWish(Body, frozen=True):
    """The least and the most that a shop's cash or bank may hold; null for no limit."""

    shop_id: Identifier
    kind: LimitedKind
    floor_minor: int | None = None
    ceiling_minor: int | None = None


@post(
    "/v1/books/moves",
    opt=sends(
        MoveMoney,
        asks={"shop_id": SHOP, "move": "cash_to_bank", "amount_minor": 20000, "note": ""},
        answers={"transfer_id": TRANSFER, "move_id": "move_4h2m9x1c8v7b3n6k5j0q"},
    ),
    tags=["books"],
)
async def move_money(
    data: JSONBody[MoveWish], wish: NamedDependency[Wish], door: NamedDependency[Door]
) -> Reply:
    """Cash to the bank or back, in or out by the owner, missing or found, a fee of the bank."""
    return await door.send(wish, command_of(MoveMoney, data))


@post(
    "/v1/books/moves/{transfer_id:str}/take-back",
    opt=sends(TakeMoveBack, answers={"transfer_id": TRANSFER, "reverses_id": TRANSFER}),
    status_code=200,
    tags=["books"],
)
async def take_move_back(
    transfer_id: FromPath[Identifier], wish: NamedDependency[Wish], door: NamedDependency[Door]
) -> Reply:
    """Take a move by hand back by a new transfer, once."""
    return await door.send(wish, TakeMoveBack(transfer_id))


@put(
    "/v1/books/limits",
    opt=sends(
        LimitShopAccount,
        asks={"shop_id": SHOP, "kind": "cash", "floor_minor": 0, "ceiling_minor": None},
        answers={"account_id": f"cash:{SHOP}:CNY"},
    ),
    tags=["books"],
)
async def limit_account(
    data: JSONBody[LimitWish], wish: NamedDependency[Wish], door: NamedDependency[Door]
) -> Reply:
    """The least and the most that a shop's cash or bank may hold."""
    return await door.send(wish, command_of(LimitShopAccount, data))


@get(
    "/v1/books/export",
    opt=reads(roles=READERS_OF_BOOKS, scope="money"),
    sync_to_thread=True,
    tags=["books"],
)
def export_books(
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
    format: FromQuery[Format] = "csv",
    since: FromQuery[Moment | None] = None,
    until: FromQuery[Moment | None] = None,
) -> Stream:
    """Every transfer as text: csv, or a journal for hledger or Beancount."""
    whole_books(wish.actor)
    from_at = None if since is None else moment_of(since)
    until_at = None if until is None else moment_of(until)
    return books_file(door, wish.merchant_id, format, from_at, until_at)


def books_file(
    door: Door, merchant_id: str, what: Format, from_at: int | None, until_at: int | None
) -> Stream:
    """The books as a download, written while they are read."""
    with door.reading() as read:
        merchant = merchant_of(read, merchant_id)
    zone = zone_of(merchant.time_zone if merchant else "UTC")
    booked = every_transfer(door.reading, merchant_id, from_at, until_at)
    return Stream(
        written(what, booked, zone),
        media_type="text/csv" if what == "csv" else "text/plain",
        headers={"Content-Disposition": f'attachment; filename="books.{SUFFIXES[what]}"'},
    )


ROUTES: Final[tuple[Any, ...]] = (move_money, take_move_back, limit_account, export_books)
