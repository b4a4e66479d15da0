"""Blind second opinions: who is asked, what they may know, how far they agree, who settles."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import Conflict, InvalidInput, NotAllowed, NotFound, WrongState
from marketplace.models import BlindReview, MatchState, Role, Verdict
from marketplace.services.reviews.recommend import recommend_match
from marketplace.services.reviews.reject import reject_match
from marketplace.services.reviews.undo import undo_review
from marketplace.services.second_reviews.decide import give_second_opinion
from marketplace.services.second_reviews.disagreement import read_disagreement
from marketplace.services.second_reviews.read import read_blind
from marketplace.services.second_reviews.report import read_agreement
from marketplace.services.second_reviews.sample import is_sampled
from marketplace.services.second_reviews.settle import settle
from marketplace.services.second_reviews.waiting import count_blind, next_blind
from tests.doubles import MovableClock
from tests.factories import make_account, make_match
from tests.factories.reviewed import make_blind
from tests.services.reviews.judging import seen


def test_the_sample_is_the_share_it_says_and_always_the_same() -> None:
    drawn = [number for number in range(4000) if is_sampled(number, "a", "b", 0.1)]
    assert 320 < len(drawn) < 480
    assert drawn == [number for number in range(4000) if is_sampled(number, "a", "b", 0.1)]
    assert set(drawn) <= {number for number in range(4000) if is_sampled(number, "a", "b", 0.3)}
    assert not any(is_sampled(number, "a", "b", 0) for number in range(100))
    assert all(is_sampled(number, "a", "b", 1) for number in range(100))


def test_verdicts_in_the_sample_ask_for_a_second_but_parking_does_not(
    session: Session, clock: MovableClock
) -> None:
    staff = make_account(session)
    first, second, third = (make_match(session) for _ in range(3))
    recommend_match(session, staff, first.id, seen(first), clock=clock, second_share=1)
    recommend_match(session, staff, second.id, seen(second), clock=clock, second_share=0)
    until = clock.now() + timedelta(days=9)
    reject_match(
        session,
        staff,
        third.id,
        seen(third),
        reason="budget_pending",
        until=until,
        clock=clock,
        second_share=1,
    )
    session.flush()  # the rows are read
    assert [blind.match_id for blind in session.scalars(select(BlindReview))] == [first.id]


def test_whoever_had_a_part_in_the_pair_is_not_asked(session: Session, clock: MovableClock) -> None:
    blind = make_blind(session, clock)
    first, match = blind.review.reviewer, blind.match
    insider = make_account(session, Role.STAFF, match.supply.organization)
    for person in (first, insider):
        assert next_blind(session, person, clock=clock) is None
        with pytest.raises(NotFound):
            read_blind(session, person, blind.id, clock=clock)
        with pytest.raises(NotAllowed):
            give_second_opinion(session, person, blind.id, verdict="recommend", reason="", clock=clock)
    colleague = make_account(session)
    assert next_blind(session, colleague, clock=clock) is blind
    file = read_blind(session, colleague, blind.id, clock=clock)
    assert not {"review", "reviews", "events", "state", "answers"} & set(vars(file)), "nothing of the first"


def test_a_second_opinion_moves_nothing_and_is_given_once(session: Session, clock: MovableClock) -> None:
    blind, second, third = make_blind(session, clock), make_account(session), make_account(session)
    with pytest.raises(InvalidInput) as refused:
        give_second_opinion(session, second, blind.id, verdict="reject", reason="", clock=clock)
    assert refused.value.field == "reason"
    with pytest.raises(InvalidInput):
        give_second_opinion(session, second, blind.id, verdict="park", reason="", clock=clock)
    give_second_opinion(session, second, blind.id, verdict="reject", reason="no_case", clock=clock)
    session.flush()  # another request
    assert blind.match.state is MatchState.RECOMMENDED
    with pytest.raises(Conflict):
        give_second_opinion(session, third, blind.id, verdict="recommend", reason="", clock=clock)
    assert count_blind(session, third, clock=clock) == 0


def test_an_edited_text_or_an_undone_verdict_asks_for_no_second(
    session: Session, clock: MovableClock
) -> None:
    edited, undone, staff = make_blind(session, clock), make_blind(session, clock), make_account(session)
    assert count_blind(session, staff, clock=clock) == 2
    assert edited.match.supply.published_version is not None
    edited.match.supply.published_version.content_hash = "newer"
    undo_review(session, undone.review.reviewer, undone.match_id, undone.match.version, clock=clock)
    session.flush()  # the count reads the database
    assert count_blind(session, staff, clock=clock) == 0


def test_the_report_counts_and_names_what_differs(session: Session, clock: MovableClock) -> None:
    second = make_account(session)
    said = [("", "recommend", ""), ("no_case", "reject", "claims_unproven"), ("", "reject", "too_general")]
    blinds = [make_blind(session, clock, first) for first, _, _ in said]
    for blind, (_, verdict, reason) in zip(blinds, said, strict=True):
        give_second_opinion(session, second, blind.id, verdict=verdict, reason=reason, clock=clock)
    session.flush()  # the report reads the database
    report = read_agreement(session, make_account(session, Role.AUDITOR))
    figures = report.figures
    assert (figures.both_yes, figures.yes_no, figures.no_yes, figures.both_no) == (1, 1, 0, 1)
    assert figures.kappa == pytest.approx(0.4) and figures.low is None
    assert [(line.group.value, line.pairs, line.both_reject, line.same_group) for line in report.groups] == [
        ("fit", 1, 0, 0),
        ("evidence", 1, 1, 1),
    ]
    assert list(report.unsettled) == [blinds[2]] and not report.settled


def test_a_third_person_settles_and_an_overturned_verdict_goes_back_to_review(
    session: Session, clock: MovableClock
) -> None:
    blind, second, third = make_blind(session, clock), make_account(session), make_account(session)
    with pytest.raises(NotFound):
        read_disagreement(session, third, blind.id)
    give_second_opinion(session, second, blind.id, verdict="reject", reason="different_problem", clock=clock)
    session.flush()  # another request
    for involved in (blind.review.reviewer, second):
        assert not read_disagreement(session, involved, blind.id).may_settle
        with pytest.raises(NotAllowed):
            settle(session, involved, blind.id, verdict="reject", note="不符", clock=clock)
    insider = make_account(session, Role.STAFF, blind.match.demand.organization)
    with pytest.raises(NotAllowed):
        settle(session, insider, blind.id, verdict="reject", note="不符", clock=clock)
    assert read_disagreement(session, third, blind.id).may_settle
    with pytest.raises(InvalidInput):
        settle(session, third, blind.id, verdict="reject", note="", clock=clock)
    settle(session, third, blind.id, verdict="reject", note="问题不同", clock=clock)
    session.flush()  # what follows reads the database
    assert blind.match.state is MatchState.SUGGESTED and blind.settled_verdict is Verdict.REJECT
    with pytest.raises(WrongState):
        settle(session, third, blind.id, verdict="recommend", note="再想", clock=clock)
    report = read_agreement(session, third)
    assert list(report.settled) == [blind] and report.upheld == 0 and not report.unsettled


def test_a_side_that_acted_is_not_overruled_by_a_settlement(session: Session, clock: MovableClock) -> None:
    blind, second, third = make_blind(session, clock), make_account(session), make_account(session)
    give_second_opinion(session, second, blind.id, verdict="reject", reason="no_case", clock=clock)
    blind.match.state = MatchState.ACCEPTED_BY_DEMAND
    session.flush()  # the side's request
    settle(session, third, blind.id, verdict="reject", note="缺少案例", clock=clock)
    assert blind.match.state is MatchState.ACCEPTED_BY_DEMAND


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.STAFF])
def test_opinions_are_staffs_alone(session: Session, clock: MovableClock, role: Role) -> None:
    blind, person = make_blind(session, clock), make_account(session, role)
    with pytest.raises(NotAllowed):
        give_second_opinion(session, person, blind.id, verdict="recommend", reason="", clock=clock)
    with pytest.raises(NotAllowed):
        settle(session, person, blind.id, verdict="recommend", note="x", clock=clock)
