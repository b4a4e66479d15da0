"""A pilot is begun, changed while it runs, and ended with its result."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import Conflict, InvalidInput, WrongState
from marketplace.models import FollowUpKind, Kind, Match, MatchState, Pilot
from marketplace.permissions import Actor
from marketplace.services.audit.record import begin_wait, change_match_state, record_event
from marketplace.services.followups.add_entry import end_of
from marketplace.services.followups.lock import lock_together
from marketplace.services.followups.log import log_step, today
from marketplace.services.followups.texts import (
    FARTHEST,
    LONGEST_LINE,
    check_coming,
    check_past,
    check_text,
)
from marketplace.services.ports import Clock


@dataclass(frozen=True)
class PilotTerms:
    """From when to when, where, and what is measured to tell whether it worked."""

    starts_on: date | None
    ends_on: date | None
    place: str
    measures: str


def pilot_of(session: Session, match: Match) -> Pilot | None:
    """The pair's pilot, running or ended."""
    return session.scalar(select(Pilot).where(Pilot.match_id == match.id))


def begin_pilot(
    session: Session, actor: Actor, match_id: int, side: Kind, terms: PilotTerms, *, clock: Clock
) -> Pilot:
    """Put the agreed pilot on record. Raises NotAllowed, NotFound, WrongState, InvalidInput."""
    match = lock_together(session, actor, match_id, side)
    starts_on, ends_on = _check_days(terms, today(clock))
    pilot = Pilot(
        match_id=match.id,
        starts_on=starts_on,
        ends_on=ends_on,
        place=check_text(terms.place, "place", most=LONGEST_LINE, needed=True),
        measures=check_text(terms.measures, "measures", needed=True),
        created_at=clock.now(),
    )
    change_match_state(session, actor, match, MatchState.PILOT, "match.pilot", clock=clock, side=side.value)
    session.add(pilot)
    begin_wait(match, clock=clock, until=end_of(ends_on))
    _log(session, actor, match, FollowUpKind.PILOT_BEGUN, side, pilot, clock)
    return pilot


def change_pilot(
    session: Session,
    actor: Actor,
    match_id: int,
    side: Kind,
    version: int,
    terms: PilotTerms,
    *,
    clock: Clock,
) -> Pilot:
    """Correct or extend a running pilot. Raises as `begin_pilot`, and Conflict."""
    match = lock_together(session, actor, match_id, side)
    pilot = _running(session, match, version)
    starts_on, ends_on = _check_days(terms, today(clock))
    pilot.starts_on, pilot.ends_on = starts_on, ends_on
    pilot.place = check_text(terms.place, "place", most=LONGEST_LINE, needed=True)
    pilot.measures = check_text(terms.measures, "measures", needed=True)
    record_event(session, actor, "pilot.change", pilot, match_id=match.id, side=side.value)
    begin_wait(match, clock=clock, until=end_of(ends_on))
    _log(session, actor, match, FollowUpKind.PILOT_CHANGED, side, pilot, clock)
    return pilot


def end_pilot(
    session: Session,
    actor: Actor,
    match_id: int,
    side: Kind,
    version: int,
    *,
    on: date | None,
    result: str,
    clock: Clock,
) -> Pilot:
    """Say when it ended and what the measures showed. Raises as `begin_pilot`, and Conflict."""
    match = lock_together(session, actor, match_id, side)
    pilot = _running(session, match, version)
    day = check_past(on, "on", today(clock))
    if day < pilot.starts_on:
        raise InvalidInput("The pilot had not begun on that day.", field="on")
    pilot.result = check_text(result, "result", needed=True)
    pilot.ended_on = day
    record_event(session, actor, "pilot.end", pilot, match_id=match.id, side=side.value)
    begin_wait(match, clock=clock)
    log_step(
        session, actor, match, FollowUpKind.PILOT_ENDED, side=side, clock=clock, on=day, text=pilot.result
    )
    return pilot


def _check_days(terms: PilotTerms, now: date) -> tuple[date, date]:
    if terms.starts_on is None:
        raise InvalidInput("Give the date.", field="starts_on")
    if abs(terms.starts_on - now) > FARTHEST:
        raise InvalidInput("This date is too far away.", field="starts_on")
    ends_on = check_coming(terms.ends_on, "ends_on", now)
    if ends_on < terms.starts_on:
        raise InvalidInput("The pilot cannot end before it begins.", field="ends_on")
    return terms.starts_on, ends_on


def _running(session: Session, match: Match, version: int) -> Pilot:
    pilot = pilot_of(session, match)
    if pilot is None or pilot.ended_on is not None or match.state is not MatchState.PILOT:
        raise WrongState("There is no pilot running in this pair.")
    session.refresh(pilot)
    if pilot.version != version:
        raise Conflict("The pilot changed after you opened it. Nothing was saved; this is how it stands.")
    return pilot


def _log(
    session: Session,
    actor: Actor,
    match: Match,
    kind: FollowUpKind,
    side: Kind,
    pilot: Pilot,
    clock: Clock,
) -> None:
    log_step(
        session,
        actor,
        match,
        kind,
        side=side,
        clock=clock,
        text=pilot.measures,
        starts_on=pilot.starts_on.isoformat(),
        ends_on=pilot.ends_on.isoformat(),
        place=pilot.place,
    )
