"""Every open state has a rule, and every change of state begins a new wait."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from marketplace.models import Kind, MatchState, Party
from marketplace.models.transitions import MATCH
from marketplace.services.answers.accept import accept_match
from marketplace.services.audit.record import begin_wait, change_match_state
from marketplace.services.followups.steps import STEPS, rule_of, waiting_begins
from tests.doubles import MovableClock
from tests.factories.recommended import make_recommended

OVER = {MatchState.REJECTED, MatchState.PARKED, MatchState.CLOSED, MatchState.DELIVERED}


def test_every_state_is_chased_or_over() -> None:
    assert set(STEPS) == set(MATCH) - OVER
    for rule in STEPS.values():
        assert rule.remind_after is None or rule.remind_after < rule.alert_after
        assert (rule.remind_after is None) == (rule.waits_for is Party.STAFF)


def test_an_answer_begins_a_new_wait(session: Session, clock: MovableClock) -> None:
    pair = make_recommended(session)
    pair.match.stalled_at = pair.match.reminded_at = clock.now()
    session.flush()
    clock.move(days=20)
    accept_match(session, pair.owner, pair.match.id, Kind.DEMAND, pair.seen, clock=clock)
    assert pair.match.waiting_since == clock.now()
    assert pair.match.stalled_at is None and pair.match.reminded_at is None
    rule = rule_of(pair.match)
    assert rule is not None and rule.waits_for is Party.SUPPLY


def test_an_open_question_waits_for_one_side_and_a_date_puts_it_off(
    session: Session, clock: MovableClock
) -> None:
    match = make_recommended(session, MatchState.INTRODUCED).match
    begin_wait(match, clock=clock, waits_for=Party.DEMAND, until=clock.now() + timedelta(days=30))
    rule = rule_of(match)
    assert rule is not None and rule.waits_for is Party.DEMAND
    assert waiting_begins(match) == clock.now() + timedelta(days=30)


def test_a_parked_pair_remembers_where_it_stood(session: Session, clock: MovableClock) -> None:
    pair = make_recommended(session, MatchState.PILOT)
    change_match_state(session, pair.staff, pair.match, MatchState.PARKED, "match.park", clock=clock)
    assert pair.match.resumes_at is MatchState.PILOT
    assert rule_of(pair.match) is None
    change_match_state(session, pair.staff, pair.match, MatchState.PILOT, "match.reopen", clock=clock)
    assert pair.match.resumes_at is None
