"""Versions of the matcher learned from verdicts, and which of them ranked a run."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006a"
branch_labels = None
depends_on = None

STATES = ("candidate", "active", "retired")

# The engine loads what is in service by this channel. A trigger, so that no code path forgets to tell it.
ANNOUNCE_MATCHER = """
CREATE FUNCTION announce_matcher() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('matcher_changed', NEW.id::text);
    RETURN NULL;
END $$;
"""
TRIGGER = """
CREATE TRIGGER matcher_versions_announce AFTER INSERT OR UPDATE OF state ON matcher_versions
    FOR EACH ROW EXECUTE FUNCTION announce_matcher();
"""


def create_versions() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "matcher_versions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("fusion", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("calibration", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("figures", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("better", sa.Boolean(), nullable=False),
        sa.Column("verdict_count", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("replaced_id", sa.BigInteger(), nullable=True),
        sa.Column("promoted_at", moment, nullable=True),
        sa.Column("promoted_by_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", moment, server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "state IN ({})".format(", ".join(f"'{state}'" for state in STATES)),
            name=op.f("ck_matcher_versions_state"),
        ),
        sa.ForeignKeyConstraint(
            ["replaced_id"], ["matcher_versions.id"], name=op.f("fk_matcher_versions_replaced_id")
        ),
        sa.ForeignKeyConstraint(
            ["promoted_by_id"], ["accounts.id"], name=op.f("fk_matcher_versions_promoted_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matcher_versions")),
    )
    op.create_index(
        "uq_matcher_versions_active",
        "matcher_versions",
        ["state"],
        unique=True,
        postgresql_where=sa.text("state = 'active'"),
    )


def upgrade() -> None:
    """Apply."""
    create_versions()
    op.add_column("match_runs", sa.Column("matcher_version_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_match_runs_matcher_version_id"),
        "match_runs",
        "matcher_versions",
        ["matcher_version_id"],
        ["id"],
    )
    op.execute(ANNOUNCE_MATCHER)
    op.execute(TRIGGER)


def downgrade() -> None:
    """Take back."""
    op.drop_column("match_runs", "matcher_version_id")
    op.drop_table("matcher_versions")
    op.execute("DROP FUNCTION announce_matcher()")
