"""Campaigns run under versioned terms.

The step after 0006.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Campaigns run under versioned terms."""
    op.create_table(
        "campaign",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("campaign_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("shop_ids", sa.Text(), nullable=False),
        sa.Column("product_ids", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("paused_at", sa.BigInteger(), nullable=True),
        sa.Column("pause_reason", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("merchant_id", "campaign_id", name="pk_campaign"),
    )
    op.create_index(
        "ix_campaign_state", "campaign", ["merchant_id", "state", "ends_at"], unique=False
    )
    op.create_table(
        "campaign_terms",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("campaign_id", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "campaign_id", "version", name="pk_campaign_terms"),
    )
    op.create_table(
        "open_campaigns",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("campaign_ids", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", name="pk_open_campaigns"),
    )
    op.create_table(
        "welcome_answer",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "way", name="pk_welcome_answer"),
    )
