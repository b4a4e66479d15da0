"""The review queue: demands with pairs to review, and demands that nothing fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session, aliased

from marketplace.models import Kind, Listing, ListingState, Match, MatchState, Serving, Suggestion
from marketplace.permissions import Actor, Permission, require
from marketplace.services.reviews.sequence import best_scores, both_public


@dataclass(frozen=True)
class DemandRow:
    """A demand in the queue: pairs waiting, the best score (0-1), waiting since, served by the latest run."""

    listing: Listing
    waiting: int
    best: float
    since: datetime
    served: bool | None
    first_match_id: int


@dataclass(frozen=True)
class UnservedRow:
    """A published demand that nothing fits; `looked_at` is None when no run has looked at it yet.

    `nearest` is the code of the supply that came nearest, None when none was suggested.
    """

    listing: Listing
    looked_at: datetime | None
    best: float | None
    pool_size: int | None
    nearest: str | None


def list_demands(session: Session, actor: Actor) -> list[DemandRow]:
    """Demands with pairs to review, in the order of the queue. Raises NotAllowed."""
    require(actor, Permission.REVIEW_MATCHES)
    demand, supply = aliased(Listing), aliased(Listing)
    best = best_scores()
    waiting = (
        select(
            Match.demand_id,
            func.count().label("waiting"),
            func.min(Match.created_at).label("since"),
            func.array_agg(aggregate_order_by(Match.id, Suggestion.rank, Match.id)).label("ids"),
        )
        .join(demand, demand.id == Match.demand_id)
        .join(supply, supply.id == Match.supply_id)
        .outerjoin(Suggestion, Suggestion.id == Match.suggestion_id)
        .where(Match.state == MatchState.SUGGESTED, both_public(demand, supply))
        .group_by(Match.demand_id)
        .subquery()
    )
    rows = session.execute(
        select(Listing, waiting.c.waiting, best.c.best, waiting.c.since, Serving.served, waiting.c.ids[1])
        .join(waiting, waiting.c.demand_id == Listing.id)
        .join(best, best.c.demand_id == Listing.id)
        .outerjoin(Serving, Serving.demand_id == Listing.id)
        .order_by(best.c.best.desc(), Listing.id)
    )
    return [DemandRow(*row) for row in rows]


def list_unserved(session: Session, actor: Actor) -> Sequence[UnservedRow]:
    """Published demands without a fit: first those a run found none for, then those no run has seen.

    Raises NotAllowed.
    """
    require(actor, Permission.REVIEW_MATCHES)
    order = (Serving.created_at.is_(None), Serving.best_score.desc().nulls_last(), Listing.id)
    return [UnservedRow(*row) for row in session.execute(_unserved().order_by(*order))]


def read_unserved(session: Session, actor: Actor, listing: Listing) -> UnservedRow | None:
    """How one demand stands among the unserved; None when it is not one of them. Raises NotAllowed."""
    require(actor, Permission.REVIEW_MATCHES)
    row = session.execute(_unserved().where(Listing.id == listing.id)).one_or_none()
    return UnservedRow(*row) if row is not None else None


def _unserved() -> Select[Listing, datetime | None, float | None, int | None, str | None]:
    supply = aliased(Listing)
    has_pairs = select(Match.id).where(Match.demand_id == Listing.id).exists()
    nearest = (
        select(supply.code)
        .join(Match, Match.supply_id == supply.id)
        .join(Suggestion, Suggestion.id == Match.suggestion_id)
        .where(Match.demand_id == Listing.id, supply.state == ListingState.PUBLISHED)
        .order_by(Suggestion.score.desc(), Match.id)
        .limit(1)
        .correlate(Listing)
        .scalar_subquery()
    )
    return (
        select(Listing, Serving.created_at, Serving.best_score, Serving.pool_size, nearest)
        .outerjoin(Serving, Serving.demand_id == Listing.id)
        .where(Listing.kind == Kind.DEMAND, Listing.state == ListingState.PUBLISHED)
        .where(Serving.served.is_(False) | (Serving.served.is_(None) & ~has_pairs))
    )
