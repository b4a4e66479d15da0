"""Judged pairs come back when they must, and not every night."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import Answer, AuditEvent, Kind, ListingState, Match, MatchState, Verdict, Visibility
from marketplace.services.answers.accept import accept_match
from marketplace.services.followups.add_entry import Entry, add_staff_entry
from marketplace.services.followups.log import today
from marketplace.services.matching.drop_pairs import drop_unpublished
from marketplace.services.matching.reopen_pairs import reopen_changed, reopen_expired
from tests.doubles import MovableClock
from tests.factories import make_account, make_match
from tests.factories.recommended import make_recommended
from tests.services.matching.conftest import edit, judge


@pytest.mark.parametrize(
    ("state", "verdict"),
    [
        (MatchState.REJECTED, Verdict.REJECT),
        (MatchState.RECOMMENDED, Verdict.RECOMMEND),
        (MatchState.ACCEPTED_BY_DEMAND, Verdict.RECOMMEND),
        (MatchState.ACCEPTED_BY_SUPPLY, Verdict.RECOMMEND),
    ],
)
@pytest.mark.parametrize("side", ["demand", "supply"])
def test_a_material_edit_of_either_text_reopens(
    session: Session, clock: MovableClock, state: MatchState, verdict: Verdict, side: str
) -> None:
    match = make_match(session, state=state)
    judge(session, match, verdict)
    listing = getattr(match, side)
    edit(session, listing, summary="完全不同的需要。")

    assert reopen_changed(session, [listing.id], clock=clock) == 1

    assert match.state is MatchState.SUGGESTED
    event = session.scalars(select(AuditEvent)).one()
    assert (event.action, event.from_state, event.to_state) == ("match.reopen", state.value, "suggested")
    assert event.details == {"cause": "text_changed", "sides": [side]}


def test_an_acceptance_of_the_old_text_no_longer_counts(session: Session, clock: MovableClock) -> None:
    pair = make_recommended(session)
    accept_match(session, pair.owner, pair.match.id, Kind.DEMAND, pair.seen, clock=clock)
    edit(session, pair.match.supply, summary="完全不同的产品。")

    assert reopen_changed(session, [], clock=clock) == 1

    assert pair.match.state is MatchState.SUGGESTED
    assert session.scalars(select(Answer.revoked_at)).one() == clock.now()


def test_a_trivial_edit_reopens_nothing(session: Session, clock: MovableClock) -> None:
    match = make_match(session, state=MatchState.REJECTED)
    judge(session, match, Verdict.REJECT)
    old = match.supply.published_version
    assert old is not None
    edit(session, match.supply, summary=old.summary.replace("。", " ！"))

    assert reopen_changed(session, [], clock=clock) == 0
    assert match.state is MatchState.REJECTED


def test_an_edit_back_to_the_judged_text_reopens_nothing(session: Session, clock: MovableClock) -> None:
    match = make_match(session, state=MatchState.REJECTED)
    judge(session, match, Verdict.REJECT)
    first = match.supply.published_version
    assert first is not None
    edit(session, match.supply, summary="别的。")
    edit(session, match.supply, summary=first.summary).content_hash = first.content_hash
    session.flush()

    assert reopen_changed(session, [], clock=clock) == 0


def test_only_the_standing_verdict_counts(session: Session, clock: MovableClock) -> None:
    match = make_match(session, state=MatchState.RECOMMENDED)
    judge(session, match, Verdict.REJECT)
    edit(session, match.demand, summary="完全不同的需要。")
    judge(session, match, Verdict.RECOMMEND)  # given on the new text

    assert reopen_changed(session, [], clock=clock) == 0


def test_pairs_further_on_are_left_alone(session: Session, clock: MovableClock) -> None:
    match = make_match(session, state=MatchState.INTRODUCED)
    judge(session, match, Verdict.RECOMMEND)
    edit(session, match.demand, summary="完全不同的需要。")

    assert reopen_changed(session, [], clock=clock) == 0


def test_only_pairs_of_the_changed_listings_are_looked_at(session: Session, clock: MovableClock) -> None:
    match, other = make_match(session, state=MatchState.REJECTED), make_match(session)
    judge(session, match, Verdict.REJECT)
    edit(session, match.demand, summary="完全不同的需要。")

    assert reopen_changed(session, [other.demand_id], clock=clock) == 0
    assert reopen_changed(session, [match.demand_id], clock=clock) == 1


def test_a_rejection_ends_with_its_term_and_not_before(session: Session, clock: MovableClock) -> None:
    match = make_match(session, state=MatchState.REJECTED)
    match.rejected_until = clock.now() + timedelta(days=90)
    forever = make_match(session, state=MatchState.REJECTED)
    session.flush()

    assert reopen_expired(session, clock=clock) == 0
    clock.move(days=91)
    assert reopen_expired(session, clock=clock) == 1

    assert (match.state, match.rejected_until) == (MatchState.SUGGESTED, None)
    assert forever.state is MatchState.REJECTED
    assert session.scalars(select(AuditEvent)).one().details["cause"] == "rejection_expired"


def test_a_rejection_of_a_withdrawn_listing_waits_for_its_return(
    session: Session, clock: MovableClock
) -> None:
    match = make_match(session, state=MatchState.REJECTED)
    match.rejected_until = clock.now() - timedelta(days=1)
    match.supply.state = ListingState.WITHDRAWN
    session.flush()

    assert reopen_expired(session, clock=clock) == 0


@pytest.mark.parametrize("side", ["demand", "supply"])
def test_untouched_pairs_of_a_withdrawn_listing_leave_the_queue(session: Session, side: str) -> None:
    match, other = make_match(session), make_match(session)
    judged = make_match(session)
    judge(session, judged, Verdict.REJECT).undone_at = judged.created_at
    getattr(match, side).state = ListingState.WITHDRAWN
    judged.supply.state = ListingState.WITHDRAWN
    session.flush()

    assert drop_unpublished(session) == 1

    assert set(session.scalars(select(Match.id))) == {other.id, judged.id}


def test_a_suggestion_that_staff_wrote_about_stays_with_what_they_wrote(
    session: Session, clock: MovableClock
) -> None:
    match, staff = make_match(session), make_account(session)
    entry = Entry(today(clock), "已电话了解情况。", Visibility.STAFF)
    add_staff_entry(session, staff, match.id, entry, clock=clock)
    match.supply.state = ListingState.WITHDRAWN
    session.flush()

    assert drop_unpublished(session) == 0
