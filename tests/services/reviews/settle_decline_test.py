"""A side declined: staff confirm or override."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import Conflict, InvalidInput, NotAllowed, WrongState
from marketplace.models import Answer, Kind, Match, MatchState, Review, Role, Verdict
from marketplace.services.reviews.reopen import reopen_match
from marketplace.services.reviews.settle_decline import confirm_decline, override_decline
from marketplace.services.reviews.undo import undo_review
from tests.doubles import MovableClock
from tests.factories import make_account, make_match
from tests.services.reviews.judging import seen, trail


@pytest.fixture
def declined(session: Session) -> Match:
    """The demand side accepted, the supply side declined."""
    match = make_match(session, state=MatchState.DECLINED)
    for side, accepted, reason in ((Kind.DEMAND, True, None), (Kind.SUPPLY, False, "no_capacity")):
        role = Role.DEMAND_OWNER if side is Kind.DEMAND else Role.COMPANY
        account = make_account(session, role)
        session.add(
            Answer(match_id=match.id, side=side, accepted=accepted, reason=reason, account_id=account.id)
        )
    session.flush()
    return match


def standing(session: Session, match: Match) -> list[Answer]:
    found = select(Answer).where(Answer.match_id == match.id, Answer.revoked_at.is_(None))
    return list(session.scalars(found))


def test_a_confirmed_decline_closes_the_pair(session: Session, clock: MovableClock, declined: Match) -> None:
    staff = make_account(session)
    review = confirm_decline(session, staff, declined.id, declined.version, note="已电话确认", clock=clock)
    assert declined.state is MatchState.CLOSED
    assert (review.verdict, review.reason) == (Verdict.REJECT, "decline_confirmed")
    assert trail(session, declined) == [("match.confirm_decline", "declined", "closed")]
    assert len(standing(session, declined)) == 2, "the answers stay on record"


def test_an_overridden_decline_asks_both_again(
    session: Session, clock: MovableClock, declined: Match
) -> None:
    staff = make_account(session)
    override_decline(session, staff, declined.id, seen(declined), note="供给方已扩充团队", clock=clock)
    assert declined.state is MatchState.RECOMMENDED
    assert not standing(session, declined)
    assert trail(session, declined) == [("match.override_decline", "declined", "recommended")]
    session.flush()  # the next request
    with pytest.raises(WrongState):
        undo_review(session, staff, declined.id, declined.version, clock=clock)


def test_overriding_needs_a_note(session: Session, clock: MovableClock, declined: Match) -> None:
    with pytest.raises(InvalidInput) as refused:
        override_decline(session, make_account(session), declined.id, seen(declined), note="  ", clock=clock)
    assert refused.value.field == "note"
    assert declined.state is MatchState.DECLINED and len(standing(session, declined)) == 2


def test_settling_from_a_stale_page(session: Session, clock: MovableClock, declined: Match) -> None:
    staff = make_account(session)
    with pytest.raises(Conflict):
        confirm_decline(session, staff, declined.id, declined.version + 1, clock=clock)


@pytest.mark.parametrize("state", [s for s in MatchState if s is not MatchState.DECLINED])
def test_only_a_declined_pair_is_settled(session: Session, clock: MovableClock, state: MatchState) -> None:
    match = make_match(session, state=state)
    staff = make_account(session)
    with pytest.raises(WrongState):
        override_decline(session, staff, match.id, seen(match), note="再议", clock=clock)
    with pytest.raises(WrongState):
        confirm_decline(session, staff, match.id, match.version, clock=clock)
    assert match.state is state


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.STAFF])
def test_only_staff_settle(session: Session, clock: MovableClock, declined: Match, role: Role) -> None:
    actor = make_account(session, role)
    with pytest.raises(NotAllowed):
        confirm_decline(session, actor, declined.id, declined.version, clock=clock)
    with pytest.raises(NotAllowed):
        override_decline(session, actor, declined.id, seen(declined), note="再议", clock=clock)


def test_a_closed_pair_reopened_starts_without_answers(
    session: Session, clock: MovableClock, declined: Match
) -> None:
    staff = make_account(session)
    confirm_decline(session, staff, declined.id, declined.version, clock=clock)
    session.flush()  # the next request
    reopen_match(session, staff, declined.id, declined.version, clock=clock)
    assert declined.state is MatchState.SUGGESTED
    assert not standing(session, declined)
    assert len(session.scalars(select(Review).where(Review.match_id == declined.id)).all()) == 1
