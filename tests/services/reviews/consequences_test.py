"""What each reason brings about: days, parking, a block, a text to mend, a lesson for the matcher."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput, NotAllowed, WrongState
from marketplace.models import (
    Kind,
    ListingVersion,
    MatchState,
    MendRequest,
    OrganizationBlock,
    Review,
    Role,
    Verdict,
)
from marketplace.services.blocks.browse import list_blocks
from marketplace.services.blocks.lift import lift_block
from marketplace.services.learning.collect import collect_verdicts
from marketplace.services.matching.return_parked import return_parked
from marketplace.services.mending.browse import open_requests
from marketplace.services.reviews.reasons import (
    CONSEQUENCES,
    ReasonGroup,
    RejectReason,
    group_of,
    offered_reasons,
)
from marketplace.services.reviews.recommend import recommend_match
from marketplace.services.reviews.reject import reject_match, usual_end
from marketplace.services.reviews.sequence import first_waiting
from marketplace.services.reviews.undo import undo_review
from marketplace.web.reason_words import REASONS
from tests.doubles import MovableClock
from tests.factories import make_account, make_listing, make_match
from tests.services.reviews.judging import seen, trail

OLD_CODES = {
    *("different_problem", "different_setting", "capability_missing", "below_requirement", "over_budget"),
    *("too_late", "region_not_served", "cooperation_differs", "not_mature", "qualification_missing"),
    *("data_rules", "connected_parties", "unclear_text", "outdated", "duplicate", "other"),
}


def test_there_is_one_table_and_it_is_whole() -> None:
    assert set(CONSEQUENCES) == set(RejectReason) == set(REASONS)
    offered = offered_reasons()
    assert set(offered) == set(ReasonGroup) and sum(map(len, offered.values())) == 45
    assert {code.value for code in RejectReason} >= OLD_CODES, "verdicts of the past carry them"
    assert group_of("unclear_text") is ReasonGroup.LISTING and group_of("decline_confirmed") is None


def test_only_reasons_about_the_fit_teach() -> None:
    groups = {brings.group for brings in CONSEQUENCES.values() if brings.teaches}
    assert groups == {ReasonGroup.FIT, ReasonGroup.CAPABILITY}
    assert not any(brings.teaches for brings in CONSEQUENCES.values() if brings.parks or brings.blocks)


@pytest.mark.parametrize(
    ("reason", "about_fit"),
    [("different_users", True), ("over_budget", False), ("open_dispute", False), ("budget_pending", None)],
)
def test_what_a_reason_teaches(
    session: Session, clock: MovableClock, reason: str, about_fit: bool | None
) -> None:
    """None: it is no lesson at all."""
    staff, match = make_account(session), make_match(session)
    until = clock.now() + timedelta(days=10)
    reject_match(session, staff, match.id, seen(match), reason=reason, until=until, clock=clock)
    session.flush()  # the lesson is read from the database
    found = [verdict.about_fit for verdict in collect_verdicts(session, "fake")]
    assert found == ([] if about_fit is None else [about_fit])


def test_a_reason_of_procedure_parks_until_a_day_and_the_pair_comes_back(
    session: Session, clock: MovableClock
) -> None:
    staff, match = make_account(session), make_match(session)
    with pytest.raises(InvalidInput) as refused:
        reject_match(session, staff, match.id, seen(match), reason="call_not_open", until=None, clock=clock)
    assert refused.value.field == "until"
    until = usual_end(RejectReason.CALL_NOT_OPEN, clock.now())
    review = reject_match(
        session, staff, match.id, seen(match), reason="call_not_open", until=until, clock=clock
    )
    session.flush()  # the job reads the database
    assert (match.state, match.parked_until, review.verdict) == (MatchState.PARKED, until, Verdict.PARK)
    clock.move(days=59)
    assert return_parked(session, clock=clock) == 0
    clock.move(days=2)
    assert return_parked(session, clock=clock) == 1
    assert (match.state, match.parked_until) == (MatchState.SUGGESTED, None)
    assert trail(session, match)[-1] == ("match.reopen", "parked", "suggested")


def test_a_pair_parked_after_its_verdict_comes_back_where_it_stood_unless_a_text_changed(
    session: Session, clock: MovableClock
) -> None:
    staff = make_account(session)
    same, changed = make_match(session), make_match(session)
    for match in (same, changed):
        recommend_match(session, staff, match.id, seen(match), clock=clock)
        match.state, match.resumes_at = MatchState.PARKED, MatchState.RECOMMENDED
        match.parked_until = clock.now() + timedelta(days=1)
    supply = changed.supply
    newer = ListingVersion(
        listing_id=supply.id,
        number=2,
        title="改过的标题",
        industry="智能制造",
        region="武侯区",
        summary="改过的内容",
        content_hash="changed",
    )
    session.add(newer)
    session.flush()  # its id
    supply.published_version = newer
    session.flush()  # the job reads the database
    clock.move(days=2)
    assert return_parked(session, clock=clock) == 2
    assert (same.state, changed.state) == (MatchState.RECOMMENDED, MatchState.SUGGESTED)


def test_parking_is_undone_like_any_verdict(session: Session, clock: MovableClock) -> None:
    staff, match = make_account(session), make_match(session)
    until = clock.now() + timedelta(days=3)
    reject_match(session, staff, match.id, seen(match), reason="opinion_pending", until=until, clock=clock)
    session.flush()  # the version the next page shows
    undo_review(session, staff, match.id, match.version, clock=clock)
    assert (match.state, match.parked_until) == (MatchState.SUGGESTED, None)


def test_a_block_keeps_two_organizations_apart_in_both_directions(
    session: Session, clock: MovableClock
) -> None:
    staff, match = make_account(session), make_match(session)
    owner, supplier = match.demand.organization, match.supply.organization
    other = make_match(
        session,
        make_listing(session, Kind.DEMAND, supplier),
        make_listing(session, Kind.SUPPLY, owner),
    )
    reject_match(
        session, staff, match.id, seen(match), reason="open_dispute", until=None, note="诉讼中", clock=clock
    )
    session.flush()  # what follows reads the database
    with pytest.raises(WrongState):
        recommend_match(session, staff, other.id, seen(other), clock=clock)
    assert first_waiting(session) is None
    (row,), _lifted = list_blocks(session, staff)
    assert (row.block.reason, row.block.match_id, row.hidden) == ("open_dispute", match.id, 1)
    with pytest.raises(InvalidInput):
        lift_block(session, staff, row.block.id, note=" ", clock=clock)
    insider = make_account(session, Role.STAFF, owner)
    with pytest.raises(NotAllowed):
        lift_block(session, insider, row.block.id, note="已和解", clock=clock)
    lift_block(session, staff, row.block.id, note="已和解", clock=clock)
    session.flush()  # what follows reads the database
    with pytest.raises(WrongState):
        lift_block(session, staff, row.block.id, note="再来", clock=clock)
    assert first_waiting(session) == other.id


def test_undoing_the_verdict_takes_its_block_and_its_request_back(
    session: Session, clock: MovableClock
) -> None:
    staff, match = make_account(session), make_match(session)
    for reason in ("connected_parties", "need_unclear"):
        reject_match(session, staff, match.id, seen(match), reason=reason, until=None, clock=clock)
        session.flush()  # the version the next page shows
        undo_review(session, staff, match.id, match.version, clock=clock)
        session.flush()  # and the one after it
    assert session.scalars(select(OrganizationBlock)).one().lifted_at == clock.now()
    assert session.scalars(select(MendRequest)).one().closed_at == clock.now()


def test_the_owner_is_asked_to_mend_until_a_newer_text_is_public(
    session: Session, clock: MovableClock
) -> None:
    staff, match = make_account(session), make_match(session)
    reject_match(
        session,
        staff,
        match.id,
        seen(match),
        reason="budget_missing",
        until=None,
        words="请写明预算",
        clock=clock,
    )
    session.flush()  # what follows reads the database
    owner = make_account(session, Role.DEMAND_OWNER, match.demand.organization)
    (asked,) = open_requests(session, owner, match.demand)
    assert (asked.reason, asked.note) == ("budget_missing", "请写明预算")
    assert not open_requests(session, staff, match.supply)
    with pytest.raises(NotAllowed):
        open_requests(session, make_account(session, Role.COMPANY), match.demand)
    assert match.demand.published_version is not None
    match.demand.published_version.content_hash = "newer"
    session.flush()  # as if a newer version were public
    assert not open_requests(session, owner, match.demand)


def test_a_retired_code_cannot_be_chosen_any_more(session: Session, clock: MovableClock) -> None:
    staff, match = make_account(session), make_match(session)
    with pytest.raises(InvalidInput):
        reject_match(session, staff, match.id, seen(match), reason="unclear_text", until=None, clock=clock)
    assert session.scalar(select(Review)) is None
