"""The order in which staff meet the pairs: demand by demand, best demand first, best pair first.

A demand's place is set by the best score it ever got, not by the best still waiting: otherwise the queue
would reorder itself under the reviewer's hands with every verdict.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, select, tuple_
from sqlalchemy.orm import Session, aliased

from marketplace.models import Listing, ListingState, Match, MatchState, Suggestion

LAST_RANK = 1_000_000


@dataclass(frozen=True)
class Place:
    """Where a pair stands in the queue: its neighbours' ids, and how many of its demand still wait."""

    previous_id: int | None
    next_id: int | None
    demand_waiting: int


def best_scores() -> Subquery:
    """One row a demand: the best score any of its pairs carries."""
    score = func.max(func.coalesce(Suggestion.score, 0.0))
    return (
        select(Match.demand_id, score.label("best"))
        .outerjoin(Suggestion, Suggestion.id == Match.suggestion_id)
        .group_by(Match.demand_id)
        .subquery("best_scores")
    )


def both_public(demand: Any, supply: Any) -> ColumnElement[bool]:
    """Whether both listings of a pair are published."""
    return and_(demand.state == ListingState.PUBLISHED, supply.state == ListingState.PUBLISHED)


def find_place(session: Session, match: Match) -> Place:
    """The waiting pairs before and after this one, which need not wait itself."""
    best = best_scores()
    here = session.execute(
        select(best.c.best).where(best.c.demand_id == match.demand_id)
    ).scalar_one_or_none()
    rank = match.suggestion.rank if match.suggestion is not None else LAST_RANK
    keys, query = _waiting(best)
    position = tuple_(-(here or 0.0), match.demand_id, rank, match.id)
    after = query.where(keys > position).order_by(*keys).limit(1)
    before = query.where(keys < position).order_by(*(key.desc() for key in keys)).limit(1)
    remaining = select(func.count()).select_from(query.where(Match.demand_id == match.demand_id).subquery())
    return Place(session.scalar(before), session.scalar(after), session.scalar(remaining) or 0)


def first_waiting(session: Session) -> int | None:
    """The pair at the head of the queue."""
    keys, query = _waiting(best_scores())
    return session.scalar(query.order_by(*keys).limit(1))


def _waiting(best: Subquery) -> tuple[Any, Select[int]]:
    """The sort key of the queue and the ids of the pairs in it."""
    demand, supply = aliased(Listing), aliased(Listing)
    rank = case((Suggestion.rank.is_(None), LAST_RANK), else_=Suggestion.rank)
    keys = tuple_(-best.c.best, Match.demand_id, rank, Match.id)
    query = (
        select(Match.id)
        .join(best, best.c.demand_id == Match.demand_id)
        .join(demand, demand.id == Match.demand_id)
        .join(supply, supply.id == Match.supply_id)
        .outerjoin(Suggestion, Suggestion.id == Match.suggestion_id)
        .where(Match.state == MatchState.SUGGESTED, both_public(demand, supply))
    )
    return keys, query


def next_after(session: Session, match_id: int) -> int | None:
    """The waiting pair after this one; at the end of the queue its head, where skipped pairs wait."""
    return find_place(session, session.get_one(Match, match_id)).next_id or first_waiting(session)
