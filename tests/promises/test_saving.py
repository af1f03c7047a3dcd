"""What a batch saves is in an order in which every step is lawful, on both databases."""

import logging

from passalong.base.messages import Words
from passalong.campaigns.model import DraftCampaign, StartCampaign, Terms
from passalong.merchants.model import AddShop, CreateMerchant
from passalong.people.model import MeetPerson
from passalong.vouchers.model import (
    ClaimVoucher,
    GiveSeeds,
    OfferVouchers,
    RedeemVoucher,
    UndoRedemption,
)
from rig.desk import Desk
from rig.living import living
from rig.scene import MANAGER

CUP = Words(en="A cup")


def tried(desk: Desk) -> tuple[str, list[str]]:
    """A shop, and sixteen vouchers that were tried there."""
    desk.done(CreateMerchant("W", "W Ltd", "cn", "en", "CNY", "Asia/Shanghai"))
    shop_id = desk.done(AddShop(CUP))["shop_id"]
    terms = Terms(trial=CUP, conditions=CUP)
    campaign_id = desk.done(DraftCampaign(CUP, terms))["campaign_id"]
    desk.done(StartCampaign(campaign_id))
    ann = desk.done(MeetPerson("staff", name="Ann"))["person_id"]
    ids = desk.done(GiveSeeds(campaign_id, ann, 16, "opening", shop_id))["voucher_ids"]
    desk.done(OfferVouchers(tuple(ids)))
    for voucher_id in ids:
        desk.done(ClaimVoucher(voucher_id, 1))
        desk.done(RedeemVoucher(voucher_id, shop_id, "scan"))
    return shop_id, ids


def test_undone_and_tried_again_in_one_batch_is_one_batch(database_url, caplog):
    """A redemption is reversed before the next one of its voucher is written."""
    with living(database_url) as writer:
        desk = Desk(writer)
        shop_id, ids = tried(desk)
        again = []
        for voucher_id in ids:
            again.append(desk.envelope(UndoRedemption(voucher_id, "not_tried"), actor=MANAGER))
            again.append(desk.envelope(RedeemVoucher(voucher_id, shop_id, "scan")))
        with caplog.at_level(logging.WARNING, "passalong.engine"):
            outcomes = writer.run_all(again)
        assert {outcome.status for outcome in outcomes} == {"done"}
        assert caplog.records == []
