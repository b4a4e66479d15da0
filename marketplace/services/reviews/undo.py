"""Take a verdict back, as long as no side has acted on it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import WrongState
from marketplace.models import Match, MatchState, Review, Verdict
from marketplace.permissions import Actor
from marketplace.services.answers.tell import take_back
from marketplace.services.approaches.settle import reopen_approaches
from marketplace.services.audit.record import change_match_state
from marketplace.services.blocks.place import take_block_back
from marketplace.services.mending.close import close_requests_of
from marketplace.services.ports import Clock
from marketplace.services.reviews.lock import lock_pair, require_two
from marketplace.services.reviews.reasons import DECLINE_OVERRIDDEN

# Where each verdict leaves a pair that nobody has acted on since.
LEFT_AT = {
    Verdict.RECOMMEND: MatchState.RECOMMENDED,
    Verdict.REJECT: MatchState.REJECTED,
    Verdict.PARK: MatchState.PARKED,
}


def standing_review(session: Session, match_id: int) -> Review | None:
    """The newest verdict on the pair that was not undone."""
    return session.scalar(
        select(Review)
        .where(Review.match_id == match_id, Review.undone_at.is_(None))
        .order_by(Review.created_at.desc(), Review.id.desc())
        .limit(1)
    )


def can_undo(match: Match, review: Review | None) -> bool:
    """Whether the verdict on a pair of two organizations still stands alone: no side has answered, and it
    overrode nobody's answer."""
    if review is None or match.within_one:
        return False
    return match.state is LEFT_AT[review.verdict] and review.reason != DECLINE_OVERRIDDEN


def undo_review(session: Session, actor: Actor, match_id: int, version: int, *, clock: Clock) -> Match:
    """Put the pair back to the state before its newest verdict, which stays on record as undone.

    Raises NotAllowed, NotFound, Conflict, and WrongState once a side has answered.
    """
    match = lock_pair(session, actor, match_id, version)
    review = standing_review(session, match_id)
    require_two(match)
    if review is None or not can_undo(match, review):
        raise WrongState("This verdict can no longer be undone: it has been acted on, or there is none.")
    change_match_state(
        session, actor, match, MatchState.SUGGESTED, "match.undo", clock=clock, verdict=review.verdict.value
    )
    match.rejected_until = match.parked_until = None
    take_block_back(session, actor, match, clock=clock)
    close_requests_of(session, actor, match, clock=clock)
    review.undone_at = clock.now()
    reopen_approaches(session, actor, match)
    if review.verdict is Verdict.RECOMMEND:
        take_back(session, match, clock=clock)
    return match
