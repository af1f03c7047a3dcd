"""What happens by itself every morning and every hour: passers-by, first givers, timers, a pause.

What single people do is in `shopping.py`, `giving.py` and `trying.py`.
"""

import heapq

from passalong.base.clock import DAY, HOUR, MINUTE
from passalong.people.model import Purpose
from passalong.town.deeds import (
    Agrees,
    CampaignPauses,
    CampaignResumes,
    Deed,
    GoesToTheBank,
    IsChosen,
    IsMet,
    LinksReturn,
    VouchersExpire,
)
from passalong.town.giving import came_back, thinks_of_friends
from passalong.town.habits import WEEKDAYS
from passalong.town.life import Life, Step, Taking
from passalong.vouchers.model import SeedReason

FIRST_GIVERS_PER = 170  # one first giver for so many people
SEED_VOUCHERS = 5
PASSERS_BY = 0.0026  # per person of the town and day
PASSERS_BY_MIN = 0.9
PAUSE_DAY = 41
SUNDAY = 6
BANKED = 10_000  # cash goes to the bank in whole hundreds of yuan; the rest stays as change
CHUNK = 200
REASONS: tuple[SeedReason, ...] = ("opening", "regular", "tasting")
PURPOSES: tuple[tuple[Purpose, int], ...] = (
    ("named_to_shop", 6), ("marketing_messages", 3), ("story_beside_voucher", 2),
)  # fmt: skip


def begin(life: Life) -> None:
    """The first day: the shop knows a few people well, and mornings and hours start to pass."""
    count = max(2, len(life.town.people) // FIRST_GIVERS_PER)
    for place, number in enumerate(_first_givers(life, count)):
        moment = life.week.at(0, 9.0) + place * 11 * MINUTE
        life.queue(moment, Step("is_met", number))
    life.queue(life.week.at(0, 7.0), Step("morning"))
    life.queue(life.week.at(0, 8.1), Step("hour"))


def _first_givers(life: Life, count: int) -> list[int]:
    """Well-connected people, not the most generous ones: who would know that beforehand."""
    ties = life.town.ties
    known = life.draw.sample(range(len(ties)), min(len(ties), count * 6))
    return sorted(known, key=lambda number: -sum(ties[number].values()))[:count]


def is_met(life: Life, step: Step) -> Deed | None:
    """The owner writes down somebody she has known for years."""
    resident = life.resident(step.person)
    resident.is_awaited = resident.is_named = True
    life.queue(life.state.now + 3 * MINUTE, Step("is_chosen", step.person))
    return IsMet(step.person)


def is_chosen(life: Life, step: Step) -> Deed | None:
    """And gives her vouchers to begin with."""
    shop = life.person(step.person).shop
    purchase = life.opened(step.person, shop, SEED_VOUCHERS, is_seed=True)
    thinks_of_friends(life, purchase)
    return IsChosen(step.person, purchase, SEED_VOUCHERS, life.draw.choice(REASONS))


def morning(life: Life, step: Step) -> Deed | None:
    """Who will happen to pass by today; expired vouchers are swept; perhaps a pause."""
    day = life.week.day(life.state.now)
    life.queue(life.week.at(day + 1, 7.0), step)
    life.queue(life.week.at(day, 7.05), Step("expire"))
    if life.week.weekday(day) == SUNDAY:
        life.queue(life.week.at(day, 21.0), Step("closes_the_week"))
    if day == PAUSE_DAY:
        life.queue(life.week.at(day, 14.0), Step("pauses"))
        life.queue(life.week.at(day + 1, 10.0), Step("resumes"))
    people = len(life.town.people)
    expected = max(PASSERS_BY_MIN, PASSERS_BY * people)
    expected *= WEEKDAYS["free" if day % 2 else "office"][life.week.weekday(day)]
    for _ in range(_poisson(life, expected)):
        number = life.draw.randrange(people)
        moment = life.week.visit(life.draw, life.person(number), life.state.now)
        life.queue(moment, Step("walks_in", number))
    return None


def _poisson(life: Life, expected: float) -> int:
    """How many, when so many are expected: waiting times of mean 1 that fit in."""
    count, waited = 0, life.draw.expovariate(1.0)
    while waited < expected:
        count += 1
        waited += life.draw.expovariate(1.0)
    return count


def hour(life: Life, step: Step) -> Deed | None:
    """Every hour the timer looks for links that nobody took in time."""
    life.queue(life.state.now + HOUR, step)
    now = life.shop_time()
    due: list[int] = []
    while life.state.links and life.state.links[0][0] <= now and len(due) < CHUNK:
        _, number, turn = heapq.heappop(life.state.links)
        gift = life.gift(number)
        if gift.state == "offered" and gift.turn == turn and not gift.is_gone:
            due.append(number)
            came_back(life, number)
    return LinksReturn(tuple(due)) if due else None


def expire(life: Life, step: Step) -> Deed | None:
    """What is past its date; the oldest first, since all live equally long."""
    now = life.shop_time()
    due: list[int] = []
    gifts = life.state.gifts
    while life.state.next_to_expire < len(gifts) and len(due) < CHUNK:
        number = life.state.next_to_expire
        gift = gifts[number]
        if gift.expires_at >= now:
            break
        life.state.next_to_expire += 1
        if not gift.is_gone and gift.state in ("held", "offered", "claimed"):
            due.append(number)
            life.closed(number)
    if len(due) == CHUNK:
        life.queue(life.state.now, step)
    return VouchersExpire(tuple(due)) if due else None


def pauses(life: Life, step: Step) -> Deed | None:
    """The cups have run out until tomorrow."""
    life.state.is_paused = True
    return CampaignPauses("staff")


def resumes(life: Life, step: Step) -> Deed | None:
    """New cups."""
    life.state.is_paused = False
    return CampaignResumes()


def agrees(life: Life, step: Step) -> Deed | None:
    """She ticks a box, or unticks it after a while."""
    if not life.resident(step.person).person_id:
        return None
    awake = life.week.on_the_phone(life.draw, life.state.now)
    if awake > life.state.now:
        life.queue(awake, step)
        return None
    purposes = [purpose for purpose, _ in PURPOSES]
    purpose = life.draw.choices(purposes, [weight for _, weight in PURPOSES])[0]
    if step.turn == 0 and life.chance(0.08):
        again = life.state.now + int(20 * DAY * life.draw.random()) + DAY
        life.queue(life.week.on_the_phone(life.draw, again), Step("agrees", step.person, turn=1))
    return Agrees(step.person, purpose, step.turn == 0)


def closes_the_week(life: Life, step: Step) -> Deed | None:
    """What was sold since the last time goes to the bank, for one shop after the other."""
    state = life.state
    waiting = state.purchases[state.next_to_bank :]
    shops = sorted({purchase.shop for purchase in waiting if purchase.shop > step.turn - 1})
    if not shops:
        state.next_to_bank = len(state.purchases)
        return None
    shop = shops[0]
    life.queue(state.now + 10 * MINUTE, Step("closes_the_week", turn=shop + 1))
    sold = sum([purchase.total_minor for purchase in waiting if purchase.shop == shop])
    amount = sold // BANKED * BANKED
    return GoesToTheBank(shop, amount) if amount else None


STEPS: dict[str, Taking] = {
    "is_met": is_met,
    "is_chosen": is_chosen,
    "morning": morning,
    "hour": hour,
    "expire": expire,
    "pauses": pauses,
    "resumes": resumes,
    "closes_the_week": closes_the_week,
    "agrees": agrees,
}
