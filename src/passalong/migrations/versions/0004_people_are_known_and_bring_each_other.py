"""People are known and bring each other.

The step after 0003.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """People are known and bring each other."""
    _create_table_brought()
    _indexes_of_brought()
    _create_table_consent()
    _create_table_identity()
    _indexes_of_identity()
    _create_table_people_tally()
    _create_table_person()
    _indexes_of_person()
    _create_table_person_alias()
    _indexes_of_person_alias()
    _create_table_person_detail()
    _create_table_referral()
    _indexes_of_referral()
    _create_table_tree_tally()
    _indexes_of_tree_tally()
    _create_table_forest_tally()


def _create_table_brought() -> None:
    op.create_table(
        "brought",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("people", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "person_id", name="pk_brought"),
    )


def _indexes_of_brought() -> None:
    op.create_index(
        "ix_brought_people", "brought", ["merchant_id", "people", "person_id"], unique=False
    )


def _create_table_consent() -> None:
    op.create_table(
        "consent",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("is_granted", sa.Boolean(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("notice_version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "person_id", "purpose", name="pk_consent"),
    )


def _create_table_identity() -> None:
    op.create_table(
        "identity",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("lookup", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "kind", "lookup", name="pk_identity"),
    )


def _indexes_of_identity() -> None:
    op.create_index("ix_identity_person", "identity", ["merchant_id", "person_id"], unique=False)


def _create_table_people_tally() -> None:
    op.create_table(
        "people_tally",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("people", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", name="pk_people_tally"),
    )


def _create_table_person() -> None:
    op.create_table(
        "person",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("named_as", sa.Text(), nullable=False),
        sa.Column("is_named", sa.Boolean(), nullable=False),
        sa.Column("joined_at", sa.BigInteger(), nullable=False),
        sa.Column("erased_at", sa.BigInteger(), nullable=True),
        sa.Column("link_turn", sa.BigInteger(), nullable=False),
        sa.Column("link_lookup", sa.BigInteger(), nullable=True),
        sa.Column("merged_into", sa.Text(), nullable=False),
        sa.Column("merged_ids", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "person_id", name="pk_person"),
    )


def _indexes_of_person() -> None:
    op.create_index("ix_person_link", "person", ["merchant_id", "link_lookup"], unique=True)
    op.create_index("ix_person_number", "person", ["merchant_id", "number"], unique=True)
    op.create_index(
        "ix_person_named",
        "person",
        ["merchant_id", "number"],
        unique=False,
        sqlite_where=sa.text("is_named IS 1"),
        postgresql_where=sa.text("is_named IS true"),
    )


def _create_table_person_alias() -> None:
    op.create_table(
        "person_alias",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("from_id", sa.Text(), nullable=False),
        sa.Column("to_id", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "from_id", name="pk_person_alias"),
    )


def _indexes_of_person_alias() -> None:
    op.create_index("ix_person_alias_to", "person_alias", ["merchant_id", "to_id"], unique=False)


def _create_table_person_detail() -> None:
    op.create_table(
        "person_detail",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("nickname", sa.LargeBinary(), nullable=False),
        sa.Column("remark", sa.LargeBinary(), nullable=False),
        sa.Column("identities", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "person_id", name="pk_person_detail"),
    )


def _create_table_referral() -> None:
    op.create_table(
        "referral",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("giver_id", sa.Text(), nullable=False),
        sa.Column("root_id", sa.Text(), nullable=False),
        sa.Column("depth", sa.BigInteger(), nullable=False),
        sa.Column("voucher_id", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "person_id", name="pk_referral"),
    )


def _indexes_of_referral() -> None:
    op.create_index(
        "ix_referral_giver",
        "referral",
        ["merchant_id", "giver_id", "at", "person_id"],
        unique=False,
    )
    op.create_index(
        "ix_referral_root", "referral", ["merchant_id", "root_id", "depth"], unique=False
    )


def _create_table_tree_tally() -> None:
    op.create_table(
        "tree_tally",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("root_id", sa.Text(), nullable=False),
        sa.Column("people", sa.BigInteger(), nullable=False),
        sa.Column("deepest", sa.BigInteger(), nullable=False),
        sa.Column("generations", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "root_id", name="pk_tree_tally"),
    )


def _indexes_of_tree_tally() -> None:
    op.create_index(
        "ix_tree_tally_people", "tree_tally", ["merchant_id", "people", "root_id"], unique=False
    )
    op.create_index(
        "ix_tree_tally_deepest", "tree_tally", ["merchant_id", "deepest", "root_id"], unique=False
    )


def _create_table_forest_tally() -> None:
    op.create_table(
        "forest_tally",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("trees", sa.BigInteger(), nullable=False),
        sa.Column("people", sa.BigInteger(), nullable=False),
        sa.Column("generations", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", name="pk_forest_tally"),
    )
