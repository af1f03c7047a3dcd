"""The counter: redeem, undo, convert, and "sold, hand over three".

Claiming is in `vouchers/giving.py`; how a code or a spoken name is found in
`vouchers/queries.py` and `people/roster.py`.

A claimed voucher is redeemed by scan or code. A bearer slip needs no phone: showing it is claim
and redemption in one command, with the giver confirmed and all limits checked. A spoken name
uses a voucher that the giver still holds; history then shows offer, claim and redemption, so
that the cascade is the same whichever way the friend came.
"""

from collections.abc import Generator
from typing import Any

from passalong.base.clock import DAY, MINUTE
from passalong.base.messages import MANAGERS, Now, Refusal, require
from passalong.base.world import World
from passalong.campaigns.model import Campaign
from passalong.merchants.model import Merchant, Shop
from passalong.orders.model import SellAtCounter
from passalong.people.model import MeetPerson, Person, same_person
from passalong.vouchers.giving import check_claim, hold_out, may_go_out, refuse_closed
from passalong.vouchers.issue import Steps, terms_of
from passalong.vouchers.manual import MANUAL_MAX, ManualTally, TrialEntered
from passalong.vouchers.model import (
    BEARER_WAYS,
    ConvertVoucher,
    Offer,
    RedeemVoucher,
    Redemption,
    RedemptionUndone,
    SellAndHandOver,
    UndoRedemption,
    VoidVouchers,
    Voucher,
    VoucherClaimed,
    VoucherConverted,
    VoucherRedeemed,
    trial_cause,
    voucher_ids_of,
)
from passalong.vouchers.tallies import (
    Issue,
    Tried,
)

UNSHOWN = ("name", "manual")  # a voucher that the giver still holds is used, and none is shown


def redeem(world: World, command: RedeemVoucher, now: Now) -> Steps:
    """The trial. Answers {voucher_id, state, number, friend_id, giver_id, issued}."""
    world.hint(Shop, command.shop_id)
    voucher = world.get(Voucher, command.voucher_id)
    if voucher is None:
        raise Refusal("voucher_not_found")
    _require_shop(world, voucher, command.shop_id, now)
    refuse_closed(voucher, now.at)
    if command.redeemed_by == "manual":
        _require_entry(world, command, now)
    # A name is no voucher: what a friend has claimed, she shows.
    is_shown = command.redeemed_by not in UNSHOWN
    require(is_shown or voucher.state != "claimed", "voucher_already_claimed")
    friend_id = voucher.friend_id
    if voucher.state != "claimed":
        friend_id = yield from _claim_at_the_till(world, command, voucher, now)
    friend_id = same_person(world, friend_id)
    giver_id = same_person(world, voucher.giver_id)
    require(friend_id != giver_id, "giver_cannot_use")
    number = _uses(world, voucher.voucher_id) + 1
    yield VoucherRedeemed(
        voucher_id=voucher.voucher_id,
        campaign_id=voucher.campaign_id,
        number=number,
        giver_id=giver_id,
        friend_id=friend_id,
        shop_id=command.shop_id,
        staff_id=now.actor.id,
        redeemed_by=command.redeemed_by,
        cost_minor=voucher.cost_minor,
    )
    if command.redeemed_by == "manual" and command.reason_code:
        yield TrialEntered(voucher.voucher_id, now.actor.id, command.reason_code)
    given = world.get(Issue, "trial", trial_cause(voucher.voucher_id, number))
    return {
        "voucher_id": voucher.voucher_id,
        "state": "redeemed",
        "number": number,
        "friend_id": friend_id,
        "giver_id": giver_id,
        "issued": given.count if given else 0,
    }


def _require_entry(world: World, command: RedeemVoucher, now: Now) -> None:
    """By hand: with a reason, and beyond a day's few by a manager only."""
    require(bool(command.reason_code), "look_up_needed")
    if now.actor.role in MANAGERS:
        return
    tally = world.get(ManualTally, now.actor.id, now.at // DAY)
    entries = tally.entries if tally else 0
    require(entries < MANUAL_MAX, "manual_entries_used_up", limit=MANUAL_MAX)


def _require_shop(world: World, voucher: Voucher, shop_id: str, now: Now) -> None:
    shop = world.get(Shop, shop_id)
    if shop is None:
        raise Refusal("shop_not_found")
    require(now.actor.works_at(shop_id), "staff_not_allowed")
    require(shop.closed_at is None, "shop_closed")
    campaign = world.have(Campaign, voucher.campaign_id)
    if campaign.shop_ids and shop_id not in campaign.shop_ids:
        raise Refusal("wrong_shop")


def _claim_at_the_till(
    world: World, command: RedeemVoucher, voucher: Voucher, now: Now
) -> Generator[Any, Any, str]:
    """A bearer slip, or a voucher that the giver still holds and whose name was spoken."""
    held_out = world.get(Offer, voucher.voucher_id, voucher.turn) if voucher.turn else None
    is_slip = voucher.state == "offered" and held_out is not None and held_out.way in BEARER_WAYS
    is_name = command.redeemed_by in UNSHOWN and voucher.state == "held"
    if not is_slip and not is_name:
        raise Refusal("voucher_not_claimed")
    giver_id = same_person(world, voucher.giver_id)
    require(bool(command.giver_id), "giver_not_named")
    require(same_person(world, command.giver_id) == giver_id, "giver_differs")
    friend_id = yield from _friend_at_the_till(world, command)
    check_claim(world, voucher, friend_id, now)
    way = held_out.way if is_slip and held_out is not None else "spoken_name"
    turn = voucher.turn
    if is_name:
        turn = yield from hold_out(world, voucher, "spoken_name", now.new_id("gift"), now)
    yield VoucherClaimed(voucher.voucher_id, voucher.campaign_id, giver_id, friend_id, turn, way)
    return friend_id


def _friend_at_the_till(world: World, command: RedeemVoucher) -> Generator[Any, Any, str]:
    if command.friend_id:
        friend_id = same_person(world, command.friend_id)
        person = world.get(Person, friend_id)
        if person is None or person.erased_at is not None:
            raise Refusal("person_not_found")
        return friend_id
    met = yield MeetPerson(
        source="counter",
        name=command.name,
        contacts=command.contacts,
        language=world.have(Merchant).language,
    )
    return str(met["person_id"])


def _uses(world: World, voucher_id: str) -> int:
    number = 0
    while world.get(Redemption, voucher_id, number + 1) is not None:
        number += 1
    return number


def undo(world: World, command: UndoRedemption, now: Now) -> Steps:
    """Claimed again; what the trial gave and nobody claimed yet is void."""
    voucher = world.get(Voucher, command.voucher_id)
    if voucher is None:
        raise Refusal("voucher_not_found")
    if voucher.state == "converted":
        raise Refusal("voucher_already_converted")
    if voucher.state != "redeemed" or voucher.redeemed_at is None:
        raise Refusal("voucher_not_redeemed")
    number = _uses(world, voucher.voucher_id)
    redemption = world.have(Redemption, voucher.voucher_id, number)
    require(now.actor.works_at(redemption.shop_id), "staff_not_allowed")
    terms = terms_of(world, voucher.campaign_id, voucher.version)
    too_late = now.at > voucher.redeemed_at + terms.undo_minutes * MINUTE
    require(not too_late, "undo_too_late", minutes=terms.undo_minutes)
    yield RedemptionUndone(
        voucher_id=voucher.voucher_id,
        campaign_id=voucher.campaign_id,
        number=number,
        friend_id=redemption.friend_id,
        staff_id=now.actor.id,
        cost_minor=voucher.cost_minor,
        reason_code=command.reason_code,
    )
    yield VoidVouchers("trial", trial_cause(voucher.voucher_id, number), "trial_undone")
    return {"voucher_id": voucher.voucher_id, "state": "claimed", "number": number}


def convert(world: World, command: ConvertVoucher, now: Now) -> Steps:
    """A paid order converts the buyer's oldest trial that is still within its window.

    Trials stand under the id she had when she tried; she may have been merged since.
    """
    found = [
        (voucher.redeemed_at, voucher, tried_id)
        for tried_id in _ids_of(world, command.person_id)
        if (tried := world.get(Tried, tried_id)) is not None
        for voucher_id in tried.voucher_ids
        if (voucher := world.have(Voucher, voucher_id)).state == "redeemed"
        and voucher.redeemed_at is not None
        and voucher.redeemed_at <= now.at < _window_end(world, voucher)
    ]
    if not found:
        return {"voucher_id": ""}
    _, voucher, tried_id = min(found, key=lambda one: one[0])
    yield VoucherConverted(voucher.voucher_id, voucher.campaign_id, tried_id, command.order_id)
    return {"voucher_id": voucher.voucher_id}


def _ids_of(world: World, person_id: str) -> tuple[str, ...]:
    """Hers of today, and those of records that were merged into her."""
    meant = same_person(world, person_id)
    world.hint(Tried, meant)
    person = world.get(Person, meant)
    return (meant, *(person.merged_ids if person else ()))


def _window_end(world: World, voucher: Voucher) -> int:
    terms = terms_of(world, voucher.campaign_id, voucher.version)
    return (voucher.redeemed_at or 0) + terms.convert_days * DAY


def sell_and_hand_over(world: World, command: SellAndHandOver, now: Now) -> Steps:
    """Sold, and what the campaign gives is in the buyer's hands. Answers both."""
    sale = yield SellAtCounter(
        shop_id=command.shop_id,
        lines=command.lines,
        customer_id=command.customer_id,
        name=command.name,
        contacts=command.contacts,
    )
    order_id = sale["order_id"]
    given = world.get(Issue, "order", order_id)
    count = given.count if given else 0
    ids = voucher_ids_of(world.merchant_id, "order", order_id, count)
    hand_over_id, way = "", command.way
    if ids and not may_go_out(world, world.have(Voucher, ids[0]), len(ids), now.at):
        way = None  # she keeps them: what may not be given on never spoils the sale
    if ids and way is not None:
        hand_over_id = now.new_id("gift")
        for voucher_id in ids:
            voucher = world.have(Voucher, voucher_id)
            yield from hold_out(world, voucher, way, hand_over_id, now)
    return {**sale, "voucher_ids": ids, "hand_over_id": hand_over_id, "way": way}
