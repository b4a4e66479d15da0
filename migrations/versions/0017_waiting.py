"""Since when a pair waits, for whom, and whether it has been chased."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0008"
branch_labels = None
depends_on = None

STATES = (
    "suggested",
    "rejected",
    "recommended",
    "accepted_by_demand",
    "accepted_by_supply",
    "declined",
    "introduced",
    "meeting",
    "pilot",
    "signed",
    "delivered",
    "parked",
    "closed",
)
PARTIES = ("demand", "supply", "both", "staff")
ADDED = (
    "waiting_since",
    "waits_until",
    "waits_for",
    "reminded_at",
    "stalled_at",
    "resumes_at",
    "closed_reason",
)


def one_of(column: str, values: tuple[str, ...]) -> str:
    """The condition of a column limited to these values."""
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def upgrade() -> None:
    """Apply."""
    moment = sa.DateTime(timezone=True)
    op.add_column(
        "matches", sa.Column("waiting_since", moment, server_default=sa.text("now()"), nullable=False)
    )
    # A pair waits since it last moved, not since this revision.
    op.execute("UPDATE matches SET waiting_since = updated_at")
    op.add_column("matches", sa.Column("waits_until", moment, nullable=True))
    op.add_column("matches", sa.Column("waits_for", sa.String(length=40), nullable=True))
    op.add_column("matches", sa.Column("reminded_at", moment, nullable=True))
    op.add_column("matches", sa.Column("stalled_at", moment, nullable=True))
    op.add_column("matches", sa.Column("resumes_at", sa.String(length=40), nullable=True))
    op.add_column("matches", sa.Column("closed_reason", sa.Text(), nullable=True))
    op.create_check_constraint(op.f("ck_matches_waits_for"), "matches", one_of("waits_for", PARTIES))
    op.create_check_constraint(op.f("ck_matches_resumes_at"), "matches", one_of("resumes_at", STATES))
    op.create_index(op.f("ix_matches_stalled_at"), "matches", ["stalled_at"])


def downgrade() -> None:
    """Take back."""
    op.drop_index(op.f("ix_matches_stalled_at"), table_name="matches")
    for column in reversed(ADDED):
        op.drop_column("matches", column)
