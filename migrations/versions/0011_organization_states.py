"""How far organizations are verified, who manages their people, and which notices people accepted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0013"
branch_labels = None
depends_on = None

STATES = "'unverified', 'submitted', 'more_asked', 'verified', 'refused', 'suspended', 'merged'"
# Whoever has accounts already was let in by an administrator, who vouched for the organization.
VERIFY_THOSE_WITH_ACCOUNTS = """
UPDATE organizations SET state = 'verified'
WHERE id IN (SELECT organization_id FROM accounts WHERE organization_id IS NOT NULL)
"""
# The oldest active account of each: somebody must be able to bring colleagues in.
MAKE_FIRST_MANAGERS = """
UPDATE accounts SET is_manager = true
WHERE id IN (
    SELECT min(id) FROM accounts
    WHERE organization_id IS NOT NULL AND active AND role IN ('company', 'demand_owner')
    GROUP BY organization_id
)
"""


def upgrade() -> None:
    """Apply."""
    op.add_column("accounts", sa.Column("is_manager", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("accounts", sa.Column("terms_version", sa.Text(), nullable=True))
    op.add_column("accounts", sa.Column("privacy_version", sa.Text(), nullable=True))
    op.add_column("accounts", sa.Column("policies_accepted_at", sa.DateTime(timezone=True), nullable=True))
    op.alter_column("organizations", "unified_social_credit_code", existing_type=sa.Text(), nullable=True)
    op.add_column("organizations", sa.Column("claimed_code", sa.Text(), nullable=True))
    op.add_column("organizations", sa.Column("region", sa.Text(), nullable=True))
    op.add_column(
        "organizations", sa.Column("state", sa.String(40), server_default="unverified", nullable=False)
    )
    op.add_column("organizations", sa.Column("merged_into_id", sa.BigInteger(), nullable=True))
    op.create_check_constraint(op.f("ck_organizations_state"), "organizations", f"state IN ({STATES})")
    op.create_index(op.f("ix_organizations_claimed_code"), "organizations", ["claimed_code"])
    op.create_index(op.f("ix_organizations_state"), "organizations", ["state"])
    op.create_index(op.f("ix_organizations_merged_into_id"), "organizations", ["merged_into_id"])
    op.create_foreign_key(
        op.f("fk_organizations_merged_into_id"),
        "organizations",
        "organizations",
        ["merged_into_id"],
        ["id"],
    )
    op.execute(VERIFY_THOSE_WITH_ACCOUNTS)
    op.execute(MAKE_FIRST_MANAGERS)


def downgrade() -> None:
    """Take back; a code that was merely claimed stands where only proven ones will be again."""
    op.execute(
        "UPDATE organizations SET unified_social_credit_code = COALESCE(claimed_code, '') || '#' || id"
        " WHERE unified_social_credit_code IS NULL"
    )
    for column in ("merged_into_id", "state", "region", "claimed_code"):
        op.drop_column("organizations", column)
    op.alter_column("organizations", "unified_social_credit_code", existing_type=sa.Text(), nullable=False)
    for column in ("policies_accepted_at", "privacy_version", "terms_version", "is_manager"):
        op.drop_column("accounts", column)
