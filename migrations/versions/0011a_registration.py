"""Registration: confirmed mails, invitations of colleagues, requests to be verified."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011a"
down_revision = "0017a"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ROLES = "'company', 'demand_owner', 'staff', 'administrator', 'auditor', 'integrator'"


def create_mail_confirmations() -> None:
    op.create_table(
        "mail_confirmations",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_confirmations")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_mail_confirmations_token_hash")),
    )
    op.create_index(op.f("ix_mail_confirmations_expires_at"), "mail_confirmations", ["expires_at"])


def create_invitations() -> None:
    op.create_table(
        "invitations",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organization_id", sa.BigInteger(), nullable=True),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("is_manager", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("state", sa.String(40), server_default="sent", nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("times_sent", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("invited_by_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.CheckConstraint(f"role IN ({ROLES})", name=op.f("ck_invitations_role")),
        sa.CheckConstraint("state IN ('sent', 'accepted', 'revoked')", name=op.f("ck_invitations_state")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_invitations_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["invited_by_id"], ["accounts.id"], name=op.f("fk_invitations_invited_by_id")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_invitations_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitations_token_hash")),
    )
    for column in ("organization_id", "invited_by_id", "account_id"):
        op.create_index(op.f(f"ix_invitations_{column}"), "invitations", [column])


def create_verifications() -> None:
    op.create_table(
        "verifications",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column("submitted_by_id", sa.BigInteger(), nullable=False),
        sa.Column("submitted_at", MOMENT, nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("decision", sa.String(40), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "decision IN ('approved', 'more_asked', 'refused')", name=op.f("ck_verifications_decision")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_verifications_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["accounts.id"], name=op.f("fk_verifications_submitted_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["accounts.id"], name=op.f("fk_verifications_decided_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verifications")),
    )
    for column in ("organization_id", "submitted_by_id", "decided_by_id", "decided_at"):
        op.create_index(op.f(f"ix_verifications_{column}"), "verifications", [column])


def upgrade() -> None:
    """Apply."""
    create_mail_confirmations()
    create_invitations()
    create_verifications()


def downgrade() -> None:
    """Take back."""
    op.drop_table("verifications")
    op.drop_table("invitations")
    op.drop_table("mail_confirmations")
