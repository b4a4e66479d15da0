"""The meeting of a pair that is still ahead."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import Conflict, WrongState
from marketplace.models import Match, Meeting, MeetingState

AHEAD = (MeetingState.OFFERED, MeetingState.AGREED)


def meeting_ahead(session: Session, match: Match) -> Meeting | None:
    """The one that is offered or agreed, if there is one."""
    return session.scalar(select(Meeting).where(Meeting.match_id == match.id, Meeting.state.in_(AHEAD)))


def need_meeting(session: Session, match: Match, version: int, *states: MeetingState) -> Meeting:
    """The meeting ahead of a locked pair, in one of `states`.

    Raises WrongState, and Conflict when it changed since the asker's page was made.
    """
    meeting = meeting_ahead(session, match)
    if meeting is None:
        raise WrongState("There is no meeting ahead in this pair.")
    session.refresh(meeting)
    if meeting.version != version:
        raise Conflict("The meeting changed after you opened it. Nothing was saved; this is how it stands.")
    if meeting.state not in states:
        raise WrongState("The meeting is not waiting for that.")
    return meeting
