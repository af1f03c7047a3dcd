"""Goods stand in the catalog.

The step after 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Goods stand in the catalog."""
    _create_table_media()
    _create_table_product()
    _indexes_of_product()
    _create_table_stock()


def _create_table_media() -> None:
    op.create_table(
        "media",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("media_id", sa.Text(), nullable=False),
        sa.Column("mime", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "media_id", name="pk_media"),
    )


def _create_table_product() -> None:
    op.create_table(
        "product",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("product_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("media_id", sa.Text(), nullable=False),
        sa.Column("has_stock", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "product_id", name="pk_product"),
    )


def _indexes_of_product() -> None:
    op.create_index(
        "ix_product_shelf",
        "product",
        ["merchant_id", "is_active", "added_at", "product_id"],
        unique=False,
    )


def _create_table_stock() -> None:
    op.create_table(
        "stock",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("product_id", sa.Text(), nullable=False),
        sa.Column("left", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "product_id", name="pk_stock"),
    )
