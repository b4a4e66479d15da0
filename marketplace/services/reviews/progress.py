"""How far the reviewers have come today, and how many pairs stand where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from marketplace.models import Listing, Match, MatchState, Review, Serving
from marketplace.permissions import Actor, Permission, require
from marketplace.services.ports import Clock
from marketplace.services.reviews.list_pairs import STATES, PairGroup
from marketplace.services.reviews.read_unserved import is_unserved
from marketplace.services.reviews.sequence import of_others, reviewable

LOCAL = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Progress:
    """Verdicts given today (by anyone, by the asker), pairs left to review, counts of the other groups.

    `own`: pairs of the asker's own organization, which are left to colleagues.
    """

    reviewed_today: int
    reviewed_by_you: int
    left: int
    groups: Mapping[PairGroup, int]
    unserved: int
    own: int


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
    judged_by_you = reviewable(demand, supply)
    others = of_others(actor, demand, supply)
    if others is not None:
        judged_by_you &= others
    rows = session.execute(
        select(Match.state, func.count(), func.count().filter(judged_by_you))
        .join(demand, demand.id == Match.demand_id)
        .join(supply, supply.id == Match.supply_id)
        .group_by(Match.state)
    ).all()
    counts = {state: total for state, total, _public in rows}
    left = next((public for state, _total, public in rows if state is MatchState.SUGGESTED), 0)
    groups = {group: sum(counts.get(state, 0) for state in states) for group, states in STATES.items()}
    return Progress(today, yours, left, groups, _count_unserved(session), _count_own(session, actor))


def _count_own(session: Session, actor: Actor) -> int:
    demand, supply = aliased(Listing), aliased(Listing)
    others = of_others(actor, demand, supply)
    if others is None:
        return 0
    query = (
        select(func.count())
        .select_from(Match)
        .join(demand, demand.id == Match.demand_id)
        .join(supply, supply.id == Match.supply_id)
        .where(Match.state == MatchState.SUGGESTED, reviewable(demand, supply), ~others)
    )
    return session.scalar(query) or 0


def _count_unserved(session: Session) -> int:
    query = select(func.count()).select_from(Listing).outerjoin(Serving, Serving.demand_id == Listing.id)
    return session.scalar(query.where(is_unserved())) or 0
