"""The orders in which staff may meet the pairs, and who stands before and after whom in each.

By demand or supply, a listing's place is set by the best score it ever got, not by the best still waiting:
otherwise the queue would reorder itself under the reviewer's hands with every verdict.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, extract, func, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from marketplace.models import Listing, ListingState, Match, MatchState, Suggestion
from marketplace.permissions import Actor
from marketplace.services.blocks.standing import is_blocked
from marketplace.services.reviews.claims import held_by_others

LAST_RANK = 1_000_000


class Order(StrEnum):
    """An order of the queue."""

    DEMAND = "demand"
    SUPPLY = "supply"
    NEWEST = "newest"
    LONGEST = "longest"


@dataclass(frozen=True)
class Desk:
    """Whose queue it is, and when: one's own pairs and those a colleague holds are skipped."""

    actor: Actor
    now: datetime


@dataclass(frozen=True)
class Place:
    """Where a pair stands in the queue: its neighbours' ids, and how many of its demand still wait."""

    previous_id: int | None
    next_id: int | None
    demand_waiting: int


def best_scores(side: InstrumentedAttribute[int] = Match.demand_id) -> Subquery:
    """One row a listing of that side: `listing_id` and the `best` score any of its pairs carries."""
    score = func.max(func.coalesce(Suggestion.score, 0.0))
    return (
        select(side.label("listing_id"), score.label("best"))
        .outerjoin(Suggestion, Suggestion.id == Match.suggestion_id)
        .group_by(side)
        .subquery("best_scores")
    )


def both_public(demand: Any, supply: Any) -> ColumnElement[bool]:
    """Whether both listings of a pair are published."""
    return and_(demand.state == ListingState.PUBLISHED, supply.state == ListingState.PUBLISHED)


def reviewable(demand: Any, supply: Any) -> ColumnElement[bool]:
    """Whether a pair of these listings can be judged: both public, their organizations not kept apart."""
    return and_(both_public(demand, supply), ~is_blocked(demand, supply))


def of_others(actor: Actor, demand: Any, supply: Any) -> ColumnElement[bool] | None:
    """Whether neither listing is the actor's own organization's; None when the actor has none."""
    if actor.organization_id is None:
        return None
    own = actor.organization_id
    return and_(demand.organization_id != own, supply.organization_id != own)


def find_place(
    session: Session, match: Match, order: Order = Order.DEMAND, desk: Desk | None = None
) -> Place:
    """The waiting pairs before and after this one, which need not wait itself."""
    keys, everything = _ordered(order)
    query = _waiting(everything, desk)
    here = session.execute(everything.with_only_columns(*keys).where(Match.id == match.id)).one()
    position, key = tuple_(*here), tuple_(*keys)
    after = query.where(key > position).order_by(*keys).limit(1)
    before = query.where(key < position).order_by(*(one.desc() for one in keys)).limit(1)
    remaining = select(func.count()).select_from(query.where(Match.demand_id == match.demand_id).subquery())
    return Place(session.scalar(before), session.scalar(after), session.scalar(remaining) or 0)


def first_waiting(session: Session, order: Order = Order.DEMAND, desk: Desk | None = None) -> int | None:
    """The pair at the head of the queue."""
    keys, everything = _ordered(order)
    return session.scalar(_waiting(everything, desk).order_by(*keys).limit(1))


def next_after(
    session: Session, match_id: int, order: Order = Order.DEMAND, desk: Desk | None = None
) -> int | None:
    """The waiting pair after this one; at the end of the queue its head, where skipped pairs wait."""
    place = find_place(session, session.get_one(Match, match_id), order, desk)
    return place.next_id or first_waiting(session, order, desk)


Demand, Supply = aliased(Listing), aliased(Listing)


def _ordered(order: Order) -> tuple[list[ColumnElement[Any]], Select[int]]:
    """The sort keys of an order, all ascending and ending in the id, and every pair's id."""
    side = Match.supply_id if order is Order.SUPPLY else Match.demand_id
    best = best_scores(side)
    rank = case((Suggestion.rank.is_(None), LAST_RANK), else_=Suggestion.rank)
    leading: dict[Order, list[ColumnElement[Any]]] = {
        Order.DEMAND: [-best.c.best, side.expression, rank],
        Order.SUPPLY: [-best.c.best, side.expression, -func.coalesce(Suggestion.score, 0.0)],
        Order.NEWEST: [-extract("epoch", Match.created_at)],
        Order.LONGEST: [Match.waiting_since.expression],
    }
    query = (
        select(Match.id)
        .join(best, best.c.listing_id == side)
        .join(Demand, Demand.id == Match.demand_id)
        .join(Supply, Supply.id == Match.supply_id)
        .outerjoin(Suggestion, Suggestion.id == Match.suggestion_id)
    )
    return [*leading[order], Match.id.expression], query


def _waiting(everything: Select[int], desk: Desk | None) -> Select[int]:
    """Those of the pairs that this person (None: anybody) can judge now."""
    query = everything.where(Match.state == MatchState.SUGGESTED, reviewable(Demand, Supply))
    if desk is None:
        return query
    others = of_others(desk.actor, Demand, Supply)
    query = query.where(~held_by_others(desk.actor, desk.now, Match.id))
    return query if others is None else query.where(others)
