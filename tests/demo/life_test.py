"""The demonstration's past: right pairs, every state, days in order, something of all for each side."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.demo.life import STORIES, tell_life
from marketplace.demo.load import WORKBOOK
from marketplace.demo.past import LOCAL, SATURDAY, Past
from marketplace.models import (
    Account,
    Answer,
    AuditEvent,
    FollowUp,
    Listing,
    ListingVersion,
    Match,
    MatchState,
    OpportunityList,
    Organization,
    Outcome,
    OutcomeStage,
    OutcomeState,
    Question,
    Review,
    Role,
)
from marketplace.services.answers.read_overview import read_overview
from marketplace.services.followups.next_action import Action
from marketplace.services.outcomes.find import file_unchanged
from marketplace.services.outcomes.publish import published_outcomes
from marketplace.services.waiting.errands import Errand
from marketplace.services.waiting.read import WhatWaits, read_waiting
from tests.doubles import MovableClock

M = MatchState
QRELS = WORKBOOK.with_name("qrels.tsv")


def one_of(session: Session, role: Role) -> Account:
    """The demonstration account of that role."""
    email = {Role.COMPANY: "company@example.com", Role.DEMAND_OWNER: "demand@example.com"}.get(role)
    return session.scalars(select(Account).where(Account.email == (email or "staff@example.com"))).one()


def waits(session: Session, who: Account, clock: MovableClock) -> WhatWaits:
    """What the account finds on its first page."""
    rows = [row for found in read_overview(session, who).pairs.values() for row in found]
    return read_waiting(session, who, rows, clock=clock)


def test_every_pair_answers_its_demand(lived: Session) -> None:
    grades = {
        tuple(line.split("\t")[:2]): int(line.split("\t")[2]) for line in QRELS.read_text().splitlines()
    }
    pairs = {(match.demand.code, match.supply.code) for match in lived.scalars(select(Match))}
    assert pairs == {(demand, supply) for demand, supply, _ in STORIES}
    assert all(grades[pair] >= 2 for pair in pairs)


def test_pairs_stand_at_every_step(lived: Session) -> None:
    states = set(lived.scalars(select(Match.state)))
    expected = {
        M.SUGGESTED,
        M.RECOMMENDED,
        M.ACCEPTED_BY_SUPPLY,
        M.DECLINED,
        M.INTRODUCED,
        M.MEETING,
        M.PILOT,
    }
    assert states == expected | {M.SIGNED, M.DELIVERED, M.CLOSED, M.REJECTED}
    late = lived.scalars(select(Match).where(Match.stalled_at.is_not(None))).all()
    assert {M.RECOMMENDED, M.ACCEPTED_BY_SUPPLY} <= {match.state for match in late}
    assert any(
        match.state is M.RECOMMENDED and match.stalled_at is None for match in lived.scalars(select(Match))
    )
    asked = lived.scalars(select(Match).where(Match.state == M.SUGGESTED))
    assert {match.origin for match in asked} == {"interest", "invitation"}
    assert {question.state.value for question in lived.scalars(select(Question))} == {
        "asked",
        "relayed",
        "replied",
    }


def test_nothing_happened_on_a_day_to_come_or_before_the_step_it_follows(
    lived: Session, clock: MovableClock
) -> None:
    for match in lived.scalars(select(Match)):
        moments = [
            match.suggested_at,
            match.recommended_at,
            match.half_accepted_at,
            match.introduced_at,
            match.meeting_at,
            match.pilot_at,
            match.signed_at,
            match.delivered_at,
        ]
        reached = [moment for moment in moments if moment is not None]
        assert reached == sorted(reached) and reached[-1] <= clock.now()
    for entry in lived.scalars(select(FollowUp)):
        assert entry.created_at <= clock.now()
        assert entry.created_at.astimezone(LOCAL).weekday() < SATURDAY


def test_each_side_finds_something_of_everything(lived: Session, clock: MovableClock) -> None:
    hospital = waits(lived, one_of(lived, Role.DEMAND_OWNER), clock)
    company = waits(lived, one_of(lived, Role.COMPANY), clock)
    assert {Errand.ANSWER, Errand.ANSWER_LAST, Action.CONFIRM} <= {one.what for one in hospital.ours}
    assert hospital.late and hospital.others
    assert {Errand.REPLY, Action.PICK_TIME} <= {one.what for one in company.ours}
    assert {Errand.THEIR_ANSWER, Action.AWAIT_CONFIRMATION} <= {one.what for one in company.others}


def test_what_got_done_is_published_with_its_paper(lived: Session) -> None:
    published = published_outcomes(lived, None)
    assert {one.stage for one in published} == {OutcomeStage.SIGNED, OutcomeStage.DELIVERED}
    assert {one.amount_wan is None for one in published} == {True, False}
    for outcome in lived.scalars(select(Outcome)):
        assert outcome.file is not None and file_unchanged(outcome)
        assert outcome.state in (OutcomeState.CONFIRMED, OutcomeState.CLAIMED)


def test_telling_it_again_changes_nothing(lived: Session, clock: MovableClock) -> None:
    before = [(match.id, match.version) for match in lived.scalars(select(Match).order_by(Match.id))]
    tell_life(lived, one_of(lived, Role.STAFF), Past(clock.now()))
    lived.flush()
    assert before == [(match.id, match.version) for match in lived.scalars(select(Match).order_by(Match.id))]


def test_the_clock_keeps_to_working_days_and_never_passes_the_present(clock: MovableClock) -> None:
    past = Past(clock.now())
    days = [past.workday(away) for away in range(-20, 21) if away]
    assert days == sorted(days) and all(day.weekday() < SATURDAY for day in days)
    assert past.go_to(0, 23).now() == clock.now()
    assert past.go_to(1).now() < clock.now() < past.slot(1, 9)


def test_what_is_on_record_happened_on_the_days_of_the_pair(lived: Session, clock: MovableClock) -> None:
    for match in lived.scalars(select(Match)):
        on_record = AuditEvent.entity_type == "matches", AuditEvent.entity_id == match.id
        events = lived.scalars(select(AuditEvent).where(*on_record).order_by(AuditEvent.id)).all()
        moments = [event.at for event in events]
        assert moments[0] == match.created_at == match.suggested_at and moments == sorted(moments)
        assert {event.to_state: event.at for event in events}.get("introduced") == match.introduced_at
        assert moments[-1] <= clock.now() and match.updated_at <= clock.now() - timedelta(hours=1)
    chosen = (AuditEvent.action.not_in(["demo.loaded", "match_run.created"]),)
    for moment in lived.scalars(select(AuditEvent.at).where(*chosen)):
        assert moment.astimezone(LOCAL).weekday() < SATURDAY and moment < clock.now() - timedelta(hours=1)


def test_nothing_of_the_history_bears_the_day_of_loading(lived: Session) -> None:
    written_now = lived.scalar(select(func.now()))
    for table in (Account, Listing, ListingVersion, Organization, Review, Answer, Outcome, OpportunityList):
        assert lived.scalar(select(func.max(table.created_at))) < written_now - timedelta(days=1), table


def test_the_trail_says_when_the_history_was_written(lived: Session) -> None:
    last = lived.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1)).one()
    assert last.action == "demo.loaded" and last.actor_id is None
    assert last.at == lived.scalar(select(func.now()))
    assert last.details["items"] == (lived.scalar(select(func.count(AuditEvent.id))) or 0) - 1
