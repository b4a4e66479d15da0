"""Staff park a pair that stands still, close it for a coded reason, or let it go on where it stood."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput, WrongState
from marketplace.models import FollowUpKind, Introduction, Match, MatchState
from marketplace.permissions import Actor
from marketplace.services.audit.record import change_match_state
from marketplace.services.followups.log import log_step
from marketplace.services.followups.reasons import ClosingReason
from marketplace.services.followups.staff import lock_for_staff
from marketplace.services.followups.steps import TOGETHER
from marketplace.services.followups.texts import LONGEST_LINE, check_text
from marketplace.services.ports import Clock
from marketplace.services.reviews.lock import require_two
from marketplace.services.reviews.reject import check_until


def park_pair(
    session: Session,
    actor: Actor,
    match_id: int,
    version: int,
    *,
    until: datetime | None,
    note: str,
    clock: Clock,
) -> Match:
    """Set it aside; both sides read the note, and on the day chosen it goes on by itself where it stood.

    Raises NotAllowed, NotFound, Conflict, WrongState, and InvalidInput with field `until` or `note`.
    """
    match = lock_for_staff(session, actor, match_id, version)
    note = check_text(note, "note", most=LONGEST_LINE)
    if until is None:
        raise InvalidInput("Choose the day on which the pair comes back.", field="until")
    check_until(until, clock.now())
    change_match_state(session, actor, match, MatchState.PARKED, "match.park", clock=clock)
    match.parked_until, match.assignment_id = until, None  # a person parks it, not an assignment
    log_step(session, actor, match, FollowUpKind.PARKED, side=None, clock=clock, text=note)
    return match


def close_pair(
    session: Session, actor: Actor, match_id: int, version: int, *, reason: str, note: str, clock: Clock
) -> Match:
    """End it; both sides read the reason and the note.

    Raises NotAllowed, NotFound, Conflict, WrongState, and InvalidInput with field `reason` or `note`.
    """
    match = lock_for_staff(session, actor, match_id, version)
    if reason not in set(ClosingReason):
        raise InvalidInput("Choose a reason.", field="reason")
    note = check_text(note, "note", most=LONGEST_LINE, needed=reason == ClosingReason.OTHER)
    change_match_state(session, actor, match, MatchState.CLOSED, "match.close", clock=clock, reason=reason)
    match.closed_reason = reason
    log_step(session, actor, match, FollowUpKind.CLOSED, side=None, clock=clock, text=note, reason=reason)
    return match


def can_resume(session: Session, match: Match) -> bool:
    """Whether it was set aside after the introduction, so that it goes on instead of starting again."""
    return match.resumes_at in TOGETHER and not match.within_one and is_introduced(session, match)


def is_introduced(session: Session, match: Match) -> bool:
    """Whether the two sides were ever introduced."""
    return session.scalar(select(Introduction.id).where(Introduction.match_id == match.id)) is not None


def resume_pair(session: Session, actor: Actor, match_id: int, version: int, *, clock: Clock) -> Match:
    """Let it go on where it stood. Raises NotAllowed, NotFound, Conflict, WrongState."""
    match = lock_for_staff(session, actor, match_id, version)
    require_two(match)
    if match.resumes_at is None or not can_resume(session, match):
        raise WrongState("This pair was not set aside after the introduction.")
    change_match_state(session, actor, match, match.resumes_at, "match.resume", clock=clock)
    match.parked_until = None
    log_step(session, actor, match, FollowUpKind.REOPENED, side=None, clock=clock)
    return match
