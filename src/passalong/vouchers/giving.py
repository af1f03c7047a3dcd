"""Giving and claiming: offer, take back, claim.

Issuing is in `vouchers/issue.py`, the till in `vouchers/till.py`, the ends (return, expire,
void) in `vouchers/closing.py`; what events do to rows in `vouchers/changes.py`.

The order of refusals is the order in which a friend would want to hear them: what the voucher
is (void, expired, used), then whose it is, then who she is, then how much there is left.
"""

from collections.abc import Generator
from typing import Any

from passalong.base.clock import DAY
from passalong.base.messages import Now, Refusal, require
from passalong.base.world import World
from passalong.campaigns.model import Campaign, Terms, is_over
from passalong.orders.model import CustomerTally, has_bought
from passalong.people.model import (
    REFERRAL_DEPTH_MAX,
    Contact,
    Identity,
    MeetPerson,
    Person,
    Referral,
    same_person,
)
from passalong.vouchers.issue import Steps, terms_of
from passalong.vouchers.model import (
    FAN_OUT_MAX,
    HAND_OVER_MAX,
    LASTING_WAYS,
    ClaimVoucher,
    GivingWay,
    Offer,
    OfferVouchers,
    RecallVoucher,
    Voucher,
    VoucherClaimed,
    VoucherOffered,
    VoucherRecalled,
)
from passalong.vouchers.tallies import (
    CampaignTally,
    ClaimTally,
    GiveTally,
    HoldTally,
)


def offer(world: World, command: OfferVouchers, now: Now) -> Steps:
    """Hold out one or several. Answers {hand_over_id, offers: [{voucher_id, turn}]}."""
    ids = command.voucher_ids
    require(0 < len(ids) <= HAND_OVER_MAX, "hand_over_size", most=HAND_OVER_MAX)
    require(len(set(ids)) == len(ids), "voucher_named_twice")
    for voucher_id in ids:
        world.hint(Voucher, voucher_id)
    hand_over_id = now.new_id("gift")
    offers = []
    for voucher_id in ids:
        voucher = _own_voucher(world, voucher_id, now)
        require_open(voucher, now.at)
        if voucher.state == "offered":
            raise Refusal("voucher_already_offered")
        turn = yield from hold_out(world, voucher, command.way, hand_over_id, now)
        offers.append({"voucher_id": voucher_id, "turn": turn})
    return {"hand_over_id": hand_over_id, "way": command.way, "offers": offers}


def hold_out(
    world: World, voucher: Voucher, way: GivingWay, hand_over_id: str, now: Now
) -> Generator[Any, Any, int]:
    """One open voucher goes on its way; gives the turn of its offer."""
    campaign = world.have(Campaign, voucher.campaign_id)
    require(not is_over(campaign, now.at), "campaign_ended")
    require(not _is_deepest(world, voucher), "cascade_too_deep")
    has_room = _given_today(world, voucher, now.at) < FAN_OUT_MAX
    require(has_room, "fan_out_reached", most=FAN_OUT_MAX)
    terms = terms_of(world, voucher.campaign_id, voucher.version)
    returns_at = None
    if way not in LASTING_WAYS:
        returns_at = min(now.at + terms.return_after, voucher.expires_at)
    turn = voucher.turn + 1
    yield VoucherOffered(voucher.voucher_id, turn, way, hand_over_id, returns_at, now.turn)
    return turn


def may_go_out(world: World, voucher: Voucher, count: int, at: int) -> bool:
    """Whether so many of this giver's could be held out now: what a sale asks first."""
    if _is_deepest(world, voucher):
        return False
    return _given_today(world, voucher, at) + count <= FAN_OUT_MAX


def _is_deepest(world: World, voucher: Voucher) -> bool:
    referral = world.get(Referral, same_person(world, voucher.giver_id))
    return referral is not None and referral.depth >= REFERRAL_DEPTH_MAX


def _given_today(world: World, voucher: Voucher, at: int) -> int:
    tally = world.get(GiveTally, voucher.giver_id, at // DAY)
    return tally.offers if tally else 0


def recall(world: World, command: RecallVoucher, now: Now) -> Steps:
    """Take a link back before anybody claimed it; what was handed over stays given."""
    voucher = _own_voucher(world, command.voucher_id, now)
    require_open(voucher, now.at)
    if voucher.state != "offered":
        raise Refusal("voucher_not_offered")
    held_out = world.have(Offer, voucher.voucher_id, voucher.turn)
    require(held_out.way not in LASTING_WAYS, "hand_over_is_final")
    yield VoucherRecalled(voucher.voucher_id, voucher.turn)
    return {"voucher_id": voucher.voucher_id, "state": "held"}


def _own_voucher(world: World, voucher_id: str, now: Now) -> Voucher:
    voucher = world.get(Voucher, voucher_id)
    if voucher is None:
        raise Refusal("voucher_not_found")
    if now.actor.kind in ("person", "friend"):
        me = same_person(world, now.actor.id)
        require(same_person(world, voucher.giver_id) == me, "not_your_voucher")
    return voucher


def require_open(voucher: Voucher, at: int) -> None:
    """Refuse unless the voucher can still be given: not void, past, used or claimed."""
    refuse_closed(voucher, at)
    if voucher.state == "claimed":
        raise Refusal("voucher_already_claimed")


def refuse_closed(voucher: Voucher, at: int) -> None:
    """Refuse what is void, past its date or used, in this order."""
    if voucher.state == "void":
        raise Refusal("voucher_void", reason=voucher.close_reason)
    if voucher.state in ("redeemed", "converted"):
        raise Refusal("voucher_already_redeemed", time=voucher.redeemed_at, shop=voucher.shop_id)
    if voucher.state == "expired" or at >= voucher.expires_at:
        raise Refusal("voucher_expired")


def claim(world: World, command: ClaimVoucher, now: Now) -> Steps:
    """The friend takes it. Claiming again by the same friend answers the same and does nothing."""
    world.hint(Voucher, command.voucher_id)
    world.hint(Offer, command.voucher_id, command.turn)
    voucher = world.get(Voucher, command.voucher_id)
    held_out = world.get(Offer, command.voucher_id, command.turn)
    if voucher is None or held_out is None:
        raise Refusal("voucher_not_found")
    require(not command.is_virtual, "virtual_account")
    known_id = _claimer(world, command, now)
    if voucher.state == "claimed" and same_person(world, voucher.friend_id) == known_id:
        return _claim_answer(voucher, known_id, is_new=False)
    refuse_closed(voucher, now.at)
    _require_offered(voucher, held_out, now.at)
    friend_id, is_new = known_id, False
    if not friend_id:
        met = yield MeetPerson(
            source="claim",
            name=command.name,
            contacts=_unclaimed_contacts(world, command, now),
            language=command.language,
        )
        friend_id, is_new = met["person_id"], met["is_new"]
    check_claim(world, voucher, friend_id, now)
    yield VoucherClaimed(
        voucher.voucher_id,
        voucher.campaign_id,
        same_person(world, voucher.giver_id),
        friend_id,
        voucher.turn,
        held_out.way,
    )
    return _claim_answer(voucher, friend_id, is_new)


def _unclaimed_contacts(world: World, command: ClaimVoucher, now: Now) -> tuple[Contact, ...]:
    """Staff vouch for whom they see. A stranger who types somebody's number is not that person,
    and must not learn that the number is known: such a contact is left out.
    """
    if now.actor.kind not in ("friend", "person"):
        return command.contacts
    free = [c for c in command.contacts if world.know(Identity, c.kind, c.lookup) is None]
    return tuple(free)


def _claim_answer(voucher: Voucher, friend_id: str, is_new: bool) -> dict[str, object]:
    return {
        "voucher_id": voucher.voucher_id,
        "state": "claimed",
        "friend_id": friend_id,
        "is_new": is_new,
        "expires_at": voucher.expires_at,
    }


def _claimer(world: World, command: ClaimVoucher, now: Now) -> str:
    """The known person who claims, aliases resolved; empty for somebody new."""
    if now.actor.kind == "friend":
        require(not command.friend_id, "not_allowed")
        return ""
    claimer = command.friend_id
    if now.actor.kind == "person":
        claimer = claimer or now.actor.id
        require(same_person(world, claimer) == same_person(world, now.actor.id), "not_allowed")
    if not claimer:
        return ""
    friend_id = same_person(world, claimer)
    person = world.get(Person, friend_id)
    if person is None or person.erased_at is not None:
        raise Refusal("person_not_found")
    return friend_id


def _require_offered(voucher: Voucher, held_out: Offer, at: int) -> None:
    """Refuse unless this very offer is still open; an old link says what became of it."""
    if held_out.state == "recalled":
        raise Refusal("voucher_recalled")
    if held_out.state == "returned":
        raise Refusal("voucher_returned")
    if voucher.state == "claimed":
        raise Refusal("voucher_already_claimed")
    if voucher.state != "offered" or held_out.turn != voucher.turn:
        raise Refusal("voucher_recalled")
    if held_out.returns_at is not None and at >= held_out.returns_at:
        raise Refusal("voucher_returned")


def check_claim(world: World, voucher: Voucher, friend_id: str, now: Now) -> None:
    """Refuse a claim that the campaign, the person or what is left does not allow."""
    campaign = world.have(Campaign, voucher.campaign_id)
    terms = terms_of(world, voucher.campaign_id, voucher.version)
    if now.at < campaign.starts_at:
        raise Refusal("voucher_not_started")
    if is_over(campaign, now.at):
        raise Refusal("campaign_ended")
    if friend_id == same_person(world, voucher.giver_id):
        raise Refusal("self_referral")
    world.hint(CustomerTally, friend_id)
    world.hint(ClaimTally, voucher.campaign_id, friend_id)
    world.hint(HoldTally, friend_id)
    world.hint(CampaignTally, voucher.campaign_id)
    _check_person(world, voucher, terms, friend_id)
    tally = world.get(CampaignTally, voucher.campaign_id)
    reserved = tally.reserved if tally else 0
    if terms.trial_stock is not None and reserved >= terms.trial_stock:
        raise Refusal("stock_empty")


def _check_person(world: World, voucher: Voucher, terms: Terms, friend_id: str) -> None:
    if terms.is_for_new_customers and has_bought(world, friend_id):
        raise Refusal("not_new_customer")
    # Tallies stand under the ids she had when she claimed; she may have been merged since.
    person = world.get(Person, friend_id)
    ids = (friend_id, *(person.merged_ids if person else ()))
    for known_id in ids:
        world.hint(ClaimTally, voucher.campaign_id, known_id)
        world.hint(HoldTally, known_id)
    claims = [world.get(ClaimTally, voucher.campaign_id, known_id) for known_id in ids]
    if sum([tally.claims for tally in claims if tally]) >= terms.claims_max:
        raise Refusal("claim_limit_reached", most=terms.claims_max)
    holds = [world.get(HoldTally, known_id) for known_id in ids]
    if sum([tally.holding for tally in holds if tally]) >= terms.hold_max:
        raise Refusal("hold_limit_reached", most=terms.hold_max)
