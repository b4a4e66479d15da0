"""Reject a pair, for a coded reason and until a date."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput
from marketplace.models import MatchState, Review, Verdict
from marketplace.permissions import Actor
from marketplace.services.audit.record import change_match_state
from marketplace.services.notes import check_note
from marketplace.services.ports import Clock
from marketplace.services.reviews.lock import LONGEST_NOTE, Seen, check_state, check_texts, lock_pair
from marketplace.services.reviews.reasons import RejectReason

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
) -> Review:
    """Reject a suggested pair; `until` (aware) is when it may be suggested again, None: never by itself.

    Raises NotAllowed, NotFound, Conflict, WrongState, InvalidInput.
    """
    match = lock_pair(session, actor, match_id, seen.version)
    note = check_note(note, LONGEST_NOTE)
    chosen = check_reason(reason, note)
    check_until(until, clock.now())
    check_state(match, MatchState.SUGGESTED)
    check_texts(match, seen)
    change_match_state(session, actor, match, MatchState.REJECTED, "match.reject", reason=chosen.value)
    match.rejected_until = until
    match.pinned_at = match.pinned_by_id = None
    review = Review(
        match_id=match.id,
        reviewer_id=actor.id,
        verdict=Verdict.REJECT,
        reason=chosen.value,
        note=note,
        until=until,
        demand_hash=seen.demand_hash,
        supply_hash=seen.supply_hash,
        suggestion_id=match.suggestion_id,
        created_at=clock.now(),
    )
    session.add(review)
    return review


def check_reason(reason: str, note: str) -> RejectReason:
    """The reason chosen; "other" needs a note. Raises InvalidInput."""
    if reason not in {known.value for known in RejectReason}:
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
