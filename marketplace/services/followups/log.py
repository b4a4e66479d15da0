"""Write one entry of a pair's timeline, and tell those who read it."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from marketplace.models import FollowUp, FollowUpKind, Kind, Match, Visibility
from marketplace.permissions import Actor
from marketplace.services.followups.tell import tell_sides
from marketplace.services.ports import Clock

LOCAL = ZoneInfo("Asia/Shanghai")
# Of an offer of times: the agreed time that it takes back.
INSTEAD_OF = "instead_of"


def today(clock: Clock) -> date:
    """The day it is where the two sides work."""
    return clock.now().astimezone(LOCAL).date()


def log_step(
    session: Session,
    actor: Actor | None,
    match: Match,
    kind: FollowUpKind,
    *,
    side: Kind | None,
    clock: Clock,
    on: date | None = None,
    text: str = "",
    visibility: Visibility = Visibility.BOTH,
    **facts: Any,
) -> FollowUp:
    """Add the entry; `on` is when it happened, today by default. `actor` None: the system itself."""
    entry = FollowUp(
        match_id=match.id,
        kind=kind,
        side=side,
        visibility=visibility,
        happened_on=on or today(clock),
        text=text,
        facts=facts,
        account_id=actor.id if actor is not None else None,
        created_at=clock.now(),
    )
    session.add(entry)
    if visibility is Visibility.BOTH:
        tell_sides(session, match, kind, side, clock=clock, moved=INSTEAD_OF in facts)
    return entry
