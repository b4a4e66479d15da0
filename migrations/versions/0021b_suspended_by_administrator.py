"""Whom an administrator keeps out, apart from whom a manager does."""

from __future__ import annotations

from alembic import op

revision = "0021b"
down_revision = "0021a"
branch_labels = None
depends_on = None

CHECK = "ck_accounts_suspended_for"


def upgrade() -> None:
    """Apply. The trail tells who put out those that are out now."""
    op.drop_constraint(op.f(CHECK), "accounts")
    op.create_check_constraint(
        op.f(CHECK), "accounts", "suspended_for IN ('idle', 'unconfirmed', 'administrator')"
    )
    op.execute(
        """
        UPDATE accounts SET suspended_for = 'administrator'
        FROM audit_events AS event JOIN accounts AS actor ON actor.id = event.actor_id
        WHERE NOT accounts.active AND accounts.suspended_for IS NULL
          AND event.entity_type = 'accounts' AND event.entity_id = accounts.id
          AND event.action = 'account.deactivated' AND actor.role = 'administrator'
          AND NOT EXISTS (
            SELECT 1 FROM audit_events AS later
            WHERE later.entity_type = 'accounts' AND later.entity_id = accounts.id
              AND later.id > event.id AND later.to_state IN ('active', 'inactive'))
        """
    )


def downgrade() -> None:
    """Take back. They stay out: the earlier version knows that as deactivated."""
    op.execute("UPDATE accounts SET suspended_for = NULL WHERE suspended_for = 'administrator'")
    op.drop_constraint(op.f(CHECK), "accounts")
    op.create_check_constraint(op.f(CHECK), "accounts", "suspended_for IN ('idle', 'unconfirmed')")
