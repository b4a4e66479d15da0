"""When each pair reached each step of its way."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0012"
branch_labels = None
depends_on = None

WAY = {
    "suggested_at": ("suggested",),
    "recommended_at": ("recommended",),
    "half_accepted_at": ("accepted_by_demand", "accepted_by_supply"),
    "introduced_at": ("introduced",),
    "meeting_at": ("meeting",),
    "pilot_at": ("pilot",),
    "signed_at": ("signed",),
    "delivered_at": ("delivered",),
}


def quoted(states: tuple[str, ...]) -> str:
    """The states as a list in SQL."""
    return ", ".join(repr(state) for state in states)


def fill(column: str, states: tuple[str, ...], earlier: tuple[str, ...]) -> None:
    """From the trail: the first time since the pair last stood at an earlier step; what it does not know of
    the step a pair stands at now, from the beginning of its wait."""
    back = f"AND later.to_state IN ({quoted(earlier)})" if earlier else "AND later.to_state = 'suggested'"
    op.execute(  # the names are this file's own
        f"""
        UPDATE matches SET {column} = found.moment FROM (
            SELECT event.entity_id, min(event.at) AS moment FROM audit_events AS event
            WHERE event.entity_type = 'matches' AND event.to_state IN ({quoted(states)})
              AND NOT EXISTS (
                SELECT 1 FROM audit_events AS later
                WHERE later.entity_type = 'matches' AND later.entity_id = event.entity_id
                  AND later.id > event.id {back})
            GROUP BY event.entity_id
        ) AS found WHERE found.entity_id = matches.id
        """  # noqa: S608
    )
    op.execute(
        f"UPDATE matches SET {column} = waiting_since WHERE {column} IS NULL AND state IN ({quoted(states)})"  # noqa: S608
    )


def upgrade() -> None:
    """Apply."""
    earlier: tuple[str, ...] = ()
    for column, states in WAY.items():
        op.add_column("matches", sa.Column(column, sa.DateTime(timezone=True), nullable=True))
        fill(column, states, earlier)
        earlier += states
    op.execute("UPDATE matches SET suggested_at = created_at WHERE suggested_at IS NULL")
    op.alter_column("matches", "suggested_at", nullable=False, server_default=sa.text("now()"))
    op.create_index(op.f("ix_matches_suggested_at"), "matches", ["suggested_at"])


def downgrade() -> None:
    """Take back."""
    op.drop_index(op.f("ix_matches_suggested_at"), table_name="matches")
    for column in reversed(WAY):
        op.drop_column("matches", column)
