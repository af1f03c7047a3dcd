"""A mark is needed no more: what a version to come takes away, for tests only.

The step after 0901.
"""

from alembic import op

revision = "0902"
down_revision = "0901"
branch_labels = None
depends_on = None
phase = "post"


def upgrade() -> None:
    """The index goes."""
    op.drop_index("ix_person_mark", "person")
