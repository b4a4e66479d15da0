"""The trail is hash-chained in the order of commits, and old segments leave it only in one recorded way."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016a"
down_revision = "0010"
branch_labels = None
depends_on = None

# What is hashed: every field of the event as JSON, the keys in PostgreSQL's own fixed order. An account is
# its number, so that what is hashed names nobody. The hash: sha256(previous hash, newline, this text), hex.
CANONICAL_TEXT = """
CREATE FUNCTION audit_event_text(event audit_events) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'id', event.id,
        'at', to_char(event.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        'actor_id', event.actor_id,
        'action', event.action,
        'entity_type', event.entity_type,
        'entity_id', event.entity_id,
        'from_state', event.from_state,
        'to_state', event.to_state,
        'details', event.details
    )::text
$$;
CREATE FUNCTION chain_audit_event(event audit_events) RETURNS void LANGUAGE plpgsql AS $$
DECLARE last record;
BEGIN
    SELECT position, hash INTO last FROM audit_chain ORDER BY position DESC LIMIT 1;
    INSERT INTO audit_chain (position, event_id, previous, hash) VALUES (
        coalesce(last.position, 0) + 1,
        event.id,
        coalesce(last.hash, repeat('0', 64)),
        encode(sha256(convert_to(
            coalesce(last.hash, repeat('0', 64)) || chr(10) || audit_event_text(event), 'UTF8'
        )), 'hex')
    );
END $$;
"""

# Deferred: the lock that gives all transactions one order is held from the first event's turn at commit to
# the end of that commit, not through the minutes that an import may take.
CHAIN_AT_COMMIT = """
CREATE FUNCTION chain_at_commit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(7211043);
    PERFORM chain_audit_event(NEW);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER audit_events_chained AFTER INSERT ON audit_events
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION chain_at_commit();
"""

CHAIN_WHAT_THERE_IS = """
DO $$
DECLARE event audit_events;
BEGIN
    FOR event IN SELECT * FROM audit_events ORDER BY id LOOP
        PERFORM chain_audit_event(event);
    END LOOP;
END $$;
"""

# Deleting is refused but for rows of more than 180 days, in a transaction that says it prunes the trail.
LETTING_GO = """
CREATE FUNCTION refuse_early_removal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(current_setting('jingqiao.prune_audit', true), '') <> 'yes' THEN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
    END IF;
    IF TG_TABLE_NAME = 'audit_events' THEN
        IF OLD.at > now() - interval '180 days' THEN
            RAISE EXCEPTION 'audit_events is append-only: events are kept for at least 180 days';
        END IF;
    END IF;
    RETURN OLD;
END $$;
DROP TRIGGER audit_events_append_only ON audit_events;
CREATE TRIGGER audit_events_append_only BEFORE UPDATE OR TRUNCATE ON audit_events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_events_removal BEFORE DELETE ON audit_events
    FOR EACH ROW EXECUTE FUNCTION refuse_early_removal();
CREATE TRIGGER audit_chain_append_only BEFORE UPDATE OR TRUNCATE ON audit_chain
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_chain_removal BEFORE DELETE ON audit_chain
    FOR EACH ROW EXECUTE FUNCTION refuse_early_removal();
"""

AS_BEFORE = """
DROP TRIGGER audit_events_chained ON audit_events;
DROP TRIGGER audit_events_removal ON audit_events;
DROP TRIGGER audit_events_append_only ON audit_events;
CREATE TRIGGER audit_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""


def run_script(script: str) -> None:
    """Run several statements as the driver's simple query."""
    driver = op.get_bind().connection.driver_connection
    assert driver is not None
    driver.execute(script.encode())


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "audit_chain",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["audit_events.id"], name=op.f("fk_audit_chain_event_id")),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_audit_chain")),
        sa.UniqueConstraint("event_id", name=op.f("uq_audit_chain_event_id")),
    )
    for script in (CANONICAL_TEXT, CHAIN_WHAT_THERE_IS, CHAIN_AT_COMMIT, LETTING_GO):
        run_script(script)


def downgrade() -> None:
    """Take back."""
    run_script(AS_BEFORE)
    op.execute("DROP FUNCTION chain_at_commit()")
    op.execute("DROP FUNCTION chain_audit_event(audit_events)")
    op.execute("DROP FUNCTION audit_event_text(audit_events)")
    op.drop_table("audit_chain")
    op.execute("DROP FUNCTION refuse_early_removal()")
