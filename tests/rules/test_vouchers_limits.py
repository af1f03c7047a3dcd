"""Limits of the loop: they hold whichever id somebody had, and they never spoil a sale."""

from passalong.base.clock import DAY
from passalong.catalog.model import ChangeProduct
from passalong.orders.model import LineWish
from passalong.people.model import Contact, MeetPerson, MergePeople, Referral
from passalong.vouchers.model import (
    GiveSeeds,
    OfferVouchers,
    RedeemVoucher,
    SellAndHandOver,
    UndoRedemption,
    voucher_id_of,
)
from passalong.vouchers.tallies import GiveTally
from rig.scene import CLERK, MANAGER, MOMENT, person
from rig.water import WaterShop


def sells(town, customer_id):
    sale = SellAndHandOver(town.shop, (LineWish(town.water, 1),), customer_id=customer_id)
    return town.done(sale, actor=CLERK)


def test_the_last_of_a_long_line_can_still_buy_and_keeps_her_vouchers():
    town = WaterShop()
    last = town.met("Last")
    town.given(Referral(town.merchant_id, last, "p_x", "p_x", 32, "", "voucher", MOMENT))
    sale = sells(town, last)
    assert (sale["way"], sale["hand_over_id"], len(sale["voucher_ids"])) == (None, "", 3)
    assert {town.voucher(one).state for one in sale["voucher_ids"]} == {"held"}
    offer = OfferVouchers((sale["voucher_ids"][0],))
    assert town.refused(offer, actor=person(last)) == "cascade_too_deep"


def test_who_gave_all_she_may_today_can_still_buy():
    town = WaterShop()
    busy = town.met("Busy")
    town.given(GiveTally(town.merchant_id, busy, MOMENT // DAY, 998))
    assert sells(town, busy)["way"] is None
    town.given(GiveTally(town.merchant_id, busy, MOMENT // DAY, 997))
    assert sells(town, busy)["way"] == "paper_slip"


def test_a_merged_friend_has_one_claim_not_one_for_each_record():
    town = WaterShop()
    sale = town.sold()
    friend = town.voucher(town.claimed(sale)).friend_id
    again = town.met("Cara")
    town.done(MergePeople(friend, again), actor=MANAGER)
    assert town.claims(town.offered(sale, 1), again).refusal == "claim_limit_reached"


def test_a_merged_friend_holds_what_both_records_held():
    town = WaterShop(claims_max=5, hold_max=2)
    sale = town.sold()
    first = town.voucher(town.claimed(sale)).friend_id
    second = town.voucher(town.claimed(sale, 1)).friend_id
    town.done(MergePeople(first, second), actor=MANAGER)
    assert town.claims(town.offered(sale, 2), second).refusal == "hold_limit_reached"


def test_seeds_are_given_in_a_shop_that_is_there():
    town = WaterShop()
    seeds = GiveSeeds(town.campaign, town.met(), 3, "opening", shop_id="shop_nowhere")
    assert town.refused(seeds, actor=MANAGER) == "shop_not_found"


def test_a_stranger_who_types_a_known_number_is_not_that_person():
    town = WaterShop()
    phone = Contact("phone", "lookup-1", "+8613800000001")
    known = town.done(MeetPerson("staff", name="Bob", contacts=(phone,)))["person_id"]
    told = town.claims(town.offered(town.sold()), name="Eve", contacts=(phone,))
    assert told.answer["friend_id"] != known
    assert told.answer["is_new"] is True
    assert town.row(Referral, known) is None


def test_a_free_order_is_no_purchase():
    town = WaterShop()
    voucher_id = town.claimed(town.sold())
    town.done(RedeemVoucher(voucher_id, town.shop, "scan"), actor=CLERK)
    town.done(ChangeProduct(town.water, price_minor=0), actor=MANAGER)
    town.sold(name="", customer_id=town.voucher(voucher_id).friend_id)
    assert town.voucher(voucher_id).state == "redeemed"


def test_an_undone_trial_whose_vouchers_are_out_gives_no_second_set():
    town = WaterShop(gives_again_after="tried", claims_max=3)
    voucher_id = town.claimed(town.sold())
    redeem = RedeemVoucher(voucher_id, town.shop, "scan")
    tried = town.done(redeem, actor=CLERK)
    given = voucher_id_of(town.merchant_id, "trial", voucher_id, 1)
    town.done(OfferVouchers((given,)), actor=person(tried["friend_id"]))
    assert not town.claims(given).refusal
    town.done(UndoRedemption(voucher_id, "not_tried"), actor=MANAGER)
    assert town.done(redeem, actor=CLERK)["issued"] == 0
