"""Merchants have shops, staff and keys.

The step after 0002.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Merchants have shops, staff and keys."""
    _create_table_api_key()
    _create_table_api_key_secret()
    _create_table_book_note()
    _create_table_copy_reason()
    _create_table_merchant()
    _create_table_owner_tally()
    _create_table_session()
    _indexes_of_session()
    _create_table_shop()
    _indexes_of_shop()
    _create_table_sign_in_name()
    _create_table_staff()
    _create_table_staff_detail()


def _create_table_api_key() -> None:
    op.create_table(
        "api_key",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("merchant_id", "key_id", name="pk_api_key"),
    )


def _create_table_api_key_secret() -> None:
    op.create_table(
        "api_key_secret",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("secret_hash", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "key_id", name="pk_api_key_secret"),
    )


def _create_table_book_note() -> None:
    op.create_table(
        "book_note",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("transfer_id", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "transfer_id", name="pk_book_note"),
    )


def _create_table_copy_reason() -> None:
    op.create_table(
        "copy_reason",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "subject_id", "at", name="pk_copy_reason"),
    )


def _create_table_merchant() -> None:
    op.create_table(
        "merchant",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("organiser", sa.Text(), nullable=False),
        sa.Column("pack", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", name="pk_merchant"),
    )


def _create_table_owner_tally() -> None:
    op.create_table(
        "owner_tally",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("owners", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", name="pk_owner_tally"),
    )


def _create_table_session() -> None:
    op.create_table(
        "session",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("session_lookup", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("merchant_id", "session_lookup", name="pk_session"),
    )


def _indexes_of_session() -> None:
    op.create_index("ix_session_staff", "session", ["merchant_id", "staff_id"], unique=False)


def _create_table_shop() -> None:
    op.create_table(
        "shop",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("map_url", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("merchant_id", "shop_id", name="pk_shop"),
    )


def _indexes_of_shop() -> None:
    op.create_index("ix_shop_anywhere", "shop", ["shop_id"], unique=False)


def _create_table_sign_in_name() -> None:
    op.create_table(
        "sign_in_name",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("name_lookup", sa.Text(), nullable=False),
        sa.Column("home_id", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "name_lookup", name="pk_sign_in_name"),
    )


def _create_table_staff() -> None:
    op.create_table(
        "staff",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("shop_ids", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "staff_id", name="pk_staff"),
    )


def _create_table_staff_detail() -> None:
    op.create_table(
        "staff_detail",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("display_name", sa.LargeBinary(), nullable=False),
        sa.Column("sign_in_name", sa.LargeBinary(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "staff_id", name="pk_staff_detail"),
    )
