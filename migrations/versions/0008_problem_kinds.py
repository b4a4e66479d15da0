"""Kinds of problem added on the site, and which kinds each listing recalls."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# The engine learns of kinds by this channel. A trigger, so that no code path forgets to tell it.
ANNOUNCE_KINDS = """
CREATE FUNCTION announce_kind() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM pg_notify('kinds_changed', OLD.id::text);
    ELSE
        PERFORM pg_notify('kinds_changed', NEW.id::text);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER problem_kinds_announce
    AFTER INSERT OR DELETE OR UPDATE ON problem_kinds
    FOR EACH ROW EXECUTE FUNCTION announce_kind();
"""


def run_script(script: str) -> None:
    """Run several statements as the driver's simple query."""
    driver = op.get_bind().connection.driver_connection
    assert driver is not None
    driver.execute(script.encode())


def create_problem_kinds() -> None:
    moment = sa.DateTime(timezone=True)
    json = postgresql.JSONB(astext_type=sa.Text())
    op.create_table(
        "problem_kinds",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("sector", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), server_default="", nullable=False),
        sa.Column("demands", json, server_default="[]", nullable=False),
        sa.Column("supplies", json, server_default="[]", nullable=False),
        sa.Column("lookalikes", json, server_default="[]", nullable=False),
        sa.Column("technologies", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("requires", json, server_default="{}", nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("match_id", sa.BigInteger(), nullable=True),
        sa.Column("author_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", moment, server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", moment, server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("state IN ('draft', 'active', 'retired')", name=op.f("ck_problem_kinds_state")),
        sa.CheckConstraint("source IN ('staff', 'verdict')", name=op.f("ck_problem_kinds_source")),
        sa.ForeignKeyConstraint(
            ["match_id"], ["matches.id"], name=op.f("fk_problem_kinds_match_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["author_id"], ["accounts.id"], name=op.f("fk_problem_kinds_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problem_kinds")),
        sa.UniqueConstraint("match_id", name=op.f("uq_problem_kinds_match_id")),
    )
    op.create_index(op.f("ix_problem_kinds_state"), "problem_kinds", ["state"])
    op.create_index(
        "uq_problem_kinds_sector_name",
        "problem_kinds",
        ["sector", "name"],
        unique=True,
        postgresql_where=sa.text("state <> 'retired'"),
    )


def create_recalled_kinds() -> None:
    op.create_table(
        "recalled_kinds",
        sa.Column("listing_id", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("similarity", sa.Float(), nullable=False),
        sa.Column("share", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listings.id"], name=op.f("fk_recalled_kinds_listing_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("listing_id", "place", name=op.f("pk_recalled_kinds")),
    )
    op.create_index(op.f("ix_recalled_kinds_kind"), "recalled_kinds", ["kind"])


def upgrade() -> None:
    """Apply."""
    create_problem_kinds()
    create_recalled_kinds()
    run_script(ANNOUNCE_KINDS)


def downgrade() -> None:
    """Take back."""
    op.drop_table("recalled_kinds")
    op.drop_table("problem_kinds")
    op.execute("DROP FUNCTION announce_kind()")
