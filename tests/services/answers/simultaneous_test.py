"""Two people answering at the same moment, in transactions of their own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from marketplace.database import connect, session_factory, transaction
from marketplace.errors import Conflict, WrongState
from marketplace.models import Account, Answer, Disclosure, Introduction, Kind, Match, MatchState
from marketplace.services.answers.accept import accept_match
from marketplace.services.introductions.contact import show_contact
from marketplace.services.listings.withdraw import withdraw_listing
from tests.doubles import MovableClock, RecordingQueue
from tests.factories.recommended import Recommended, make_recommended

pytestmark = pytest.mark.slow

Work = Callable[[Session], object]


def at_once(sessions: sessionmaker[Session], *works: Work) -> list[str]:
    """Run each in its own thread and transaction, starting together; how each ended."""
    start = Barrier(len(works))

    def run(work: Work) -> str:
        try:
            with transaction(sessions) as session:
                start.wait(timeout=10)
                work(session)
        except Conflict:
            return "conflict"
        return "done"

    with ThreadPoolExecutor(len(works)) as pool:
        return sorted(pool.map(run, works))


def accepting(pair: Recommended, side: Kind) -> Work:
    """The acceptance of that side, from a page opened now."""
    seen, match_id, account_id = pair.seen, pair.match.id, pair.on(side).id
    return lambda session: accept_match(
        session, session.get_one(Account, account_id), match_id, side, seen, clock=MovableClock()
    )


def looking(pair: Recommended) -> Work:
    """The demand side asking for the contact."""
    match_id, account_id = pair.match.id, pair.owner.id
    return lambda session: show_contact(
        session, session.get_one(Account, account_id), match_id, Kind.DEMAND, clock=MovableClock()
    )


def test_answers_at_the_same_moment(own_url: str) -> None:
    engine = connect(own_url)
    sessions = session_factory(engine)
    with transaction(sessions) as session:
        pair = make_recommended(session)
    # Both press on pages that show nobody's answer: the slower one is told, and looks again.
    both = [accepting(pair, side) for side in Kind]
    assert at_once(sessions, *both) == ["conflict", "done"]
    with sessions() as session:
        match = session.get_one(Match, pair.match.id)
        last = Kind.SUPPLY if match.state is MatchState.ACCEPTED_BY_DEMAND else Kind.DEMAND
        present = Recommended(match, pair.owner, pair.company, pair.staff)
        press = accepting(present, last)
    # A double click on the second acceptance introduces once, a double click on the contact is one record.
    assert at_once(sessions, press, press) == ["done", "done"]
    assert at_once(sessions, looking(pair), looking(pair)) == ["done", "done"]
    with sessions() as session:
        counts = [
            session.scalar(select(func.count()).select_from(t)) for t in (Answer, Introduction, Disclosure)
        ]
        assert counts == [2, 1, 1]
        assert session.get_one(Match, pair.match.id).state is MatchState.INTRODUCED
    engine.dispose()


def test_a_listing_being_withdrawn_is_not_accepted_beside_it(own_url: str) -> None:
    engine = connect(own_url)
    sessions = session_factory(engine)
    with transaction(sessions) as session:
        pair = make_recommended(session)
    press = accepting(pair, Kind.DEMAND)

    def accept_now() -> None:
        with transaction(sessions) as session:
            press(session)

    with ThreadPoolExecutor(1) as pool:
        with transaction(sessions) as session:
            staff = session.get_one(Account, pair.staff.id)
            withdraw_listing(session, staff, pair.match.supply_id, reason="outdated", jobs=RecordingQueue())
            session.flush()  # the row is locked as in a request that has not ended yet
            pending = pool.submit(accept_now)
            with pytest.raises(TimeoutError):
                pending.result(timeout=0.5)
        with pytest.raises(WrongState):
            pending.result(timeout=10)
    engine.dispose()
