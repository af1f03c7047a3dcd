"""The state of a town's life and its queue of what comes next; pure, no command is known here.

What happens in each step is in `shopping.py`, `giving.py`, `trying.py` and `routines.py`; the
deeds that come out are turned into commands by `driver.py`.

Time here is the town's own: people sleep and get up by it. `shown` turns one of its moments
into the moment of the shop, at which the command is sent (see `span.py`): while the 90 days are
loaded the two are the same but for the last day; afterwards the town lives faster than the
clock on the wall. What the shop promises (a link returns, a voucher expires) is counted in the
shop's time.

Decisions are drawn when a step is taken, so they never depend on how commands are gathered into
waves. A step that needs an id which is still on its way says so (`awaits`), and the driver
first lets the wave go.
"""

import heapq
from collections.abc import Callable
from random import Random
from typing import Any

import msgspec

from passalong.base.clock import DAY, HOUR
from passalong.town.deeds import Deed
from passalong.town.habits import Mixture, Week, delay
from passalong.town.people import Town, Townsperson

NOBODY = -1


class Step(msgspec.Struct, frozen=True, array_like=True):
    """What comes next for somebody; numbers below 0 mean that it concerns none."""

    kind: str
    person: int = NOBODY
    gift: int = NOBODY
    purchase: int = NOBODY
    turn: int = 0


class Resident(msgspec.Struct, array_like=True):
    """What changes about a person. `person_id` is empty until the shop knows her."""

    person_id: str = ""
    is_awaited: bool = False
    is_named: bool = False
    is_buying: bool = False
    orders: int = 0
    claims: int = 0
    holding: int = 0
    given_to: list[int] = []


class Purchase(msgspec.Struct, array_like=True):
    """A purchase (or a set for a first giver) and the gifts that came of it."""

    person: int
    shop: int
    is_seed: bool = False
    order_id: str = ""
    is_awaited: bool = True
    is_closed: bool = False
    total_minor: int = 0
    gifts: list[int] = []


class Gift(msgspec.Struct, array_like=True):
    """A voucher as the town sees it. `is_gone`: expired, void or never issued; `is_awaited`: a
    claim or a trial of it is on its way.
    """

    purchase: int
    giver: int
    voucher_id: str = ""
    state: str = "held"
    turn: int = 0
    way: str = ""
    friend: int = NOBODY
    expires_at: int = 0
    is_gone: bool = False
    is_awaited: bool = False


class Terms(msgspec.Struct, frozen=True):
    """What the campaign promises, as far as people know it."""

    vouchers: int = 3
    validity_days: int = 30
    return_hours: int = 24
    claims_max: int = 2
    hold_max: int = 3


class State(msgspec.Struct):
    """Everything that must be kept to go on another day."""

    seed: str
    first_midnight: int
    weekday: int
    now: int
    taken: int = 0
    is_paused: bool = False
    residents: list[Resident] = []
    purchases: list[Purchase] = []
    gifts: list[Gift] = []
    queue: list[tuple[int, int, Step]] = []
    links: list[tuple[int, int, int]] = []
    next_to_expire: int = 0
    next_to_bank: int = 0


class Life:
    """A town, its state, its draws, and the queue of steps."""

    def __init__(self, town: Town, state: State, terms: Terms, draw: Random) -> None:
        self.town = town
        self.state = state
        self.terms = terms
        self.draw = draw
        self.week = Week(state.first_midnight, state.weekday)
        self.shown: Callable[[int], int] = lambda moment: moment

    # The queue

    def later(self, step: Step, mixture: Mixture, slowness: float = 1.0) -> int:
        """Queue a step after a drawn delay; gives its moment."""
        return self.queue(self.state.now + delay(self.draw, mixture, slowness), step)

    def queue(self, moment: int, step: Step) -> int:
        """Queue a step for that moment, never before the present one."""
        moment = max(moment, self.state.now)
        self.state.taken += 1
        heapq.heappush(self.state.queue, (moment, self.state.taken, step))
        return moment

    def next_moment(self) -> int:
        """When the next step is due. There always is one: mornings never end."""
        return self.state.queue[0][0]

    def awaits(self) -> bool:
        """Whether the next step needs an answer that is still on its way."""
        step = self.state.queue[0][2]
        if step.person != NOBODY and self.state.residents[step.person].is_awaited:
            return True
        purchase = step.purchase
        if step.gift != NOBODY:
            gift = self.state.gifts[step.gift]
            purchase = gift.purchase
            if gift.is_awaited or self.state.residents[gift.giver].is_awaited:
                return True
        return purchase != NOBODY and self.state.purchases[purchase].is_awaited

    def take(self) -> Step:
        """The next step; its moment is now."""
        self.state.now, _, step = heapq.heappop(self.state.queue)
        return step

    # Looking around

    def shop_time(self) -> int:
        """The present moment as the shop's clock shows it."""
        return self.shown(self.state.now)

    def person(self, number: int) -> Townsperson:
        """Who that is."""
        return self.town.people[number]

    def resident(self, number: int) -> Resident:
        """What has become of her so far."""
        return self.state.residents[number]

    def gift(self, number: int) -> Gift:
        """The voucher of that number."""
        return self.state.gifts[number]

    def chance(self, probability: float) -> bool:
        """True as often as that."""
        return self.draw.random() < probability

    def visit(self, number: int, mixture: Mixture, slowness: float = 1.0) -> int:
        """When she comes by after a drawn delay, by her hours and days."""
        wanted = self.state.now + delay(self.draw, mixture, slowness)
        return self.week.visit(self.draw, self.person(number), wanted)

    # Purchases and gifts

    def opened(self, person: int, shop: int, count: int, *, is_seed: bool = False) -> int:
        """A new purchase with so many gifts in her hands; its number."""
        number = len(self.state.purchases)
        purchase = Purchase(person, shop, is_seed)
        expires_at = self.shop_time() + self.terms.validity_days * DAY
        for _ in range(count):
            purchase.gifts.append(len(self.state.gifts))
            self.state.gifts.append(Gift(number, person, expires_at=expires_at))
        self.state.purchases.append(purchase)
        return number

    def given(self, number: int, way: str) -> None:
        """The gift is held out; a link comes back by itself."""
        gift = self.gift(number)
        gift.state, gift.way = "offered", way
        gift.turn += 1
        if way in ("forward", "added_friend", "interest_group", "recommendation"):
            returns_at = self.shop_time() + self.terms.return_hours * HOUR
            heapq.heappush(self.state.links, (returns_at, number, gift.turn))

    def held_by(self, person: int) -> list[int]:
        """Her gifts that are still with her, oldest first."""
        return [
            number
            for purchase in self.state.purchases
            if purchase.person == person
            for number in purchase.gifts
            if self.gift(number).state == "held" and not self.gift(number).is_gone
        ]

    def claimed(self, number: int, friend: int) -> None:
        """A friend has it."""
        gift = self.gift(number)
        gift.state, gift.friend, gift.is_awaited = "claimed", friend, True
        resident = self.resident(friend)
        resident.claims += 1
        resident.holding += 1

    def used(self, number: int) -> None:
        """The friend has tried."""
        gift = self.gift(number)
        gift.state, gift.is_awaited = "tried", True
        self.resident(gift.friend).holding -= 1

    def closed(self, number: int) -> None:
        """Nothing comes of it any more."""
        gift = self.gift(number)
        if gift.state == "claimed":
            self.resident(gift.friend).holding -= 1
        gift.is_gone = True


Taking = Callable[[Life, Step], Deed | None]


def begun(town: Town, seed: str, first_midnight: int, weekday: int) -> State:
    """The town on its first morning, when nobody has bought yet."""
    state = State(seed, first_midnight, weekday, first_midnight)
    state.residents = [Resident() for _ in town.people]
    return state


def facts(life: Life) -> dict[str, Any]:
    """A few counts of the town's own view, to compare with the database."""
    gifts = life.state.gifts
    return {
        "known": sum(1 for resident in life.state.residents if resident.person_id),
        "buyers": sum(1 for resident in life.state.residents if resident.orders),
        "purchases": sum(1 for purchase in life.state.purchases if not purchase.is_seed),
        "gifts": len(gifts),
        "claimed": sum(1 for gift in gifts if gift.friend != NOBODY),
        "tried": sum(1 for gift in gifts if gift.state == "tried" and not gift.is_gone),
    }
