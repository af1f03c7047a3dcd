"""Orders are placed, paid and refunded.

The step after 0005.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Orders are placed, paid and refunded."""
    _create_table_customer_tally()
    _create_table_order()
    _indexes_of_order()
    _create_table_refund()
    _indexes_of_refund()
    _create_table_return_policy()
    _create_table_return_window()
    _indexes_of_return_window()


def _create_table_customer_tally() -> None:
    op.create_table(
        "customer_tally",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("orders", sa.BigInteger(), nullable=False),
        sa.Column("spent_minor", sa.BigInteger(), nullable=False),
        sa.Column("first_paid_at", sa.BigInteger(), nullable=False),
        sa.Column("last_paid_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "person_id", name="pk_customer_tally"),
    )


def _create_table_order() -> None:
    op.create_table(
        "order",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("refunded_minor", sa.BigInteger(), nullable=False),
        sa.Column("refunds", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("external_no", sa.Text(), nullable=False),
        sa.Column("placed_at", sa.BigInteger(), nullable=False),
        sa.Column("paid_at", sa.BigInteger(), nullable=True),
        sa.Column("shipped_at", sa.BigInteger(), nullable=True),
        sa.Column("received_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("merchant_id", "order_id", name="pk_order"),
    )


def _indexes_of_order() -> None:
    op.create_index(
        "ix_order_customer",
        "order",
        ["merchant_id", "customer_id", "placed_at", "order_id"],
        unique=False,
    )
    op.create_index("ix_order_paid", "order", ["merchant_id", "paid_at"], unique=False)
    op.create_index(
        "ix_order_placed", "order", ["merchant_id", "placed_at", "order_id"], unique=False
    )
    op.create_index(
        "ix_order_state",
        "order",
        ["merchant_id", "state", "placed_at", "order_id"],
        unique=False,
        sqlite_where=sa.text("state <> 'received'"),
        postgresql_where=sa.text("state <> 'received'"),
    )


def _create_table_refund() -> None:
    op.create_table(
        "refund",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("reason_code", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "order_id", "number", name="pk_refund"),
    )


def _indexes_of_refund() -> None:
    op.create_index("ix_refund_at", "refund", ["merchant_id", "at"], unique=False)


def _create_table_return_policy() -> None:
    op.create_table(
        "return_policy",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("days", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", name="pk_return_policy"),
    )


def _create_table_return_window() -> None:
    op.create_table(
        "return_window",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("closes_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "order_id", name="pk_return_window"),
    )


def _indexes_of_return_window() -> None:
    op.create_index(
        "ix_return_window_due",
        "return_window",
        ["merchant_id", "state", "closes_at"],
        unique=False,
        sqlite_where=sa.text("state IN ('open', 'after_sale')"),
        postgresql_where=sa.text("state IN ('open', 'after_sale')"),
    )
