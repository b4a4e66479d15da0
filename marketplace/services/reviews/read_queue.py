"""The review queue by listing: demands or supplies with pairs to review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session, aliased

from marketplace.models import Account, ClaimPurpose, Kind, Listing, Match, MatchState, ReviewClaim, Serving
from marketplace.models import Suggestion as Said
from marketplace.permissions import Actor, Permission, require
from marketplace.services.ports import Clock
from marketplace.services.reviews.sequence import best_scores, of_others, reviewable


@dataclass(frozen=True)
class QueueRow:
    """A listing in the queue: pairs waiting, the best score (0-1), waiting since, a demand's service."""

    listing: Listing
    waiting: int
    best: float
    since: datetime
    served: bool | None
    match_ids: Sequence[int]

    @property
    def first_match_id(self) -> int:
        """The pair to begin with."""
        return self.match_ids[0]


def list_demands(session: Session, actor: Actor) -> list[QueueRow]:
    """Demands with pairs to review, in the order of the queue. Raises NotAllowed."""
    return _list_side(session, actor, Kind.DEMAND)


def list_supplies(session: Session, actor: Actor) -> list[QueueRow]:
    """Supplies with pairs to review, in the order of the queue. Raises NotAllowed."""
    return _list_side(session, actor, Kind.SUPPLY)


def list_holders(session: Session, actor: Actor, *, clock: Clock) -> Mapping[int, str]:
    """By pair: the name of the colleague who has it open now. Raises NotAllowed."""
    require(actor, Permission.REVIEW_MATCHES)
    rows = session.execute(
        select(ReviewClaim.match_id, Account.display_name)
        .join(Account, Account.id == ReviewClaim.holder_id)
        .where(
            ReviewClaim.purpose == ClaimPurpose.VERDICT,
            ReviewClaim.holder_id != actor.id,
            ReviewClaim.expires_at > clock.now(),
        )
    )
    return {row.match_id: row.display_name for row in rows}


def _list_side(session: Session, actor: Actor, kind: Kind) -> list[QueueRow]:
    require(actor, Permission.REVIEW_MATCHES)
    side = Match.demand_id if kind is Kind.DEMAND else Match.supply_id
    within = Said.rank.asc() if kind is Kind.DEMAND else Said.score.desc()
    demand, supply = aliased(Listing), aliased(Listing)
    best = best_scores(side)
    waiting = (
        select(
            side.label("listing_id"),
            func.count().label("waiting"),
            func.min(Match.created_at).label("since"),
            func.array_agg(aggregate_order_by(Match.id, within.nulls_last(), Match.id)).label("ids"),
        )
        .join(demand, demand.id == Match.demand_id)
        .join(supply, supply.id == Match.supply_id)
        .outerjoin(Said, Said.id == Match.suggestion_id)
        .where(Match.state == MatchState.SUGGESTED, reviewable(demand, supply))
        .group_by(side)
    )
    others = of_others(actor, demand, supply)
    counted = (waiting if others is None else waiting.where(others)).subquery()
    rows = session.execute(
        select(Listing, counted.c.waiting, best.c.best, counted.c.since, Serving.served, counted.c.ids)
        .join(counted, counted.c.listing_id == Listing.id)
        .join(best, best.c.listing_id == Listing.id)
        .outerjoin(Serving, Serving.demand_id == Listing.id)
        .order_by(best.c.best.desc(), Listing.id)
    )
    return [QueueRow(*row) for row in rows]
