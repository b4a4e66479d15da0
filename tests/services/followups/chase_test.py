"""Reminders and alerts: once in a wait, by the clock, for every state."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput, NotAllowed, WrongState
from marketplace.models import Account, Kind, Match, MatchState, Notification, Party, Role, Topic
from marketplace.services.followups.chase import chase_pairs
from marketplace.services.followups.reasons import ClosingReason
from marketplace.services.followups.set_aside import close_pair, park_pair, resume_pair
from marketplace.services.followups.stalled import read_stalled, remind_pair
from marketplace.services.followups.steps import STEPS
from tests.doubles import MovableClock
from tests.factories import make_account
from tests.factories.introduced import make_introduced, make_meeting
from tests.factories.recommended import make_recommended


def told(session: Session, account: Account, topic: Topic) -> int:
    """How often the account was told of it."""
    query = select(func.count()).where(
        Notification.account_id == account.id, Notification.topic == topic.value
    )
    return session.scalar(query) or 0


@pytest.mark.parametrize("state", list(STEPS))
def test_each_state_reminds_once_then_alerts_once(
    session: Session, clock: MovableClock, state: MatchState
) -> None:
    pair, rule = make_recommended(session, state), STEPS[state]
    pair.match.waiting_since = clock.now()
    session.flush()
    asked = rule.waits_for in (Party.DEMAND, Party.BOTH)
    assert chase_pairs(session, clock=clock).stalled == 0
    if rule.remind_after is not None:
        clock.moment += rule.remind_after
        for _again in range(2):
            chase_pairs(session, clock=clock)
            assert told(session, pair.owner, Topic.STEP_WAITS) == asked
        clock.moment += rule.alert_after - rule.remind_after
    else:
        clock.moment += rule.alert_after
    for _again in range(2):
        chase_pairs(session, clock=clock)
        assert told(session, pair.staff, Topic.PAIRS_STALLED) == 1
        assert told(session, pair.owner, Topic.STEP_WAITS) == (asked and rule.remind_after is not None)
    session.refresh(pair.match)
    assert pair.match.stalled_at == clock.now()
    page = read_stalled(session, pair.staff, state=state, page=1, clock=clock)
    assert [(row.match.id, row.rule.waits_for) for row in page.pairs] == [(pair.match.id, rule.waits_for)]
    assert page.pairs[0].days == rule.alert_after.days


@pytest.mark.parametrize("state", sorted(set(MatchState) - set(STEPS)))
def test_what_is_over_is_left_alone(session: Session, clock: MovableClock, state: MatchState) -> None:
    make_recommended(session, state).match.waiting_since = clock.now()
    session.flush()
    clock.move(days=400)
    assert chase_pairs(session, clock=clock).stalled == 0


def test_an_agreed_day_puts_reminders_off(session: Session, clock: MovableClock) -> None:
    pair = make_introduced(session, clock)
    meeting = make_meeting(session, clock, pair)
    session.flush()
    assert meeting.starts_at is not None
    clock.moment = meeting.starts_at + timedelta(days=13)
    assert chase_pairs(session, clock=clock).reminded == 0
    clock.move(days=2)
    assert chase_pairs(session, clock=clock).reminded == 1


def test_a_reminder_moves_neither_version_nor_date(session: Session, clock: MovableClock) -> None:
    match = make_recommended(session).match
    match.waiting_since = clock.now()
    session.flush()
    before = (match.version, match.updated_at)
    clock.move(days=11)
    assert chase_pairs(session, clock=clock).stalled == 1
    session.expire_all()
    found = session.get_one(Match, match.id)
    assert (found.version, found.updated_at) == before


def test_staff_remind_park_take_up_again_and_close(session: Session, clock: MovableClock) -> None:
    pair = make_introduced(session, clock)
    make_meeting(session, clock, pair)
    match = pair.match
    remind_pair(session, pair.staff, match.id, clock=clock)
    assert told(session, pair.owner, Topic.STEP_WAITS) == told(session, pair.company, Topic.STEP_WAITS) == 1
    session.flush()
    version, later = match.version, clock.now() + timedelta(days=30)
    with pytest.raises(InvalidInput):
        park_pair(session, pair.staff, match.id, version, until=None, note="", clock=clock)
    park_pair(session, pair.staff, match.id, version, until=later, note="等预算", clock=clock)
    session.flush()
    with pytest.raises(WrongState):
        remind_pair(session, pair.staff, match.id, clock=clock)
    resume_pair(session, pair.staff, match.id, match.version, clock=clock)
    session.flush()
    assert match.state is MatchState.MEETING
    with pytest.raises(InvalidInput):
        close_pair(session, pair.staff, match.id, match.version, reason="?", note="", clock=clock)
    close_pair(
        session, pair.staff, match.id, match.version, reason=ClosingReason.NO_BUDGET, note="", clock=clock
    )
    assert match.state is MatchState.CLOSED and match.closed_reason == "no_budget"
    assert told(session, pair.owner, Topic.PAIR_SET_ASIDE) == 2


def test_only_staff_outside_of_the_pair_chase_it(session: Session, clock: MovableClock) -> None:
    pair = make_introduced(session, clock)
    insider = make_account(session, Role.STAFF, pair.match.supply.organization)
    for who in (pair.owner, insider):
        with pytest.raises(NotAllowed):
            remind_pair(session, who, pair.match.id, clock=clock)
    assert pair.on(Kind.DEMAND) is pair.owner
