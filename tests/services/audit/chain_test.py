"""The hash chain: one order for all commits, and every way of tampering is found and named."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from marketplace.database import connect, session_factory, transaction
from marketplace.errors import InvalidInput, WrongState
from marketplace.models import AuditEvent, AuditLink, Role
from marketplace.models.audit_link import BEGINNING
from marketplace.services.audit.browse import TrailQuery
from marketplace.services.audit.chain import Fault, chain_head, verify_chain
from marketplace.services.audit.export import TrailFormat, export_events
from marketplace.services.audit.heads import keep_head, read_heads
from marketplace.services.audit.prune import prune_trail
from tests.doubles import MovableClock
from tests.factories import make_account

TAMPER = "SET session_replication_role = replica; "
"""What somebody with all rights over the database would do to be rid of the triggers."""


@pytest.fixture
def engine_of_own(own_url: str) -> Iterator[Engine]:
    """A database of the test's own: the chain is made when a transaction commits."""
    engine = connect(own_url)
    yield engine
    engine.dispose()


@pytest.fixture
def trail(engine_of_own: Engine) -> sessionmaker[Session]:
    """Twelve events in three transactions."""
    factory = session_factory(engine_of_own)
    for start in (0, 4, 8):
        write(factory, range(start, start + 4))
    return factory


def write(factory: sessionmaker[Session], numbers: range, **change: object) -> None:
    """Commit one event a number in one transaction."""
    with transaction(factory) as session:
        for number in numbers:
            values = {"action": "listing.publish", "entity_type": "listings", "entity_id": number}
            session.add(AuditEvent(**values | {"details": {"标题": "甲", "n": number, "x": 1.5}} | change))


def tamper(factory: sessionmaker[Session], statement: str) -> None:
    """Change the stored rows behind the triggers' back."""
    with factory() as session:
        session.connection().exec_driver_sql(TAMPER + statement)
        session.connection().exec_driver_sql("SET session_replication_role = DEFAULT")
        session.commit()


def fault(factory: sessionmaker[Session], kept: str | None = None) -> Fault | None:
    with factory() as session:
        return verify_chain(session, kept=kept).fault


def test_what_is_whole_verifies(trail: sessionmaker[Session]) -> None:
    with trail() as session:
        verdict = verify_chain(session)
        assert (verdict.links, verdict.fault) == (12, None)
        assert chain_head(session).hash == verdict.head


def test_an_empty_trail_verifies(engine_of_own: Engine) -> None:
    with session_factory(engine_of_own)() as session:
        assert verify_chain(session).fault is None
        assert chain_head(session).hash == BEGINNING


def test_writers_at_once_chain_in_one_order(engine_of_own: Engine) -> None:
    factory = session_factory(engine_of_own)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda start: write(factory, range(start, start + 5)), range(0, 200, 5)))
    with factory() as session:
        verdict = verify_chain(session)
        assert (verdict.links, verdict.position, verdict.fault) == (200, 200, None)


def test_what_is_rolled_back_leaves_no_gap(trail: sessionmaker[Session]) -> None:
    with trail() as session:
        session.add(AuditEvent(action="x", entity_type="listings", entity_id=1))
        session.flush()
        session.rollback()
    write(trail, range(1))
    with trail() as session:
        assert (verify_chain(session).links, verify_chain(session).fault) == (13, None)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_events SET actor_id = NULL, details = '{}' WHERE id = 5",
        "UPDATE audit_events SET at = at + interval '1 microsecond' WHERE id = 5",
        "UPDATE audit_events SET to_state = 'published' WHERE id = 5",
        "UPDATE audit_events SET details = details || '{\"n\": 99}' WHERE id = 5",
    ],
)
def test_a_changed_event_is_named(trail: sessionmaker[Session], change: str) -> None:
    tamper(trail, change)
    assert fault(trail) == Fault("changed", 5, 5)


def test_a_removed_event_is_named(trail: sessionmaker[Session]) -> None:
    tamper(trail, "DELETE FROM audit_events WHERE id = 5")
    assert fault(trail) == Fault("removed", 5, 5)


def test_an_event_removed_with_its_link_is_noticed(trail: sessionmaker[Session]) -> None:
    tamper(trail, "DELETE FROM audit_chain WHERE position = 5; DELETE FROM audit_events WHERE id = 5")
    assert fault(trail) == Fault("removed", 6, 6)


def test_a_reordered_event_is_named(trail: sessionmaker[Session]) -> None:
    tamper(
        trail,
        "UPDATE audit_chain SET position = -5 WHERE position = 5;"
        "UPDATE audit_chain SET position = 5 WHERE position = 6;"
        "UPDATE audit_chain SET position = 6 WHERE position = -5",
    )
    assert fault(trail) == Fault("reordered", 5, 6)


def test_an_event_added_beside_the_chain_is_named(trail: sessionmaker[Session]) -> None:
    tamper(trail, "INSERT INTO audit_events (action, entity_type, entity_id) VALUES ('x', 'listings', 1)")
    found = fault(trail)
    assert found is not None and found.what == "added"


def test_an_end_cut_off_is_found_with_a_head_kept_elsewhere(trail: sessionmaker[Session]) -> None:
    with trail() as session:
        kept = chain_head(session).hash
    write(trail, range(3))
    assert fault(trail, kept) is None
    cut = "DELETE FROM audit_chain WHERE position > 10; DELETE FROM audit_events WHERE id > 10"
    tamper(trail, cut)
    assert fault(trail) is None, "only a head kept elsewhere can tell"
    assert fault(trail, kept) == Fault("cut_off", 10, None)


def test_kept_heads_find_a_cut_off_end_even_under_new_events(
    trail: sessionmaker[Session], tmp_path: Path, clock: MovableClock
) -> None:
    heads = tmp_path / "heads"
    for _ in range(2):
        assert keep(trail, heads, clock) and not keep(trail, heads, clock)
        write(trail, range(3))
    heads.write_text(heads.read_text() + "2026-11-02T09:00:00+00:00 18 ab")  # broken off while it was written
    with trail() as session:
        assert set(read_heads(heads)) == {12, 15}
        assert verify_chain(session, heads=read_heads(heads)).fault is None
    tamper(trail, "DELETE FROM audit_chain WHERE position > 13; DELETE FROM audit_events WHERE id > 13")
    with trail() as session:
        assert verify_chain(session, heads=read_heads(heads)).fault == Fault("cut_off", 13, None)
    write(trail, range(5))
    with trail() as session:
        found = verify_chain(session, heads=read_heads(heads)).fault
        assert found is not None and (found.what, found.position) == ("rewritten", 15)
    with pytest.raises(WrongState):
        keep(trail, heads, clock)


def test_heads_of_a_beginning_that_was_let_go_are_not_missed(
    trail: sessionmaker[Session], tmp_path: Path, clock: MovableClock
) -> None:
    heads = tmp_path / "heads"
    tamper(trail, "DELETE FROM audit_chain; DELETE FROM audit_events")
    write(trail, range(3), at=clock.now() - timedelta(days=400))
    assert keep(trail, heads, clock)
    write(trail, range(3, 9), at=clock.now())
    with transaction(trail) as session:
        assert prune_trail(session, days=200, archive=BytesIO(), clock=clock) == 3
    assert keep(trail, heads, clock)
    with trail() as session:
        assert verify_chain(session, heads=read_heads(heads)).fault is None


def keep(factory: sessionmaker[Session], path: Path, clock: MovableClock) -> bool:
    """What the worker does every five minutes."""
    with transaction(factory) as session:
        return keep_head(session, path, clock=clock)


def test_the_beginning_cut_off_is_found(trail: sessionmaker[Session]) -> None:
    tamper(trail, "DELETE FROM audit_chain WHERE position < 4; DELETE FROM audit_events WHERE id < 4")
    assert fault(trail) == Fault("checkpoint", 4, 4)


def test_an_export_verifies_without_the_site(trail: sessionmaker[Session]) -> None:
    out = BytesIO()
    with transaction(trail) as session:
        auditor = make_account(session, Role.AUDITOR)
        assert export_events(session, auditor, TrailQuery(), TrailFormat.JSONL, out) == 12
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    previous = BEGINNING
    for line in lines:
        assert line["previous"] == previous
        previous = hashlib.sha256(f"{previous}\n{line['hashed_text']}".encode()).hexdigest()
        assert line["hash"] == previous
        assert json.loads(line["hashed_text"])["details"] == line["details"]
    with trail() as session:
        taken = session.scalars(select(AuditEvent).where(AuditEvent.action == "audit.exported")).one()
        assert (taken.actor_id, taken.details["items"]) == (auditor.id, 12)


def old_and_young(trail: sessionmaker[Session], clock: MovableClock) -> None:
    """Three events of long ago stand before the twelve of now."""
    tamper(
        trail,
        "DELETE FROM audit_chain; DELETE FROM audit_events",
    )
    long_ago = clock.now() - timedelta(days=400)
    write(trail, range(3), at=long_ago)
    write(trail, range(3, 9), at=clock.now())


def test_pruning_archives_records_and_stays_verifiable(
    trail: sessionmaker[Session], clock: MovableClock
) -> None:
    old_and_young(trail, clock)
    archive = BytesIO()
    with transaction(trail) as session:
        assert prune_trail(session, days=200, archive=archive, clock=clock) == 3
    lines = [json.loads(line) for line in archive.getvalue().splitlines()]
    with trail() as session:
        verdict = verify_chain(session)
        assert (verdict.links, verdict.fault) == (7, None), "six young ones and the checkpoint"
        checkpoint = session.scalars(select(AuditEvent).where(AuditEvent.action == "audit.pruned")).one()
        assert (checkpoint.details["items"], checkpoint.details["hash"]) == (3, lines[-1]["hash"])
        first = session.scalars(select(AuditLink).order_by(AuditLink.position)).first()
        assert first is not None and first.previous == lines[-1]["hash"]
    with transaction(trail) as session:
        assert prune_trail(session, days=200, archive=BytesIO(), clock=clock) == 0
    tamper(trail, "DELETE FROM audit_chain WHERE position = 4; DELETE FROM audit_events WHERE entity_id = 3")
    found = fault(trail)
    assert found is not None and found.what == "checkpoint", "no more may go than the checkpoint says"


def test_all_being_old_leaves_the_last_link(trail: sessionmaker[Session], clock: MovableClock) -> None:
    tamper(trail, "DELETE FROM audit_chain; DELETE FROM audit_events")
    write(trail, range(3), at=clock.now() - timedelta(days=400))
    with transaction(trail) as session:
        assert prune_trail(session, days=180, archive=BytesIO(), clock=clock) == 2
    assert fault(trail) is None


def test_a_trail_that_was_tampered_with_is_not_pruned(
    trail: sessionmaker[Session], clock: MovableClock
) -> None:
    old_and_young(trail, clock)
    tamper(trail, "UPDATE audit_events SET action = 'y' WHERE entity_id = 8")
    with pytest.raises(WrongState), transaction(trail) as session:
        prune_trail(session, days=200, archive=BytesIO(), clock=clock)
    with pytest.raises(InvalidInput), transaction(trail) as session:
        prune_trail(session, days=179, archive=BytesIO(), clock=clock)


def test_the_database_keeps_what_is_young_whoever_asks(trail: sessionmaker[Session]) -> None:
    for statement in (
        "DELETE FROM audit_events",
        "DELETE FROM audit_chain",
        "UPDATE audit_chain SET hash = ''",
    ):
        with trail() as session, pytest.raises(DBAPIError, match="append-only"):
            session.execute(text(statement))
    with trail() as session:
        session.execute(text("SET LOCAL jingqiao.prune_audit = 'yes'"))
        session.execute(text("DELETE FROM audit_chain"))
        with pytest.raises(DBAPIError, match="180 days"):
            session.execute(text("DELETE FROM audit_events"))
    with trail() as session:
        assert session.scalar(select(func.count(AuditEvent.id))) == 12
