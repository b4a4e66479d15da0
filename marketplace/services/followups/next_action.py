"""What has to happen next in an introduced pair, and who does it, seen from one side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from marketplace.models import Kind, Match, MatchState, Meeting, MeetingState, Outcome, OutcomeState, Pilot
from marketplace.services.followups.log import LOCAL


class Action(StrEnum):
    """The next thing to do; its words are the web's."""

    OFFER_TIMES = "offer_times"
    PICK_TIME = "pick_time"
    AWAIT_PICK = "await_pick"
    MEET = "meet"
    REPORT_MEETING = "report_meeting"
    AGREE_ON_NEXT = "agree_on_next"
    RUN_PILOT = "run_pilot"
    END_PILOT = "end_pilot"
    SIGN = "sign"
    CONFIRM = "confirm"
    AWAIT_CONFIRMATION = "await_confirmation"
    AWAIT_STAFF = "await_staff"
    DELIVER = "deliver"
    PUBLISH = "publish"
    NONE = "none"


# Nothing to do for the side that sees these.
WAITING = frozenset(
    {Action.AWAIT_PICK, Action.MEET, Action.RUN_PILOT, Action.AWAIT_CONFIRMATION, Action.AWAIT_STAFF}
    | {Action.NONE}
)


@dataclass(frozen=True)
class Standing:
    """What of a pair decides the next action."""

    match: Match
    ahead: Meeting | None
    pilot: Pilot | None
    outcomes: Sequence[Outcome]


def next_action(standing: Standing, side: Kind, now: datetime) -> Action:
    """The one thing that comes first: an open question before the step that the state asks for."""
    return _open_claim(standing, side) or _meeting(standing, side, now) or _step(standing, side, now)


def _open_claim(standing: Standing, side: Kind) -> Action | None:
    for outcome in standing.outcomes:
        if outcome.state is OutcomeState.DISPUTED:
            return Action.AWAIT_STAFF
        if outcome.state is OutcomeState.CLAIMED:
            return Action.AWAIT_CONFIRMATION if outcome.side is side else Action.CONFIRM
    return None


def _meeting(standing: Standing, side: Kind, now: datetime) -> Action | None:
    meeting = standing.ahead
    if meeting is None:
        return None
    if meeting.state is MeetingState.OFFERED:
        return Action.AWAIT_PICK if meeting.offered_by is side else Action.PICK_TIME
    return Action.MEET if meeting.starts_at is not None and meeting.starts_at > now else Action.REPORT_MEETING


def _step(standing: Standing, side: Kind, now: datetime) -> Action:
    state, pilot = standing.match.state, standing.pilot
    if state is MatchState.PILOT and pilot is not None and pilot.ended_on is None:
        over = pilot.ends_on < now.astimezone(LOCAL).date()
        return Action.END_PILOT if over else Action.RUN_PILOT
    if state is MatchState.DELIVERED:
        return Action.NONE if _has_consented(standing, side) else Action.PUBLISH
    return {
        MatchState.INTRODUCED: Action.OFFER_TIMES,
        MatchState.MEETING: Action.AGREE_ON_NEXT,
        MatchState.PILOT: Action.SIGN,
        MatchState.SIGNED: Action.DELIVER,
    }.get(state, Action.NONE)


def _has_consented(standing: Standing, side: Kind) -> bool:
    """Whether the side has said, yes or no, what may be published of everything confirmed."""
    confirmed = [one for one in standing.outcomes if one.state is OutcomeState.CONFIRMED]
    return all(any(given.side is side for given in one.consents) for one in confirmed)
