"""Remind those who keep a pair waiting, then mark it stalled and alert staff: once each in a wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from marketplace.models import Match, Party, Topic
from marketplace.services.answers.tell import WITH_SIDES, ask_side, follow_side
from marketplace.services.audit.record import record_event
from marketplace.services.followups.steps import QUESTION, STEPS, rule_of, sides_waited_for
from marketplace.services.notifications.notify import notify_staff
from marketplace.services.ports import Clock

AT_ONCE = 500


@dataclass(frozen=True)
class Chased:
    """How many pairs were reminded of and how many stalled; `more`: there may be others due."""

    reminded: int
    stalled: int
    more: bool


def chase_pairs(session: Session, *, clock: Clock) -> Chased:
    """One batch. Running it again at the same moment changes nothing: each row says what was done."""
    now = clock.now()
    late = _due(session, "alert_after", Match.stalled_at.is_(None), now)
    for match in late:
        record_event(session, None, "match.stall", match, waited=(now - match.waiting_since).days)
    _mark(session, late, stalled_at=now)
    if late:
        # One message with a count: a queue that stands still must not bury staff under its mail.
        notify_staff(session, Topic.PAIRS_STALLED, clock=clock, count=len(late))
    slow = _due(session, "remind_after", Match.stalled_at.is_(None) & Match.reminded_at.is_(None), now)
    for match in slow:
        remind_sides(session, match, clock=clock)
        record_event(session, None, "match.remind", match)
    _mark(session, slow, reminded_at=now)
    return Chased(len(slow), len(late), AT_ONCE in (len(late), len(slow)))


def remind_sides(session: Session, match: Match, *, clock: Clock) -> int:
    """Tell every side that the pair waits for; how many sides that were.

    One without an account gets a new link: to answer by while the sides decide, to look by afterwards.
    """
    rule = rule_of(match)
    sides = sides_waited_for(rule.waits_for) if rule is not None else ()
    for side in sides:
        if match.state in WITH_SIDES:
            ask_side(session, match, side, Topic.STEP_WAITS, clock=clock)
        else:
            follow_side(session, match, side, Topic.STEP_WAITS, clock=clock)
    return len(sides)


def _due(session: Session, limit: str, which: ColumnElement[bool], now: datetime) -> Sequence[Match]:
    """Pairs whose wait has passed that limit of their rule, locked; those somebody else holds come later."""
    begins = func.greatest(Match.waiting_since, func.coalesce(Match.waits_until, Match.waiting_since))
    asked = Match.waits_for.is_not(None)
    late = [
        _passed(begins, getattr(rule, limit), now) & (Match.state == state) & ~asked
        for state, rule in STEPS.items()
        if getattr(rule, limit) is not None
    ]
    question = _passed(begins, getattr(QUESTION, limit), now) & asked & Match.state.in_(tuple(STEPS))
    if limit == "remind_after":
        question &= Match.waits_for != Party.STAFF
    condition = question
    for one in late:
        condition |= one
    return session.scalars(
        select(Match)
        .where(which, condition)
        .order_by(Match.id)
        .limit(AT_ONCE)
        .with_for_update(of=Match, skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()


def _passed(begins: ColumnElement[datetime], after: timedelta | None, now: datetime) -> ColumnElement[bool]:
    assert after is not None, "rules without this limit are left out"
    return begins <= now - after


def _mark(session: Session, matches: Sequence[Match], **values: datetime) -> None:
    """Neither the version nor the date moves: nobody's open page must be refused for a reminder."""
    if matches:
        session.execute(
            update(Match)
            .where(Match.id.in_([match.id for match in matches]))
            .values(**values, updated_at=Match.updated_at)
            .execution_options(synchronize_session=False)
        )
        for match in matches:
            session.expire(match)
