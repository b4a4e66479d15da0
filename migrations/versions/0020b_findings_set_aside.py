"""What a writer says is wrong of the findings about the clarity of a need."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020b"
down_revision = "0020a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "findings_set_aside",
        sa.Column("listing_id", sa.BigInteger(), nullable=False),
        sa.Column("finding", sa.Text(), nullable=False),
        sa.Column("aspect", sa.Text(), nullable=False),
        sa.Column("set_aside_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listings.id"], name=op.f("fk_findings_set_aside_listing_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("listing_id", "finding", name=op.f("pk_findings_set_aside")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("findings_set_aside")
