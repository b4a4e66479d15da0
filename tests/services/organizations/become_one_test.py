"""Pairs whose two organizations have become one: what was over stays over, whatever would bring it back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from marketplace.errors import WrongState
from marketplace.models import Match, MatchState, Role, Verdict
from marketplace.services.followups.set_aside import can_resume, close_pair, resume_pair
from marketplace.services.matching.reopen_pairs import reopen_changed, reopen_expired
from marketplace.services.organizations.merge import merge_organizations
from marketplace.services.reviews.reopen import can_reopen, reopen_match
from marketplace.services.reviews.undo import can_undo, undo_review
from tests.doubles import MovableClock
from tests.factories import make_account, make_match
from tests.factories.introduced import make_introduced
from tests.services.matching.conftest import edit, judge


def merge_sides(session: Session, match: Match) -> None:
    one, other = match.demand.organization_id, match.supply.organization_id
    merge_organizations(session, make_account(session, Role.ADMINISTRATOR), one, other)
    assert match.within_one


def test_an_expired_or_outdated_rejection_does_not_come_back(session: Session, clock: MovableClock) -> None:
    match = make_match(session, state=MatchState.REJECTED)
    match.rejected_until = clock.now() + timedelta(days=90)
    judge(session, match, Verdict.REJECT)
    merge_sides(session, match)
    edit(session, match.demand, summary="完全不同的需要。")
    clock.move(days=91)

    assert reopen_expired(session, clock=clock) == 0
    assert reopen_changed(session, [match.demand_id], clock=clock) == 0
    assert match.state is MatchState.REJECTED


@pytest.mark.parametrize("verb", [reopen_match, undo_review])
def test_nobody_brings_it_back_by_hand(
    session: Session, clock: MovableClock, verb: Callable[..., Match]
) -> None:
    match = make_match(session, state=MatchState.REJECTED)
    review = judge(session, match, Verdict.REJECT)
    assert can_reopen(match) and can_undo(match, review)
    merge_sides(session, match)

    assert not can_reopen(match) and not can_undo(match, review)
    with pytest.raises(WrongState, match="one organization"):
        verb(session, make_account(session), match.id, match.version, clock=clock)
    assert match.state is MatchState.REJECTED


def test_a_closed_acquaintance_does_not_go_on(session: Session, clock: MovableClock) -> None:
    pair = make_introduced(session, clock)
    close_pair(session, pair.staff, pair.match.id, pair.match.version, reason="other", note="…", clock=clock)
    assert can_resume(session, pair.match)
    merge_sides(session, pair.match)

    assert not can_resume(session, pair.match)
    with pytest.raises(WrongState, match="one organization"):
        resume_pair(session, pair.staff, pair.match.id, pair.match.version, clock=clock)
    assert pair.match.state is MatchState.CLOSED
