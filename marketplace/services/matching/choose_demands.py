"""Which demands a run must rank anew."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from marketplace.models import Kind, Listing, ListingState, Match, MatchState, Serving
from marketplace.services.ports import MatchingEngine


def choose_demands(
    session: Session, run_id: int, listing_ids: Sequence[int], *, engine: MatchingEngine, top: int
) -> list[int]:
    """Ids of published demands, in order: all, or those that the changed listings can concern.

    These are the changed demands, those that a changed supply may newly stand high for, and those that it
    was suggested to. Demands this very run has already done are left out, so a run killed half-way goes on.
    Raises EngineUnavailable.
    """
    query = (
        select(Listing.id)
        .outerjoin(Serving, Serving.demand_id == Listing.id)
        .where(
            Listing.kind == Kind.DEMAND,
            Listing.state == ListingState.PUBLISHED,
            or_(Serving.run_id.is_(None), Serving.run_id != run_id),
        )
        .order_by(Listing.id)
    )
    if listing_ids:
        near = engine.affected_demands(_supplies(session, listing_ids), top)
        before = select(Match.demand_id).where(
            Match.supply_id.in_(listing_ids), Match.state == MatchState.SUGGESTED
        )
        query = query.where(
            or_(Listing.id.in_(listing_ids), Listing.id.in_(near), Listing.id.in_(before.scalar_subquery()))
        )
    return list(session.scalars(query))


def _supplies(session: Session, listing_ids: Sequence[int]) -> list[int]:
    query = select(Listing.id).where(Listing.id.in_(listing_ids), Listing.kind == Kind.SUPPLY)
    return list(session.scalars(query.order_by(Listing.id)))
