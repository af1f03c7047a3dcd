"""The engine keeps receipts, journal and keys.

The step after nothing.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The engine keeps receipts, journal and keys."""
    _create_table_journal()
    _create_table_journal_head()
    _create_table_receipt()
    _indexes_of_receipt()
    _create_table_subject_key()


def _create_table_journal() -> None:
    op.create_table(
        "journal",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor_kind", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("prev_hash", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "seq", name="pk_journal"),
    )


def _create_table_journal_head() -> None:
    op.create_table(
        "journal_head",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", name="pk_journal_head"),
    )


def _create_table_receipt() -> None:
    op.create_table(
        "receipt",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("receipt_key", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "receipt_key", name="pk_receipt"),
    )


def _indexes_of_receipt() -> None:
    op.create_index("ix_receipt_at", "receipt", ["merchant_id", "at"], unique=False)


def _create_table_subject_key() -> None:
    op.create_table(
        "subject_key",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "subject_id", name="pk_subject_key"),
    )
