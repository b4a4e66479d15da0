"""Which demands a run ranks, which texts it embeds, who may ask for it."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import NotAllowed, NotFound
from marketplace.models import AuditEvent, Embedding, Kind, ListingState, MatchRun, MatchState, Role, Serving
from marketplace.services.matching.choose_demands import choose_demands
from marketplace.services.matching.embed import embed_batch
from marketplace.services.matching.show_runs import get_run, show_runs
from marketplace.services.matching.start_run import start_run
from tests.doubles import FakeEngine, RecordingQueue
from tests.factories import make_account, make_listing, make_match


def test_without_listings_all_published_demands_are_ranked(
    session: Session, engine: FakeEngine, run: MatchRun
) -> None:
    demands = [make_listing(session, Kind.DEMAND) for _ in range(2)]
    make_listing(session, Kind.DEMAND, state=ListingState.WITHDRAWN)
    make_listing(session, Kind.SUPPLY)

    chosen = choose_demands(session, run.id, [], engine=engine, top=10)

    assert chosen == [demand.id for demand in demands]


def test_with_listings_only_what_they_concern(session: Session, engine: FakeEngine, run: MatchRun) -> None:
    changed, near, elsewhere = (make_listing(session, Kind.DEMAND) for _ in range(3))
    before = make_match(session)
    decided = make_match(session, supply=before.supply, state=MatchState.REJECTED)
    engine.affected = [near.id]

    chosen = choose_demands(session, run.id, [changed.id, before.supply_id], engine=engine, top=10)

    assert chosen == [changed.id, near.id, before.demand_id]
    assert elsewhere.id not in chosen
    assert decided.demand_id not in chosen


def test_what_the_run_has_done_is_not_done_again(session: Session, engine: FakeEngine, run: MatchRun) -> None:
    done, left = make_listing(session, Kind.DEMAND), make_listing(session, Kind.DEMAND)
    session.add(Serving(demand_id=done.id, run_id=run.id, served=True, pool_size=1))
    session.flush()

    assert choose_demands(session, run.id, [], engine=engine, top=10) == [left.id]


def test_each_text_is_embedded_once_in_its_role(session: Session, engine: FakeEngine) -> None:
    make_listing(session, Kind.DEMAND, title="漏点")
    make_listing(session, Kind.SUPPLY, title="听漏仪")
    make_listing(session, Kind.SUPPLY, state=ListingState.WITHDRAWN)

    done = [embed_batch(session, engine=engine, model="fake", size=1) for _ in range(3)]

    assert done == [1, 1, 0]
    assert sorted(session.scalars(select(Embedding.role))) == ["passage", "query"]
    assert len(engine.encoded) == 2


def test_contacts_are_never_encoded(session: Session, engine: FakeEngine) -> None:
    make_listing(session, Kind.DEMAND)
    embed_batch(session, engine=engine, model="fake")
    assert all("028-8000" not in text and "@" not in text for text in engine.encoded)


def test_staff_may_start_a_run_and_watch_it(session: Session, jobs: RecordingQueue) -> None:
    staff = make_account(session, Role.STAFF)

    run_id = start_run(session, staff, jobs=jobs)

    assert jobs.refreshed == [((), "asked_for")]
    assert [run.id for run in show_runs(session, staff)] == [run_id]
    assert get_run(session, run_id).stage == "waiting"
    assert session.scalars(select(AuditEvent.action)).all() == ["match_run.start"]
    with pytest.raises(NotFound):
        get_run(session, run_id + 1)


@pytest.mark.parametrize("role", [Role.COMPANY, Role.DEMAND_OWNER, Role.AUDITOR, Role.INTEGRATOR])
def test_others_may_not(session: Session, jobs: RecordingQueue, role: Role) -> None:
    other = make_account(session, role)
    with pytest.raises(NotAllowed):
        start_run(session, other, jobs=jobs)
    with pytest.raises(NotAllowed):
        show_runs(session, other)
    assert jobs.refreshed == []
