"""How far the reviewers have come today, and how many pairs stand where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from marketplace.models import Kind, Listing, ListingState, Match, MatchState, Review, Serving
from marketplace.permissions import Actor, Permission, require
from marketplace.services.ports import Clock
from marketplace.services.reviews.list_pairs import STATES, PairGroup
from marketplace.services.reviews.sequence import both_public

LOCAL = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Progress:
    """Verdicts given today (by anyone, by the asker), pairs left to review, counts of the other groups."""

    reviewed_today: int
    reviewed_by_you: int
    left: int
    groups: Mapping[PairGroup, int]
    unserved: int


def read_progress(session: Session, actor: Actor, *, clock: Clock) -> Progress:
    """Count. A day begins at midnight in China. Raises NotAllowed."""
    require(actor, Permission.REVIEW_MATCHES)
    midnight = datetime.combine(clock.now().astimezone(LOCAL).date(), time.min, LOCAL)
    today, yours = session.execute(
        select(func.count(), func.count().filter(Review.reviewer_id == actor.id)).where(
            Review.created_at >= midnight, Review.undone_at.is_(None)
        )
    ).one()
    demand, supply = aliased(Listing), aliased(Listing)
    rows = session.execute(
        select(Match.state, func.count(), func.count().filter(both_public(demand, supply)))
        .join(demand, demand.id == Match.demand_id)
        .join(supply, supply.id == Match.supply_id)
        .group_by(Match.state)
    ).all()
    counts = {state: total for state, total, _public in rows}
    left = next((public for state, _total, public in rows if state is MatchState.SUGGESTED), 0)
    groups = {group: sum(counts.get(state, 0) for state in states) for group, states in STATES.items()}
    return Progress(today, yours, left, groups, _count_unserved(session))


def _count_unserved(session: Session) -> int:
    has_pairs = select(Match.id).where(Match.demand_id == Listing.id).exists()
    return (
        session.scalar(
            select(func.count())
            .select_from(Listing)
            .outerjoin(Serving, Serving.demand_id == Listing.id)
            .where(Listing.kind == Kind.DEMAND, Listing.state == ListingState.PUBLISHED)
            .where(Serving.served.is_(False) | (Serving.served.is_(None) & ~has_pairs))
        )
        or 0
    )
