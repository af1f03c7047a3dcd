"""What people of the town buy: for the first time, again, after a trial, by phone; and refunds.

What they do with the vouchers is in `giving.py`.
"""

from passalong.base.clock import DAY, HOUR, MINUTE
from passalong.town.deeds import (
    Buys,
    Cancels,
    Deed,
    IsBrought,
    IsNamed,
    Manner,
    Orders,
    Pays,
    Receives,
    Refunds,
)
from passalong.town.giving import hands_on, thinks_of_friends
from passalong.town.habits import PAY_AN_ORDER, READ_THE_NOTICE, Mixture
from passalong.town.life import Life, Step, Taking

Basket = tuple[tuple[int, int], ...]
# Products by number: a bottle, six bottles, a jar of twenty litres, a tea set (see shop.py).
BASKETS: tuple[Basket, ...] = (
    ((0, 1),), ((0, 2),), ((1, 1),), ((2, 1),), ((2, 2),), ((3, 1),), ((1, 1), (0, 1)),
)  # fmt: skip
FIRST_WEIGHTS = (34, 16, 22, 14, 3, 6, 5)
AGAIN_WEIGHTS = (16, 10, 28, 26, 12, 3, 5)
COMES_AGAIN = 0.70
ORDERS_BY_PHONE = 0.16
THINKS_BETTER = 0.06
GIVES_BACK = 0.022
GIVES_BACK_A_PART = 0.3
STAYS_NAMELESS = 0.12
SAYS_HER_NAME_LATER = 0.4
NEXT_NEED: Mixture = ((1.0, 1440, 0.45),)  # times thirst in days
MANNERS: tuple[Manner, ...] = ("slips", "in_person", "keeps", "plain")
MANNER_WEIGHTS = (28, 6, 52, 14)


def buys(life: Life, step: Step) -> Deed | None:
    """She stands at the counter, for the first time or again."""
    number = step.person
    person, resident = life.person(number), life.resident(number)
    resident.is_buying = False
    if resident.person_id and not resident.is_named and life.chance(SAYS_HER_NAME_LATER):
        resident.is_named = True
        life.queue(life.state.now, step)
        return IsNamed(number)
    first = resident.orders == 0
    shop = person.shop if life.chance(0.93) else 1 - person.shop
    weights = FIRST_WEIGHTS if first else AGAIN_WEIGHTS
    basket = life.draw.choices(BASKETS, weights)[0]
    if not resident.person_id:
        resident.is_awaited = True
        resident.is_named = not person.is_shy and not life.chance(STAYS_NAMELESS)
    purchase = life.opened(number, shop, _issued(life))
    resident.orders += 1
    comes_again(life, number)
    if resident.person_id and resident.is_named and life.chance(ORDERS_BY_PHONE):
        return _orders(life, number, purchase, basket)
    manner = _manner(life, number)
    if manner in ("slips", "in_person"):
        for gift in life.state.purchases[purchase].gifts:
            life.given(gift, "paper_slip" if manner == "slips" else "in_person")
        hands_on(life, purchase)
    else:
        thinks_of_friends(life, purchase)
    if life.chance(GIVES_BACK):
        moment = life.state.now + DAY + int(2 * DAY * life.draw.random())
        life.queue(life.week.while_open(moment), Step("refunds", number, purchase=purchase))
    if resident.is_named and life.chance(0.3):
        life.later(Step("agrees", number), READ_THE_NOTICE)
    return Buys(number, purchase, shop, basket, manner)


def _issued(life: Life) -> int:
    return 0 if life.state.is_paused else life.terms.vouchers


def _manner(life: Life, number: int) -> Manner:
    resident = life.resident(number)
    if not resident.is_named:
        return "slips"
    return life.draw.choices(MANNERS, MANNER_WEIGHTS)[0]


def comes_again(life: Life, number: int) -> None:
    """When the water is used up she may come again."""
    resident = life.resident(number)
    if resident.is_buying or not life.chance(COMES_AGAIN):
        return
    resident.is_buying = True
    moment = life.visit(number, NEXT_NEED, life.person(number).thirst_days)
    life.queue(moment, Step("buys", number))


def will_buy(life: Life, number: int, moment: int) -> None:
    """She comes to buy at that moment, unless she was coming anyway."""
    resident = life.resident(number)
    if not resident.is_buying:
        resident.is_buying = True
        life.queue(life.week.while_open(moment), Step("buys", number))


def _orders(life: Life, number: int, purchase: int, basket: Basket) -> Deed:
    now = life.state.now
    if life.chance(THINKS_BETTER):
        _nothing_comes_of(life, purchase)
        moment = life.week.on_the_phone(life.draw, now + 2 * HOUR)
        life.queue(moment, Step("cancels", number, purchase=purchase))
    else:
        life.later(Step("pays", number, purchase=purchase), PAY_AN_ORDER)
    return Orders(number, purchase, life.state.purchases[purchase].shop, basket)


def _nothing_comes_of(life: Life, purchase: int) -> None:
    for gift in life.state.purchases[purchase].gifts:
        life.closed(gift)


def pays(life: Life, step: Step) -> Deed | None:
    """The money arrived: the vouchers are hers now; it is brought the same or the next day."""
    purchase = life.state.purchases[step.purchase]
    if not purchase.order_id:
        return None
    if life.state.is_paused:
        _nothing_comes_of(life, step.purchase)
    brought = life.week.while_open(life.state.now + int((2 + 20 * life.draw.random()) * HOUR))
    life.queue(brought, Step("is_brought", step.person, purchase=step.purchase))
    thinks_of_friends(life, step.purchase)
    return Pays(step.purchase)


def is_brought(life: Life, step: Step) -> Deed | None:
    """Off on the tricycle."""
    minutes = 20 + int(60 * life.draw.random())
    arrives = life.state.now + minutes * MINUTE
    life.queue(arrives, Step("receives", step.person, purchase=step.purchase))
    return IsBrought(step.purchase)


def receives(life: Life, step: Step) -> Deed | None:
    """It stands in her kitchen."""
    return Receives(step.purchase)


def cancels(life: Life, step: Step) -> Deed | None:
    """Not this time."""
    purchase = life.state.purchases[step.purchase]
    purchase.is_closed = True
    life.resident(step.person).orders -= 1
    return Cancels(step.purchase)


def refunds(life: Life, step: Step) -> Deed | None:
    """Something was wrong, or she did not want it after all."""
    purchase = life.state.purchases[step.purchase]
    if purchase.is_closed or not purchase.order_id:
        return None
    if life.chance(GIVES_BACK_A_PART):
        return Refunds(step.purchase, 0.4, "late")
    purchase.is_closed = True
    for number in purchase.gifts:
        if life.gift(number).state in ("held", "offered"):
            life.closed(number)
    return Refunds(step.purchase, 1.0, "faulty" if life.chance(0.4) else "not_wanted")


def walks_in(life: Life, step: Step) -> Deed | None:
    """Somebody who happened to pass by and liked what she saw."""
    resident = life.resident(step.person)
    if resident.orders or resident.is_buying:
        return None
    life.queue(life.state.now, Step("buys", step.person))
    return None


STEPS: dict[str, Taking] = {
    "buys": buys,
    "pays": pays,
    "is_brought": is_brought,
    "receives": receives,
    "cancels": cancels,
    "refunds": refunds,
    "walks_in": walks_in,
}
