"""The first page of a side: every kind of thing that waits, its day, its order, and nobody else's."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from marketplace.models import (
    Account,
    Kind,
    ListingState,
    OutcomeStage,
    Party,
    QuestionState,
    Role,
    Visibility,
)
from marketplace.services.answers.accept import accept_match
from marketplace.services.answers.decline import decline_match
from marketplace.services.answers.read_overview import read_overview
from marketplace.services.followups.add_entry import Entry, Upload, add_entry
from marketplace.services.followups.log import today
from marketplace.services.followups.next_action import Action
from marketplace.services.meetings.offer import offer_meeting
from marketplace.services.meetings.settle import report_meeting
from marketplace.services.organizations.invite import invite_colleague
from marketplace.services.outcomes.answer import confirm_outcome
from marketplace.services.outcomes.claim import Claim, claim_outcome
from marketplace.services.waiting.errands import Errand, Whom
from marketplace.services.waiting.read import WhatWaits, read_waiting
from tests.doubles import MovableClock
from tests.factories import make_listing, make_organization
from tests.factories.accounts import make_account
from tests.factories.introduced import PDF, make_introduced, make_meeting, make_offer
from tests.factories.links import make_approach, make_question
from tests.factories.recommended import Recommended, make_recommended

D, S = Kind.DEMAND, Kind.SUPPLY
E, A, Q = Errand, Action, QuestionState


def waits(session: Session, who: Account, clock: MovableClock) -> WhatWaits:
    """Both lists of the account."""
    session.flush()
    rows = [row for found in read_overview(session, who).pairs.values() for row in found]
    return read_waiting(session, who, rows, clock=clock)


def whats(session: Session, who: Account, clock: MovableClock) -> tuple[list[object], list[object]]:
    """What they say, without the rest."""
    found = waits(session, who, clock)
    return [one.what for one in found.ours], [(one.what, one.whom) for one in found.others]


def make_waiting(session: Session, clock: MovableClock) -> Recommended:
    """Recommended now, by the test's clock."""
    pair = make_recommended(session)
    pair.match.waiting_since = clock.now()
    return pair


def test_a_pair_waits_for_whoever_has_not_answered(session: Session, clock: MovableClock) -> None:
    pair = make_waiting(session, clock)
    ours = waits(session, pair.owner, clock).ours
    assert [(one.what, one.subject) for one in ours] == [
        (E.ANSWER, pair.match.supply.published_version.title if pair.match.supply.published_version else "")
    ]
    assert ours[0].due_on == today(clock) + timedelta(days=10) and not ours[0].late
    accept_match(session, pair.owner, pair.match.id, D, pair.seen, clock=clock)
    assert whats(session, pair.owner, clock) == ([], [(E.THEIR_ANSWER, Whom.THEM)])
    assert whats(session, pair.company, clock) == ([E.ANSWER_LAST], [])
    clock.move(days=8)
    found = waits(session, pair.company, clock)
    assert found.late == 1 and found.ours[0].late
    decline_match(
        session, pair.company, pair.match.id, S, pair.match.version, reason="no_capacity", clock=clock
    )
    for who in (pair.owner, pair.company):
        assert whats(session, who, clock) == ([], [(E.SETTLE_DECLINE, Whom.STAFF)])


def test_who_asked_for_the_pair_is_said_to_the_other_side_alone(
    session: Session, clock: MovableClock
) -> None:
    pair = make_waiting(session, clock)
    make_approach(session, pair.match.demand, pair.company, clock, pair.match)
    assert [one.asked_by_them for one in waits(session, pair.owner, clock).ours] == [True]
    found = waits(session, pair.company, clock)
    assert [one.asked_by_them for one in found.ours] == [False]
    assert [one.what for one in found.others] == [E.REVIEW_REQUEST]


def test_a_question_goes_round_by_staff(session: Session, clock: MovableClock) -> None:
    pair = make_waiting(session, clock)
    question = make_question(session, pair.match, S, clock)
    assert whats(session, pair.owner, clock) == ([E.ANSWER], [])
    assert whats(session, pair.company, clock) == ([E.ANSWER], [(E.RELAY, Whom.STAFF)])
    question.state, question.relayed_text = Q.RELAYED, "转达的问题"
    found = waits(session, pair.owner, clock).ours
    assert [(one.what, one.detail) for one in found] == [(E.REPLY, "转达的问题"), (E.ANSWER, "")]
    assert whats(session, pair.company, clock)[1] == [(E.THEIR_REPLY, Whom.THEM)]
    question.state, question.reply = Q.REPLIED, "可以"
    assert whats(session, pair.owner, clock) == ([E.ANSWER], [(E.RELAY, Whom.STAFF)])
    question.state = Q.ANSWERED
    assert whats(session, pair.company, clock) == ([E.ANSWER], [])


def test_after_the_introduction_the_next_action_waits(session: Session, clock: MovableClock) -> None:
    pair = make_introduced(session, clock)
    match, company, owner = pair.match, pair.company, pair.owner
    assert whats(session, owner, clock) == ([A.OFFER_TIMES], [])
    meeting = offer_meeting(session, company, match.id, S, make_offer(clock), clock=clock)
    assert whats(session, owner, clock) == ([A.PICK_TIME], [])
    assert whats(session, company, clock) == ([], [(A.AWAIT_PICK, Whom.THEM)])
    session.delete(meeting)
    meeting = make_meeting(session, clock, pair)
    ahead = waits(session, owner, clock).others
    assert [(one.what, one.whom, one.detail) for one in ahead] == [(A.MEET, Whom.DAY, "首次洽谈")]
    assert meeting.starts_at is not None and ahead[0].since is None and not ahead[0].late
    clock.move(days=3)
    assert whats(session, company, clock) == ([A.REPORT_MEETING], [])
    report_meeting(session, company, match.id, S, meeting.version, held=True, text="好", clock=clock)
    assert whats(session, company, clock) == ([A.AGREE_ON_NEXT], [])
    file = Upload("合同.pdf", PDF)
    claim = Claim(OutcomeStage.SIGNED, today(clock), Decimal(30), "签约", file)
    made = claim_outcome(session, company, match.id, S, claim, clock=clock)
    assert whats(session, owner, clock) == ([A.CONFIRM], [])
    assert whats(session, company, clock) == ([], [(A.AWAIT_CONFIRMATION, Whom.THEM)])
    confirm_outcome(session, owner, match.id, D, made.id, made.version, clock=clock)
    assert whats(session, owner, clock) == ([A.DELIVER], [])


def test_an_agreed_step_stands_instead_of_the_general_one(session: Session, clock: MovableClock) -> None:
    pair = make_introduced(session, clock)

    def plan(acts: Party, visibility: Visibility) -> None:
        due = today(clock) + timedelta(days=3)
        entry = Entry(today(clock), "碰过头", visibility, "准备样本", acts, due)
        add_entry(session, pair.owner, pair.match.id, D, entry, clock=clock)

    plan(Party.SUPPLY, Visibility.OWN_SIDE)
    assert whats(session, pair.owner, clock) == ([], [(E.THEIR_STEP, Whom.THEM)])
    assert whats(session, pair.company, clock) == ([A.OFFER_TIMES], [])
    plan(Party.BOTH, Visibility.BOTH)
    ours = waits(session, pair.company, clock).ours
    assert [(one.what, one.detail, one.due_on) for one in ours] == [
        (E.TAKE_STEP, "准备样本", today(clock) + timedelta(days=3))
    ]
    clock.move(days=4)
    assert waits(session, pair.company, clock).ours[0].late


def test_own_texts_and_colleagues_wait_too(session: Session, clock: MovableClock) -> None:
    manager = make_account(session, Role.COMPANY)
    manager.is_manager = True
    near = make_listing(session, S, manager.organization)
    near.expires_on = today(clock) + timedelta(days=5)
    make_listing(session, S, manager.organization, ListingState.CHANGES_REQUESTED)
    make_listing(session, S, manager.organization, ListingState.SUBMITTED)
    invite_colleague(
        session,
        manager,
        email="c1@example.org",
        person="同事",
        role=Role.COMPANY,
        is_manager=False,
        clock=clock,
        link_to=lambda token: f"/join/{token}",
    )
    ours, others = whats(session, manager, clock)
    assert ours == [E.RENEW, E.CHANGE_TEXT]
    assert sorted(others) == sorted([(E.READ_TEXT, Whom.STAFF), (E.JOIN, Whom.COLLEAGUE)])
    clock.move(days=40)
    ours, others = whats(session, manager, clock)
    assert set(ours) == {E.INVITE_AGAIN, E.RENEW, E.CHANGE_TEXT} and len(others) == 1


def test_strangers_and_closed_pairs_wait_for_nothing(session: Session, clock: MovableClock) -> None:
    pair = make_waiting(session, clock)
    make_question(session, pair.match, S, clock, Q.RELAYED, relayed_text="问题")
    stranger = make_account(session, Role.COMPANY, make_organization(session))
    assert whats(session, stranger, clock) == ([], [])
    stranger.organization = None
    assert whats(session, stranger, clock) == ([], [])
