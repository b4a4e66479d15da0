"""A meeting as a calendar file (RFC 5545, with the time zone it is held in)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from icalendar import Calendar, Event
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import NotFound
from marketplace.models import Kind, Match, Meeting, MeetingState
from marketplace.permissions import Actor
from marketplace.services.answers.own_pairs import across, find_own_match, listing_on, sides_of
from marketplace.services.followups.log import LOCAL

PRODUCT = "-//Jingqiao//Meetings//ZH"
TAKEN_BACK = frozenset({MeetingState.OFFERED, MeetingState.CANCELLED})
"""States in which the time agreed last no longer holds."""


@dataclass(frozen=True)
class CalendarFile:
    """What to send: the file's name and its bytes."""

    name: str
    content: bytes


def calendar_file(
    session: Session, actor: Actor, match_id: int, meeting_id: int, *, page: str
) -> CalendarFile:
    """The entry of a meeting that has a time, or takes it out again when that time no longer holds.

    `page` is the pair's address.
    It names no person: the two sides know whom they agreed with. Raises NotAllowed, NotFound.
    """
    match = find_own_match(session, actor, match_id)
    return entry_of(session, match, sides_of(actor, match)[0], meeting_id, page=page)


def entry_of(session: Session, match: Match, side: Kind, meeting_id: int, *, page: str) -> CalendarFile:
    """The same as `side` of the pair keeps it; the caller has seen that it may. Raises NotFound."""
    meeting = session.scalar(select(Meeting).where(Meeting.id == meeting_id, Meeting.match_id == match.id))
    if meeting is None or meeting.starts_at is None:
        raise NotFound("This meeting has no time yet.")
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if meeting.state in TAKEN_BACK else "PUBLISH")
    calendar.add_component(_entry(meeting, match, across(side), page))
    calendar.add_missing_timezones(first_date=date(2020, 1, 1))
    return CalendarFile(f"jingqiao-{match.demand.code}-{match.supply.code}.ics", calendar.to_ical())


def _entry(meeting: Meeting, match: Match, other: Kind, page: str) -> Event:
    assert meeting.starts_at is not None, "the caller has checked"
    event = Event()
    event.add("uid", meeting.uid)
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", meeting.changed_at)
    event.add("last-modified", meeting.changed_at)
    event.add("dtstart", meeting.starts_at.astimezone(LOCAL))
    event.add("dtend", meeting.starts_at.astimezone(LOCAL) + timedelta(minutes=meeting.minutes))
    event.add("summary", f"{meeting.subject}（{listing_on(match, other).organization.name}）")
    event.add("status", "CANCELLED" if meeting.state in TAKEN_BACK else "CONFIRMED")
    if meeting.place or meeting.link:
        event.add("location", meeting.place or meeting.link)
    event.add("description", "\n".join(filter(None, (meeting.link, page))))
    event.add("url", meeting.link or page)
    return event
