"""Which verdicts count as judgements, and asking for an evaluation on them."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import Conflict, InvalidInput, NotAllowed
from marketplace.models import AuditEvent, ListingState, Match, QualityReport, Role
from marketplace.services.quality.ask import ask_measurement
from marketplace.services.quality.measurement import fail_measurement
from marketplace.services.quality.verdicts import count_verdicts, gather_judged_list
from marketplace.services.reviews.recommend import recommend_match
from marketplace.services.reviews.reject import reject_match
from marketplace.services.reviews.undo import undo_review
from tests.doubles import MovableClock, RecordingQueue
from tests.factories import make_account, make_listing, make_match
from tests.services.reviews.judging import seen

STRANGERS = [role for role in Role if role is not Role.STAFF]


def recommend(session: Session, match: Match, clock: MovableClock) -> None:
    recommend_match(session, make_account(session), match.id, seen(match), note="", clock=clock)
    session.flush()  # the next verdict must find it


def reject(session: Session, match: Match, clock: MovableClock) -> None:
    staff = make_account(session)
    reject_match(
        session, staff, match.id, seen(match), reason="different_problem", until=None, note="", clock=clock
    )
    session.flush()  # the next verdict must find it


def grades(session: Session) -> dict[tuple[str, str], int]:
    judged = gather_judged_list(session).judgements
    return {(demand, supply): grade for demand, row in judged.items() for supply, grade in row.items()}


def codes(match: Match) -> tuple[str, str]:
    return match.demand.code, match.supply.code


def test_a_recommendation_is_a_two_and_a_rejection_a_zero(session: Session, clock: MovableClock) -> None:
    good, bad, unjudged = make_match(session), make_match(session), make_match(session)
    recommend(session, good, clock)
    reject(session, bad, clock)
    assert grades(session) == {codes(good): 2, codes(bad): 0}
    count = count_verdicts(session, make_account(session))
    assert (count.recommended, count.rejected) == (1, 1)
    held = {document.id for document in gather_judged_list(session).documents}
    # Demands nobody judged say nothing; supplies nobody judged still make words common or rare.
    assert held == {*codes(good), *codes(bad), unjudged.supply.code}


def test_an_undone_verdict_does_not_count(session: Session, clock: MovableClock) -> None:
    match, staff = make_match(session), make_account(session)
    recommend_match(session, staff, match.id, seen(match), note="", clock=clock)
    session.flush()  # the undoing must find it
    undo_review(session, staff, match.id, match.version, clock=clock)
    session.flush()  # the test reads the rows
    assert grades(session) == {}


def test_the_newest_verdict_counts(session: Session, clock: MovableClock) -> None:
    match, staff = make_match(session), make_account(session)
    recommend_match(session, staff, match.id, seen(match), note="", clock=clock)
    session.flush()  # the undoing must find it
    undo_review(session, staff, match.id, match.version, clock=clock)
    session.flush()  # the next verdict must find it
    clock.move(minutes=1)
    reject(session, match, clock)
    assert grades(session) == {codes(match): 0}


def test_a_verdict_on_a_text_that_has_changed_does_not_count(session: Session, clock: MovableClock) -> None:
    match = make_match(session)
    recommend(session, match, clock)
    assert match.supply.published_version is not None
    match.supply.published_version.content_hash = "another text"
    session.flush()  # as a new version leaves it
    assert grades(session) == {}


def test_a_withdrawn_listing_takes_its_verdicts_along(session: Session, clock: MovableClock) -> None:
    match = make_match(session)
    recommend(session, match, clock)
    match.demand.state = ListingState.WITHDRAWN
    session.flush()  # as the withdrawal leaves it
    assert grades(session) == {}


def test_documents_hold_no_contact(session: Session, clock: MovableClock) -> None:
    match = make_match(session)
    recommend(session, match, clock)
    held = repr(gather_judged_list(session).documents)
    assert "028-8000" not in held and "@example.com" not in held and "联系人" not in held


def test_asking_makes_a_report_a_job_and_an_event(
    session: Session, clock: MovableClock, jobs: RecordingQueue
) -> None:
    recommend(session, make_match(session), clock)
    staff = make_account(session)
    report_id = ask_measurement(session, staff, jobs=jobs)
    session.flush()  # the test reads the rows
    assert jobs.measured == [report_id]
    assert session.get_one(QualityReport, report_id).account_id == staff.id
    event = session.scalars(select(AuditEvent).where(AuditEvent.entity_type == "quality_reports")).one()
    assert (event.action, event.entity_id, event.actor_id) == ("quality.measure", report_id, staff.id)


def test_one_evaluation_at_a_time(session: Session, clock: MovableClock, jobs: RecordingQueue) -> None:
    recommend(session, make_match(session), clock)
    staff = make_account(session)
    first = ask_measurement(session, staff, jobs=jobs)
    with pytest.raises(Conflict):
        ask_measurement(session, staff, jobs=jobs)
    fail_measurement(session, first, "broken", clock=clock)
    assert ask_measurement(session, staff, jobs=jobs) != first


def test_without_a_recommendation_there_is_nothing_to_measure(
    session: Session, clock: MovableClock, jobs: RecordingQueue
) -> None:
    reject(session, make_match(session), clock)
    with pytest.raises(InvalidInput):
        ask_measurement(session, make_account(session), jobs=jobs)
    assert jobs.measured == []


@pytest.mark.parametrize("role", STRANGERS)
def test_others_may_not_look(session: Session, role: Role) -> None:
    with pytest.raises(NotAllowed):
        count_verdicts(session, make_account(session, role))


def test_other_supplies_are_only_so_many(
    session: Session, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    recommend(session, make_match(session), clock)
    for _ in range(4):
        make_listing(session)
    monkeypatch.setattr("marketplace.services.quality.verdicts.MOST_OTHERS", 2)
    assert len(gather_judged_list(session).documents) == 4
