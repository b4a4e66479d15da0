"""A side offers times for a meeting, or other times instead of those offered or agreed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from marketplace.errors import WrongState
from marketplace.models import FollowUpKind, Kind, Match, Meeting, MeetingSlot, MeetingState
from marketplace.permissions import Actor
from marketplace.services.answers.own_pairs import across
from marketplace.services.audit.record import begin_wait, change_meeting_state, record_event
from marketplace.services.followups.lock import lock_together
from marketplace.services.followups.log import INSTEAD_OF, log_step
from marketplace.services.followups.steps import party_of
from marketplace.services.meetings.ahead import meeting_ahead, need_meeting
from marketplace.services.meetings.terms import Offer, check_offer
from marketplace.services.ports import Clock


def offer_meeting(
    session: Session, actor: Actor, match_id: int, side: Kind, offer: Offer, *, clock: Clock
) -> Meeting:
    """Offer times; the other side is asked. Raises NotAllowed, NotFound, WrongState, InvalidInput."""
    match = lock_together(session, actor, match_id, side)
    offer = check_offer(offer, clock.now())
    if meeting_ahead(session, match) is not None:
        raise WrongState("A meeting is already being arranged. Offer other times for that one.")
    meeting = Meeting(
        match_id=match.id,
        state=MeetingState.OFFERED,
        offered_by=side,
        uid=f"{uuid4()}@jingqiao",
        created_at=clock.now(),
    )
    session.add(meeting)
    _put(meeting, offer, clock)
    session.flush()  # the event names the meeting by its id
    record_event(
        session,
        actor,
        "meeting.offer",
        meeting,
        to_state=meeting.state.value,
        match_id=match.id,
        side=side.value,
    )
    _ask(session, actor, match, side, FollowUpKind.MEETING_OFFERED, meeting, clock)
    return meeting


def offer_other_times(
    session: Session, actor: Actor, match_id: int, side: Kind, version: int, offer: Offer, *, clock: Clock
) -> Meeting:
    """Replace the times; an agreed meeting becomes an offer again, and its calendar entry is cancelled until
    another time is agreed.

    Raises NotAllowed, NotFound, Conflict, WrongState, InvalidInput.
    """
    match = lock_together(session, actor, match_id, side)
    meeting = need_meeting(session, match, version, MeetingState.OFFERED, MeetingState.AGREED)
    offer = check_offer(offer, clock.now())
    agreed = meeting.starts_at if meeting.state is MeetingState.AGREED else None
    if agreed:
        meeting.sequence += 1
        change_meeting_state(session, actor, meeting, MeetingState.OFFERED, "meeting.move", side=side.value)
    else:
        record_event(session, actor, "meeting.counter", meeting, match_id=match.id, side=side.value)
    meeting.slots.clear()
    session.flush()  # a time may be offered again: the old rows must be gone first
    meeting.offered_by = side
    _put(meeting, offer, clock)
    _ask(session, actor, match, side, FollowUpKind.MEETING_COUNTERED, meeting, clock, agreed)
    return meeting


def _put(meeting: Meeting, offer: Offer, clock: Clock) -> None:
    meeting.subject, meeting.minutes = offer.subject, offer.minutes
    meeting.place, meeting.link = offer.place, offer.link
    meeting.slots.extend(MeetingSlot(starts_at=moment) for moment in offer.slots)
    meeting.changed_at = clock.now()


def _ask(
    session: Session,
    actor: Actor,
    match: Match,
    side: Kind,
    kind: FollowUpKind,
    meeting: Meeting,
    clock: Clock,
    instead_of: datetime | None = None,
) -> None:
    begin_wait(match, clock=clock, waits_for=party_of(across(side)))
    moved: dict[str, Any] = {INSTEAD_OF: instead_of.isoformat()} if instead_of else {}
    count = len(meeting.slots)
    log_step(session, actor, match, kind, side=side, clock=clock, text=meeting.subject, count=count, **moved)
