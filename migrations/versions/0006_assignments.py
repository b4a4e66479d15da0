"""Global assignments of a list, and the marks staff and assignments leave on pairs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

STATES = ("preparing", "previewed", "applied", "undone", "replaced", "discarded", "failed")


def create_assignments() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "assignments",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("opportunity_list_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("supplier_cap", sa.BigInteger(), nullable=True),
        sa.Column("organization_cap", sa.BigInteger(), nullable=True),
        sa.Column("per_demand", sa.BigInteger(), nullable=False),
        sa.Column("floor", sa.BigInteger(), nullable=False),
        sa.Column("report", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("basis", sa.Text(), server_default="", nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("run_id", sa.BigInteger(), nullable=True),
        sa.Column("created_by_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", moment, server_default=sa.text("now()"), nullable=False),
        sa.Column("finished_at", moment, nullable=True),
        sa.Column("applied_at", moment, nullable=True),
        sa.CheckConstraint(
            "state IN ({})".format(", ".join(f"'{state}'" for state in STATES)),
            name=op.f("ck_assignments_state"),
        ),
        sa.ForeignKeyConstraint(
            ["opportunity_list_id"],
            ["opportunity_lists.id"],
            name=op.f("fk_assignments_opportunity_list_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["match_runs.id"], name=op.f("fk_assignments_run_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["accounts.id"], name=op.f("fk_assignments_created_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
    )
    for column in ("opportunity_list_id", "run_id", "state"):
        op.create_index(op.f(f"ix_assignments_{column}"), "assignments", [column])


def mark_matches() -> None:
    op.add_column("matches", sa.Column("pinned_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("matches", sa.Column("pinned_by_id", sa.BigInteger(), nullable=True))
    op.add_column("matches", sa.Column("assignment_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_matches_pinned_by_id"), "matches", "accounts", ["pinned_by_id"], ["id"])
    op.create_foreign_key(
        op.f("fk_matches_assignment_id"),
        "matches",
        "assignments",
        ["assignment_id"],
        ["id"],
        ondelete="SET NULL",
    )
    op.create_index(op.f("ix_matches_assignment_id"), "matches", ["assignment_id"])


def upgrade() -> None:
    """Apply."""
    create_assignments()
    mark_matches()


def downgrade() -> None:
    """Take back."""
    op.drop_column("matches", "assignment_id")
    op.drop_column("matches", "pinned_by_id")
    op.drop_column("matches", "pinned_at")
    op.drop_table("assignments")
