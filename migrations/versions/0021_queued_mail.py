"""When each mail was last asked to be sent, by whoever made it or by staff who send it again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. What staff sent again before has no other moment than the one it was written at."""
    op.add_column("mails", sa.Column("queued_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE mails SET queued_at = created_at")
    op.alter_column("mails", "queued_at", nullable=False)


def downgrade() -> None:
    """Take back."""
    op.drop_column("mails", "queued_at")
