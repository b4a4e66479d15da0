"""What a contact without account settles by the link of its introduction: a meeting's time, a claim.

The link may be opened until it ends, as often as one likes; what it settles can be settled once, because
the meeting or the claim is then no longer open, and every step is refused that was made on an older page.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import NotFound, WrongState
from marketplace.models import Meeting, Outcome, StoredFile
from marketplace.services.followups.lock import TALKING
from marketplace.services.followups.steps import TOGETHER
from marketplace.services.introductions.links import FoundLink, find_contact_link
from marketplace.services.meetings.calendar import CalendarFile, entry_of
from marketplace.services.meetings.pick import agree_on
from marketplace.services.meetings.settle import call_off
from marketplace.services.outcomes.answer import give_word_against, give_word_for
from marketplace.services.outcomes.find import STANDING
from marketplace.services.ports import Clock

BY_LINK = "link"


def pick_by_link(session: Session, token: str, version: int, slot_id: int, *, clock: Clock) -> Meeting:
    """Agree to one of the times offered. Raises NotFound, WrongState, and as `pick_slot` does."""
    found = _open(session, token, clock)
    match, side = found.match, found.link.side
    return agree_on(session, None, match, side, version, slot_id, clock=clock, came_by=BY_LINK)


def call_off_by_link(session: Session, token: str, version: int, *, why: str, clock: Clock) -> Meeting:
    """None of the times suits, or the agreed one no longer does. Raises as `cancel_meeting` does."""
    found = _open(session, token, clock)
    match, side = found.match, found.link.side
    return call_off(session, None, match, side, version, why=why, clock=clock, came_by=BY_LINK)


def confirm_by_link(session: Session, token: str, outcome_id: int, version: int, *, clock: Clock) -> Outcome:
    """Confirm the other side's claim. Raises NotFound, WrongState, and as `confirm_outcome` does."""
    found = _open(session, token, clock)
    match, side = found.match, found.link.side
    return give_word_for(session, None, match, side, outcome_id, version, clock=clock, came_by=BY_LINK)


def dispute_by_link(
    session: Session, token: str, outcome_id: int, version: int, *, why: str, clock: Clock
) -> Outcome:
    """Say that a claim is not so. Raises NotFound, WrongState, and as `dispute_outcome` does."""
    found = _open(session, token, clock)
    match, side = found.match, found.link.side
    return give_word_against(
        session, None, match, side, outcome_id, version, why=why, clock=clock, came_by=BY_LINK
    )


def agreement_by_link(session: Session, token: str, paper_id: int, *, clock: Clock) -> StoredFile:
    """The file of a claim that stands: nobody confirms what they could not read.

    Raises NotFound for every other file, and WrongState when the link is shut.
    """
    found = _readable(session, token, clock)
    claims = select(Outcome).where(
        Outcome.match_id == found.match.id, Outcome.file_id == paper_id, Outcome.state.in_(STANDING)
    )
    claim = session.scalars(claims).first()
    if claim is None or claim.file is None:
        raise NotFound("There is no such file.")
    return claim.file


def calendar_by_link(
    session: Session, token: str, meeting_id: int, *, page: str, clock: Clock
) -> CalendarFile:
    """A meeting for one's own calendar. Raises NotFound, and WrongState when the link is shut."""
    found = _readable(session, token, clock)
    return entry_of(session, found.match, found.link.side, meeting_id, page=page)


def _open(session: Session, token: str, clock: Clock) -> FoundLink:
    """The link and its pair, locked, while the two sides work together."""
    found = find_contact_link(session, token, clock=clock, lock=True)
    if found.shut is not None:
        raise WrongState("This link can no longer be used. Nothing was saved.")
    if found.match.state not in TOGETHER:
        raise WrongState("The two sides are not working together on this pair at the moment.")
    return found


def _readable(session: Session, token: str, clock: Clock) -> FoundLink:
    found = find_contact_link(session, token, clock=clock)
    if found.shut is not None or found.match.state not in TALKING:
        raise WrongState("This link can no longer be used.")
    return found
