"""Verdicts become candidates, candidates are promoted only when better, and a rollback restores exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import NotAllowed, NotFound, WrongState
from marketplace.models import (
    AuditEvent,
    MatcherVersion,
    MatcherVersionState,
    MatchRun,
    Review,
    Role,
    Suggestion,
    Verdict,
)
from marketplace.services.learning.collect import collect_verdicts
from marketplace.services.learning.drift import read_drift
from marketplace.services.learning.promote import promote_version
from marketplace.services.learning.retrain import retrain_matcher
from marketplace.services.learning.rollback import roll_back
from marketplace.services.learning.show import show_learning
from marketplace.services.learning.versions import active_version, active_weights, learned_by, stored
from marketplace.services.reviews.reasons import DECLINE_CONFIRMED
from matching.fusion import SIGNALS
from tests.doubles import MovableClock, RecordingQueue
from tests.factories import make_account
from tests.services.learning.conftest import MODEL, SHIPPED, shipped_for

pytestmark = pytest.mark.slow


def retrain(session: Session, clock: MovableClock) -> MatcherVersion:
    version = retrain_matcher(session, None, clock=clock, shipped_for=shipped_for)
    session.flush()
    return version


def test_verdicts_carry_the_signals_as_they_were_shown(session: Session, reviewed: Sequence[Review]) -> None:
    verdicts = collect_verdicts(session, MODEL)
    assert len(verdicts) == len(reviewed)
    first, review = verdicts[0], reviewed[0]
    suggestion = session.get_one(Suggestion, review.suggestion_id)
    assert first.values == tuple(part["value"] for part in suggestion.parts)
    assert (first.reviewer, first.at) == (str(review.reviewer_id), review.created_at)
    assert first.texts == (review.demand_hash, review.supply_hash)
    assert first.version == "shipped" and first.amount > 0
    assert collect_verdicts(session, "another encoder") == []
    assert len(collect_verdicts(session, MODEL, 7)) == 7


def test_what_does_not_teach_is_left_out(
    session: Session, reviewed: Sequence[Review], clock: MovableClock
) -> None:
    undone, confirmed, priced = [r for r in reviewed if r.verdict is Verdict.REJECT][:3]
    undone.undone_at = clock.now()
    confirmed.reason = DECLINE_CONFIRMED
    priced.reason = "over_budget"
    session.flush()
    verdicts = collect_verdicts(session, MODEL)
    assert len(verdicts) == len(reviewed) - 2
    assert [verdict.reason for verdict in verdicts if not verdict.about_fit] == ["over_budget"]


def test_a_better_candidate_is_promoted_and_rolled_back_exactly(
    session: Session, reviewed: Sequence[Review], clock: MovableClock, jobs: RecordingQueue
) -> None:
    candidate = retrain(session, clock)
    assert candidate.state is MatcherVersionState.CANDIDATE and candidate.better
    assert active_weights(session, MODEL) is None
    administrator = make_account(session, Role.ADMINISTRATOR)

    promote_version(session, administrator, candidate.id, clock=clock, jobs=jobs)
    session.flush()
    found = active_weights(session, MODEL)
    assert found is not None
    assert found == (candidate.id, learned_by(candidate))
    assert found[1].fusion != SHIPPED.fusion
    assert active_weights(session, "another encoder") is None
    assert jobs.refreshed == [((), "matcher_changed")]

    assert roll_back(session, administrator, jobs=jobs) is None
    session.flush()
    assert active_weights(session, MODEL) is None  # the shipped weights, which no row can have changed
    actions = [event.action for event in session.scalars(select(AuditEvent).order_by(AuditEvent.id))]
    assert actions[-3:] == ["matcher.learn", "matcher.promote", "matcher.roll_back"]
    with pytest.raises(WrongState):
        roll_back(session, administrator, jobs=jobs)


def test_weights_over_other_signals_rank_no_more(
    session: Session, reviewed: Sequence[Review], clock: MovableClock, jobs: RecordingQueue
) -> None:
    old = retrain(session, clock)
    promote_version(session, None, old.id, clock=clock, jobs=jobs)
    old.fusion = {**old.fusion, "signals": ["dense", "lexical"]}
    session.flush()
    assert active_weights(session, MODEL) is None
    assert (
        show_learning(session, reviewed[0].reviewer, shipped_for=shipped_for).weights[0].current
        == (SHIPPED.fusion.bare[0])
    )
    new = retrain(session, clock)
    assert new.id != old.id and new.figures["current_id"] is None
    promote_version(session, None, new.id, clock=clock, jobs=jobs)
    session.flush()
    assert active_weights(session, MODEL) == (new.id, learned_by(new))
    new.state, new.fusion = MatcherVersionState.CANDIDATE, old.fusion
    with pytest.raises(WrongState, match="no longer has"):
        promote_version(session, None, new.id, clock=clock, jobs=jobs)


def test_a_rollback_brings_back_the_very_version_before(
    session: Session, reviewed: Sequence[Review], clock: MovableClock, jobs: RecordingQueue
) -> None:
    first = retrain(session, clock)
    promote_version(session, None, first.id, clock=clock, jobs=jobs)
    session.flush()
    before = learned_by(first)
    assert before is not None
    second = MatcherVersion(
        state=MatcherVersionState.CANDIDATE,
        model=MODEL,
        basis="other",
        fusion=stored(replace(before, fusion=replace(before.fusion, half_share=0.04)))[0],
        calibration=None,
        figures={"current_id": first.id},
        better=True,
        verdict_count=400,
    )
    session.add(second)
    session.flush()
    promote_version(session, None, second.id, clock=clock, jobs=jobs)
    session.flush()
    assert (first.state, second.replaced_id) == (MatcherVersionState.RETIRED, first.id)
    assert active_weights(session, MODEL) == (second.id, learned_by(second))

    assert roll_back(session, None, jobs=jobs) is first
    session.flush()
    session.expire_all()
    assert active_weights(session, MODEL) == (first.id, before)
    assert session.get_one(MatcherVersion, second.id).state is MatcherVersionState.RETIRED


def test_the_same_verdicts_make_no_second_candidate(
    session: Session, reviewed: Sequence[Review], clock: MovableClock
) -> None:
    first = retrain(session, clock)
    assert retrain(session, clock) is first
    reviewed[-1].undone_at = clock.now()
    second = retrain(session, clock)
    assert second is not first and first.state is MatcherVersionState.RETIRED


def test_what_is_not_better_is_never_promoted(
    session: Session, reviewed: Sequence[Review], clock: MovableClock, jobs: RecordingQueue
) -> None:
    first = retrain(session, clock)
    promote_version(session, None, first.id, clock=clock, jobs=jobs)
    session.flush()
    again = retrain(session, clock)  # the same verdicts, now against what they taught
    assert again is not first and not again.better
    assert learned_by(again) == learned_by(first)
    with pytest.raises(WrongState, match="not better"):
        promote_version(session, None, again.id, clock=clock, jobs=jobs)
    with pytest.raises(WrongState, match="Only a candidate"):
        promote_version(session, None, first.id, clock=clock, jobs=jobs)
    with pytest.raises(NotFound):
        promote_version(session, None, 987654, clock=clock, jobs=jobs)


def test_a_candidate_judged_against_something_else_is_refused(
    session: Session, reviewed: Sequence[Review], clock: MovableClock, jobs: RecordingQueue
) -> None:
    candidate = retrain(session, clock)
    candidate.figures = {**candidate.figures, "current_id": 4711}
    session.flush()
    with pytest.raises(WrongState, match="Learn anew"):
        promote_version(session, None, candidate.id, clock=clock, jobs=jobs)
    assert active_version(session) is None


def test_a_young_site_is_told_what_it_lacks(session: Session, clock: MovableClock) -> None:
    with pytest.raises(WrongState, match="has not run"):
        retrain(session, clock)
    session.add(MatchRun(reason="test", model=MODEL))
    session.flush()
    with pytest.raises(WrongState, match="there are 0 verdicts"):
        retrain(session, clock)


@pytest.mark.parametrize("role", [Role.STAFF, Role.COMPANY, Role.AUDITOR])
def test_only_administrators_change_the_matcher(
    session: Session, clock: MovableClock, jobs: RecordingQueue, role: Role
) -> None:
    actor = make_account(session, role)
    with pytest.raises(NotAllowed):
        retrain_matcher(session, actor, clock=clock, shipped_for=shipped_for)
    with pytest.raises(NotAllowed):
        promote_version(session, actor, 1, clock=clock, jobs=jobs)
    with pytest.raises(NotAllowed):
        roll_back(session, actor, jobs=jobs)


def test_the_page_tells_staff_of_themselves_and_administrators_of_all(
    session: Session, reviewed: Sequence[Review], clock: MovableClock
) -> None:
    retrain(session, clock)
    administrator = make_account(session, Role.ADMINISTRATOR)
    file = show_learning(session, administrator, shipped_for=shipped_for)
    assert len(file.reviewers) == 5 and file.candidate is not None and file.active is None
    assert {row.signal for row in file.weights} == set(SIGNALS)
    reviewer = reviewed[0].reviewer
    own = show_learning(session, reviewer, shipped_for=shipped_for)
    assert [line.name for line in own.reviewers] == [reviewer.display_name]
    with pytest.raises(NotAllowed):
        show_learning(session, make_account(session, Role.COMPANY), shipped_for=shipped_for)


def test_drift_counts_months_and_bands(session: Session, reviewed: Sequence[Review]) -> None:
    months = read_drift(session)
    assert sum(month.judged for month in months) == len(reviewed)
    assert sum(month.suggested for month in months) == len(reviewed)
    recommended = sum(review.verdict is Verdict.RECOMMEND for review in reviewed)
    assert sum(band.recommended for month in months for band in month.bands) == recommended
    assert all(band.judged == 0 for month in months for band in month.bands if band.low != 0.4)
