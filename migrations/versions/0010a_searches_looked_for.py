"""The day on which a saved search was last looked for news."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010a"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("saved_searches", sa.Column("looked_on", sa.Date(), nullable=True))


def downgrade() -> None:
    """Take back."""
    op.drop_column("saved_searches", "looked_on")
