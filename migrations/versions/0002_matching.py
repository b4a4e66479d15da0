"""Embeddings, runs of the engine, their suggestions, the pairs and what staff said of them."""

from __future__ import annotations

import pgvector.sqlalchemy
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def create_embeddings() -> None:
    op.create_table(
        "embeddings",
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("vector", pgvector.sqlalchemy.vector.VECTOR(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("role IN ('query', 'passage')", name=op.f("ck_embeddings_role")),
        sa.PrimaryKeyConstraint("model", "content_hash", "role", name=op.f("pk_embeddings")),
    )


def create_match_runs() -> None:
    op.create_table(
        "match_runs",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), server_default="", nullable=False),
        sa.Column("data_version", sa.Text(), server_default="", nullable=False),
        sa.Column("settings", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("total", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("done", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("stage", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_runs")),
    )


def create_servings() -> None:
    op.create_table(
        "servings",
        sa.Column("demand_id", sa.BigInteger(), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("served", sa.Boolean(), nullable=False),
        sa.Column("best_score", sa.Double(), nullable=True),
        sa.Column("pool_size", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["demand_id"], ["listings.id"], name=op.f("fk_servings_demand_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["match_runs.id"], name=op.f("fk_servings_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("demand_id", name=op.f("pk_servings")),
    )
    op.create_index(op.f("ix_servings_run_id"), "servings", ["run_id"], unique=False)


def create_suggestions() -> None:
    op.create_table(
        "suggestions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("demand_id", sa.BigInteger(), nullable=False),
        sa.Column("supply_id", sa.BigInteger(), nullable=False),
        sa.Column("demand_hash", sa.Text(), nullable=False),
        sa.Column("supply_hash", sa.Text(), nullable=False),
        sa.Column("rank", sa.BigInteger(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("probability", sa.Double(), nullable=True),
        sa.Column("parts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("shared_terms", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("reasons", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["demand_id"], ["listings.id"], name=op.f("fk_suggestions_demand_id")),
        sa.ForeignKeyConstraint(
            ["run_id"], ["match_runs.id"], name=op.f("fk_suggestions_run_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["supply_id"], ["listings.id"], name=op.f("fk_suggestions_supply_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions")),
        sa.UniqueConstraint(
            "run_id", "demand_id", "supply_id", name=op.f("uq_suggestions_run_id_demand_id_supply_id")
        ),
    )
    op.create_index(op.f("ix_suggestions_demand_id"), "suggestions", ["demand_id"], unique=False)
    op.create_index(op.f("ix_suggestions_run_id"), "suggestions", ["run_id"], unique=False)
    op.create_index(op.f("ix_suggestions_supply_id"), "suggestions", ["supply_id"], unique=False)


def create_matches() -> None:
    op.create_table(
        "matches",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("demand_id", sa.BigInteger(), nullable=False),
        sa.Column("supply_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
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
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("origin", sa.Text(), server_default="engine", nullable=False),
        sa.Column("suggestion_id", sa.BigInteger(), nullable=True),
        sa.Column("rejected_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["demand_id"], ["listings.id"], name=op.f("fk_matches_demand_id")),
        sa.ForeignKeyConstraint(
            ["suggestion_id"], ["suggestions.id"], name=op.f("fk_matches_suggestion_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["supply_id"], ["listings.id"], name=op.f("fk_matches_supply_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matches")),
        sa.UniqueConstraint("demand_id", "supply_id", name=op.f("uq_matches_demand_id_supply_id")),
    )
    op.create_index(op.f("ix_matches_demand_id"), "matches", ["demand_id"], unique=False)
    op.create_index(op.f("ix_matches_state"), "matches", ["state"], unique=False)
    op.create_index(op.f("ix_matches_suggestion_id"), "matches", ["suggestion_id"], unique=False)
    op.create_index(op.f("ix_matches_supply_id"), "matches", ["supply_id"], unique=False)


def create_reviews() -> None:
    op.create_table(
        "reviews",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("match_id", sa.BigInteger(), nullable=False),
        sa.Column("reviewer_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "recommend", "reject", name="verdict", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("demand_hash", sa.Text(), nullable=False),
        sa.Column("supply_hash", sa.Text(), nullable=False),
        sa.Column("suggestion_id", sa.BigInteger(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["match_id"], ["matches.id"], name=op.f("fk_reviews_match_id")),
        sa.ForeignKeyConstraint(["reviewer_id"], ["accounts.id"], name=op.f("fk_reviews_reviewer_id")),
        sa.ForeignKeyConstraint(
            ["suggestion_id"], ["suggestions.id"], name=op.f("fk_reviews_suggestion_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
    )
    op.create_index(op.f("ix_reviews_match_id"), "reviews", ["match_id"], unique=False)
    op.create_index(op.f("ix_reviews_reviewer_id"), "reviews", ["reviewer_id"], unique=False)


def upgrade() -> None:
    """Apply."""
    create_embeddings()
    create_match_runs()
    create_servings()
    create_suggestions()
    create_matches()
    create_reviews()


def downgrade() -> None:
    """Take back."""
    op.drop_table("reviews")
    op.drop_table("matches")
    op.drop_table("suggestions")
    op.drop_table("servings")
    op.drop_table("match_runs")
    op.drop_table("embeddings")
