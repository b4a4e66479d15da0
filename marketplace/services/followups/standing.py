"""How many pairs stand at once: what decides the next action of each, read in three queries."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from marketplace.models import Match, Meeting, Outcome, Pilot
from marketplace.services.followups.next_action import Standing
from marketplace.services.meetings.ahead import AHEAD


def read_standings(session: Session, matches: Sequence[Match]) -> dict[int, Standing]:
    """By match id."""
    ids = [match.id for match in matches]
    meetings = session.scalars(
        select(Meeting)
        .options(selectinload(Meeting.slots))
        .where(Meeting.match_id.in_(ids), Meeting.state.in_(AHEAD))
    )
    ahead = {meeting.match_id: meeting for meeting in meetings}
    pilots = {one.match_id: one for one in session.scalars(select(Pilot).where(Pilot.match_id.in_(ids)))}
    outcomes: dict[int, list[Outcome]] = {}
    for one in session.scalars(
        select(Outcome)
        .options(selectinload(Outcome.consents))
        .where(Outcome.match_id.in_(ids))
        .order_by(Outcome.created_at, Outcome.id)
    ):
        outcomes.setdefault(one.match_id, []).append(one)
    return {
        match.id: Standing(match, ahead.get(match.id), pilots.get(match.id), outcomes.get(match.id, []))
        for match in matches
    }
