"""Links by which a contact without account looks at the other's contact, and reminders of questions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020a"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "contact_links",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("match_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "side", sa.Enum("demand", "supply", name="side", native_enum=False, length=40), nullable=False
        ),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.CheckConstraint("side IN ('demand', 'supply')", name=op.f("ck_contact_links_side")),
        sa.ForeignKeyConstraint(["match_id"], ["matches.id"], name=op.f("fk_contact_links_match_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_contact_links_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_contact_links_token_hash")),
    )
    op.create_index("ix_contact_links_match_side", "contact_links", ["match_id", "side"])
    op.create_index(op.f("ix_contact_links_organization_id"), "contact_links", ["organization_id"])
    op.add_column("disclosures", sa.Column("contact_link_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_disclosures_contact_link_id"), "disclosures", "contact_links", ["contact_link_id"], ["id"]
    )
    op.create_index(op.f("ix_disclosures_contact_link_id"), "disclosures", ["contact_link_id"])
    op.alter_column("disclosures", "account_id", existing_type=sa.BigInteger(), nullable=True)
    op.create_check_constraint(
        op.f("ck_disclosures_seen_one_way"),
        "disclosures",
        "(account_id IS NULL) <> (contact_link_id IS NULL)",
    )
    for name in ("reminded_at", "stalled_at"):
        op.add_column("questions", sa.Column(name, sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Take back: what was seen by a link has no place in the older table."""
    for name in ("stalled_at", "reminded_at"):
        op.drop_column("questions", name)
    op.drop_constraint(op.f("ck_disclosures_seen_one_way"), "disclosures", type_="check")
    op.execute("ALTER TABLE disclosures DISABLE TRIGGER USER")  # append-only otherwise
    op.execute("DELETE FROM disclosures WHERE account_id IS NULL")
    op.execute("ALTER TABLE disclosures ENABLE TRIGGER USER")
    op.alter_column("disclosures", "account_id", existing_type=sa.BigInteger(), nullable=False)
    op.drop_column("disclosures", "contact_link_id")
    op.drop_table("contact_links")
