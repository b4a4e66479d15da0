"""What becomes of a pair that a side declined: staff confirm the decline, or override it."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput
from marketplace.models import Answer, Match, MatchState, Review, Verdict
from marketplace.permissions import Actor
from marketplace.services.answers.tell import tell_closed, tell_recommended
from marketplace.services.audit.record import change_match_state
from marketplace.services.notes import check_note
from marketplace.services.ports import Clock
from marketplace.services.reviews.lock import (
    LONGEST_NOTE,
    Seen,
    check_state,
    check_texts,
    lock_pair,
    public_hash,
)
from marketplace.services.reviews.reasons import DECLINE_CONFIRMED, DECLINE_OVERRIDDEN


def confirm_decline(
    session: Session, actor: Actor, match_id: int, version: int, *, clock: Clock, note: str = ""
) -> Review:
    """Close a declined pair. Raises NotAllowed, NotFound, Conflict, WrongState, InvalidInput."""
    match = lock_pair(session, actor, match_id, version)
    note = check_note(note, LONGEST_NOTE)
    check_state(match, MatchState.DECLINED)
    change_match_state(session, actor, match, MatchState.CLOSED, "match.confirm_decline", clock=clock)
    declined = declined_answer(session, match)
    if declined is not None:
        tell_closed(session, match, declined.side, declined.reason, clock=clock)
    return _record(session, actor, match, Verdict.REJECT, DECLINE_CONFIRMED, note, clock)


def override_decline(
    session: Session, actor: Actor, match_id: int, seen: Seen, *, clock: Clock, note: str
) -> Review:
    """Recommend a declined pair anew; both sides are asked again, so their answers so far are revoked.

    Raises NotAllowed, NotFound, Conflict, WrongState, and InvalidInput without a note saying why.
    """
    match = lock_pair(session, actor, match_id, seen.version)
    note = check_note(note, LONGEST_NOTE)
    if not note:
        raise InvalidInput("Say in the note why the sides should look again.", field="note")
    check_state(match, MatchState.DECLINED)
    check_texts(match, seen)
    change_match_state(session, actor, match, MatchState.RECOMMENDED, "match.override_decline", clock=clock)
    session.execute(
        update(Answer)
        .where(Answer.match_id == match.id, Answer.revoked_at.is_(None))
        .values(revoked_at=clock.now())
    )
    review = _record(session, actor, match, Verdict.RECOMMEND, DECLINE_OVERRIDDEN, note, clock)
    tell_recommended(session, match, clock=clock, again=True)
    return review


def declined_answer(session: Session, match: Match) -> Answer | None:
    """The decline that staff settle."""
    return session.scalar(
        select(Answer).where(
            Answer.match_id == match.id, Answer.accepted.is_(False), Answer.revoked_at.is_(None)
        )
    )


def _record(
    session: Session, actor: Actor, match: Match, verdict: Verdict, reason: str, note: str, clock: Clock
) -> Review:
    review = Review(
        match_id=match.id,
        reviewer_id=actor.id,
        verdict=verdict,
        reason=reason,
        note=note,
        demand_hash=public_hash(match.demand),
        supply_hash=public_hash(match.supply),
        suggestion_id=match.suggestion_id,
        created_at=clock.now(),
    )
    session.add(review)
    return review
