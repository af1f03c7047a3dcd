"""What the law will look at when a known voucher is redeemed: so all of it is loaded at once.

The law itself is `vouchers/till.py`; it looks again, and what is missing here is only loaded
later. A test holds that nothing is missing.
"""

from passalong.base.messages import Hints
from passalong.campaigns.model import Campaign, CampaignTerms, OpenCampaigns
from passalong.merchants.model import Shop
from passalong.people.model import PersonAlias, Referral
from passalong.vouchers.model import Redemption, Voucher, trial_cause
from passalong.vouchers.tallies import (
    CampaignTally,
    ClaimTally,
    Conversion,
    HoldTally,
    Issue,
    Tried,
)


def redeeming(voucher: Voucher, shop_id: str) -> Hints:
    """The rows of a first redemption of this claimed voucher."""
    friend_id, campaign_id = voucher.friend_id, voucher.campaign_id
    cause_id = trial_cause(voucher.voucher_id, 1)
    return (
        (Voucher, (voucher.voucher_id,)),
        (Shop, (shop_id,)),
        (Campaign, (campaign_id,)),
        (CampaignTerms, (campaign_id, voucher.version)),
        (OpenCampaigns, ()),
        (PersonAlias, (friend_id,)),
        (PersonAlias, (voucher.giver_id,)),
        (Referral, (friend_id,)),
        (Redemption, (voucher.voucher_id, 1)),
        (CampaignTally, (campaign_id,)),
        (ClaimTally, (campaign_id, friend_id)),
        (HoldTally, (friend_id,)),
        (Tried, (friend_id,)),
        (Issue, ("trial", cause_id)),
        (Conversion, (cause_id,)),
    )
