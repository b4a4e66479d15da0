"""What follows an introduction: entries, meetings, pilots, outcomes and what may be published of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017a"
down_revision = "0010a"
branch_labels = None
depends_on = None

SIDES = ("demand", "supply")
PARTIES = (*SIDES, "both", "staff")
ENTRY_KINDS = (
    "note",
    "meeting_offered",
    "meeting_countered",
    "meeting_agreed",
    "meeting_cancelled",
    "meeting_held",
    "meeting_not_held",
    "pilot_begun",
    "pilot_changed",
    "pilot_ended",
    "outcome_claimed",
    "outcome_confirmed",
    "outcome_disputed",
    "outcome_withdrawn",
    "outcome_refused",
    "reminded",
    "parked",
    "closed",
    "reopened",
)
MEETING_STATES = ("offered", "agreed", "held", "not_held", "cancelled")
STAGES = ("intent", "signed", "delivered")
OUTCOME_STATES = ("claimed", "confirmed", "disputed", "withdrawn", "refused")
TABLES = (
    "outcome_consents",
    "outcomes",
    "pilots",
    "meeting_slots",
    "meetings",
    "follow_up_files",
    "follow_ups",
)


def number(name: str, *, empty: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=empty)


def words(name: str, *, empty: bool = False, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default=default, nullable=empty)


def code(name: str, *, empty: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=40), nullable=empty)


def moment(name: str, *, empty: bool = False) -> sa.Column[str]:
    default = None if empty else sa.text("now()")
    return sa.Column(name, sa.DateTime(timezone=True), server_default=default, nullable=empty)


def day(name: str, *, empty: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Date(), nullable=empty)


def version() -> sa.Column[int]:
    return sa.Column("version", sa.BigInteger(), server_default="1", nullable=False)


def own_id(table: str) -> tuple[sa.Column[int], sa.PrimaryKeyConstraint]:
    column = sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False)
    return column, sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))


def limited(table: str, column: str, values: tuple[str, ...]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=op.f(f"ck_{table}_{column}"))


def points(table: str, column: str, target: str, *, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete=ondelete)


def create_follow_ups() -> None:
    table = "follow_ups"
    op.create_table(
        table,
        *own_id(table),
        number("match_id"),
        code("kind"),
        code("side", empty=True),
        code("visibility"),
        day("happened_on"),
        words("text", default=""),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        words("next_step", default=""),
        code("acts_next", empty=True),
        day("due_on", empty=True),
        moment("done_at", empty=True),
        number("account_id", empty=True),
        moment("created_at"),
        limited(table, "kind", ENTRY_KINDS),
        limited(table, "side", SIDES),
        limited(table, "visibility", ("own_side", "both", "staff")),
        limited(table, "acts_next", PARTIES),
        points(table, "match_id", "matches"),
        points(table, "account_id", "accounts"),
    )
    op.create_index("ix_follow_ups_match", table, ["match_id", "happened_on"])
    op.create_table(
        "follow_up_files",
        number("follow_up_id"),
        number("file_id"),
        sa.PrimaryKeyConstraint("follow_up_id", "file_id", name=op.f("pk_follow_up_files")),
        points("follow_up_files", "follow_up_id", table, ondelete="CASCADE"),
        points("follow_up_files", "file_id", "stored_files"),
    )
    op.create_index(op.f("ix_follow_up_files_file_id"), "follow_up_files", ["file_id"])


def create_meetings() -> None:
    table = "meetings"
    op.create_table(
        table,
        *own_id(table),
        number("match_id"),
        code("state"),
        code("offered_by"),
        words("subject"),
        number("minutes"),
        words("place", default=""),
        words("link", default=""),
        moment("starts_at", empty=True),
        words("uid"),
        sa.Column("sequence", sa.BigInteger(), server_default="0", nullable=False),
        version(),
        moment("created_at"),
        moment("changed_at"),
        limited(table, "state", MEETING_STATES),
        limited(table, "offered_by", SIDES),
        points(table, "match_id", "matches"),
        sa.UniqueConstraint("uid", name=op.f("uq_meetings_uid")),
    )
    op.create_index(op.f("ix_meetings_match_id"), table, ["match_id"])
    op.create_index(
        "uq_meetings_ahead",
        table,
        ["match_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('offered', 'agreed')"),
    )
    op.create_table(
        "meeting_slots",
        *own_id("meeting_slots"),
        number("meeting_id"),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        points("meeting_slots", "meeting_id", table, ondelete="CASCADE"),
        sa.UniqueConstraint("meeting_id", "starts_at", name=op.f("uq_meeting_slots_meeting_id_starts_at")),
    )


def create_pilots() -> None:
    table = "pilots"
    op.create_table(
        table,
        *own_id(table),
        number("match_id"),
        day("starts_on"),
        day("ends_on"),
        words("place"),
        words("measures"),
        words("result", default=""),
        day("ended_on", empty=True),
        version(),
        moment("created_at"),
        points(table, "match_id", "matches"),
        sa.UniqueConstraint("match_id", name=op.f("uq_pilots_match_id")),
    )


def create_outcomes() -> None:
    table = "outcomes"
    op.create_table(
        table,
        *own_id(table),
        number("match_id"),
        code("stage"),
        code("state"),
        code("side"),
        day("happened_on"),
        sa.Column("amount_wan", sa.Numeric(14, 4), nullable=True),
        words("text", default=""),
        number("file_id", empty=True),
        words("file_sha256", empty=True),
        words("dispute", default=""),
        number("account_id"),
        number("settled_by_id", empty=True),
        moment("settled_at", empty=True),
        version(),
        moment("created_at"),
        limited(table, "stage", STAGES),
        limited(table, "state", OUTCOME_STATES),
        limited(table, "side", SIDES),
        points(table, "match_id", "matches"),
        points(table, "file_id", "stored_files"),
        points(table, "account_id", "accounts"),
        points(table, "settled_by_id", "accounts"),
    )
    for column in ("match_id", "state", "file_id"):
        op.create_index(op.f(f"ix_outcomes_{column}"), table, [column])
    op.create_index(
        "uq_outcomes_standing",
        table,
        ["match_id", "stage"],
        unique=True,
        postgresql_where=sa.text("state IN ('claimed', 'confirmed', 'disputed')"),
    )


def create_consents() -> None:
    table = "outcome_consents"
    op.create_table(
        table,
        number("outcome_id"),
        code("side"),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("shows_organization", sa.Boolean(), nullable=False),
        sa.Column("shows_amount", sa.Boolean(), nullable=False),
        number("account_id"),
        moment("changed_at"),
        sa.PrimaryKeyConstraint("outcome_id", "side", name=op.f("pk_outcome_consents")),
        limited(table, "side", SIDES),
        points(table, "outcome_id", "outcomes"),
        points(table, "account_id", "accounts"),
    )


def upgrade() -> None:
    """Apply."""
    create_follow_ups()
    create_meetings()
    create_pilots()
    create_outcomes()
    create_consents()


def downgrade() -> None:
    """Take back."""
    for table in TABLES:
        op.drop_table(table)
