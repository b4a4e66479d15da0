"""A side takes its consent back: when, who, why; agreeing again is a new answer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016b"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "consent_withdrawals",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("introduction_id", sa.BigInteger(), nullable=False),
        sa.Column("consent_id", sa.BigInteger(), nullable=False),
        sa.Column("side", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("side IN ('demand', 'supply')", name=op.f("ck_consent_withdrawals_side")),
        sa.ForeignKeyConstraint(
            ["introduction_id"], ["introductions.id"], name=op.f("fk_consent_withdrawals_introduction_id")
        ),
        sa.ForeignKeyConstraint(
            ["consent_id"], ["answers.id"], name=op.f("fk_consent_withdrawals_consent_id")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_consent_withdrawals_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_withdrawals")),
        sa.UniqueConstraint("consent_id", name=op.f("uq_consent_withdrawals_consent_id")),
    )
    op.create_index(
        op.f("ix_consent_withdrawals_introduction_id"), "consent_withdrawals", ["introduction_id"]
    )
    op.create_index(op.f("ix_consent_withdrawals_account_id"), "consent_withdrawals", ["account_id"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("consent_withdrawals")
