"""Accounts that are confirmed every year and suspended when idle, and new addresses that are proven first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

MOMENTS = (
    "let_in_at",
    "idle_warned_at",
    "confirmed_at",
    "confirmation_asked_at",
    "confirmation_reminded_at",
)


def upgrade() -> None:
    """Apply. The first year of the accounts there are begins now."""
    op.add_column("accounts", sa.Column("suspended_for", sa.String(40), nullable=True))
    op.create_check_constraint(
        op.f("ck_accounts_suspended_for"), "accounts", "suspended_for IN ('idle', 'unconfirmed')"
    )
    for name in MOMENTS:
        op.add_column("accounts", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE accounts SET confirmed_at = now()")
    op.create_table(
        "email_changes",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_email_changes_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_email_changes")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_email_changes_token_hash")),
    )
    op.create_index(op.f("ix_email_changes_account_id"), "email_changes", ["account_id"])
    op.create_index(op.f("ix_email_changes_expires_at"), "email_changes", ["expires_at"])


def downgrade() -> None:
    """Take back. Whoever is suspended stays out: the earlier version knows that as deactivated."""
    op.drop_table("email_changes")
    for name in reversed(MOMENTS):
        op.drop_column("accounts", name)
    op.drop_constraint(op.f("ck_accounts_suspended_for"), "accounts")
    op.drop_column("accounts", "suspended_for")
