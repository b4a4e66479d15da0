"""Bring parked pairs back on the day that was set for them."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from marketplace.models import FollowUpKind, Listing, ListingState, Match, MatchState, Review
from marketplace.services.approaches.settle import reopen_approaches
from marketplace.services.audit.record import change_match_state
from marketplace.services.followups.log import log_step
from marketplace.services.matching.judged_text import says_something_else
from marketplace.services.matching.reopen_pairs import JUDGED, revoke_answers
from marketplace.services.ports import Clock

CAUSE = "parking_over"
# Between the introduction and the end the two sides know each other: their texts may be gone by then.
TOGETHER = (MatchState.INTRODUCED, MatchState.MEETING, MatchState.PILOT, MatchState.SIGNED)


def return_parked(session: Session, *, clock: Clock) -> int:
    """Put pairs whose day has come back where they stood; how many.

    A pair that had been judged on texts that say something else now is reviewed anew. One whose listing is
    not public stays parked until it is.
    """
    demand, supply = aliased(Listing), aliased(Listing)
    both_public = (demand.state == ListingState.PUBLISHED) & (supply.state == ListingState.PUBLISHED)
    due = session.scalars(
        select(Match)
        .join(demand, demand.id == Match.demand_id)
        .join(supply, supply.id == Match.supply_id)
        .where(
            Match.state == MatchState.PARKED,
            Match.parked_until <= clock.now(),
            or_(both_public, Match.resumes_at.in_(TOGETHER)),
        )
        .order_by(Match.id)
        .with_for_update(of=Match)
    ).all()
    for match in due:
        _return(session, match, clock)
    return len(due)


def _return(session: Session, match: Match, clock: Clock) -> None:
    place = match.resumes_at or MatchState.SUGGESTED
    cause = CAUSE
    if place in JUDGED and _texts_changed(session, match):
        place, cause = MatchState.SUGGESTED, "text_changed"
        revoke_answers(session, match, clock)
    change_match_state(session, None, match, place, "match.reopen", clock=clock, cause=cause)
    match.parked_until = None
    if place in TOGETHER:
        log_step(session, None, match, FollowUpKind.REOPENED, side=None, clock=clock)
    if place is MatchState.SUGGESTED:
        reopen_approaches(session, None, match)


def _texts_changed(session: Session, match: Match) -> bool:
    """Whether either text differs materially from the one the standing verdict was given on."""
    review = session.scalar(
        select(Review)
        .where(Review.match_id == match.id, Review.undone_at.is_(None))
        .order_by(Review.created_at.desc(), Review.id.desc())
        .limit(1)
    )
    if review is None:
        return False
    judged = ((match.demand, review.demand_hash), (match.supply, review.supply_hash))
    return any(
        listing.published_version is None or says_something_else(session, seen, listing.published_version)
        for listing, seen in judged
    )
