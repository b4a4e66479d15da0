"""Disclosures name the version of the contact that was seen."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column(
        "disclosures", sa.Column("contact_version", sa.BigInteger(), server_default="1", nullable=False)
    )
    op.add_column(
        "listing_contacts", sa.Column("version", sa.BigInteger(), server_default="1", nullable=False)
    )


def downgrade() -> None:
    """Take back."""
    op.drop_column("listing_contacts", "version")
    op.drop_column("disclosures", "contact_version")
