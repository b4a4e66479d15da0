"""When a pair reached each step of its way.

Kept on the pair itself, not read from the trail: the trail's times are the database's own, and its old
segments may be removed. Every change of state passes here with the clock of whoever made it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from marketplace.models.match import Match, MatchState

M = MatchState
WAY: Mapping[str, frozenset[MatchState]] = {
    "suggested_at": frozenset({M.SUGGESTED}),
    "recommended_at": frozenset({M.RECOMMENDED}),
    "half_accepted_at": frozenset({M.ACCEPTED_BY_DEMAND, M.ACCEPTED_BY_SUPPLY}),
    "introduced_at": frozenset({M.INTRODUCED}),
    "meeting_at": frozenset({M.MEETING}),
    "pilot_at": frozenset({M.PILOT}),
    "signed_at": frozenset({M.SIGNED}),
    "delivered_at": frozenset({M.DELIVERED}),
}
"""The steps in their order: the column that keeps the moment, and the states that mean it is reached."""


def mark_reached(match: Match, new: MatchState, now: datetime) -> None:
    """Note that the step is reached, and forget later ones that were taken back.

    A pair in review again starts anew. One that comes back to a step keeps the moment it first reached it;
    states beside the way (rejected, declined, parked, closed) change nothing.
    """
    columns = list(WAY)
    here = next((name for name, states in WAY.items() if new in states), None)
    if here is None:
        return
    if new is M.SUGGESTED or getattr(match, here) is None:
        setattr(match, here, now)
    for later in columns[columns.index(here) + 1 :]:
        setattr(match, later, None)
