"""Money is kept in accounts and postings.

The step after 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Money is kept in accounts and postings."""
    _create_table_account()
    _indexes_of_account()
    _create_table_hold()
    _indexes_of_hold()
    _create_table_posting()
    _indexes_of_posting()
    _create_table_transfer()
    _indexes_of_transfer()


def _create_table_account() -> None:
    op.create_table(
        "account",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("balance_minor", sa.BigInteger(), nullable=False),
        sa.Column("floor_minor", sa.BigInteger(), nullable=True),
        sa.Column("ceiling_minor", sa.BigInteger(), nullable=True),
        sa.Column("held_in_minor", sa.BigInteger(), nullable=False),
        sa.Column("held_out_minor", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "account_id", name="pk_account"),
    )


def _indexes_of_account() -> None:
    op.create_index("ix_account_owner", "account", ["merchant_id", "owner_id"], unique=False)


def _create_table_hold() -> None:
    op.create_table(
        "hold",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("transfer_id", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("legs", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("held_at", sa.BigInteger(), nullable=False),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("merchant_id", "transfer_id", name="pk_hold"),
    )


def _indexes_of_hold() -> None:
    op.create_index("ix_hold_state", "hold", ["merchant_id", "state", "held_at"], unique=False)


def _create_table_posting() -> None:
    op.create_table(
        "posting",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("transfer_id", sa.Text(), nullable=False),
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "transfer_id", "line", name="pk_posting"),
    )


def _indexes_of_posting() -> None:
    op.create_index(
        "ix_posting_account", "posting", ["merchant_id", "account_id", "seq", "line"], unique=False
    )


def _create_table_transfer() -> None:
    op.create_table(
        "transfer",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("transfer_id", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("cause_seq", sa.BigInteger(), nullable=False),
        sa.Column("reverses_id", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("lines", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "transfer_id", name="pk_transfer"),
    )


def _indexes_of_transfer() -> None:
    op.create_index("ix_transfer_seq", "transfer", ["merchant_id", "seq"], unique=False)
