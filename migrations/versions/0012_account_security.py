"""Pauses after wrong passwords, sessions that can be listed and ended, and links to a new password."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011a"
branch_labels = None
depends_on = None


def moment(name: str, *, empty: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=empty)


def words(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def of_account(table: str, *columns: sa.Column[str]) -> None:
    """A table of an account's rows, each named by the hash of a token."""
    op.create_table(
        table,
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        words("token_hash"),
        *columns,
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f(f"fk_{table}_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("token_hash", name=op.f(f"uq_{table}_token_hash")),
    )
    op.create_index(op.f(f"ix_{table}_account_id"), table, ["account_id"])


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "sign_in_guards",
        words("key"),
        sa.Column("failures", sa.BigInteger(), nullable=False),
        moment("last_failed_at"),
        moment("locked_until", empty=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sign_in_guards")),
    )
    op.create_index(op.f("ix_sign_in_guards_last_failed_at"), "sign_in_guards", ["last_failed_at"])
    of_account(
        "account_sessions",
        words("session_key"),
        moment("created_at"),
        moment("seen_at"),
        words("address"),
        words("browser"),
        words("system"),
        moment("revoked_at", empty=True),
    )
    op.create_index(op.f("ix_account_sessions_seen_at"), "account_sessions", ["seen_at"])
    of_account("password_resets", moment("created_at"), moment("expires_at"), moment("used_at", empty=True))
    op.create_index(op.f("ix_password_resets_expires_at"), "password_resets", ["expires_at"])


def downgrade() -> None:
    """Take back."""
    for table in ("password_resets", "account_sessions", "sign_in_guards"):
        op.drop_table(table)
