"""Interests and invitations: they become pairs in review, and every one is answered."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput, NotAllowed, NotFound, WrongState
from marketplace.models import (
    Account,
    Approach,
    ApproachState,
    Kind,
    Listing,
    ListingState,
    Match,
    MatchState,
    Notification,
    Role,
)
from marketplace.services.approaches.choose import MOST_PER_DAY, read_choosing
from marketplace.services.approaches.make import approach_listing
from marketplace.services.approaches.read import list_for_staff, list_own
from marketplace.services.approaches.settle import answer_without_pair
from marketplace.services.matching.drop_pairs import drop_untouched
from marketplace.services.reviews.lock import Seen, public_hash
from marketplace.services.reviews.recommend import recommend_match
from marketplace.services.reviews.reject import reject_match
from marketplace.services.reviews.undo import undo_review
from tests.doubles import MovableClock
from tests.factories import make_account, make_listing, make_match

P = ApproachState
WHY = "我们在两家医院做过同样的系统，可以先看现场。"


@pytest.fixture
def company(session: Session) -> Account:
    """A supplier with one published supply."""
    account = make_account(session, Role.COMPANY)
    make_listing(session, Kind.SUPPLY, account.organization, code="G9001")
    return account


def express(session: Session, who: Account, code: str, clock: MovableClock, **more: Any) -> Approach:
    """Approach with G9001 unless told otherwise."""
    made = approach_listing(session, who, code, **{"own": "G9001", "reason": WHY} | more, clock=clock)
    session.flush()
    return made


def seen(match: Match) -> Seen:
    return Seen(match.version, public_hash(match.demand), public_hash(match.supply))


def test_an_interest_becomes_a_pair_in_review_with_who_asked_and_why(
    session: Session, clock: MovableClock, company: Account
) -> None:
    need = make_listing(session, Kind.DEMAND)
    made = express(session, company, need.code, clock)
    match = session.scalars(select(Match)).one()
    assert (match.state, match.origin, match.demand_id) == (MatchState.SUGGESTED, "interest", need.id)
    assert (made.match_id, made.side, made.reason) == (match.id, Kind.SUPPLY, WHY)
    staff = make_account(session)
    assert list(list_for_staff(session, staff)) == [made]
    assert [one.approach for one in list_own(session, company)] == [made]


def test_an_invitation_is_the_same_from_the_other_side(session: Session, clock: MovableClock) -> None:
    owner = make_account(session, Role.DEMAND_OWNER)
    make_listing(session, Kind.DEMAND, owner.organization, code="X9001")
    supply = make_listing(session, Kind.SUPPLY)
    express(session, owner, supply.code, clock, own="X9001")
    match = session.scalars(select(Match)).one()
    assert (match.origin, match.supply_id) == ("invitation", supply.id)


def test_a_known_pair_is_not_doubled(session: Session, clock: MovableClock, company: Account) -> None:
    own = session.scalars(select(Listing).where(Listing.code == "G9001")).one()
    match = make_match(session, make_listing(session, Kind.DEMAND), own)
    made = express(session, company, match.demand.code, clock)
    assert made.match_id == match.id and session.scalars(select(Match)).all() == [match]
    assert drop_untouched(session, Match.id == match.id, "fell_out") == 0, "somebody asked for it"
    with pytest.raises(WrongState):
        express(session, company, match.demand.code, clock)


@pytest.mark.parametrize("state", sorted(set(MatchState) - {MatchState.SUGGESTED}))
def test_a_pair_beyond_review_is_told_and_not_asked_for_again(
    session: Session, clock: MovableClock, company: Account, state: MatchState
) -> None:
    own = session.scalars(select(Listing).where(Listing.code == "G9001")).one()
    match = make_match(session, make_listing(session, Kind.DEMAND), own, state)
    with pytest.raises(WrongState):
        express(session, company, match.demand.code, clock)
    choosing = read_choosing(session, company, match.demand.code, clock=clock)
    assert [choice.match for choice in choosing.choices] == [match]


def test_without_a_fitting_listing_one_says_so_and_staff_answer(
    session: Session, clock: MovableClock, company: Account
) -> None:
    need, staff = make_listing(session, Kind.DEMAND), make_account(session)
    with pytest.raises(InvalidInput) as refused:
        express(session, company, need.code, clock, own=None)
    assert refused.value.field == "why_none"
    none = {"own": None, "why_none": "新产品下月才发布，先请了解。"}
    made = express(session, company, need.code, clock, **none)
    assert made.match_id is None and session.scalars(select(Match)).all() == []
    with pytest.raises(WrongState):
        express(session, company, need.code, clock, **none)
    answer_without_pair(session, staff, made.id, "publish_first", clock=clock)
    session.flush()
    assert (made.state, made.answer_reason) == (P.TURNED_DOWN, "publish_first")
    with pytest.raises(WrongState):
        answer_without_pair(session, staff, made.id, "too_far", clock=clock)


def test_a_rejection_is_always_answered_and_an_undone_one_is_open_again(
    session: Session, clock: MovableClock, company: Account
) -> None:
    made, staff = (
        express(session, company, make_listing(session, Kind.DEMAND).code, clock),
        make_account(session),
    )
    match = session.scalars(select(Match)).one()
    reject_match(session, staff, match.id, seen(match), reason="over_budget", until=None, clock=clock)
    session.flush()
    assert (made.state, made.answer_reason) == (P.TURNED_DOWN, "over_budget")
    told = session.scalars(select(Notification).where(Notification.account_id == company.id)).all()
    assert [(one.topic, one.details) for one in told] == [("approach_turned_down", {"reason": "over_budget"})]
    undo_review(session, staff, match.id, match.version, clock=clock)
    assert made.state is P.WAITING and made.answer_reason is None
    session.flush()
    recommend_match(session, staff, match.id, seen(match), clock=clock)
    assert made.state is P.RECOMMENDED


def test_an_organization_asks_for_so_many_a_day(
    session: Session, clock: MovableClock, company: Account
) -> None:
    for _ in range(MOST_PER_DAY):
        express(session, company, make_listing(session, Kind.DEMAND).code, clock)
    with pytest.raises(WrongState):
        express(session, company, make_listing(session, Kind.DEMAND).code, clock)
    clock.move(days=1, seconds=1)
    express(session, company, make_listing(session, Kind.DEMAND).code, clock)


def test_one_asks_for_what_is_public_and_not_ones_own_with_what_is_ones_own(
    session: Session, clock: MovableClock, company: Account
) -> None:
    hidden = make_listing(session, Kind.DEMAND, state=ListingState.DRAFT)
    own = make_listing(session, Kind.DEMAND, company.organization)
    foreign = make_listing(session, Kind.SUPPLY)
    need = make_listing(session, Kind.DEMAND)
    with pytest.raises(NotFound):
        express(session, company, hidden.code, clock)
    with pytest.raises(InvalidInput):
        express(session, company, own.code, clock)
    for code in (foreign.code, own.code, "nowhere"):
        with pytest.raises(InvalidInput) as refused:
            express(session, company, need.code, clock, own=code)
        assert refused.value.field == "own"
    with pytest.raises(NotAllowed):
        express(session, make_account(session), need.code, clock)
    with pytest.raises(InvalidInput) as refused:
        express(session, company, need.code, clock, reason="太短")
    assert refused.value.field == "reason"
