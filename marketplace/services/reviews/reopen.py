"""Bring a closed, parked or rejected pair back into the queue."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from marketplace.errors import WrongState
from marketplace.models import Answer, Introduction, Match, MatchState
from marketplace.permissions import Actor
from marketplace.services.approaches.settle import reopen_approaches
from marketplace.services.audit.record import change_match_state
from marketplace.services.ports import Clock
from marketplace.services.reviews.lock import lock_pair, require_two

REOPENABLE = frozenset({MatchState.CLOSED, MatchState.PARKED, MatchState.REJECTED})


def can_reopen(match: Match) -> bool:
    """Whether it stands aside and its two sides are still two organizations."""
    return match.state in REOPENABLE and not match.within_one


def reopen_match(session: Session, actor: Actor, match_id: int, version: int, *, clock: Clock) -> Match:
    """Make the pair a suggestion again; earlier verdicts stay on record, earlier answers no longer count.

    Raises NotAllowed, NotFound, Conflict, WrongState.
    """
    match = lock_pair(session, actor, match_id, version)
    if match.state not in REOPENABLE:
        raise WrongState("Only a closed, parked or rejected pair can be reopened.")
    require_two(match)
    if session.scalar(select(Introduction.id).where(Introduction.match_id == match.id)) is not None:
        raise WrongState("The two sides were already introduced, so the pair cannot start again.")
    change_match_state(session, actor, match, MatchState.SUGGESTED, "match.reopen", clock=clock)
    match.rejected_until = match.parked_until = None
    match.assignment_id = None
    reopen_approaches(session, actor, match)
    session.execute(
        update(Answer)
        .where(Answer.match_id == match.id, Answer.revoked_at.is_(None))
        .values(revoked_at=clock.now())
    )
    return match
