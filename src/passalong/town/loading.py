"""A whole town is loaded: the shop is founded and its people live their days, up to now.

What goes on afterwards is `going_on.py`; what the terminal says is `telling.py`.
"""

from collections.abc import Callable
from pathlib import Path

import msgspec

from passalong.base.clock import DAY, HandClock
from passalong.base.ids import derive
from passalong.engine.door import Door
from passalong.engine.writer import Writer
from passalong.outside.timers import sweep
from passalong.town import goods
from passalong.town.days import life_again, new_life
from passalong.town.driver import Driver, entropy_of
from passalong.town.life import State, Terms
from passalong.town.shop import Shop, found
from passalong.town.span import span_until

FILE = "town.json"
Progress = Callable[[int, int], None]


class Plan(msgspec.Struct, frozen=True):
    """How big a town, for how long, from which seed."""

    people: int = 1200
    days: int = 90
    seed: str = "1"


class Kept(msgspec.Struct, frozen=True):
    """What a kept town needs to go on: its shop and its state. Nothing in it is secret."""

    plan: Plan
    shop: Shop
    state: State


def seed_of(plan: Plan) -> bytes:
    """32 bytes from which ids, keys and draws of this town come."""
    return derive(b"town", plan.seed)


def terms_known() -> Terms:
    """What people in the town know of the campaign's terms."""
    terms = goods.campaign().terms
    return Terms(
        terms.vouchers_per_purchase,
        terms.validity_days,
        terms.return_hours,
        terms.claims_max,
        terms.hold_max,
    )


def load(writer: Writer, plan: Plan, until: int, progress: Progress) -> tuple[Driver, Shop]:
    """Found the shop and live all days until `until`; `progress(day, days)` after each.

    The same plan and moment give the same rows, ids included. Raises Refusal, TownFault.
    """
    span = span_until(until, plan.days)
    clock = HandClock(span.first_midnight)
    seed = seed_of(plan)
    door = Door(writer, clock, entropy_of(seed))
    shop = found(door, clock, seed, span.first_midnight)
    life = new_life(plan.seed, plan.people, span, terms_known())
    driver = Driver(door, life, shop)
    for day in range(plan.days):
        driver.until(min(span.first_midnight + (day + 1) * DAY, span.lives_until))
        progress(day + 1, plan.days)
    clock.moment = until
    sweep(door)
    return driver, shop


def keep(folder: Path, kept: Kept) -> None:
    """Write down where the town is, whole or not at all."""
    draft = folder / f"{FILE}.new"
    draft.write_bytes(msgspec.json.encode(kept))
    draft.replace(folder / FILE)


def kept_town(folder: Path) -> Kept | None:
    """The town that was kept in this folder; None when there is none."""
    file = folder / FILE
    return msgspec.json.decode(file.read_bytes(), type=Kept) if file.exists() else None


def again(door: Door, kept: Kept) -> Driver:
    """A kept town at the door, where it stopped."""
    return Driver(door, life_again(kept.state, terms_known()), kept.shop)
