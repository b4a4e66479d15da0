"""Bring judged pairs back to the queue: the verdict has expired, or was given on other texts."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session, aliased

from marketplace.models import Answer, Listing, ListingState, ListingVersion, Match, MatchState, Review
from marketplace.services.answers.tell import WITH_SIDES, tell_back_in_review
from marketplace.services.approaches.settle import reopen_approaches
from marketplace.services.audit.record import change_match_state
from marketplace.services.matching.judged_text import says_something_else
from marketplace.services.ports import Clock

JUDGED = (
    MatchState.REJECTED,
    MatchState.RECOMMENDED,
    MatchState.ACCEPTED_BY_DEMAND,  # the side that accepted had read the other text
    MatchState.ACCEPTED_BY_SUPPLY,
)


def reopen_expired(session: Session, *, clock: Clock) -> int:
    """Reopen rejections whose term is over and whose listings are both public, of two organizations; how
    many."""
    demand, supply = aliased(Listing), aliased(Listing)
    query = (
        select(Match)
        .join(demand, demand.id == Match.demand_id)
        .join(supply, supply.id == Match.supply_id)
        .where(
            Match.state == MatchState.REJECTED,
            Match.rejected_until < clock.now(),
            demand.organization_id != supply.organization_id,
            demand.state == ListingState.PUBLISHED,
            supply.state == ListingState.PUBLISHED,
        )
        .order_by(Match.id)
        .with_for_update(of=Match)
    )
    expired = session.scalars(query).all()
    for match in expired:
        _reopen(session, match, "rejection_expired", clock)
    return len(expired)


def reopen_changed(session: Session, listing_ids: Sequence[int], *, clock: Clock) -> int:
    """Reopen pairs of these listings (empty: of all) judged on texts that said something else; how many.

    An acceptance given meanwhile no longer counts: both sides are asked again, should staff recommend anew.
    """
    demand, supply = aliased(Listing), aliased(Listing)
    demand_now, supply_now = aliased(ListingVersion), aliased(ListingVersion)
    latest = (
        select(Review.id)
        .where(Review.match_id == Match.id, Review.undone_at.is_(None))
        .order_by(Review.created_at.desc(), Review.id.desc())
        .limit(1)
        .correlate(Match)
        .scalar_subquery()
    )
    query = (
        select(Match, Review, demand_now, supply_now)
        .join(Review, Review.id == latest)
        .join(demand, demand.id == Match.demand_id)
        .join(supply, supply.id == Match.supply_id)
        .join(demand_now, demand_now.id == demand.published_version_id)
        .join(supply_now, supply_now.id == supply.published_version_id)
        .where(
            Match.state.in_(JUDGED),
            demand.organization_id != supply.organization_id,
            demand.state == ListingState.PUBLISHED,
            supply.state == ListingState.PUBLISHED,
            or_(Review.demand_hash != demand_now.content_hash, Review.supply_hash != supply_now.content_hash),
        )
        .order_by(Match.id)
        .with_for_update(of=Match)
    )
    if listing_ids:
        query = query.where(or_(Match.demand_id.in_(listing_ids), Match.supply_id.in_(listing_ids)))
    reopened = 0
    for match, review, demand_text, supply_text in session.execute(query).all():
        changed = [
            side
            for side, judged, now in (
                ("demand", review.demand_hash, demand_text),
                ("supply", review.supply_hash, supply_text),
            )
            if says_something_else(session, judged, now)
        ]
        if changed:
            _reopen(session, match, "text_changed", clock, sides=changed)
            revoke_answers(session, match, clock)
            reopened += 1
    return reopened


def _reopen(session: Session, match: Match, cause: str, clock: Clock, **details: object) -> None:
    was_with_sides = match.state in WITH_SIDES
    change_match_state(
        session, None, match, MatchState.SUGGESTED, "match.reopen", clock=clock, cause=cause, **details
    )
    match.rejected_until = None
    reopen_approaches(session, None, match)
    if was_with_sides:
        tell_back_in_review(session, match, clock=clock)


def revoke_answers(session: Session, match: Match, clock: Clock) -> None:
    """Answers given on texts that changed no longer count."""
    session.execute(
        update(Answer)
        .where(Answer.match_id == match.id, Answer.revoked_at.is_(None))
        .values(revoked_at=clock.now())
    )
