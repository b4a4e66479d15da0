"""Answers without an account, questions passed on, interests and invitations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0013a"
branch_labels = None
depends_on = None

QUESTION_STATES = ("asked", "returned", "relayed", "replied", "answered")


def upgrade() -> None:
    """Apply."""
    create_approaches()
    create_links()
    create_questions()
    op.add_column("answers", sa.Column("link_id", sa.BigInteger(), nullable=True))
    op.add_column("answers", sa.Column("given_by", sa.Text(), nullable=True))
    op.alter_column("answers", "account_id", existing_type=sa.BIGINT(), nullable=True)
    op.create_index(op.f("ix_answers_link_id"), "answers", ["link_id"], unique=False)
    op.create_foreign_key(op.f("fk_answers_link_id"), "answers", "answer_links", ["link_id"], ["id"])
    op.create_check_constraint(
        op.f("ck_answers_given_one_way"), "answers", "(account_id IS NULL) <> (link_id IS NULL)"
    )


def create_approaches() -> None:
    """Interests and invitations."""
    op.create_table(
        "approaches",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column(
            "side",
            sa.Enum("demand", "supply", name="side", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "recommended",
                "turned_down",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("listing_id", sa.BigInteger(), nullable=False),
        sa.Column("match_id", sa.BigInteger(), nullable=True),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("why_none", sa.Text(), server_default="", nullable=False),
        sa.Column("answer_reason", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_approaches_account_id")),
        sa.ForeignKeyConstraint(["listing_id"], ["listings.id"], name=op.f("fk_approaches_listing_id")),
        sa.ForeignKeyConstraint(["match_id"], ["matches.id"], name=op.f("fk_approaches_match_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_approaches_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approaches")),
    )
    op.create_index(op.f("ix_approaches_account_id"), "approaches", ["account_id"], unique=False)
    op.create_index(op.f("ix_approaches_created_at"), "approaches", ["created_at"], unique=False)
    op.create_index(op.f("ix_approaches_listing_id"), "approaches", ["listing_id"], unique=False)
    op.create_index(op.f("ix_approaches_match_id"), "approaches", ["match_id"], unique=False)
    op.create_index(op.f("ix_approaches_organization_id"), "approaches", ["organization_id"], unique=False)
    op.create_index(op.f("ix_approaches_state"), "approaches", ["state"], unique=False)


def create_links() -> None:
    """Links to answer without an account."""
    op.create_table(
        "answer_links",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("match_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "side",
            sa.Enum("demand", "supply", name="side", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column("review_id", sa.BigInteger(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("demand_hash", sa.Text(), nullable=False),
        sa.Column("supply_hash", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["match_id"], ["matches.id"], name=op.f("fk_answer_links_match_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_answer_links_organization_id")
        ),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=op.f("fk_answer_links_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_answer_links_token_hash")),
    )
    op.create_index("ix_answer_links_match_side", "answer_links", ["match_id", "side"], unique=False)
    op.create_index(
        op.f("ix_answer_links_organization_id"), "answer_links", ["organization_id"], unique=False
    )
    op.create_index(op.f("ix_answer_links_review_id"), "answer_links", ["review_id"], unique=False)


def create_questions() -> None:
    """Questions passed on by staff."""
    op.create_table(
        "questions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("match_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "side",
            sa.Enum("demand", "supply", name="side", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(*QUESTION_STATES, name="state", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("relayed_text", sa.Text(), nullable=True),
        sa.Column("return_reason", sa.Text(), nullable=True),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("relayed_reply", sa.Text(), nullable=True),
        sa.Column("reply_return_reason", sa.Text(), nullable=True),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("link_id", sa.BigInteger(), nullable=True),
        sa.Column("reply_account_id", sa.BigInteger(), nullable=True),
        sa.Column("reply_link_id", sa.BigInteger(), nullable=True),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_questions_account_id")),
        sa.ForeignKeyConstraint(["link_id"], ["answer_links.id"], name=op.f("fk_questions_link_id")),
        sa.ForeignKeyConstraint(["match_id"], ["matches.id"], name=op.f("fk_questions_match_id")),
        sa.ForeignKeyConstraint(
            ["reply_account_id"], ["accounts.id"], name=op.f("fk_questions_reply_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["reply_link_id"], ["answer_links.id"], name=op.f("fk_questions_reply_link_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
    )
    for column in ("account_id", "link_id", "match_id", "reply_account_id", "reply_link_id", "state"):
        op.create_index(op.f(f"ix_questions_{column}"), "questions", [column], unique=False)


def downgrade() -> None:
    """Take back. Answers given by a link then stand under an account that nobody can sign in to."""
    op.drop_constraint(op.f("ck_answers_given_one_way"), "answers", type_="check")
    op.execute(
        "INSERT INTO accounts (email, display_name, password_hash, role, active) "
        "SELECT 'answered-by-link@invalid', 'Answered by a link', '', 'company', false "
        "WHERE EXISTS (SELECT 1 FROM answers WHERE account_id IS NULL) "
        "ON CONFLICT (email) DO NOTHING"
    )
    op.execute(
        "UPDATE answers SET account_id = accounts.id FROM accounts "
        "WHERE accounts.email = 'answered-by-link@invalid' AND answers.account_id IS NULL"
    )
    op.drop_constraint(op.f("fk_answers_link_id"), "answers", type_="foreignkey")
    op.drop_index(op.f("ix_answers_link_id"), table_name="answers")
    op.alter_column("answers", "account_id", existing_type=sa.BIGINT(), nullable=False)
    op.drop_column("answers", "given_by")
    op.drop_column("answers", "link_id")
    op.drop_index(op.f("ix_questions_state"), table_name="questions")
    op.drop_index(op.f("ix_questions_reply_link_id"), table_name="questions")
    op.drop_index(op.f("ix_questions_reply_account_id"), table_name="questions")
    op.drop_index(op.f("ix_questions_match_id"), table_name="questions")
    op.drop_index(op.f("ix_questions_link_id"), table_name="questions")
    op.drop_index(op.f("ix_questions_account_id"), table_name="questions")
    op.drop_table("questions")
    op.drop_index(op.f("ix_answer_links_review_id"), table_name="answer_links")
    op.drop_index(op.f("ix_answer_links_organization_id"), table_name="answer_links")
    op.drop_index("ix_answer_links_match_side", table_name="answer_links")
    op.drop_table("answer_links")
    op.drop_index(op.f("ix_approaches_state"), table_name="approaches")
    op.drop_index(op.f("ix_approaches_organization_id"), table_name="approaches")
    op.drop_index(op.f("ix_approaches_match_id"), table_name="approaches")
    op.drop_index(op.f("ix_approaches_listing_id"), table_name="approaches")
    op.drop_index(op.f("ix_approaches_created_at"), table_name="approaches")
    op.drop_index(op.f("ix_approaches_account_id"), table_name="approaches")
    op.drop_table("approaches")
