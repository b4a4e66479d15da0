"""Organizations, accounts, listings with their versions and contacts, and the lists released of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# The engine follows published listings by this channel. A trigger, so that no code path forgets to tell it.
ANNOUNCE_LISTINGS = """
CREATE FUNCTION announce_listing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM pg_notify('listings_changed', OLD.id::text);
    ELSE
        PERFORM pg_notify('listings_changed', NEW.id::text);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER listings_announce
    AFTER INSERT OR DELETE OR UPDATE OF state, published_version_id, organization_id, kind ON listings
    FOR EACH ROW EXECUTE FUNCTION announce_listing();
"""


def run_script(script: str) -> None:
    """Run several statements, percent signs and all, as the driver's simple query."""
    driver = op.get_bind().connection.driver_connection
    assert driver is not None
    driver.execute(script.encode())


def create_organizations() -> None:
    op.create_table(
        "organizations",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("organization_type", sa.Text(), nullable=False),
        sa.Column("unified_social_credit_code", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organizations")),
        sa.UniqueConstraint(
            "unified_social_credit_code", name=op.f("uq_organizations_unified_social_credit_code")
        ),
    )
    op.create_index(op.f("ix_organizations_name"), "organizations", ["name"], unique=False)


def create_accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "company",
                "demand_owner",
                "staff",
                "administrator",
                "auditor",
                "integrator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("organization_id", sa.BigInteger(), nullable=True),
        sa.Column("language", sa.Text(), server_default="zh_Hans_CN", nullable=False),
        sa.Column("active", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("session_key", sa.Text(), server_default="", nullable=False),
        sa.Column("last_signed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_accounts_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("email", name=op.f("uq_accounts_email")),
    )
    op.create_index(op.f("ix_accounts_organization_id"), "accounts", ["organization_id"], unique=False)


def create_listings() -> None:
    op.create_table(
        "listings",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("demand", "supply", name="kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "changes_requested",
                "published",
                "withdrawn",
                "expired",
                "fulfilled",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column("published_version_id", sa.BigInteger(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_listings_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listings")),
        sa.UniqueConstraint("code", name=op.f("uq_listings_code")),
    )
    op.create_index(op.f("ix_listings_kind"), "listings", ["kind"], unique=False)
    op.create_index(op.f("ix_listings_organization_id"), "listings", ["organization_id"], unique=False)
    op.create_index(
        op.f("ix_listings_published_version_id"), "listings", ["published_version_id"], unique=False
    )
    op.create_index(op.f("ix_listings_state"), "listings", ["state"], unique=False)


def create_listing_versions() -> None:
    op.create_table(
        "listing_versions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("listing_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("industry", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("technologies", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column(
            "maturity",
            sa.Enum(
                "概念验证",
                "样机",
                "试点应用",
                "规模化应用",
                name="maturity",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("budget_wan", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("cooperation", sa.Text(), server_default="", nullable=False),
        sa.Column("cases", sa.Text(), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("created_by_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["accounts.id"], name=op.f("fk_listing_versions_created_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listings.id"], name=op.f("fk_listing_versions_listing_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing_versions")),
        sa.UniqueConstraint("listing_id", "number", name=op.f("uq_listing_versions_listing_id_number")),
    )
    op.create_index(
        op.f("ix_listing_versions_content_hash"), "listing_versions", ["content_hash"], unique=False
    )
    op.create_index(op.f("ix_listing_versions_industry"), "listing_versions", ["industry"], unique=False)
    op.create_index(op.f("ix_listing_versions_listing_id"), "listing_versions", ["listing_id"], unique=False)
    op.create_index(op.f("ix_listing_versions_region"), "listing_versions", ["region"], unique=False)


def create_listing_contacts() -> None:
    op.create_table(
        "listing_contacts",
        sa.Column("listing_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listings.id"], name=op.f("fk_listing_contacts_listing_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("listing_id", name=op.f("pk_listing_contacts")),
    )


def create_opportunity_lists() -> None:
    op.create_table(
        "opportunity_lists",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("released_on", sa.Date(), nullable=False),
        sa.Column("created_by_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["accounts.id"], name=op.f("fk_opportunity_lists_created_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opportunity_lists")),
        sa.UniqueConstraint("slug", name=op.f("uq_opportunity_lists_slug")),
    )


def create_opportunity_list_items() -> None:
    op.create_table(
        "opportunity_list_items",
        sa.Column("opportunity_list_id", sa.BigInteger(), nullable=False),
        sa.Column("listing_version_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_version_id"],
            ["listing_versions.id"],
            name=op.f("fk_opportunity_list_items_listing_version_id"),
        ),
        sa.ForeignKeyConstraint(
            ["opportunity_list_id"],
            ["opportunity_lists.id"],
            name=op.f("fk_opportunity_list_items_opportunity_list_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "opportunity_list_id", "listing_version_id", name=op.f("pk_opportunity_list_items")
        ),
        sa.UniqueConstraint(
            "opportunity_list_id",
            "position",
            name=op.f("uq_opportunity_list_items_opportunity_list_id_position"),
        ),
    )
    op.create_index(
        op.f("ix_opportunity_list_items_listing_version_id"),
        "opportunity_list_items",
        ["listing_version_id"],
        unique=False,
    )


def upgrade() -> None:
    """Apply."""
    op.execute("CREATE EXTENSION IF NOT EXISTS vector")
    create_organizations()
    create_accounts()
    create_listings()
    create_listing_versions()
    create_listing_contacts()
    create_opportunity_lists()
    create_opportunity_list_items()
    op.create_foreign_key(
        "fk_listings_published_version_id", "listings", "listing_versions", ["published_version_id"], ["id"]
    )
    run_script(ANNOUNCE_LISTINGS)


def downgrade() -> None:
    """Take back."""
    op.drop_constraint("fk_listings_published_version_id", "listings", type_="foreignkey")
    op.drop_table("opportunity_list_items")
    op.drop_table("opportunity_lists")
    op.drop_table("listing_contacts")
    op.drop_table("listing_versions")
    op.drop_table("listings")
    op.drop_table("accounts")
    op.drop_table("organizations")
    op.execute("DROP FUNCTION announce_listing()")
    op.execute("DROP EXTENSION vector")
