"""Vouchers are given, claimed and redeemed.

The step after 0007.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Vouchers are given, claimed and redeemed."""
    _create_table_campaign_tally()
    _create_table_claim_tally()
    _create_table_conversion()
    _indexes_of_conversion()
    _create_table_give_tally()
    _create_table_hold_tally()
    _create_table_issue()
    _create_table_manual_tally()
    _create_table_offer()
    _indexes_of_offer()
    _create_table_pass()
    _indexes_of_pass()
    _create_table_redemption()
    _indexes_of_redemption()
    _create_table_tried()
    _create_table_voucher()
    _indexes_of_voucher()


def _create_table_campaign_tally() -> None:
    op.create_table(
        "campaign_tally",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("campaign_id", sa.Text(), nullable=False),
        sa.Column("issued", sa.BigInteger(), nullable=False),
        sa.Column("unused", sa.BigInteger(), nullable=False),
        sa.Column("reserved", sa.BigInteger(), nullable=False),
        sa.Column("redeemed", sa.BigInteger(), nullable=False),
        sa.Column("converted", sa.BigInteger(), nullable=False),
        sa.Column("committed_minor", sa.BigInteger(), nullable=False),
        sa.Column("spent_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("redeemed <= reserved", name="ck_campaign_tally_redeemed"),
        sa.CheckConstraint("spent_minor <= committed_minor", name="ck_campaign_tally_spent"),
        sa.PrimaryKeyConstraint("merchant_id", "campaign_id", name="pk_campaign_tally"),
    )


def _create_table_claim_tally() -> None:
    op.create_table(
        "claim_tally",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("campaign_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("claims", sa.BigInteger(), nullable=False),
        sa.Column("trials", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "campaign_id", "person_id", name="pk_claim_tally"),
    )


def _create_table_conversion() -> None:
    op.create_table(
        "conversion",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("voucher_id", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "order_id", name="pk_conversion"),
    )


def _indexes_of_conversion() -> None:
    op.create_index(
        "ux_conversion_voucher", "conversion", ["merchant_id", "voucher_id"], unique=True
    )


def _create_table_give_tally() -> None:
    op.create_table(
        "give_tally",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("day", sa.BigInteger(), nullable=False),
        sa.Column("offers", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "person_id", "day", name="pk_give_tally"),
    )


def _create_table_hold_tally() -> None:
    op.create_table(
        "hold_tally",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("holding", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("holding >= 0", name="ck_hold_tally"),
        sa.PrimaryKeyConstraint("merchant_id", "person_id", name="pk_hold_tally"),
    )


def _create_table_issue() -> None:
    op.create_table(
        "issue",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("cause_kind", sa.Text(), nullable=False),
        sa.Column("cause_id", sa.Text(), nullable=False),
        sa.Column("campaign_id", sa.Text(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "cause_kind", "cause_id", name="pk_issue"),
    )


def _create_table_manual_tally() -> None:
    op.create_table(
        "manual_tally",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("day", sa.BigInteger(), nullable=False),
        sa.Column("entries", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "staff_id", "day", name="pk_manual_tally"),
    )


def _create_table_offer() -> None:
    op.create_table(
        "offer",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("voucher_id", sa.Text(), nullable=False),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("hand_over_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("offered_at", sa.BigInteger(), nullable=False),
        sa.Column("returns_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("token_turn", sa.BigInteger(), nullable=False),
        sa.Column("token_lookup", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("merchant_id", "voucher_id", "turn", name="pk_offer"),
    )


def _indexes_of_offer() -> None:
    op.create_index("ix_offer_due", "offer", ["merchant_id", "state", "returns_at"], unique=False)
    op.create_index("ix_offer_hand_over", "offer", ["merchant_id", "hand_over_id"], unique=False)
    op.create_index("ux_offer_token", "offer", ["merchant_id", "token_lookup"], unique=True)


def _create_table_pass() -> None:
    op.create_table(
        "pass",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("pass_id", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("campaign_id", sa.Text(), nullable=False),
        sa.Column("giver_id", sa.Text(), nullable=False),
        sa.Column("friend_id", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("depth", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "pass_id", name="pk_pass"),
    )


def _indexes_of_pass() -> None:
    op.create_index("ix_pass_campaign", "pass", ["merchant_id", "campaign_id", "at"], unique=False)
    op.create_index("ix_pass_friend", "pass", ["merchant_id", "friend_id"], unique=False)
    op.create_index("ix_pass_giver", "pass", ["merchant_id", "giver_id", "at"], unique=False)


def _create_table_redemption() -> None:
    op.create_table(
        "redemption",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("voucher_id", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("campaign_id", sa.Text(), nullable=False),
        sa.Column("friend_id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("redeemed_by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("reversed_at", sa.BigInteger(), nullable=True),
        sa.Column("reversed_by", sa.Text(), nullable=False),
        sa.Column("reason_code", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "voucher_id", "number", name="pk_redemption"),
    )


def _indexes_of_redemption() -> None:
    op.create_index("ix_redemption_at", "redemption", ["merchant_id", "at"], unique=False)
    op.create_index(
        "ix_redemption_shop", "redemption", ["merchant_id", "shop_id", "at"], unique=False
    )
    op.create_index(
        "ux_redemption_live",
        "redemption",
        ["merchant_id", "voucher_id"],
        unique=True,
        sqlite_where=sa.text("reversed_at IS NULL"),
        postgresql_where=sa.text("reversed_at IS NULL"),
    )


def _create_table_tried() -> None:
    op.create_table(
        "tried",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("voucher_ids", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "person_id", name="pk_tried"),
    )


def _create_table_voucher() -> None:
    op.create_table(
        "voucher",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("voucher_id", sa.Text(), nullable=False),
        sa.Column("campaign_id", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("cause_kind", sa.Text(), nullable=False),
        sa.Column("cause_id", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("giver_id", sa.Text(), nullable=False),
        sa.Column("friend_id", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Text(), nullable=False),
        sa.Column("depth", sa.BigInteger(), nullable=False),
        sa.Column("cost_minor", sa.BigInteger(), nullable=False),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        sa.Column("code_turn", sa.BigInteger(), nullable=False),
        sa.Column("code_lookup", sa.BigInteger(), nullable=True),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("claimed_at", sa.BigInteger(), nullable=True),
        sa.Column("redeemed_at", sa.BigInteger(), nullable=True),
        sa.Column("converted_at", sa.BigInteger(), nullable=True),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("close_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('issued','held','offered','claimed','redeemed','converted',"
            "'expired','void')",
            name="ck_voucher_state",
        ),
        sa.CheckConstraint("giver_id <> friend_id", name="ck_voucher_friend_is_not_giver"),
        sa.PrimaryKeyConstraint("merchant_id", "voucher_id", name="pk_voucher"),
    )


def _indexes_of_voucher() -> None:
    op.create_index(
        "ix_voucher_issued",
        "voucher",
        ["merchant_id", "issued_at", "voucher_id"],
        unique=False,
    )
    op.create_index(
        "ix_voucher_due",
        "voucher",
        ["merchant_id", "expires_at"],
        unique=False,
        sqlite_where=sa.text("state IN ('issued','held','offered','claimed')"),
        postgresql_where=sa.text("state IN ('issued','held','offered','claimed')"),
    )
    op.create_index(
        "ix_voucher_friend",
        "voucher",
        ["merchant_id", "friend_id"],
        unique=False,
        sqlite_where=sa.text("friend_id <> ''"),
        postgresql_where=sa.text("friend_id <> ''"),
    )
    op.create_index(
        "ix_voucher_giver",
        "voucher",
        ["merchant_id", "giver_id", "state", "issued_at"],
        unique=False,
    )
    op.create_index("ux_voucher_code", "voucher", ["merchant_id", "code_lookup"], unique=True)
