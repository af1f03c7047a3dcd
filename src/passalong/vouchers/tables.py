"""Tables of vouchers, with the constraints that would catch a faulty rule.

What rows mean is in `vouchers/model.py`. A voucher has at most one redemption that is not
reversed: the partial unique index says so even if a rule did not.
"""

from sqlalchemy import CheckConstraint, Index, text

from passalong.engine.sealing import Keys
from passalong.engine.tables import table_of
from passalong.vouchers.manual import ManualTally
from passalong.vouchers.model import (
    Offer,
    Redemption,
    Voucher,
)
from passalong.vouchers.passes import (
    Pass,
)
from passalong.vouchers.tallies import (
    CampaignTally,
    ClaimTally,
    Conversion,
    GiveTally,
    HoldTally,
    Issue,
    Tried,
)

STILL_OPEN = "state IN ('issued','held','offered','claimed')"


def _code_lookup(voucher: Voucher, keys: Keys) -> int:
    bits = keys.code_bits(voucher.merchant_id, voucher.voucher_id, voucher.code_turn)
    return keys.lookup_code(bits)


def _token_lookup(offer: Offer, keys: Keys) -> int:
    token = keys.token(offer.merchant_id, "offer", offer.voucher_id, offer.turn, offer.token_turn)
    return keys.lookup_token(token)


VOUCHER = table_of(
    Voucher,
    Index("ux_voucher_code", "merchant_id", "code_lookup", unique=True),
    Index("ix_voucher_giver", "merchant_id", "giver_id", "state", "issued_at"),
    # Most vouchers have no friend yet: those are left out, and queries say so.
    Index(
        "ix_voucher_friend",
        "merchant_id",
        "friend_id",
        sqlite_where=text("friend_id <> ''"),
        postgresql_where=text("friend_id <> ''"),
    ),
    Index("ix_voucher_issued", "merchant_id", "issued_at", "voucher_id"),
    Index(
        "ix_voucher_due",
        "merchant_id",
        "expires_at",
        sqlite_where=text(STILL_OPEN),
        postgresql_where=text(STILL_OPEN),
    ),
    CheckConstraint("giver_id <> friend_id", name="ck_voucher_friend_is_not_giver"),
    CheckConstraint(
        "state IN ('issued','held','offered','claimed','redeemed','converted','expired','void')",
        name="ck_voucher_state",
    ),
    fills={"code_lookup": _code_lookup},
)
OFFER = table_of(
    Offer,
    Index("ux_offer_token", "merchant_id", "token_lookup", unique=True),
    Index("ix_offer_due", "merchant_id", "state", "returns_at"),
    Index("ix_offer_hand_over", "merchant_id", "hand_over_id"),
    fills={"token_lookup": _token_lookup},
)
ISSUE = table_of(Issue)
CAMPAIGN_TALLY = table_of(
    CampaignTally,
    CheckConstraint("redeemed <= reserved", name="ck_campaign_tally_redeemed"),
    CheckConstraint("spent_minor <= committed_minor", name="ck_campaign_tally_spent"),
)
CLAIM_TALLY = table_of(ClaimTally)
HOLD_TALLY = table_of(HoldTally, CheckConstraint("holding >= 0", name="ck_hold_tally"))
GIVE_TALLY = table_of(GiveTally)
MANUAL_TALLY = table_of(ManualTally)
TRIED = table_of(Tried)
CONVERSION = table_of(
    Conversion, Index("ux_conversion_voucher", "merchant_id", "voucher_id", unique=True)
)
REDEMPTION = table_of(
    Redemption,
    Index(
        "ux_redemption_live",
        "merchant_id",
        "voucher_id",
        unique=True,
        sqlite_where=text("reversed_at IS NULL"),
        postgresql_where=text("reversed_at IS NULL"),
    ),
    Index("ix_redemption_at", "merchant_id", "at"),
    Index("ix_redemption_shop", "merchant_id", "shop_id", "at"),
)
PASS = table_of(
    Pass,
    Index("ix_pass_giver", "merchant_id", "giver_id", "at"),
    Index("ix_pass_friend", "merchant_id", "friend_id"),
    Index("ix_pass_campaign", "merchant_id", "campaign_id", "at"),
    name="pass",
)
TABLES = (
    VOUCHER,
    OFFER,
    ISSUE,
    CAMPAIGN_TALLY,
    CLAIM_TALLY,
    HOLD_TALLY,
    GIVE_TALLY,
    MANUAL_TALLY,
    TRIED,
    CONVERSION,
    REDEMPTION,
    PASS,
)
