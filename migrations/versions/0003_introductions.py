"""What the two sides answered, introductions, and who saw whose contact."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# A ledger may be added to and read, never changed: not by a bug, not by a hurried administrator.
APPEND_ONLY = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;
CREATE TRIGGER disclosures_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON disclosures
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""


def run_script(script: str) -> None:
    """Run several statements, percent signs and all, as the driver's simple query."""
    driver = op.get_bind().connection.driver_connection
    assert driver is not None
    driver.execute(script.encode())


def create_answers() -> None:
    op.create_table(
        "answers",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("match_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "side",
            sa.Enum("demand", "supply", name="side", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_answers_account_id")),
        sa.ForeignKeyConstraint(["match_id"], ["matches.id"], name=op.f("fk_answers_match_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
    )
    op.create_index(op.f("ix_answers_account_id"), "answers", ["account_id"], unique=False)
    op.create_index(op.f("ix_answers_match_id"), "answers", ["match_id"], unique=False)
    op.create_index(
        "uq_answers_current",
        "answers",
        ["match_id", "side"],
        unique=True,
        postgresql_where=sa.text("revoked_at IS NULL"),
    )


def create_introductions() -> None:
    op.create_table(
        "introductions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("match_id", sa.BigInteger(), nullable=False),
        sa.Column("demand_answer_id", sa.BigInteger(), nullable=False),
        sa.Column("supply_answer_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["demand_answer_id"], ["answers.id"], name=op.f("fk_introductions_demand_answer_id")
        ),
        sa.ForeignKeyConstraint(["match_id"], ["matches.id"], name=op.f("fk_introductions_match_id")),
        sa.ForeignKeyConstraint(
            ["supply_answer_id"], ["answers.id"], name=op.f("fk_introductions_supply_answer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_introductions")),
        sa.UniqueConstraint("match_id", name=op.f("uq_introductions_match_id")),
    )


def create_disclosures() -> None:
    op.create_table(
        "disclosures",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("introduction_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("listing_id", sa.BigInteger(), nullable=False),
        sa.Column("consent_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_disclosures_account_id")),
        sa.ForeignKeyConstraint(["consent_id"], ["answers.id"], name=op.f("fk_disclosures_consent_id")),
        sa.ForeignKeyConstraint(
            ["introduction_id"], ["introductions.id"], name=op.f("fk_disclosures_introduction_id")
        ),
        sa.ForeignKeyConstraint(["listing_id"], ["listings.id"], name=op.f("fk_disclosures_listing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosures")),
    )
    op.create_index(op.f("ix_disclosures_introduction_id"), "disclosures", ["introduction_id"], unique=False)
    op.create_index(op.f("ix_disclosures_listing_id"), "disclosures", ["listing_id"], unique=False)
    op.create_index("ix_disclosures_viewer", "disclosures", ["account_id", "listing_id"], unique=False)


def upgrade() -> None:
    """Apply."""
    create_answers()
    create_introductions()
    create_disclosures()
    run_script(APPEND_ONLY)


def downgrade() -> None:
    """Take back."""
    op.drop_table("disclosures")
    op.drop_table("introductions")
    op.drop_table("answers")
    op.execute("DROP FUNCTION refuse_change()")
