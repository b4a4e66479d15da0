"""Take suggestions that nobody has touched out of the queue."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.elements import ColumnElement

from marketplace.models import Approach, FollowUp, Listing, ListingState, Match, MatchState, Review
from marketplace.services.audit.record import record_event

ENGINE = "engine"


def drop_unpublished(session: Session) -> int:
    """Drop untouched suggestions of which a side is no longer published; how many."""
    demand, supply = aliased(Listing), aliased(Listing)
    gone = (
        select(Match.id)
        .join(demand, demand.id == Match.demand_id)
        .join(supply, supply.id == Match.supply_id)
        .where(or_(demand.state != ListingState.PUBLISHED, supply.state != ListingState.PUBLISHED))
    )
    return drop_untouched(session, Match.id.in_(gone.scalar_subquery()), "unpublished")


def drop_untouched(session: Session, which: ColumnElement[bool], cause: str) -> int:
    """Delete the engine's own suggestions among `which` never reviewed, pinned nor asked for; how many.

    A pair that somebody judged, even if the verdict was undone since, stays with its history; so does one
    that staff parked or wrote a note on.
    """
    asked_for = select(Approach.match_id).where(Approach.match_id == Match.id).exists()
    reviewed = select(Review.match_id).where(Review.match_id == Match.id).exists()
    noted = select(FollowUp.match_id).where(FollowUp.match_id == Match.id).exists()
    query = (
        select(Match)
        .where(
            which,
            Match.state == MatchState.SUGGESTED,
            Match.origin == ENGINE,
            Match.pinned_at.is_(None),
            ~reviewed,
            ~asked_for,
            ~noted,
        )
        .order_by(Match.id)
        .with_for_update(of=Match)
    )
    dropped = session.scalars(query).all()
    for match in dropped:
        record_event(
            session,
            None,
            "match.drop",
            match,
            from_state=match.state.value,
            cause=cause,
            demand_id=match.demand_id,
            supply_id=match.supply_id,
        )
        session.delete(match)
    return len(dropped)
