"""Pin a pair: every assignment keeps it, and no matching run drops it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.errors import WrongState
from marketplace.models import Match, MatchState
from marketplace.permissions import Actor
from marketplace.services.audit.record import record_event
from marketplace.services.ports import Clock
from marketplace.services.reviews.lock import lock_pair

PINNABLE = frozenset({MatchState.SUGGESTED, MatchState.PARKED})


def pin_pair(session: Session, actor: Actor, match_id: int, version: int, *, clock: Clock) -> Match:
    """Keep a pair that is not decided yet. Pinning a pinned one changes nothing.

    Raises NotAllowed, NotFound, Conflict, WrongState.
    """
    match = lock_pair(session, actor, match_id, version)
    if match.state not in PINNABLE:
        raise WrongState("Only a pair that is not decided yet can be pinned.")
    if match.pinned_at is None:
        match.pinned_at, match.pinned_by_id = clock.now(), actor.id
        record_event(session, actor, "match.pin", match)
    return match


def unpin_pair(session: Session, actor: Actor, match_id: int, version: int) -> Match:
    """Let a pinned pair compete again. Raises NotAllowed, NotFound, Conflict."""
    match = lock_pair(session, actor, match_id, version)
    if match.pinned_at is not None:
        match.pinned_at = match.pinned_by_id = None
        record_event(session, actor, "match.unpin", match)
    return match
