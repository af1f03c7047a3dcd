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
    _create_table_campaign()
    _indexes_of_campaign()
    _create_table_campaign_terms()
    _create_table_open_campaigns()
    _create_table_welcome_answer()


def _create_table_campaign() -> None:
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


def _indexes_of_campaign() -> None:
    op.create_index(
        "ix_campaign_state", "campaign", ["merchant_id", "state", "ends_at"], unique=False
    )


def _create_table_campaign_terms() -> None:
    op.create_table(
        "campaign_terms",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("campaign_id", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "campaign_id", "version", name="pk_campaign_terms"),
    )


def _create_table_open_campaigns() -> None:
    op.create_table(
        "open_campaigns",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("campaign_ids", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", name="pk_open_campaigns"),
    )


def _create_table_welcome_answer() -> None:
    op.create_table(
        "welcome_answer",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "way", name="pk_welcome_answer"),
    )
