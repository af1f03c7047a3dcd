"""Agents recommend for a commission on real sales.

The step after 0008.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None
phase = "pre"  # it only adds; "post" for what takes away


def upgrade() -> None:
    """Agents recommend for a commission on real sales."""
    _create_table_agent()
    _indexes_of_agent()
    _create_table_agent_of_person()
    _create_table_agent_register()
    _create_table_agreement()
    _create_table_agreement_version()
    _create_table_attribution()
    _indexes_of_attribution()
    _create_table_commission()
    _indexes_of_commission()
    _create_table_lead()


def _create_table_agent() -> None:
    op.create_table(
        "agent",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("agreement_id", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("invited_by", sa.Text(), nullable=False),
        sa.Column("sold_minor", sa.BigInteger(), nullable=False),
        sa.Column("applied_at", sa.BigInteger(), nullable=False),
        sa.Column("accepted_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("link_turn", sa.BigInteger(), nullable=False),
        sa.Column("link_lookup", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("merchant_id", "agent_id", name="pk_agent"),
    )


def _indexes_of_agent() -> None:
    op.create_index("ix_agent_link", "agent", ["merchant_id", "link_lookup"], unique=True)
    op.create_index(
        "ix_agent_state", "agent", ["merchant_id", "state", "applied_at", "agent_id"], unique=False
    )


def _create_table_agent_of_person() -> None:
    op.create_table(
        "agent_of_person",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "person_id", name="pk_agent_of_person"),
    )


def _create_table_agent_register() -> None:
    op.create_table(
        "agent_register",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("applied", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", name="pk_agent_register"),
    )


def _create_table_agreement() -> None:
    op.create_table(
        "agreement",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("agreement_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "agreement_id", name="pk_agreement"),
    )


def _create_table_agreement_version() -> None:
    op.create_table(
        "agreement_version",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("agreement_id", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "merchant_id", "agreement_id", "version", name="pk_agreement_version"
        ),
    )


def _create_table_attribution() -> None:
    op.create_table(
        "attribution",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("voucher_id", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "order_id", name="pk_attribution"),
    )


def _indexes_of_attribution() -> None:
    op.create_index(
        "ix_attribution_agent",
        "attribution",
        ["merchant_id", "agent_id", "at", "order_id"],
        unique=False,
    )


def _create_table_commission() -> None:
    op.create_table(
        "commission",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("level", sa.BigInteger(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("base_minor", sa.BigInteger(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("clawed_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("payable_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("amount_minor <= base_minor", name="ck_commission_base"),
        sa.CheckConstraint(
            "clawed_minor >= 0 AND clawed_minor <= amount_minor", name="ck_commission_clawed"
        ),
        sa.CheckConstraint("level IN (1, 2)", name="ck_commission_level"),
        sa.PrimaryKeyConstraint("merchant_id", "order_id", "level", name="pk_commission"),
    )


def _indexes_of_commission() -> None:
    op.create_index(
        "ix_commission_agent",
        "commission",
        ["merchant_id", "agent_id", "made_at", "order_id"],
        unique=False,
    )


def _create_table_lead() -> None:
    op.create_table(
        "lead",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("until_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "person_id", name="pk_lead"),
    )
