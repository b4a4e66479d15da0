"""Recommending, rejecting, undoing and reopening."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import Conflict, InvalidInput, NotAllowed, NotFound, WrongState
from marketplace.models import ListingState, MatchState, Review, Role, Verdict
from marketplace.services.reviews.recommend import recommend_match
from marketplace.services.reviews.reject import reject_match
from marketplace.services.reviews.reopen import reopen_match
from marketplace.services.reviews.undo import undo_review
from tests.doubles import MovableClock
from tests.factories import make_account, make_match
from tests.services.reviews.judging import seen, trail

STRANGERS = [role for role in Role if role is not Role.STAFF]


def test_a_recommendation_is_pinned_and_recorded(session: Session, clock: MovableClock) -> None:
    staff, match = make_account(session), make_match(session)
    before = seen(match)
    review = recommend_match(session, staff, match.id, before, note="  值得一谈 ", clock=clock)
    session.flush()  # the test reads the row
    assert match.state is MatchState.RECOMMENDED
    assert (review.demand_hash, review.supply_hash) == (before.demand_hash, before.supply_hash)
    assert review.suggestion_id == match.suggestion_id
    assert (review.note, review.reviewer_id, review.created_at) == ("值得一谈", staff.id, clock.now())
    assert trail(session, match) == [("match.recommend", "suggested", "recommended")]


def test_a_rejection_keeps_reason_end_and_note(session: Session, clock: MovableClock) -> None:
    staff, match = make_account(session), make_match(session)
    until = clock.now() + timedelta(days=90)
    review = reject_match(
        session, staff, match.id, seen(match), reason="over_budget", until=until, note="贵", clock=clock
    )
    session.flush()  # the test reads the row
    assert (match.state, match.rejected_until) == (MatchState.REJECTED, until)
    assert (review.verdict, review.reason, review.until) == (Verdict.REJECT, "over_budget", until)
    assert trail(session, match) == [("match.reject", "suggested", "rejected")]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"reason": "because"}, "reason"),
        ({"reason": "decline_confirmed"}, "reason"),
        ({"reason": "other"}, "note"),
        ({"note": "字" * 2001}, "note"),
        ({"note": "a\x00b"}, "note"),
        ({"until": datetime(2026, 11, 2, 9, 0, tzinfo=UTC)}, "until"),
        ({"until": datetime(1970, 1, 1, tzinfo=UTC)}, "until"),
        ({"until": datetime(9999, 12, 31, tzinfo=UTC)}, "until"),
    ],
)
def test_a_rejection_that_breaks_a_rule_changes_nothing(
    session: Session, clock: MovableClock, changes: dict[str, object], field: str
) -> None:
    staff, match = make_account(session), make_match(session)
    asked = {"reason": "too_late", "until": None, "note": ""} | changes
    with pytest.raises(InvalidInput) as refused:
        reject_match(session, staff, match.id, seen(match), clock=clock, **asked)  # type: ignore[arg-type]
    assert refused.value.field == field
    assert match.state is MatchState.SUGGESTED and not trail(session, match)


def test_a_stale_page_overwrites_nothing(session: Session, clock: MovableClock) -> None:
    first, second, match = make_account(session), make_account(session), make_match(session)
    page = seen(match)
    recommend_match(session, first, match.id, page, clock=clock)
    session.flush()  # what the first reviewer's request commits
    with pytest.raises(Conflict):
        reject_match(session, second, match.id, page, reason="outdated", until=None, clock=clock)
    assert match.state is MatchState.RECOMMENDED


@pytest.mark.parametrize("edited", [{"demand_hash": "older"}, {"supply_hash": "older"}])
def test_a_text_edited_meanwhile_must_be_read_again(
    session: Session, clock: MovableClock, edited: dict[str, Any]
) -> None:
    staff, match = make_account(session), make_match(session)
    page = replace(seen(match), **edited)
    with pytest.raises(Conflict):
        recommend_match(session, staff, match.id, page, clock=clock)
    assert match.state is MatchState.SUGGESTED


def test_a_withdrawn_listing_cannot_be_judged(session: Session, clock: MovableClock) -> None:
    staff, match = make_account(session), make_match(session)
    page = seen(match)
    match.supply.state = ListingState.WITHDRAWN
    session.flush()  # the service reads it from the database
    with pytest.raises(WrongState):
        recommend_match(session, staff, match.id, page, clock=clock)


@pytest.mark.parametrize("state", [state for state in MatchState if state is not MatchState.SUGGESTED])
def test_only_a_suggestion_is_judged(session: Session, clock: MovableClock, state: MatchState) -> None:
    staff, match = make_account(session), make_match(session, state=state)
    with pytest.raises(WrongState):
        recommend_match(session, staff, match.id, seen(match), clock=clock)
    with pytest.raises(WrongState):
        reject_match(session, staff, match.id, seen(match), reason="outdated", until=None, clock=clock)
    assert match.state is state


def test_a_verdict_undone_restores_the_former_state(session: Session, clock: MovableClock) -> None:
    staff, match = make_account(session), make_match(session)
    until = clock.now() + timedelta(days=1)
    reject_match(session, staff, match.id, seen(match), reason="too_late", until=until, clock=clock)
    session.flush()  # one request
    undo_review(session, make_account(session), match.id, match.version, clock=clock)
    session.flush()  # another
    review = session.scalars(select(Review).where(Review.match_id == match.id)).one()
    assert (match.state, match.rejected_until) == (MatchState.SUGGESTED, None)
    assert review.undone_at == clock.now()
    assert trail(session, match)[-1] == ("match.undo", "rejected", "suggested")
    recommend_match(session, staff, match.id, seen(match), clock=clock)
    session.flush()  # a new verdict can be undone in its turn
    assert undo_review(session, staff, match.id, match.version, clock=clock).state is MatchState.SUGGESTED


@pytest.mark.parametrize(
    "state", [MatchState.ACCEPTED_BY_DEMAND, MatchState.ACCEPTED_BY_SUPPLY, MatchState.DECLINED]
)
def test_a_verdict_a_side_acted_on_stands(session: Session, clock: MovableClock, state: MatchState) -> None:
    staff, match = make_account(session), make_match(session)
    recommend_match(session, staff, match.id, seen(match), clock=clock)
    match.state = state
    session.flush()  # the side's request
    with pytest.raises(WrongState):
        undo_review(session, staff, match.id, match.version, clock=clock)


def test_undoing_what_was_undone_is_refused(session: Session, clock: MovableClock) -> None:
    staff, match = make_account(session), make_match(session)
    recommend_match(session, staff, match.id, seen(match), clock=clock)
    session.flush()  # the version the next page shows
    page = match.version
    undo_review(session, staff, match.id, page, clock=clock)
    session.flush()  # the version after it
    with pytest.raises(Conflict):
        undo_review(session, staff, match.id, page, clock=clock)
    with pytest.raises(WrongState):
        undo_review(session, staff, match.id, match.version, clock=clock)


@pytest.mark.parametrize("state", [MatchState.CLOSED, MatchState.PARKED, MatchState.REJECTED])
def test_a_pair_is_reopened(session: Session, clock: MovableClock, state: MatchState) -> None:
    staff, match = make_account(session), make_match(session, state=state)
    reopen_match(session, staff, match.id, match.version, clock=clock)
    assert match.state is MatchState.SUGGESTED
    assert trail(session, match) == [("match.reopen", state.value, "suggested")]


def test_an_open_pair_cannot_be_reopened(session: Session, clock: MovableClock) -> None:
    staff, match = make_account(session), make_match(session, state=MatchState.RECOMMENDED)
    with pytest.raises(WrongState):
        reopen_match(session, staff, match.id, match.version, clock=clock)


@pytest.mark.parametrize("role", STRANGERS)
@pytest.mark.parametrize("verb", ["recommend", "reject", "undo", "reopen"])
def test_only_staff_decide(session: Session, clock: MovableClock, role: Role, verb: str) -> None:
    actor, match = make_account(session, role), make_match(session)
    verbs: dict[str, Callable[[], object]] = {
        "recommend": lambda: recommend_match(session, actor, match.id, seen(match), clock=clock),
        "reject": lambda: reject_match(
            session, actor, match.id, seen(match), reason="outdated", until=None, clock=clock
        ),
        "undo": lambda: undo_review(session, actor, match.id, match.version, clock=clock),
        "reopen": lambda: reopen_match(session, actor, match.id, match.version, clock=clock),
    }
    with pytest.raises(NotAllowed):
        verbs[verb]()


@pytest.mark.parametrize("side", ["demand", "supply"])
def test_nobody_judges_their_own_organization(session: Session, clock: MovableClock, side: str) -> None:
    match = make_match(session)
    insider = make_account(session, Role.STAFF, getattr(match, side).organization)
    with pytest.raises(NotAllowed):
        recommend_match(session, insider, match.id, seen(match), clock=clock)
    with pytest.raises(NotAllowed):
        undo_review(session, insider, match.id, match.version, clock=clock)


def test_a_pair_that_is_not_there(session: Session, clock: MovableClock) -> None:
    staff, match = make_account(session), make_match(session)
    with pytest.raises(NotFound):
        recommend_match(session, staff, match.id + 1, seen(match), clock=clock)
