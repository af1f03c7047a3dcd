"""People have a mark: what a version to come adds, for tests only.

The step after the last one that there is.
"""

import sqlalchemy as sa
from alembic import op

from passalong.migrations import FOLDER

revision = "0901"
down_revision = max(path.name[:4] for path in (FOLDER / "versions").glob("[0-9]*.py"))
branch_labels = None
depends_on = None
phase = "pre"


def upgrade() -> None:
    """A column that the version before does not know, and an index on it."""
    op.add_column("person", sa.Column("mark", sa.Text(), nullable=False, server_default="none"))
    op.create_index("ix_person_mark", "person", ["merchant_id", "mark"])
