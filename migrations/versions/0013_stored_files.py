"""Files that people upload: attachments of listings, evidence, minutes, agreements."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0016"
branch_labels = None
depends_on = None

PURPOSES = "'listing_attachment', 'organization_evidence', 'followup', 'agreement'"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "stored_files",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("organization_id", sa.BigInteger(), nullable=True),
        sa.Column("uploaded_by_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(f"purpose IN ({PURPOSES})", name=op.f("ck_stored_files_purpose")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_stored_files_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"], ["accounts.id"], name=op.f("fk_stored_files_uploaded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_files")),
    )
    op.create_index(op.f("ix_stored_files_organization_id"), "stored_files", ["organization_id"])
    op.create_index(op.f("ix_stored_files_uploaded_by_id"), "stored_files", ["uploaded_by_id"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("stored_files")
