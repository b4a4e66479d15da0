"""Do not recommend a pair, for a coded reason and until a date, with all that the reason brings about."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput
from marketplace.models import Match, MatchState, Review, Verdict
from marketplace.permissions import Actor
from marketplace.services.approaches.settle import turn_down_approaches
from marketplace.services.audit.record import change_match_state
from marketplace.services.blocks.place import place_block
from marketplace.services.mending.ask import LONGEST_WORDS, ask_to_mend
from marketplace.services.notes import check_note
from marketplace.services.ports import Clock
from marketplace.services.reviews.lock import LONGEST_NOTE, Seen, lock_for_verdict
from marketplace.services.reviews.reasons import CONSEQUENCES, RejectReason
from marketplace.services.second_reviews.sample import sample_second_review

USUAL_DAYS = 90
MOST_DAYS = 5 * 366


def reject_match(
    session: Session,
    actor: Actor,
    match_id: int,
    seen: Seen,
    *,
    reason: str,
    until: datetime | None,
    clock: Clock,
    note: str = "",
    words: str = "",
    second_share: float = 0.0,
) -> Review:
    """Reject a suggested pair or, for a reason of procedure, park it; reasons.CONSEQUENCES says what follows.

    Raises NotAllowed, NotFound, Conflict, WrongState, InvalidInput.
    """
    match = lock_for_verdict(session, actor, match_id, seen, clock=clock)
    note, words = check_note(note, LONGEST_NOTE), check_note(words, LONGEST_WORDS)
    chosen = check_reason(reason, note)
    brings = CONSEQUENCES[chosen]
    check_until(until, clock.now())
    if brings.parks and until is None:
        raise InvalidInput("Choose the day on which the pair comes back.", field="until")
    _set_aside(session, actor, match, chosen, until, clock)
    review = Review(
        match_id=match.id,
        reviewer_id=actor.id,
        verdict=Verdict.PARK if brings.parks else Verdict.REJECT,
        reason=chosen.value,
        note=note,
        until=until,
        demand_hash=seen.demand_hash,
        supply_hash=seen.supply_hash,
        suggestion_id=match.suggestion_id,
        created_at=clock.now(),
    )
    session.add(review)
    if brings.blocks:
        place_block(session, actor, match, reason=chosen.value, note=note, clock=clock)
    if brings.mend is not None:
        ask_to_mend(session, actor, match, brings.mend, reason=chosen.value, note=words, clock=clock)
    sample_second_review(session, review, share=second_share, clock=clock)
    turn_down_approaches(session, actor, match, chosen.value, clock=clock)
    return review


def _set_aside(
    session: Session, actor: Actor, match: Match, chosen: RejectReason, until: datetime | None, clock: Clock
) -> None:
    parks = CONSEQUENCES[chosen].parks
    state, action = (MatchState.PARKED, "match.park") if parks else (MatchState.REJECTED, "match.reject")
    change_match_state(session, actor, match, state, action, clock=clock, reason=chosen.value)
    if parks:
        match.parked_until, match.assignment_id = until, None  # a person parks it, not an assignment
    else:
        match.rejected_until = until
    match.pinned_at = match.pinned_by_id = None


def usual_end(reason: RejectReason, now: datetime) -> datetime | None:
    """When a pair comes back that nobody chose a day for."""
    days = CONSEQUENCES[reason].days
    return now + timedelta(days=days) if days is not None else None


def check_reason(reason: str, note: str) -> RejectReason:
    """The reason chosen; "other" needs a note. Raises InvalidInput."""
    if reason not in set(RejectReason) or not CONSEQUENCES[RejectReason(reason)].offered:
        raise InvalidInput("Choose a reason.", field="reason")
    chosen = RejectReason(reason)
    if chosen is RejectReason.OTHER and not note:
        raise InvalidInput("Say in the note what the reason is.", field="note")
    return chosen


def check_until(until: datetime | None, now: datetime) -> None:
    """Raise InvalidInput unless the end lies in the future, and not beyond reason."""
    if until is not None and until <= now:
        raise InvalidInput("The end date must lie in the future.", field="until")
    if until is not None and until > now + timedelta(days=MOST_DAYS):
        raise InvalidInput("The end date may be at most five years ahead.", field="until")
