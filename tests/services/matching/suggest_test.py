"""What a ranking does to suggestions, servings and pairs."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import (
    AuditEvent,
    Kind,
    ListingState,
    Match,
    MatchRun,
    MatchState,
    Serving,
    Suggestion,
    Verdict,
)
from marketplace.services.matching.suggest_pairs import SHOWN_WHEN_UNSERVED, suggest_pairs
from tests.doubles import FakeEngine, MovableClock
from tests.factories import make_listing, make_match
from tests.services.matching.conftest import judge

Suggests = Callable[..., None]


def test_a_new_pair_is_suggested_stored_and_audited(
    session: Session, engine: FakeEngine, clock: MovableClock, suggests: Suggests, run: MatchRun
) -> None:
    demand, supply = make_listing(session, Kind.DEMAND), make_listing(session)
    suggests(demand, supply)

    assert suggest_pairs(session, run.id, [demand.id], engine=engine, top=10, clock=clock) == 1

    match = session.scalars(select(Match)).one()
    assert (match.demand_id, match.supply_id, match.state) == (demand.id, supply.id, MatchState.SUGGESTED)
    stored = session.scalars(select(Suggestion)).one()
    assert match.suggestion_id == stored.id
    assert demand.published_version and supply.published_version
    assert stored.demand_hash == demand.published_version.content_hash
    assert stored.supply_hash == supply.published_version.content_hash
    assert stored.reasons == [{"code": "same_industry", "values": {"industry": "智慧水务"}}]
    event = session.scalars(select(AuditEvent)).one()
    assert (event.action, event.to_state, event.entity_id) == ("match.suggest", "suggested", match.id)
    serving = session.scalars(select(Serving)).one()
    assert (serving.served, serving.pool_size, serving.best_score) == (True, 40, stored.score)


def test_a_known_pair_points_at_its_new_suggestion_whatever_its_state(
    session: Session, engine: FakeEngine, clock: MovableClock, suggests: Suggests, run: MatchRun
) -> None:
    match = make_match(session, state=MatchState.RECOMMENDED)
    version, changed, old = match.version, match.updated_at, match.suggestion_id
    suggests(match.demand, match.supply)

    suggest_pairs(session, run.id, [match.demand_id], engine=engine, top=10, clock=clock)

    session.refresh(match)
    assert match.suggestion_id != old
    assert match.state is MatchState.RECOMMENDED
    assert (match.version, match.updated_at) == (version, changed)


def test_a_rejection_in_force_stays(
    session: Session, engine: FakeEngine, clock: MovableClock, suggests: Suggests, run: MatchRun
) -> None:
    match = make_match(session, state=MatchState.REJECTED)
    judge(session, match, Verdict.REJECT)
    suggests(match.demand, match.supply)

    suggest_pairs(session, run.id, [match.demand_id], engine=engine, top=10, clock=clock)

    session.refresh(match)
    assert match.state is MatchState.REJECTED
    assert session.scalars(select(Match)).all() == [match]


def test_untouched_pairs_that_fell_out_are_dropped_and_judged_ones_stay(
    session: Session, engine: FakeEngine, clock: MovableClock, suggests: Suggests, run: MatchRun
) -> None:
    demand = make_listing(session, Kind.DEMAND)
    untouched = make_match(session, demand)
    undone = make_match(session, demand)
    review = judge(session, undone, Verdict.REJECT)
    review.undone_at = review.created_at
    by_hand = make_match(session, demand)
    by_hand.origin = "staff"
    session.flush()
    fresh = make_listing(session)
    suggests(demand, fresh)
    dropped = untouched.id

    suggest_pairs(session, run.id, [demand.id], engine=engine, top=10, clock=clock)

    kept = session.scalars(select(Match).order_by(Match.id)).all()
    assert [match.supply_id for match in kept] == [undone.supply_id, by_hand.supply_id, fresh.id]
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "match.drop")).one()
    assert (event.entity_id, event.from_state, event.details["cause"]) == (dropped, "suggested", "fell_out")


def test_other_demands_are_left_alone(
    session: Session, engine: FakeEngine, clock: MovableClock, suggests: Suggests, run: MatchRun
) -> None:
    elsewhere = make_match(session)
    demand = make_listing(session, Kind.DEMAND)
    suggests(demand, make_listing(session))

    suggest_pairs(session, run.id, [demand.id], engine=engine, top=10, clock=clock)

    assert session.get(Match, elsewhere.id) is not None


def test_for_an_unserved_demand_only_the_nearest_few_are_shown(
    session: Session, engine: FakeEngine, clock: MovableClock, suggests: Suggests, run: MatchRun
) -> None:
    demand = make_listing(session, Kind.DEMAND)
    supplies = [make_listing(session) for _ in range(SHOWN_WHEN_UNSERVED + 4)]
    suggests(demand, *supplies, served=False)

    suggest_pairs(session, run.id, [demand.id], engine=engine, top=10, clock=clock)

    assert set(session.scalars(select(Match.supply_id))) == {s.id for s in supplies[:SHOWN_WHEN_UNSERVED]}
    assert session.scalars(select(Serving.served)).one() is False


def test_neither_ones_own_nor_withdrawn_supplies_are_suggested(
    session: Session, engine: FakeEngine, clock: MovableClock, suggests: Suggests, run: MatchRun
) -> None:
    demand = make_listing(session, Kind.DEMAND)
    own = make_listing(session, organization=demand.organization)
    gone = make_listing(session, state=ListingState.WITHDRAWN)
    suggests(demand, own, gone)

    assert suggest_pairs(session, run.id, [demand.id], engine=engine, top=10, clock=clock) == 0

    assert session.scalars(select(Match)).all() == []
    assert session.scalars(select(Serving.served)).one() is False


def test_the_serving_is_that_of_the_latest_run(
    session: Session, engine: FakeEngine, clock: MovableClock, suggests: Suggests, run: MatchRun
) -> None:
    demand = make_listing(session, Kind.DEMAND)
    suggests(demand, make_listing(session))
    suggest_pairs(session, run.id, [demand.id], engine=engine, top=10, clock=clock)
    later = MatchRun(reason="later")
    session.add(later)
    session.flush()
    engine.ranked.clear()

    suggest_pairs(session, later.id, [demand.id], engine=engine, top=10, clock=clock)

    serving = session.scalars(select(Serving).execution_options(populate_existing=True)).one()
    assert (serving.run_id, serving.served, serving.best_score) == (later.id, False, None)
