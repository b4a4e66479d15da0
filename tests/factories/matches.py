"""Pairs with the suggestion that proposed them."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from marketplace.models import Kind, Listing, Match, MatchRun, MatchState, Suggestion
from tests.factories.listings import make_listing

SUGGESTED_AT = datetime(2026, 10, 30, 9, 0, tzinfo=UTC)


def make_match(
    session: Session,
    demand: Listing | None = None,
    supply: Listing | None = None,
    state: MatchState = MatchState.SUGGESTED,
    rank: int = 1,
    score: float = 0.8,
) -> Match:
    """A pair as the engine leaves it, in the state asked for."""
    demand = demand or make_listing(session, Kind.DEMAND)
    supply = supply or make_listing(session, Kind.SUPPLY)
    assert demand.published_version and supply.published_version
    run = MatchRun(reason="test", model="fake", data_version="1", stage="done")
    session.add(run)
    session.flush()
    suggestion = Suggestion(
        run_id=run.id,
        demand_id=demand.id,
        supply_id=supply.id,
        demand_hash=demand.published_version.content_hash,
        supply_hash=supply.published_version.content_hash,
        rank=rank,
        score=score,
        probability=None,
        parts=[
            {"name": "dense", "value": 0.8, "weight": 0.6},
            {"name": "lexical", "value": 0.8, "weight": 0.4},
        ],
        shared_terms=["机器视觉"],
        reasons=[{"code": "same_industry", "values": {"industry": "智能制造"}}],
    )
    match = Match(demand=demand, supply=supply, state=state, suggestion=suggestion, suggested_at=SUGGESTED_AT)
    session.add_all([suggestion, match])
    session.flush()
    return match
