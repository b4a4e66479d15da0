"""flask audit and flask contacts, as an operator runs them."""

from __future__ import annotations

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from marketplace.models import Kind, ListingContact
from marketplace.models.encrypted import KEYRING
from marketplace.services.audit.record import record_event
from marketplace.settings import Settings
from tests.factories import make_listing


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=[*arguments])


@pytest.fixture
def trail(session: Session) -> None:
    """Three chained events."""
    for number in range(3):
        record_event(session, None, "listing.publish", make_listing(session, Kind.SUPPLY), number=number)
    session.commit()
    session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    session.commit()


def test_a_whole_chain_and_its_head(app: Flask, trail: None) -> None:
    whole = run(app, "audit", "verify")
    assert (whole.exit_code, "3 events hold" in whole.output) == (0, True)
    head = run(app, "audit", "head").output.split()
    assert head[0] == "3"
    assert run(app, "audit", "verify", "--head", head[1]).exit_code == 0
    cut = run(app, "audit", "verify", "--head", "f" * 64)
    assert cut.exit_code == 1 and "its end was removed" in cut.output


def test_heads_kept_beside_the_database_must_stand_in_it(app: Flask, trail: None) -> None:
    kept = app.config["SETTINGS"].audit_heads
    head = run(app, "audit", "head").output.strip()
    try:
        kept.write_text(f"2026-11-02T09:00:00+00:00 {head}\n")
        assert "1 heads that were kept stand in it" in run(app, "audit", "verify").output
        kept.write_text(f"2026-11-02T09:00:00+00:00 4 {'f' * 64}\n")
        cut = run(app, "audit", "verify")
        assert cut.exit_code == 1 and "its end was removed" in cut.output
    finally:
        kept.unlink()


def test_a_changed_event_is_named_and_the_status_is_not_zero(
    app: Flask, session: Session, trail: None
) -> None:
    session.connection().exec_driver_sql("SET LOCAL session_replication_role = replica")
    changed = session.scalar(
        text("UPDATE audit_events SET action = 'x' WHERE details ->> 'number' = '1' RETURNING id")
    )
    session.commit()
    found = run(app, "audit", "verify")
    assert found.exit_code == 1
    assert f"Event {changed} at position 2 was changed" in found.output


def test_without_a_setting_nothing_is_pruned(app: Flask, tmp_path: object) -> None:
    refused = run(app, "audit", "prune", "--archive", f"{tmp_path}/old.jsonl")
    assert refused.exit_code == 1
    assert "kept for ever" in refused.output


def test_a_new_key_is_one_and_rotation_keeps_the_contacts(
    app: Flask, session: Session, var_dir: object
) -> None:
    contact = session.get_one(ListingContact, make_listing(session, Kind.DEMAND).id)
    phone = contact.phone
    session.commit()
    key = run(app, "contacts", "new-key").output.strip()
    both = Settings(var_dir=var_dir, contact_keys=f"{key},{Settings(var_dir=var_dir).encryption_keys()[0]}")
    KEYRING.use(both.encryption_keys)
    assert run(app, "contacts", "rotate").exit_code == 0
    KEYRING.use(lambda: (key,))
    session.expire_all()
    assert contact.phone == phone
    KEYRING.use(Settings(var_dir=var_dir).encryption_keys)
