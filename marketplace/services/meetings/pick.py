"""The other side picks one of the times offered."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput, NotAllowed
from marketplace.models import FollowUpKind, Kind, Match, MatchState, Meeting, MeetingState
from marketplace.permissions import Actor
from marketplace.services.audit.record import begin_wait, change_match_state, change_meeting_state
from marketplace.services.followups.lock import lock_together
from marketplace.services.followups.log import log_step
from marketplace.services.meetings.ahead import need_meeting
from marketplace.services.ports import Clock


def pick_slot(
    session: Session, actor: Actor, match_id: int, side: Kind, version: int, slot_id: int, *, clock: Clock
) -> Meeting:
    """Agree on a time; an introduced pair is in talks from then on.

    Raises NotAllowed to the side that made the offer, NotFound, Conflict, WrongState, InvalidInput.
    """
    match = lock_together(session, actor, match_id, side)
    return agree_on(session, actor, match, side, version, slot_id, clock=clock)


def agree_on(
    session: Session,
    actor: Actor | None,
    match: Match,
    side: Kind,
    version: int,
    slot_id: int,
    *,
    clock: Clock,
    **how: str,
) -> Meeting:
    """The same for a locked pair; `actor` None: by a link, and `how` says so in the trail."""
    meeting = need_meeting(session, match, version, MeetingState.OFFERED)
    if meeting.offered_by is side:
        raise NotAllowed("You offered these times: the other side picks one.")
    slot = next((one for one in meeting.slots if one.id == slot_id), None)
    if slot is None:
        raise InvalidInput("Choose one of the times.", field="slot")
    if slot.starts_at <= clock.now():
        raise InvalidInput("This time has passed. Choose another, or offer other times.", field="slot")
    meeting.starts_at = slot.starts_at
    meeting.sequence += 1
    meeting.changed_at = clock.now()
    change_meeting_state(
        session, actor, meeting, MeetingState.AGREED, "meeting.agree", side=side.value, **how
    )
    if match.state is MatchState.INTRODUCED:
        change_match_state(session, actor, match, MatchState.MEETING, "match.meet", clock=clock, **how)
    begin_wait(match, clock=clock, until=meeting.starts_at)
    log_step(
        session,
        actor,
        match,
        FollowUpKind.MEETING_AGREED,
        side=side,
        clock=clock,
        starts_at=slot.starts_at.isoformat(),
        place=meeting.place,
    )
    return meeting
