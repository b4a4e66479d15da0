"""What stands still, longest first, and the reminder that staff send with one click."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from marketplace.errors import WrongState
from marketplace.models import FollowUpKind, Match, MatchState
from marketplace.permissions import Actor, Permission, require
from marketplace.services.audit.record import record_event
from marketplace.services.followups.chase import remind_sides
from marketplace.services.followups.log import log_step
from marketplace.services.followups.set_aside import is_introduced
from marketplace.services.followups.staff import lock_for_staff
from marketplace.services.followups.steps import STEPS, StepRule, rule_of, waiting_begins
from marketplace.services.ports import Clock

PAGE_SIZE = 50


@dataclass(frozen=True)
class StalledPair:
    """A pair, under which rule it waits, and for how many days."""

    match: Match
    rule: StepRule
    days: int


@dataclass(frozen=True)
class StalledPage:
    """One page of them; `counts` by state over all pages, whichever state is shown."""

    pairs: Sequence[StalledPair]
    counts: Mapping[MatchState, int]
    state: MatchState | None
    number: int
    pages: int
    total: int


def read_stalled(
    session: Session, actor: Actor, *, state: MatchState | None, page: int, clock: Clock
) -> StalledPage:
    """The stalled pairs, those of `state` if one is given. Raises NotAllowed."""
    require(actor, Permission.CHASE_PAIRS)
    standing = (
        select(Match.state, func.count())
        .where(Match.stalled_at.is_not(None), Match.state.in_(tuple(STEPS)))
        .group_by(Match.state)
    )
    counts = {row[0]: row[1] for row in session.execute(standing)}
    total = counts.get(state, 0) if state is not None else sum(counts.values())
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(1, page), pages)
    chosen = (state,) if state is not None else tuple(STEPS)
    found = session.scalars(
        select(Match)
        .options(joinedload(Match.demand), joinedload(Match.supply))
        .where(Match.stalled_at.is_not(None), Match.state.in_(chosen))
        .order_by(func.greatest(Match.waiting_since, Match.waits_until), Match.id)
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    )
    pairs = [
        StalledPair(match, rule, _days(match, clock.now()))
        for match in found
        if (rule := rule_of(match)) is not None
    ]
    return StalledPage(pairs, counts, state, number, pages, total)


def remind_pair(session: Session, actor: Actor, match_id: int, *, clock: Clock) -> Match:
    """Remind whoever the pair waits for, now. Raises NotAllowed, NotFound, WrongState."""
    match = lock_for_staff(session, actor, match_id)
    if not remind_sides(session, match, clock=clock):
        raise WrongState("This pair waits for no side that could be reminded.")
    match.reminded_at = clock.now()
    record_event(session, actor, "match.remind", match)
    if is_introduced(session, match):
        log_step(session, actor, match, FollowUpKind.REMINDED, side=None, clock=clock)
    return match


def _days(match: Match, now: datetime) -> int:
    return max(0, (now - waiting_begins(match)).days)
