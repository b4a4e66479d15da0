"""What people are told of, mail on its way out, and saved searches."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0011"
branch_labels = None
depends_on = None


moment = sa.DateTime(timezone=True)


def create_mails() -> None:
    op.create_table(
        "mails",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("listing_id", sa.BigInteger(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("digest_day", sa.Date(), nullable=True),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column("match_id", sa.BigInteger(), nullable=True),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), server_default="", nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("html", sa.Text(), nullable=True),
        sa.Column("attempts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("next_try_at", moment, nullable=False),
        sa.Column("claimed_at", moment, nullable=True),
        sa.Column("handed_over_at", moment, nullable=True),
        sa.Column("finished_at", moment, nullable=True),
        sa.Column("error", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.CheckConstraint("kind IN ('at_once', 'digest', 'direct')", name=op.f("ck_mails_kind")),
        sa.CheckConstraint(
            "state IN ('queued', 'sending', 'sent', 'captured', 'failed', 'uncertain', 'bounced',"
            " 'cancelled')",
            name=op.f("ck_mails_state"),
        ),
        sa.CheckConstraint(
            "num_nonnulls(account_id, listing_id, address) = 1", name=op.f("ck_mails_one_reader")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_mails_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listings.id"], name=op.f("fk_mails_listing_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["match_id"], ["matches.id"], name=op.f("fk_mails_match_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mails")),
        sa.UniqueConstraint("account_id", "digest_day", name=op.f("uq_mails_account_id_digest_day")),
        sa.UniqueConstraint("message_id", name=op.f("uq_mails_message_id")),
    )


def create_choices() -> None:
    op.create_table(
        "contact_stops",
        sa.Column("listing_id", sa.BigInteger(), nullable=False),
        sa.Column("stopped_at", moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listings.id"], name=op.f("fk_contact_stops_listing_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("listing_id", name=op.f("pk_contact_stops")),
    )
    op.create_table(
        "notification_preferences",
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("topic_group", sa.String(length=40), nullable=False),
        sa.Column("pace", sa.String(length=40), nullable=False),
        sa.Column("changed_at", moment, nullable=False),
        sa.CheckConstraint(
            "topic_group IN ('pairs', 'reminders', 'listings', 'saved_searches', 'duties', 'account')",
            name=op.f("ck_notification_preferences_topic_group"),
        ),
        sa.CheckConstraint(
            "pace IN ('at_once', 'daily', 'never')", name=op.f("ck_notification_preferences_pace")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_notification_preferences_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", "topic_group", name=op.f("pk_notification_preferences")),
    )


def create_notifications() -> None:
    op.create_table(
        "notifications",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("match_id", sa.BigInteger(), nullable=True),
        sa.Column("listing_id", sa.BigInteger(), nullable=True),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("pace", sa.String(length=40), nullable=False),
        sa.Column("mail_id", sa.BigInteger(), nullable=True),
        sa.Column("read_at", moment, nullable=True),
        sa.Column("created_at", moment, nullable=False),
        sa.CheckConstraint("pace IN ('at_once', 'daily', 'never')", name=op.f("ck_notifications_pace")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_notifications_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listings.id"], name=op.f("fk_notifications_listing_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["mail_id"], ["mails.id"], name=op.f("fk_notifications_mail_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["match_id"], ["matches.id"], name=op.f("fk_notifications_match_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
    )


def add_indexes() -> None:
    op.create_index(op.f("ix_mails_listing_id"), "mails", ["listing_id"])
    op.create_index(op.f("ix_mails_match_id"), "mails", ["match_id"])
    op.create_index("ix_mails_state", "mails", ["state", "next_try_at"])
    op.create_index("ix_notifications_account", "notifications", ["account_id", "id"])
    op.create_index(op.f("ix_notifications_listing_id"), "notifications", ["listing_id"])
    op.create_index(op.f("ix_notifications_mail_id"), "notifications", ["mail_id"])
    op.create_index(op.f("ix_notifications_match_id"), "notifications", ["match_id"])
    op.create_index(
        "ix_notifications_to_mail",
        "notifications",
        ["pace", "account_id"],
        postgresql_where=sa.text("mail_id IS NULL AND pace <> 'never'"),
    )
    op.create_index(
        "ix_notifications_unread",
        "notifications",
        ["account_id"],
        postgresql_where=sa.text("read_at IS NULL"),
    )


def create_saved_searches() -> None:
    op.create_table(
        "saved_searches",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_saved_searches_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_searches")),
    )
    op.create_index(op.f("ix_saved_searches_account_id"), "saved_searches", ["account_id"])
    op.create_table(
        "saved_search_finds",
        sa.Column("search_id", sa.BigInteger(), nullable=False),
        sa.Column("listing_id", sa.BigInteger(), nullable=False),
        sa.Column("notification_id", sa.BigInteger(), nullable=True),
        sa.Column("found_at", moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listings.id"], name=op.f("fk_saved_search_finds_listing_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["notification_id"],
            ["notifications.id"],
            name=op.f("fk_saved_search_finds_notification_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["search_id"],
            ["saved_searches.id"],
            name=op.f("fk_saved_search_finds_search_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("search_id", "listing_id", name=op.f("pk_saved_search_finds")),
    )
    op.create_index(op.f("ix_saved_search_finds_listing_id"), "saved_search_finds", ["listing_id"])
    op.create_index(op.f("ix_saved_search_finds_notification_id"), "saved_search_finds", ["notification_id"])


def upgrade() -> None:
    """Apply."""
    create_mails()
    create_choices()
    create_notifications()
    add_indexes()
    create_saved_searches()


def downgrade() -> None:
    """Take back."""
    for table in (
        "saved_search_finds",
        "saved_searches",
        "notification_preferences",
        "notifications",
        "contact_stops",
        "mails",
    ):
        op.drop_table(table)
