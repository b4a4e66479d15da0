"""Writing listings on the site: drafts, submissions with comments, attachments, terms."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013a"
down_revision = "0016b"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
STATES = "'waiting', 'published', 'changes_requested', 'replaced', 'taken_back'"

# What was public before listings had terms is asked about in the way of the rest, in no less than a month.
FIRST_TERMS = """
UPDATE listings AS listing
SET expires_on = greatest(
    current_date + 30,
    least(coalesce(version.deadline, 'infinity'), (listing.published_at + interval '365 days')::date)
)
FROM listing_versions AS version
WHERE version.id = listing.published_version_id
  AND listing.state = 'published'
  AND listing.published_at IS NOT NULL
"""


def create_drafts() -> None:
    op.create_table(
        "listing_drafts",
        sa.Column("listing_id", sa.BigInteger(), nullable=False),
        sa.Column("base_number", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("fields", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("attachment_ids", sa.ARRAY(sa.BigInteger()), server_default="{}", nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("saved_by_id", sa.BigInteger(), nullable=True),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listings.id"], name=op.f("fk_listing_drafts_listing_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["saved_by_id"], ["accounts.id"], name=op.f("fk_listing_drafts_saved_by_id")),
        sa.PrimaryKeyConstraint("listing_id", name=op.f("pk_listing_drafts")),
    )


def create_submissions() -> None:
    op.create_table(
        "listing_submissions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("listing_id", sa.BigInteger(), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("submitted_by_id", sa.BigInteger(), nullable=True),
        sa.Column("submitted_at", MOMENT, nullable=False),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_listing_submissions_state")),
        sa.ForeignKeyConstraint(
            ["listing_id"],
            ["listings.id"],
            name=op.f("fk_listing_submissions_listing_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["listing_versions.id"],
            name=op.f("fk_listing_submissions_version_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["accounts.id"], name=op.f("fk_listing_submissions_submitted_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["accounts.id"], name=op.f("fk_listing_submissions_decided_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing_submissions")),
        sa.UniqueConstraint("version_id", name=op.f("uq_listing_submissions_version_id")),
    )
    op.create_index(op.f("ix_listing_submissions_listing_id"), "listing_submissions", ["listing_id"])
    op.create_index(op.f("ix_listing_submissions_state"), "listing_submissions", ["state"])


def create_comments() -> None:
    op.create_table(
        "listing_comments",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("submission_id", sa.BigInteger(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("resolved_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["listing_submissions.id"],
            name=op.f("fk_listing_comments_submission_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing_comments")),
    )
    op.create_index(op.f("ix_listing_comments_submission_id"), "listing_comments", ["submission_id"])


def create_attachments() -> None:
    op.create_table(
        "listing_attachments",
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["listing_versions.id"],
            name=op.f("fk_listing_attachments_version_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_files.id"], name=op.f("fk_listing_attachments_file_id")
        ),
        sa.PrimaryKeyConstraint("version_id", "file_id", name=op.f("pk_listing_attachments")),
    )
    op.create_index(op.f("ix_listing_attachments_file_id"), "listing_attachments", ["file_id"])


def upgrade() -> None:
    """Apply."""
    op.execute("CREATE SEQUENCE listing_codes")
    op.add_column("listings", sa.Column("expires_on", sa.Date(), nullable=True))
    op.add_column("listings", sa.Column("reminders", sa.BigInteger(), server_default="0", nullable=False))
    op.create_index(op.f("ix_listings_expires_on"), "listings", ["expires_on"])
    op.execute(FIRST_TERMS)
    create_drafts()
    create_submissions()
    create_comments()
    create_attachments()


def downgrade() -> None:
    """Take back."""
    for table in ("listing_attachments", "listing_comments", "listing_submissions", "listing_drafts"):
        op.drop_table(table)
    op.drop_index(op.f("ix_listings_expires_on"), "listings")
    op.drop_column("listings", "reminders")
    op.drop_column("listings", "expires_on")
    op.execute("DROP SEQUENCE listing_codes")
