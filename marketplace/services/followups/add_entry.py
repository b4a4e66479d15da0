"""Somebody writes down what happened in a pair and what is to happen next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput
from marketplace.models import FilePurpose, FollowUp, FollowUpKind, Kind, Match, Party, Visibility
from marketplace.permissions import Actor
from marketplace.services.audit.record import begin_wait, record_event
from marketplace.services.files.store import store_file
from marketplace.services.followups.lock import TALKING, lock_together
from marketplace.services.followups.log import LOCAL, log_step, today
from marketplace.services.followups.staff import lock_for_staff
from marketplace.services.followups.texts import LONGEST_LINE, check_coming, check_past, check_text
from marketplace.services.ports import Clock

MOST_FILES = 5


@dataclass(frozen=True)
class Upload:
    """A file as it came with a form."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Entry:
    """What the form said. A next step needs somebody who takes it and a day."""

    happened_on: date | None
    text: str
    visibility: Visibility
    next_step: str = ""
    acts_next: Party | None = None
    due_on: date | None = None
    files: Sequence[Upload] = field(default=())


def add_entry(
    session: Session, actor: Actor, match_id: int, side: Kind, entry: Entry, *, clock: Clock
) -> FollowUp:
    """Write it for `side`. Raises NotAllowed, NotFound, WrongState, InvalidInput."""
    match = lock_together(session, actor, match_id, side, TALKING)
    return _write(session, actor, match, side, entry, clock)


def add_staff_entry(session: Session, actor: Actor, match_id: int, entry: Entry, *, clock: Clock) -> FollowUp:
    """Write it for staff: either for all to read or for staff alone. Raises as `add_entry`."""
    match = lock_for_staff(session, actor, match_id)
    visibility = Visibility.BOTH if entry.visibility is Visibility.BOTH else Visibility.STAFF
    return _write(session, actor, match, None, entry, clock, visibility)


def _write(
    session: Session,
    actor: Actor,
    match: Match,
    side: Kind | None,
    entry: Entry,
    clock: Clock,
    visibility: Visibility | None = None,
) -> FollowUp:
    now = today(clock)
    if len(entry.files) > MOST_FILES:
        raise InvalidInput("At most %(most)s files, please.", field="files", most=MOST_FILES)
    step = _check_step(entry, now)  # before anything is written: a page may read the timeline meanwhile
    written = log_step(
        session,
        actor,
        match,
        FollowUpKind.NOTE,
        side=side,
        clock=clock,
        on=check_past(entry.happened_on, "happened_on", now),
        text=check_text(entry.text, "text", needed=True),
        visibility=visibility or entry.visibility,
    )
    written.next_step, written.acts_next, written.due_on = step
    written.files = [
        store_file(
            session,
            actor,
            name=one.name,
            content=one.content,
            purpose=FilePurpose.FOLLOWUP,
            organization_id=actor.organization_id,
            clock=clock,
        )
        for one in entry.files
    ]
    record_event(session, actor, "follow_up.add", written, match_id=match.id)
    _move_wait(match, written, clock)
    return written


def _check_step(entry: Entry, now: date) -> tuple[str, Party | None, date | None]:
    """The next step, complete or not at all. Raises InvalidInput."""
    step = check_text(entry.next_step, "next_step", most=LONGEST_LINE)
    if not step:
        if entry.due_on is not None:
            raise InvalidInput("Say what is to happen by that day.", field="next_step")
        return "", None, None
    if entry.acts_next is None:
        raise InvalidInput("Choose who takes the next step.", field="acts_next")
    return step, entry.acts_next, check_coming(entry.due_on, "due_on", now)


def _move_wait(match: Match, written: FollowUp, clock: Clock) -> None:
    """A sign of life that both sides see begins a new wait; a promised day puts it off until then.

    A question that is still open stays open: a note beside it answers nothing.
    """
    if written.visibility is not Visibility.BOTH or match.waits_for is not None:
        return
    begin_wait(match, clock=clock, until=end_of(written.due_on) if written.due_on else match.waits_until)


def end_of(day: date) -> datetime:
    """The moment the day is over in Shanghai."""
    return datetime.combine(day + timedelta(days=1), time.min, LOCAL)
