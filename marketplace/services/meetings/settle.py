"""A meeting is called off, has taken place or has not, or took place without being arranged here."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import uuid4

from sqlalchemy.orm import Session

from marketplace.errors import WrongState
from marketplace.models import FollowUpKind, Kind, Match, MatchState, Meeting, MeetingState
from marketplace.permissions import Actor
from marketplace.services.audit.record import (
    begin_wait,
    change_match_state,
    change_meeting_state,
    record_event,
)
from marketplace.services.followups.lock import lock_together
from marketplace.services.followups.log import LOCAL, log_step, today
from marketplace.services.followups.texts import LONGEST_LINE, check_past, check_text
from marketplace.services.meetings.ahead import meeting_ahead, need_meeting
from marketplace.services.ports import Clock


def cancel_meeting(
    session: Session, actor: Actor, match_id: int, side: Kind, version: int, *, why: str, clock: Clock
) -> Meeting:
    """Call off a meeting that is offered, or agreed and still ahead, with a word to the other side.

    Raises NotAllowed, NotFound, Conflict, WrongState, InvalidInput.
    """
    match = lock_together(session, actor, match_id, side)
    return call_off(session, actor, match, side, version, why=why, clock=clock)


def call_off(
    session: Session,
    actor: Actor | None,
    match: Match,
    side: Kind,
    version: int,
    *,
    why: str,
    clock: Clock,
    **how: str,
) -> Meeting:
    """The same for a locked pair; `actor` None: by a link, and `how` says so in the trail."""
    why = check_text(why, "why", most=LONGEST_LINE, needed=True)
    meeting = need_meeting(session, match, version, MeetingState.OFFERED, MeetingState.AGREED)
    if meeting.state is MeetingState.AGREED and meeting.starts_at and meeting.starts_at <= clock.now():
        raise WrongState("The time of the meeting has passed. Say whether it took place instead.")
    change_meeting_state(
        session, actor, meeting, MeetingState.CANCELLED, "meeting.cancel", side=side.value, **how
    )
    meeting.sequence += 1
    meeting.changed_at = clock.now()
    begin_wait(match, clock=clock)
    log_step(session, actor, match, FollowUpKind.MEETING_CANCELLED, side=side, clock=clock, text=why)
    return meeting


def report_meeting(
    session: Session,
    actor: Actor,
    match_id: int,
    side: Kind,
    version: int,
    *,
    held: bool,
    text: str,
    clock: Clock,
) -> Meeting:
    """Say whether an agreed meeting took place, once its time has come.

    Raises NotAllowed, NotFound, Conflict, WrongState, InvalidInput.
    """
    match = lock_together(session, actor, match_id, side)
    text = check_text(text, "text")
    meeting = need_meeting(session, match, version, MeetingState.AGREED)
    if meeting.starts_at is None or meeting.starts_at > clock.now():
        raise WrongState("The meeting is still ahead.")
    new = MeetingState.HELD if held else MeetingState.NOT_HELD
    change_meeting_state(session, actor, meeting, new, f"meeting.{new.value}", side=side.value)
    meeting.changed_at = clock.now()
    begin_wait(match, clock=clock)
    log_step(
        session,
        actor,
        match,
        FollowUpKind.MEETING_HELD if held else FollowUpKind.MEETING_NOT_HELD,
        side=side,
        clock=clock,
        on=meeting.starts_at.astimezone(LOCAL).date(),
        text=text,
    )
    return meeting


def record_meeting(
    session: Session, actor: Actor, match_id: int, side: Kind, *, on: date | None, text: str, clock: Clock
) -> Meeting:
    """Put a meeting on record that the two sides arranged between themselves.

    Raises NotAllowed, NotFound, WrongState while one is being arranged here, InvalidInput.
    """
    match = lock_together(session, actor, match_id, side)
    day = check_past(on, "on", today(clock))
    text = check_text(text, "text", needed=True)
    if meeting_ahead(session, match) is not None:
        raise WrongState("A meeting is being arranged. Report on that one first, or call it off.")
    meeting = Meeting(
        match_id=match.id,
        state=MeetingState.HELD,
        offered_by=side,
        subject=text[:LONGEST_LINE],
        minutes=60,
        starts_at=datetime.combine(day, time(12), LOCAL),
        uid=f"{uuid4()}@jingqiao",
        created_at=clock.now(),
        changed_at=clock.now(),
    )
    session.add(meeting)
    record_event(
        session,
        actor,
        "meeting.record",
        meeting,
        to_state=meeting.state.value,
        match_id=match.id,
        side=side.value,
    )
    if match.state is MatchState.INTRODUCED:
        change_match_state(session, actor, match, MatchState.MEETING, "match.meet", clock=clock)
    begin_wait(match, clock=clock)
    log_step(session, actor, match, FollowUpKind.MEETING_HELD, side=side, clock=clock, on=day, text=text)
    return meeting
