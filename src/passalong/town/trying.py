"""What friends do in the shop: try with a voucher, a slip or the giver's name, and then buy.

How they got it is in `giving.py`; the purchase itself in `shopping.py`.
"""

from passalong.base.clock import MINUTE
from passalong.town.deeds import Deed, IsUndone, Tries
from passalong.town.giving import CLAIMS_WITH_NAME
from passalong.town.habits import BUY_AT_ONCE, BUY_LATER, delay
from passalong.town.life import Life, Step, Taking
from passalong.town.shopping import will_buy
from passalong.vouchers.model import RedeemedBy

SCANS = 0.72
IS_A_MISTAKE = 0.008
BUYS_AT_ONCE = 0.62
BUYS = 1.05  # times her liking


def visits(life: Life, step: Step) -> Deed | None:
    """With a claimed voucher on the phone."""
    gift = life.gift(step.gift)
    if gift.state != "claimed" or gift.friend != step.person or gift.is_gone:
        return None
    life.used(step.gift)
    if life.chance(IS_A_MISTAKE):
        life.queue(life.state.now + 4 * MINUTE, Step("is_undone", gift=step.gift))
    else:
        _has_tried(life, step.person)
    by: RedeemedBy = "scan" if life.chance(SCANS) else "code"
    return Tries(step.person, step.gift, life.person(step.person).shop, by, False)


def shows_a_slip(life: Life, step: Step) -> Deed | None:
    """With a slip of paper, naming the giver; no phone needed."""
    gift = life.gift(step.gift)
    if gift.state != "offered" or gift.is_gone or not _may_claim(life, step.person):
        return None
    return _tries_unclaimed(life, step, "slip")


def names_the_giver(life: Life, step: Step) -> Deed | None:
    """With nothing but the giver's name: her oldest voucher is used."""
    held = life.held_by(life.gift(step.gift).giver)
    held = [number for number in held if life.state.purchases[life.gift(number).purchase].order_id]
    held = [number for number in held if life.gift(number).expires_at > life.shop_time()]
    if not held or not _may_claim(life, step.person):
        return None
    return _tries_unclaimed(life, Step(step.kind, step.person, held[0]), "name")


def _may_claim(life: Life, number: int) -> bool:
    resident = life.resident(number)
    return resident.claims < life.terms.claims_max and resident.holding < life.terms.hold_max


def _tries_unclaimed(life: Life, step: Step, by: RedeemedBy) -> Deed:
    resident = life.resident(step.person)
    with_name = life.chance(CLAIMS_WITH_NAME) and not life.person(step.person).is_shy
    if not resident.person_id:
        resident.is_awaited, resident.is_named = True, with_name
    life.claimed(step.gift, step.person)
    life.used(step.gift)
    _has_tried(life, step.person)
    shop = life.person(step.person).shop
    return Tries(step.person, step.gift, shop, by, with_name)


def _has_tried(life: Life, number: int) -> None:
    """Whether she buys is a matter of liking; many do so at once, others come back."""
    if not life.chance(min(0.95, BUYS * life.person(number).liking)):
        return
    mixture = BUY_AT_ONCE if life.chance(BUYS_AT_ONCE) else BUY_LATER
    wait = delay(life.draw, mixture)
    if mixture is BUY_AT_ONCE:
        will_buy(life, number, life.state.now + wait)
    else:
        wanted = life.state.now + wait
        will_buy(life, number, life.week.visit(life.draw, life.person(number), wanted))


def is_undone(life: Life, step: Step) -> Deed | None:
    """The wrong one was scanned: taken back, and done again."""
    gift = life.gift(step.gift)
    if gift.state != "tried" or gift.is_gone:
        return None
    gift.state = "claimed"
    life.resident(gift.friend).holding += 1
    life.queue(life.state.now + 5 * MINUTE, Step("visits", gift.friend, step.gift))
    return IsUndone(step.gift, "wrong_voucher" if life.chance(0.7) else "wrong_person")


STEPS: dict[str, Taking] = {
    "visits": visits,
    "shows_a_slip": shows_a_slip,
    "names_the_giver": names_the_giver,
    "is_undone": is_undone,
}
