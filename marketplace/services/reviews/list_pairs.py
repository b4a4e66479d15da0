"""Pairs by where they stand, and all the pairs of one listing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased, contains_eager

from marketplace.models import Answer, Kind, Listing, Match, MatchState, Review, Suggestion
from marketplace.permissions import Actor, Permission, require
from marketplace.services.followups.steps import STEPS
from marketplace.services.reviews.sequence import Order, of_others, reviewable

PER_PAGE = 25
M = MatchState


class PairGroup(StrEnum):
    """A heading of the queue under which single pairs are listed."""

    WAITING = "waiting"
    DECLINED = "declined"
    INTRODUCED = "introduced"
    REJECTED = "rejected"


STATES: Mapping[PairGroup, tuple[MatchState, ...]] = {
    PairGroup.WAITING: (M.RECOMMENDED, M.ACCEPTED_BY_DEMAND, M.ACCEPTED_BY_SUPPLY),
    PairGroup.DECLINED: (M.DECLINED,),
    PairGroup.INTRODUCED: (M.INTRODUCED, M.MEETING, M.PILOT, M.SIGNED, M.DELIVERED),
    PairGroup.REJECTED: (M.REJECTED, M.CLOSED, M.PARKED),
}


@dataclass(frozen=True)
class PairRow:
    """A pair in a table, with its standing verdict and answers."""

    match: Match
    review: Review | None
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class PairPage:
    """One page of pairs; `number` counts from 1."""

    rows: Sequence[PairRow]
    number: int
    pages: int
    total: int


def list_pairs(session: Session, actor: Actor, group: PairGroup, page: int = 1) -> PairPage:
    """The pairs of a group, changed last first. Raises NotAllowed."""
    require(actor, Permission.REVIEW_MATCHES)
    states = STATES[group]
    total = session.scalar(select(func.count()).select_from(Match).where(Match.state.in_(states))) or 0
    pages = max(1, ceil(total / PER_PAGE))
    number = min(max(page, 1), pages)
    query = (
        _with_listings()
        .where(Match.state.in_(states))
        .order_by(Match.updated_at.desc(), Match.id.desc())
        .limit(PER_PAGE)
        .offset((number - 1) * PER_PAGE)
    )
    return PairPage(_rows(session, query), number, pages, total)


def list_by_time(session: Session, actor: Actor, order: Order, page: int = 1) -> PairPage:
    """Pairs to review one by one: the newest first, or those that waited longest.

    The latter begins with pairs of any later step that have come to a standstill. Raises NotAllowed.
    """
    require(actor, Permission.REVIEW_MATCHES)
    demand, supply = aliased(Listing), aliased(Listing)
    longest = order is Order.LONGEST
    wanted = (Match.state == MatchState.SUGGESTED) & reviewable(demand, supply)
    others = of_others(actor, demand, supply)
    if others is not None:
        wanted &= others
    if longest:
        wanted |= Match.stalled_at.is_not(None) & Match.state.in_(STEPS)
    query = _with_listings(demand, supply).where(wanted)
    counted = query.with_only_columns(Match.id).order_by(None).subquery()
    total = session.scalar(select(func.count()).select_from(counted)) or 0
    pages = max(1, ceil(total / PER_PAGE))
    number = min(max(page, 1), pages)
    first = (Match.stalled_at.is_(None), Match.waiting_since) if longest else (Match.created_at.desc(),)
    query = query.order_by(*first, Match.id).limit(PER_PAGE).offset((number - 1) * PER_PAGE)
    return PairPage(_rows(session, query), number, pages, total)


def list_pairs_of(session: Session, actor: Actor, listing: Listing) -> Sequence[PairRow]:
    """All pairs of a listing, best first: of a demand by rank, of a supply by score. Raises NotAllowed."""
    require(actor, Permission.REVIEW_MATCHES)
    query = _with_listings()
    if listing.kind is Kind.DEMAND:
        query = query.where(Match.demand_id == listing.id)
    else:
        query = query.where(Match.supply_id == listing.id)
    return _rows(session, query.order_by(Suggestion.score.desc().nulls_last(), Match.id))


def _with_listings(demand: Any = None, supply: Any = None) -> Select[Match]:
    """Pairs with both listings, their organizations and public texts, and the suggestion, in one query."""
    demand, supply = demand or aliased(Listing), supply or aliased(Listing)
    return (
        select(Match)
        .join(Match.demand.of_type(demand))
        .join(Match.supply.of_type(supply))
        .outerjoin(Match.suggestion)
        .options(
            contains_eager(Match.demand.of_type(demand)),
            contains_eager(Match.supply.of_type(supply)),
            contains_eager(Match.suggestion),
        )
    )


def _rows(session: Session, query: Select[Match]) -> list[PairRow]:
    """The pairs with their newest standing review and current answers: two more queries for all of them."""
    matches = session.scalars(query).unique().all()
    ids = [match.id for match in matches]
    reviews = {
        review.match_id: review
        for review in session.scalars(
            select(Review)
            .where(Review.match_id.in_(ids), Review.undone_at.is_(None))
            .order_by(Review.created_at, Review.id)
        )
    }
    answers: dict[int, list[Answer]] = {}
    for answer in session.scalars(
        select(Answer).where(Answer.match_id.in_(ids), Answer.revoked_at.is_(None)).order_by(Answer.id)
    ):
        answers.setdefault(answer.match_id, []).append(answer)
    return [PairRow(m, reviews.get(m.id), tuple(answers.get(m.id, ()))) for m in matches]
