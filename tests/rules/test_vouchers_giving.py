"""Rules of giving and claiming: who may hold out, take back, claim, and until when."""

import pytest
from msgspec.structs import replace

from passalong.base.clock import DAY, HOUR
from passalong.campaigns.model import (
    Campaign,
    CampaignTerms,
    EndCampaign,
    PauseCampaign,
    ResumeCampaign,
    Terms,
)
from passalong.people.model import MergePeople, Referral
from passalong.vouchers.model import (
    ClaimVoucher,
    ExpireVouchers,
    Offer,
    OfferVouchers,
    RecallVoucher,
    RedeemVoucher,
    ReturnVouchers,
    Voucher,
    VoucherClaimed,
    VoucherExpired,
    VoucherReturned,
)
from passalong.vouchers.tallies import CampaignTally, GiveTally, HoldTally
from rig.scene import CLERK, MANAGER, MERCHANT, MOMENT, person
from rig.water import FRIEND, TRIAL, WaterShop

WIDE = Terms(trial=TRIAL, conditions=TRIAL, claims_max=5)


@pytest.fixture
def town() -> WaterShop:
    return WaterShop()


def test_a_link_returns_after_24_hours_to_the_second(town):
    sale = town.sold()
    voucher_id = town.offered(sale)
    assert town.row(Offer, voucher_id, 1).returns_at == MOMENT + 24 * HOUR
    town.done(ReturnVouchers((voucher_id,)), at=MOMENT + 24 * HOUR - 1)
    assert town.voucher(voucher_id).state == "offered"
    told = town.when(ReturnVouchers((voucher_id,)), at=MOMENT + 24 * HOUR)
    assert told.events == (VoucherReturned(voucher_id, 1),)
    assert town.voucher(voucher_id).state == "held"


def test_a_late_claim_is_refused_before_the_timer_came(town):
    voucher_id = town.offered(town.sold())
    assert town.claims(voucher_id, at=MOMENT + 24 * HOUR).refusal == "voucher_returned"
    assert not town.claims(voucher_id, at=MOMENT + 24 * HOUR - 1).refusal


@pytest.mark.parametrize("way", ["in_person", "paper_slip"])
def test_what_was_handed_over_does_not_return_and_is_not_taken_back(town, way):
    sale = town.sold()
    voucher_id = town.offered(sale, way=way)
    assert town.row(Offer, voucher_id, 1).returns_at is None
    told = town.when(RecallVoucher(voucher_id), actor=person(sale["customer_id"]))
    assert told.refusal == "hand_over_is_final"
    town.done(ReturnVouchers((voucher_id,)), at=MOMENT + 2 * DAY)
    assert town.voucher(voucher_id).state == "offered"


def test_a_returned_link_past_validity_expires(town):
    voucher_id = town.offered(town.sold())
    told = town.when(ReturnVouchers((voucher_id,)), at=MOMENT + 30 * DAY)
    assert told.events == (VoucherExpired(voucher_id),)


def test_an_old_link_says_what_became_of_it(town):
    sale = town.sold()
    ann = person(sale["customer_id"])
    voucher_id = town.offered(sale)
    town.done(RecallVoucher(voucher_id), actor=ann)
    assert town.claims(voucher_id, turn=1).refusal == "voucher_recalled"
    town.offered(sale)
    assert town.claims(voucher_id, turn=1).refusal == "voucher_recalled"
    assert not town.claims(voucher_id, turn=2).refusal


@pytest.mark.parametrize(
    ("state", "refusal"),
    [
        ("void", "voucher_void"),
        ("redeemed", "voucher_already_redeemed"),
        ("converted", "voucher_already_redeemed"),
        ("expired", "voucher_expired"),
        ("claimed", "voucher_already_claimed"),
        ("held", "voucher_recalled"),
    ],
)
def test_a_claim_is_refused_by_what_the_voucher_is(town, state, refusal):
    voucher_id = town.offered(town.sold())
    town.given(replace(town.voucher(voucher_id), state=state, friend_id="p_somebody"))
    assert town.claims(voucher_id).refusal == refusal


def test_refusals_of_a_claim_come_in_a_fixed_order():
    """Everything is wrong at once; what is mended goes, the next reason comes."""
    town = WaterShop(is_for_new_customers=True)
    sale = town.sold("Ann")
    ann = sale["customer_id"]
    voucher_id = town.offered(sale)
    void = replace(town.voucher(voucher_id), state="void")
    offer = town.row(Offer, voucher_id, 1)
    campaign = town.row(Campaign, town.campaign)
    town.given(void, replace(offer, state="recalled"))
    town.given(replace(campaign, starts_at=MOMENT + 9, ended_at=MOMENT))
    seen = [town.claims(voucher_id, ann, is_virtual=True).refusal]
    seen.append(town.claims(voucher_id, ann).refusal)
    town.given(replace(void, state="offered"))
    seen.append(town.claims(voucher_id, ann).refusal)
    town.given(offer)
    seen.append(town.claims(voucher_id, ann).refusal)
    town.given(replace(campaign, ended_at=MOMENT))
    seen.append(town.claims(voucher_id, ann).refusal)
    town.given(campaign)
    seen.append(town.claims(voucher_id, ann).refusal)
    town.given(replace(void, state="offered", giver_id=town.met("Dan")))
    seen.append(town.claims(voucher_id, ann).refusal)
    assert seen == [
        "virtual_account",
        "voucher_void",
        "voucher_recalled",
        "voucher_not_started",
        "campaign_ended",
        "self_referral",
        "not_new_customer",
    ]


def test_limits_of_claims_holds_and_stock():
    town = WaterShop(claims_max=2, hold_max=1, trial_stock=2)
    sale = town.sold()
    bob = town.met("Bob")
    town.claimed(sale, 0, bob)
    second = town.offered(sale, 1)
    assert town.claims(second, bob).refusal == "hold_limit_reached"
    town.done(RedeemVoucher(sale["voucher_ids"][0], town.shop, "scan"), actor=CLERK)
    assert not town.claims(second, bob).refusal
    town.done(RedeemVoucher(second, town.shop, "scan"), actor=CLERK)
    third = town.offered(sale, 2)
    assert town.claims(third, bob).refusal == "claim_limit_reached"
    assert town.claims(third).refusal == "stock_empty"
    assert town.row(CampaignTally, town.campaign).reserved == 2


def test_one_place_left_is_claimed_once():
    """Stock 1 and twenty claims: one claim, nineteen polite refusals (field.md d27)."""
    town = WaterShop(trial_stock=1)
    sales = [town.sold(f"Giver {n}") for n in range(20)]
    told = [town.claims(town.offered(sale)).refusal for sale in sales]
    assert told.count("") == 1
    assert told.count("stock_empty") == 19


def test_an_expired_claim_frees_its_place_and_the_hold():
    town = WaterShop(trial_stock=1, hold_max=1)
    sale = town.sold()
    bob = town.met()
    voucher_id = town.claimed(sale, 0, bob)
    assert town.row(HoldTally, bob).holding == 1
    told = town.when(ExpireVouchers((voucher_id,)), at=MOMENT + 30 * DAY - 1)
    assert told.events == ()
    town.done(ExpireVouchers((voucher_id,)), at=MOMENT + 30 * DAY)
    assert town.row(HoldTally, bob).holding == 0
    assert town.row(CampaignTally, town.campaign).reserved == 0
    assert town.row(CampaignTally, town.campaign).unused == 1


def test_claiming_again_answers_the_same_and_does_nothing(town):
    sale = town.sold()
    bob = town.met()
    voucher_id = town.claimed(sale, 0, bob)
    told = town.claims(voucher_id, bob)
    assert (told.refusal, told.events) == ("", ())
    assert told.answer["friend_id"] == bob
    assert town.claims(voucher_id, town.met("Cid")).refusal == "voucher_already_claimed"


def test_the_first_giver_stays(town):
    bob = town.met()
    first, second = town.sold("Ann"), town.sold("Cid")
    town.given(replace(town.row(CampaignTerms, town.campaign, 1), terms=WIDE))
    town.claimed(first, 0, bob)
    town.claimed(second, 0, bob)
    referral = town.row(Referral, bob)
    assert (referral.giver_id, referral.depth) == (first["customer_id"], 1)


def test_nobody_holds_out_anothers_voucher(town):
    sale = town.sold()
    told = town.when(OfferVouchers((sale["voucher_ids"][0],)), actor=person(town.met()))
    assert told.refusal == "not_your_voucher"


def test_a_merged_giver_keeps_her_vouchers(town):
    sale = town.sold("Ann")
    other = town.met("Ann again")
    town.done(MergePeople(sale["customer_id"], other), actor=MANAGER)
    voucher_id = sale["voucher_ids"][0]
    assert not town.when(OfferVouchers((voucher_id,)), actor=person(other)).refusal
    assert town.claims(voucher_id, other).refusal == "self_referral"


def test_pause_stops_issuing_only_and_end_stops_giving_too(town):
    sale = town.sold()
    voucher_id = town.offered(sale)
    town.done(PauseCampaign(town.campaign), actor=MANAGER)
    paused = town.sold("Cid")
    assert paused["voucher_ids"] == []
    town.offered(sale, 1)
    assert not town.claims(voucher_id).refusal
    town.done(ResumeCampaign(town.campaign), actor=MANAGER)
    assert len(town.sold("Dan")["voucher_ids"]) == 3
    town.done(EndCampaign(town.campaign), actor=MANAGER)
    assert town.claims(sale["voucher_ids"][1]).refusal == "campaign_ended"
    told = town.when(OfferVouchers((sale["voucher_ids"][2],)), actor=person(sale["customer_id"]))
    assert told.refusal == "campaign_ended"
    redeemed = town.when(RedeemVoucher(voucher_id, town.shop, "scan"), actor=CLERK)
    assert not redeemed.refusal


def test_a_thousand_offers_a_day_are_the_most(town):
    sale = town.sold()
    day = MOMENT // DAY
    town.given(GiveTally(MERCHANT, sale["customer_id"], day, 1000))
    actor = person(sale["customer_id"])
    offer = OfferVouchers((sale["voucher_ids"][0],))
    assert town.when(offer, actor=actor).refusal == "fan_out_reached"
    assert not town.when(offer, actor=actor, at=(day + 1) * DAY).refusal


def test_several_are_one_hand_over_or_none(town):
    sale = town.sold()
    ids = tuple(sale["voucher_ids"])
    actor = person(sale["customer_id"])
    assert town.when(OfferVouchers(()), actor=actor).refusal == "hand_over_size"
    assert town.when(OfferVouchers((*ids, ids[0])), actor=actor).refusal == "voucher_named_twice"
    town.offered(sale, 1)
    assert town.when(OfferVouchers(ids), actor=actor).refusal == "voucher_already_offered"
    assert town.voucher(ids[0]).state == "held"
    told = town.when(OfferVouchers((ids[0], ids[2]), "in_person"), actor=actor)
    rows = [town.row(Offer, voucher_id, 1) for voucher_id in (ids[0], ids[2])]
    assert {row.hand_over_id for row in rows} == {told.answer["hand_over_id"]}


def test_a_claim_tells_ids_and_the_way(town):
    sale = town.sold()
    voucher_id = town.offered(sale, way="recommendation")
    told = town.claims(voucher_id, name="Bob")
    event = next(e for e in told.events if isinstance(e, VoucherClaimed))
    assert (event.way, event.giver_id) == ("recommendation", sale["customer_id"])
    assert event.friend_id == told.answer["friend_id"]
    assert "Bob" not in str(told.events)


def test_an_unknown_voucher_is_not_found(town):
    assert town.when(ClaimVoucher("v_none", 1), actor=FRIEND).refusal == "voucher_not_found"
    assert town.refused(RecallVoucher("v_none"), actor=CLERK) == "voucher_not_found"
    assert town.all(Voucher) == []
