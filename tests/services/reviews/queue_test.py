"""The order of the queue, its groups, its progress, and who follows whom."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput, NotAllowed, NotFound
from marketplace.models import Kind, ListingState, MatchRun, MatchState, Role, Serving
from marketplace.services.reviews.explain_pair import explain_pair
from marketplace.services.reviews.find_listing import find_listing
from marketplace.services.reviews.last_verdict import read_last_verdict
from marketplace.services.reviews.list_pairs import PairGroup, list_pairs, list_pairs_of
from marketplace.services.reviews.progress import read_progress
from marketplace.services.reviews.read_pair import read_pair
from marketplace.services.reviews.read_queue import list_demands
from marketplace.services.reviews.read_unserved import list_unserved, read_unserved
from marketplace.services.reviews.recommend import recommend_match
from marketplace.services.reviews.sequence import find_place, first_waiting, next_after
from tests.doubles import FakeEngine, MovableClock
from tests.factories import make_account, make_listing, make_match
from tests.services.reviews.judging import seen


def test_demands_come_best_first_and_pairs_by_rank(session: Session) -> None:
    staff = make_account(session)
    weak, strong = make_listing(session, Kind.DEMAND), make_listing(session, Kind.DEMAND)
    make_match(session, weak, score=0.5)
    second = make_match(session, strong, rank=2, score=0.6)
    first = make_match(session, strong, rank=1, score=0.9)
    rows = list_demands(session, staff)
    assert [row.listing for row in rows] == [strong, weak]
    assert (rows[0].waiting, rows[0].best, rows[0].first_match_id) == (2, 0.9, first.id)
    assert first_waiting(session) == first.id
    assert next_after(session, first.id) == second.id


def test_the_queue_keeps_its_order_while_it_is_worked_through(session: Session, clock: MovableClock) -> None:
    """With its best pair judged, a demand must not fall behind another under the reviewer's hands."""
    staff = make_account(session)
    strong, weak = make_listing(session, Kind.DEMAND), make_listing(session, Kind.DEMAND)
    first = make_match(session, strong, rank=1, score=0.9)
    second = make_match(session, strong, rank=2, score=0.3)
    other = make_match(session, weak, rank=1, score=0.5)
    recommend_match(session, staff, first.id, seen(first), clock=clock)
    assert next_after(session, first.id) == second.id
    assert next_after(session, second.id) == other.id
    assert next_after(session, other.id) == second.id, "what was skipped comes again at the end"
    place = find_place(session, second)
    assert (place.previous_id, place.next_id, place.demand_waiting) == (None, other.id, 1)


def test_a_pair_of_a_withdrawn_listing_leaves_the_queue(session: Session, clock: MovableClock) -> None:
    staff, match = make_account(session), make_match(session)
    match.supply.state = ListingState.WITHDRAWN
    session.flush()  # the queries read the database
    assert not list_demands(session, staff) and first_waiting(session) is None
    assert read_progress(session, staff, clock=clock).left == 0


def test_demands_that_nothing_fits(session: Session, clock: MovableClock) -> None:
    staff = make_account(session)
    unseen, unserved, served = (make_listing(session, Kind.DEMAND) for _ in range(3))
    run = MatchRun(reason="test")
    session.add(run)
    session.flush()  # its id
    session.add_all(
        [
            Serving(demand_id=unserved.id, run_id=run.id, served=False, best_score=0.2, pool_size=9),
            Serving(demand_id=served.id, run_id=run.id, served=True, best_score=0.8, pool_size=9),
        ]
    )
    make_match(session, served)
    far, near, gone = (make_match(session, unserved, score=score) for score in (0.1, 0.2, 0.3))
    gone.supply.state = ListingState.WITHDRAWN
    session.flush()  # the queries read the database
    rows = list_unserved(session, staff)
    assert [row.listing for row in rows] == [unserved, unseen]
    assert [row.nearest for row in rows] == [near.supply.code, None], far.supply.code
    assert (
        read_unserved(session, staff, unserved) == rows[0] and read_unserved(session, staff, served) is None
    )
    assert rows[0].looked_at is not None and rows[1].looked_at is None
    assert read_progress(session, staff, clock=clock).unserved == 2


def test_progress_counts_the_day_in_china(session: Session, clock: MovableClock) -> None:
    staff, colleague = make_account(session), make_account(session)
    first, second, _left = (make_match(session) for _ in range(3))
    recommend_match(session, staff, first.id, seen(first), clock=clock)
    recommend_match(session, colleague, second.id, seen(second), clock=clock)
    progress = read_progress(session, staff, clock=clock)
    assert (progress.reviewed_today, progress.reviewed_by_you, progress.left) == (2, 1, 1)
    assert progress.groups[PairGroup.WAITING] == 2
    clock.move(hours=7)  # 17:00 becomes midnight in China, while it is still the same day in UTC
    assert read_progress(session, staff, clock=clock).reviewed_today == 0


@pytest.mark.parametrize("state", [state for state in MatchState if state is not MatchState.SUGGESTED])
def test_every_judged_pair_stands_under_one_heading(session: Session, state: MatchState) -> None:
    staff, match = make_account(session), make_match(session, state=state)
    found = [group for group in PairGroup if list_pairs(session, staff, group).total]
    assert len(found) == 1
    assert [row.match for row in list_pairs(session, staff, found[0]).rows] == [match]


def test_pages_of_pairs(session: Session) -> None:
    staff, demand = make_account(session), make_listing(session, Kind.DEMAND)
    for rank in range(1, 28):
        make_match(session, demand, state=MatchState.REJECTED, rank=rank)
    last = list_pairs(session, staff, PairGroup.REJECTED, page=99)
    assert (last.number, last.pages, last.total, len(last.rows)) == (2, 2, 27, 2)


def test_a_supply_lists_the_demands_it_was_suggested_for(session: Session) -> None:
    staff, supply = make_account(session), make_listing(session)
    low, high = make_match(session, supply=supply, score=0.4), make_match(session, supply=supply, score=0.7)
    make_match(session)
    assert [row.match for row in list_pairs_of(session, staff, supply)] == [high, low]


def test_a_file_tells_when_a_text_changed(session: Session, clock: MovableClock) -> None:
    staff, match = make_account(session), make_match(session)
    assert not read_pair(session, staff, match.id, clock=clock).text_changed
    assert match.suggestion is not None
    match.suggestion.supply_hash = "older"
    assert read_pair(session, staff, match.id, clock=clock).text_changed
    with pytest.raises(NotFound):
        read_pair(session, staff, match.id + 1, clock=clock)


def test_only_ones_own_last_verdict_is_offered_for_undoing(session: Session, clock: MovableClock) -> None:
    staff, match = make_account(session), make_match(session)
    assert read_last_verdict(session, staff, None) is None
    assert read_last_verdict(session, staff, match.id) is None
    recommend_match(session, staff, match.id, seen(match), clock=clock)
    found = read_last_verdict(session, staff, match.id)
    assert found is not None and found.match is match
    assert read_last_verdict(session, make_account(session), match.id) is None
    match.state = MatchState.ACCEPTED_BY_DEMAND
    assert read_last_verdict(session, staff, match.id) is None


@pytest.mark.parametrize("code", ["", " ", "X'; DROP TABLE listings", "x\x00", "%", "_" * 65, "无此"])
def test_codes_that_are_none(session: Session, code: str) -> None:
    with pytest.raises(NotFound):
        find_listing(session, make_account(session), code)


def test_a_listing_is_found_in_either_case_but_no_draft(session: Session) -> None:
    staff, listing = make_account(session), make_listing(session, code="G9900A")
    assert find_listing(session, staff, " g9900a ", Kind.SUPPLY) is listing
    with pytest.raises(NotFound):
        find_listing(session, staff, "G9900A", Kind.DEMAND)
    draft = make_listing(session, state=ListingState.DRAFT)
    with pytest.raises(NotFound):
        find_listing(session, staff, draft.code)


def test_an_explanation_comes_with_the_stored_pair(session: Session, engine: FakeEngine) -> None:
    staff, match = make_account(session), make_match(session)
    engine.explanation = {"rank": 3}
    explained = explain_pair(session, staff, match.demand.code, match.supply.code, engine=engine)
    assert (explained.account, explained.match) == ({"rank": 3}, match)
    match.supply.state = ListingState.WITHDRAWN
    session.flush()  # the service reads the database
    with pytest.raises(InvalidInput):
        explain_pair(session, staff, match.demand.code, match.supply.code, engine=engine)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.STAFF])
def test_only_staff_see_the_queue(session: Session, clock: MovableClock, role: Role) -> None:
    actor, match = make_account(session, role), make_match(session)
    for look in (
        lambda: list_demands(session, actor),
        lambda: list_unserved(session, actor),
        lambda: list_pairs(session, actor, PairGroup.WAITING),
        lambda: list_pairs_of(session, actor, match.demand),
        lambda: read_pair(session, actor, match.id, clock=clock),
        lambda: read_progress(session, actor, clock=clock),
        lambda: find_listing(session, actor, match.demand.code),
        lambda: read_last_verdict(session, actor, match.id),
    ):
        with pytest.raises(NotAllowed):
            look()
