"""Many orders in one batch, for the last things on the shelf: limits hold, sums are exact.

Taken from the defects of others: a limit of three let four through, a sum was added twice inside
its loop, and a check before the write let many through at once.
"""

import pytest

from passalong.base.ids import derive
from passalong.base.messages import Command, Envelope, Outcome
from passalong.catalog.model import Stock
from passalong.engine.batch import Batch
from passalong.orders.model import (
    CustomerTally,
    ImportOrder,
    LineWish,
    Order,
    PayOrder,
    PlaceOrder,
    SellAtCounter,
)
from passalong.people.model import Contact, Identity, PeopleTally
from rig.scene import MERCHANT, MOMENT, OWNER, Scene
from rules.order_scene import BREAD, FAN, SHOP, TEA, order_scene, placed_order


def at_once(where: Scene, commands: list[Command], batch_max: int = 1000) -> list[Outcome]:
    """What the commands say when they come together, in batches of so many."""
    outcomes = []
    for start in range(0, len(commands), batch_max):
        batch = Batch(where.registry, where._load, b"digest of the scene")
        wishes = [
            Envelope(MERCHANT, command, OWNER, MOMENT, derive(b"crowd", start + number))
            for number, command in enumerate(commands[start : start + batch_max])
        ]
        outcomes += batch.decide(wishes, [0] * len(wishes))
        where._save(batch)
    return outcomes


def refusals(outcomes: list[Outcome]) -> list[str]:
    """The names of the refusals, "" for what was done."""
    return [outcome.refusal for outcome in outcomes]


@pytest.mark.parametrize("batch_max", [1, 7, 1000])
@pytest.mark.parametrize("left", [1, 3])
def test_of_twenty_buyers_only_as_many_get_one_as_there_are(left: int, batch_max: int) -> None:
    where = order_scene().given(Stock(MERCHANT, BREAD, left))
    wish = SellAtCounter(SHOP, (LineWish(BREAD, 1),))
    told = refusals(at_once(where, [wish] * 20, batch_max))
    assert told == [""] * left + ["out_of_stock"] * (20 - left)
    assert where.row(Stock, BREAD).left == 0
    assert len(where.all(Order)) == left
    assert where.row(PeopleTally).people == 3 + left


@pytest.mark.parametrize("batch_max", [1, 7, 1000])
def test_fifty_tills_that_see_the_money_of_one_order_take_it_once(batch_max: int) -> None:
    where = order_scene()
    order_id = placed_order(where, LineWish(BREAD, 1))
    told = refusals(at_once(where, [PayOrder(order_id)] * 50, batch_max))
    assert told == [""] + ["order_already_paid"] * 49
    assert where.row(CustomerTally, FAN).orders == 1
    assert where.row(Stock, BREAD).left == 9


def test_a_sum_is_the_sum_of_its_lines_and_nothing_twice() -> None:
    where = order_scene()
    lines = tuple(LineWish(TEA, quantity) for quantity in (1, 2, 3))
    told = where.done(PlaceOrder(SHOP, FAN, lines))
    assert told["total_minor"] == 1250 + 2500 + 3750
    order = where.row(Order, told["order_id"])
    assert [line.amount_minor for line in order.lines] == [1250, 2500, 3750]


@pytest.mark.parametrize("batch_max", [1, 7, 1000])
def test_one_file_imported_twice_is_imported_once(batch_max: int) -> None:
    where = order_scene()
    wishes: list[Command] = [
        ImportOrder(str(number), SHOP, Contact("external", f"keyed-{number % 5}", "x"), 1, 100)
        for number in range(20)
    ]
    told = at_once(where, wishes + wishes, batch_max)
    assert [outcome.answer["is_new"] for outcome in told] == [True] * 20 + [False] * 20
    assert len(where.all(Order)) == 20
    assert len(where.all(Identity)) == 5
    assert where.row(PeopleTally).people == 8
    assert [tally.orders for tally in where.all(CustomerTally)] == [4] * 5
    numbers = {outcome.answer["order_id"] for outcome in told}
    assert len(numbers) == 20
