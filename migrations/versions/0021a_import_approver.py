"""Who had each import applied, beside who uploaded its file."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021a"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. Who approved earlier imports stands in the trail."""
    op.add_column("import_batches", sa.Column("approved_by_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_import_batches_approved_by_id"), "import_batches", "accounts", ["approved_by_id"], ["id"]
    )
    op.create_index(op.f("ix_import_batches_approved_by_id"), "import_batches", ["approved_by_id"])


def downgrade() -> None:
    """Take back."""
    op.drop_column("import_batches", "approved_by_id")
