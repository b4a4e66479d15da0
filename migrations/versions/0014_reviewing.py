"""Claims, blocks, requests to mend, blind second reviews, and parking until a date."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0016a"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
NOW = sa.text("now()")


def verdicts(column: str, *, with_park: bool = True) -> str:
    """The condition of a column that holds a verdict."""
    known = ("recommend", "reject", "park") if with_park else ("recommend", "reject")
    return f"{column} IN ({', '.join(repr(verdict) for verdict in known)})"


def create_claims() -> None:
    op.create_table(
        "review_claims",
        sa.Column("match_id", sa.BigInteger(), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("holder_id", sa.BigInteger(), nullable=False),
        sa.Column("claimed_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.CheckConstraint("purpose IN ('verdict', 'second')", name=op.f("ck_review_claims_purpose")),
        sa.ForeignKeyConstraint(
            ["match_id"], ["matches.id"], name=op.f("fk_review_claims_match_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["holder_id"], ["accounts.id"], name=op.f("fk_review_claims_holder_id")),
        sa.PrimaryKeyConstraint("match_id", "purpose", name=op.f("pk_review_claims")),
    )
    op.create_index(op.f("ix_review_claims_holder_id"), "review_claims", ["holder_id"])


def create_blocks() -> None:
    table = "organization_blocks"
    op.create_table(
        table,
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("first_id", sa.BigInteger(), nullable=False),
        sa.Column("second_id", sa.BigInteger(), nullable=False),
        sa.Column("match_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("created_by_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", MOMENT, server_default=NOW, nullable=False),
        sa.Column("lifted_by_id", sa.BigInteger(), nullable=True),
        sa.Column("lifted_at", MOMENT, nullable=True),
        sa.Column("lift_note", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_organization_blocks_order")),
        sa.ForeignKeyConstraint(["first_id"], ["organizations.id"], name=op.f(f"fk_{table}_first_id")),
        sa.ForeignKeyConstraint(["second_id"], ["organizations.id"], name=op.f(f"fk_{table}_second_id")),
        sa.ForeignKeyConstraint(
            ["match_id"], ["matches.id"], name=op.f(f"fk_{table}_match_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["created_by_id"], ["accounts.id"], name=op.f(f"fk_{table}_created_by_id")),
        sa.ForeignKeyConstraint(["lifted_by_id"], ["accounts.id"], name=op.f(f"fk_{table}_lifted_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    for column in ("first_id", "second_id", "match_id"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    op.create_index(
        f"uq_{table}_standing",
        table,
        ["first_id", "second_id"],
        unique=True,
        postgresql_where=sa.text("lifted_at IS NULL"),
    )


def create_mend_requests() -> None:
    table = "mend_requests"
    op.create_table(
        table,
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("listing_id", sa.BigInteger(), nullable=False),
        sa.Column("match_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("asked_by_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", MOMENT, server_default=NOW, nullable=False),
        sa.Column("closed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listings.id"], name=op.f(f"fk_{table}_listing_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["match_id"], ["matches.id"], name=op.f(f"fk_{table}_match_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["accounts.id"], name=op.f(f"fk_{table}_asked_by_id")),
        sa.ForeignKeyConstraint(["closed_by_id"], ["accounts.id"], name=op.f(f"fk_{table}_closed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    for column in ("listing_id", "match_id"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def create_blind_reviews() -> None:
    table = "blind_reviews"
    op.create_table(
        table,
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("review_id", sa.BigInteger(), nullable=False),
        sa.Column("match_id", sa.BigInteger(), nullable=False),
        sa.Column("reviewer_id", sa.BigInteger(), nullable=True),
        sa.Column("verdict", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("settled_by_id", sa.BigInteger(), nullable=True),
        sa.Column("settled_verdict", sa.String(length=40), nullable=True),
        sa.Column("settlement", sa.Text(), server_default="", nullable=False),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, server_default=NOW, nullable=False),
        sa.CheckConstraint(verdicts("verdict"), name=op.f(f"ck_{table}_verdict")),
        sa.CheckConstraint(verdicts("settled_verdict"), name=op.f(f"ck_{table}_settled_verdict")),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=op.f(f"fk_{table}_review_id")),
        sa.ForeignKeyConstraint(["match_id"], ["matches.id"], name=op.f(f"fk_{table}_match_id")),
        sa.ForeignKeyConstraint(["reviewer_id"], ["accounts.id"], name=op.f(f"fk_{table}_reviewer_id")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["accounts.id"], name=op.f(f"fk_{table}_settled_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("review_id", name=op.f(f"uq_{table}_review_id")),
    )
    for column in ("match_id", "reviewer_id", "decided_at"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def upgrade() -> None:
    """Apply."""
    op.add_column("matches", sa.Column("parked_until", MOMENT, nullable=True))
    op.drop_constraint(op.f("ck_reviews_verdict"), "reviews")
    op.create_check_constraint(op.f("ck_reviews_verdict"), "reviews", verdicts("verdict"))
    create_claims()
    create_blocks()
    create_mend_requests()
    create_blind_reviews()


def downgrade() -> None:
    """Take back. A verdict that parked a pair was a refusal for a time before there was a word for it."""
    for table in ("blind_reviews", "mend_requests", "organization_blocks", "review_claims"):
        op.drop_table(table)
    op.execute("UPDATE reviews SET verdict = 'reject' WHERE verdict = 'park'")
    op.drop_constraint(op.f("ck_reviews_verdict"), "reviews")
    op.create_check_constraint(op.f("ck_reviews_verdict"), "reviews", verdicts("verdict", with_park=False))
    op.drop_column("matches", "parked_until")
