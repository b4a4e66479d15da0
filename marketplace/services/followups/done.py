"""Tick off a next step."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.errors import NotFound
from marketplace.models import FollowUp, Kind, Visibility
from marketplace.permissions import Actor
from marketplace.services.audit.record import begin_wait, record_event
from marketplace.services.followups.lock import TALKING, lock_together
from marketplace.services.followups.readers import may_read_entry
from marketplace.services.ports import Clock


def finish_step(
    session: Session, actor: Actor, match_id: int, side: Kind, entry_id: int, *, clock: Clock
) -> FollowUp:
    """The entry's next step is done; saying so twice changes nothing.

    Raises NotAllowed, NotFound, WrongState.
    """
    match = lock_together(session, actor, match_id, side, TALKING)
    entry = session.get(FollowUp, entry_id)
    if (
        entry is None
        or entry.match_id != match.id
        or not entry.next_step
        or not may_read_entry(actor, match, entry)
    ):
        raise NotFound("There is no such step.")
    if entry.done_at is None:
        entry.done_at = clock.now()
        record_event(session, actor, "follow_up.done", entry, match_id=match.id)
        if entry.visibility is Visibility.BOTH and match.waits_for is None:
            begin_wait(match, clock=clock)
    return entry
