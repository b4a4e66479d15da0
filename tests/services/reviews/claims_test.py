"""A pair is one person's at a time: claiming, falling silent, taking over, deciding."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from marketplace.database import connect, session_factory, transaction
from marketplace.errors import Conflict, InvalidInput, NotAllowed
from marketplace.models import Account, AuditEvent, Match, MatchState, ReviewClaim, Role
from marketplace.services.reviews.claims import (
    FORGOTTEN_AFTER,
    HELD_FOR,
    hold_pair,
    read_hold,
    release_pair,
    take_over_pair,
)
from marketplace.services.reviews.recommend import recommend_match
from marketplace.services.reviews.reject import reject_match
from marketplace.services.reviews.sequence import Desk, Order, first_waiting, next_after
from tests.doubles import MovableClock
from tests.factories import make_account, make_match
from tests.services.reviews.judging import seen


def test_the_first_to_open_a_pair_holds_it(session: Session, clock: MovableClock) -> None:
    first, second, match = make_account(session), make_account(session), make_match(session)
    mine = hold_pair(session, first, match.id, clock=clock)
    theirs = hold_pair(session, second, match.id, clock=clock)
    assert mine is not None and mine.mine and not mine.lapsed
    assert theirs is not None and not theirs.mine and theirs.claim.holder is first
    with pytest.raises(Conflict, match=first.display_name):
        recommend_match(session, second, match.id, seen(match), clock=clock)
    recommend_match(session, first, match.id, seen(match), clock=clock)
    assert session.scalar(select(ReviewClaim)) is None, "a decision ends the claim"


def test_an_open_page_keeps_its_claim(session: Session, clock: MovableClock) -> None:
    staff, match = make_account(session), make_match(session)
    hold_pair(session, staff, match.id, clock=clock)
    for _ in range(5):
        clock.move(minutes=2)
        hold = hold_pair(session, staff, match.id, clock=clock)
        assert hold is not None and hold.mine and hold.claim.expires_at == clock.now() + HELD_FOR
    assert hold.claim.claimed_at < clock.now()


def test_letting_go_frees_the_pair_for_the_next(session: Session, clock: MovableClock) -> None:
    first, second, match = make_account(session), make_account(session), make_match(session)
    hold_pair(session, first, match.id, clock=clock)
    release_pair(session, second, match.id)
    assert read_hold(session, first, match.id, clock=clock) is not None, "nobody lets go for somebody else"
    release_pair(session, first, match.id)
    hold = hold_pair(session, second, match.id, clock=clock)
    assert hold is not None and hold.mine


def test_who_fell_silent_can_be_taken_over_from_but_is_asked_about(
    session: Session, clock: MovableClock
) -> None:
    first, second, match = make_account(session), make_account(session), make_match(session)
    hold_pair(session, first, match.id, clock=clock)
    with pytest.raises(Conflict):
        take_over_pair(session, second, match.id, confirmed=True, clock=clock)
    clock.move(minutes=4)
    hold = hold_pair(session, second, match.id, clock=clock)
    assert hold is not None and hold.lapsed and not hold.mine
    with pytest.raises(Conflict):
        recommend_match(session, second, match.id, seen(match), clock=clock)
    with pytest.raises(InvalidInput):
        take_over_pair(session, second, match.id, confirmed=False, clock=clock)
    take_over_pair(session, second, match.id, confirmed=True, clock=clock)
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "match.take_over")).one()
    assert (event.actor_id, event.details["holder"]) == (second.id, first.id)
    with pytest.raises(Conflict, match=second.display_name):
        recommend_match(session, first, match.id, seen(match), clock=clock)


def test_a_claim_forgotten_for_long_is_in_nobodys_way(session: Session, clock: MovableClock) -> None:
    first, second, match = make_account(session), make_account(session), make_match(session)
    hold_pair(session, first, match.id, clock=clock)
    clock.move(seconds=(HELD_FOR + FORGOTTEN_AFTER).total_seconds() + 1)
    assert read_hold(session, second, match.id, clock=clock) is None
    hold = hold_pair(session, second, match.id, clock=clock)
    assert hold is not None and hold.mine


@pytest.mark.parametrize("order", list(Order))
def test_the_queue_skips_what_colleagues_hold_and_what_is_ones_own(
    session: Session, clock: MovableClock, order: Order
) -> None:
    held, own, free = (make_match(session, score=score) for score in (0.9, 0.8, 0.7))
    insider = make_account(session, Role.STAFF, own.supply.organization)
    hold_pair(session, make_account(session), held.id, clock=clock)
    desk = Desk(insider, clock.now())
    assert first_waiting(session, order, desk) == free.id
    assert next_after(session, held.id, order, desk) == free.id
    clock.move(minutes=4)
    assert first_waiting(session, Order.DEMAND, Desk(insider, clock.now())) == held.id


def test_claims_are_staffs_alone(session: Session, clock: MovableClock) -> None:
    company, match = make_account(session, Role.COMPANY), make_match(session)
    with pytest.raises(NotAllowed):
        hold_pair(session, company, match.id, clock=clock)


@pytest.fixture
def committed(own_url: str) -> Iterator[Engine]:
    engine = connect(own_url)
    yield engine
    engine.dispose()


def test_two_who_open_a_pair_at_once_do_not_both_hold_it(committed: Engine, clock: MovableClock) -> None:
    sessions = session_factory(committed)
    with transaction(sessions) as session:
        people: list[Account] = [make_account(session) for _ in range(6)]
        match_id = make_match(session).id
    held: list[bool] = []
    start = threading.Barrier(len(people))

    def open_page(person: Account) -> None:
        start.wait(timeout=10)
        with transaction(sessions) as session:
            hold = hold_pair(session, person, match_id, clock=clock)
            assert hold is not None
            held.append(hold.mine)

    threads = [threading.Thread(target=open_page, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert sorted(held) == [False] * 5 + [True]


def test_of_two_decisions_in_two_sessions_the_second_is_refused(
    committed: Engine, clock: MovableClock
) -> None:
    sessions = session_factory(committed)
    with transaction(sessions) as session:
        first, second, match = make_account(session), make_account(session), make_match(session)
        page, match_id = seen(match), match.id
    with sessions() as one, sessions() as other:
        recommend_match(one, first, match_id, page, clock=clock)
        one.commit()
        with pytest.raises(Conflict):
            reject_match(other, second, match_id, page, reason="outdated", until=None, clock=clock)
        other.rollback()
    with transaction(sessions) as session:
        assert session.get_one(Match, match_id).state is MatchState.RECOMMENDED
