"""What givers do with their vouchers, and friends with a link: choose, give, take back, claim.

The visit to the shop is in `trying.py`; what is bought in `shopping.py`.

Generosity is heavy-tailed: the number of three vouchers that somebody gives is like a negative
binomial with many nothings and some who give all. The friend is chosen by the strength of the
tie; whoever was given one before is passed over.
"""

import math

from passalong.town.deeds import Claims, Deed, Gives, TakesBack
from passalong.town.habits import (
    GIVE_FROM_PHONE,
    HAND_ON_A_SLIP,
    READ_THE_NOTICE,
    SEE_THE_LINK,
    TAKE_BACK,
    TRY_ANOTHER_FRIEND,
    VISIT_TO_TRY,
)
from passalong.town.life import NOBODY, Life, Step, Taking
from passalong.vouchers.model import GivingWay

GIVES = 2.4  # times generosity: the hazard of giving one voucher
LINKS: tuple[GivingWay, ...] = (
    "forward", "added_friend", "interest_group", "recommendation", "poster",
)  # fmt: skip
LINK_WEIGHTS = (48, 16, 15, 15, 6)
SPEAKS_HER_NAME = 0.12
GIVES_TOGETHER = 0.08
TAKES_IT_BACK = 0.05
OFFERS_AGAIN = 0.55
COMES_WITH_A_SLIP = 0.62
CLAIMS_WITH_NAME = 0.86
VISITS = 0.70
OPENS_AN_OLD_LINK = 0.15
ALREADY_DRINKS = 0.35  # how much less somebody is thought of who buys there already


def thinks_of_friends(life: Life, purchase: int) -> None:
    """At home with her vouchers on the phone: which will she give away, when, and how."""
    kept = life.state.purchases[purchase]
    giver = life.person(kept.person)
    for number in kept.gifts:
        if life.gift(number).is_gone or not life.chance(_gives(life, kept.person)):
            continue
        if life.chance(SPEAKS_HER_NAME):
            friend = friend_for(life, kept.person)
            if friend != NOBODY and life.chance(COMES_WITH_A_SLIP):
                moment = life.visit(friend, HAND_ON_A_SLIP, giver.slowness)
                life.queue(moment, Step("names_the_giver", friend, number))
            continue
        step = Step("gives", kept.person, number)
        life.later(step, GIVE_FROM_PHONE, giver.slowness)


def _gives(life: Life, number: int) -> float:
    return 1.0 - math.exp(-GIVES * life.person(number).generosity)


def hands_on(life: Life, purchase: int) -> None:
    """Slips in her bag: some are passed to friends, the others stay there until they expire."""
    kept = life.state.purchases[purchase]
    for number in kept.gifts:
        if life.chance(_gives(life, kept.person)):
            _is_handed(life, kept.person, number)


def _is_handed(life: Life, giver: int, number: int) -> None:
    friend = friend_for(life, giver)
    if friend == NOBODY or not life.chance(COMES_WITH_A_SLIP * _willing(life, giver, friend)):
        return
    moment = life.visit(friend, HAND_ON_A_SLIP, life.person(friend).slowness)
    life.queue(moment, Step("shows_a_slip", friend, number))


def friend_for(life: Life, giver: int, *, from_circle: bool = False) -> int:
    """Whom she gives it to; NOBODY when nobody is left to think of."""
    ties = life.town.ties[giver]
    before = life.resident(giver).given_to
    people, weights = [], []
    for other, strength in ties.items():
        if other in before:
            continue
        liking = ALREADY_DRINKS if life.resident(other).orders else 1.0
        closeness = 0.5 if from_circle else strength
        people.append(other)
        weights.append(closeness * liking)
    if not people:
        return NOBODY
    friend = life.draw.choices(people, weights)[0]
    before.append(friend)
    return friend


def _willing(life: Life, giver: int, friend: int) -> float:
    strength = life.town.ties[giver].get(friend, 0.1)
    return min(1.0, life.person(friend).curiosity * (0.75 + 0.85 * strength))


def gives(life: Life, step: Step) -> Deed | None:
    """She sends a link, shows a poster, or gives all she has together to one friend."""
    gift = life.gift(step.gift)
    if gift.state != "held" or gift.is_gone:
        return None
    awake = life.week.on_the_phone(life.draw, life.state.now)
    if awake > life.state.now:
        life.queue(awake, step)
        return None
    together = [
        number
        for number in life.state.purchases[gift.purchase].gifts
        if life.gift(number).state == "held" and not life.gift(number).is_gone
    ]
    if len(together) > 1 and life.chance(GIVES_TOGETHER):
        for number in together:
            life.given(number, "in_person")
            _is_handed(life, step.person, number)
        return Gives(step.person, tuple(together), "in_person")
    way = life.draw.choices(LINKS, LINK_WEIGHTS)[0]
    friend = friend_for(life, step.person, from_circle=way == "interest_group")
    if friend == NOBODY:
        return None
    life.given(step.gift, way)
    _link_arrives(life, step, friend, gift.turn)
    return Gives(step.person, (step.gift,), way)


def _link_arrives(life: Life, step: Step, friend: int, turn: int) -> None:
    if life.chance(TAKES_IT_BACK):
        life.later(Step("takes_back", step.person, step.gift, turn=turn), TAKE_BACK)
    if not life.chance(_willing(life, step.person, friend)):
        return
    opens = Step("opens", friend, step.gift, turn=turn)
    life.later(opens, SEE_THE_LINK, life.person(friend).slowness)


def opens(life: Life, step: Step) -> Deed | None:
    """The friend sees who gives what, and takes it; sometimes too late."""
    awake = life.week.on_the_phone(life.draw, life.state.now)
    if awake > life.state.now:
        life.queue(awake, step)
        return None
    gift, resident = life.gift(step.gift), life.resident(step.person)
    with_name = life.chance(CLAIMS_WITH_NAME) and not life.person(step.person).is_shy
    claim = Claims(step.person, step.gift, step.turn, with_name)
    is_old = gift.state != "offered" or gift.turn != step.turn or gift.is_gone
    is_over = resident.claims >= life.terms.claims_max
    if is_old or is_over or resident.holding >= life.terms.hold_max:
        return claim if life.chance(OPENS_AN_OLD_LINK) else None
    if not resident.person_id:
        resident.is_awaited, resident.is_named = True, with_name
    life.claimed(step.gift, step.person)
    if life.chance(VISITS):
        moment = life.visit(step.person, VISIT_TO_TRY, life.person(step.person).slowness)
        life.queue(moment, Step("visits", step.person, step.gift))
    if life.chance(0.25):
        life.later(Step("agrees", step.person), READ_THE_NOTICE)
    return claim


def takes_back(life: Life, step: Step) -> Deed | None:
    """Wrong person, or she thinks of a better one; if the friend was faster it stays given."""
    gift = life.gift(step.gift)
    if gift.state != "offered" or gift.turn != step.turn or gift.is_gone:
        return None
    if gift.way not in LINKS or gift.way == "poster":
        return None
    gift.state = "held"
    if life.chance(OFFERS_AGAIN):
        life.later(Step("gives", gift.giver, step.gift), TRY_ANOTHER_FRIEND)
    return TakesBack(gift.giver, step.gift)


def came_back(life: Life, number: int) -> None:
    """A link returned by itself: perhaps somebody else would like it."""
    gift = life.gift(number)
    gift.state = "held"
    if life.chance(OFFERS_AGAIN * min(1.0, 0.4 + life.person(gift.giver).generosity)):
        life.later(Step("gives", gift.giver, number), TRY_ANOTHER_FRIEND)


STEPS: dict[str, Taking] = {"gives": gives, "opens": opens, "takes_back": takes_back}
