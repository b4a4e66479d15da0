"""Two reviewers decide one pair at the same moment: one verdict is kept, the other is refused."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, select

from marketplace.database import connect, session_factory, transaction
from marketplace.errors import Conflict
from marketplace.models import Review
from marketplace.services.reviews.recommend import recommend_match
from marketplace.services.reviews.reject import reject_match
from tests.doubles import MovableClock
from tests.factories import make_account, make_match
from tests.services.reviews.judging import seen


@pytest.fixture
def committed(own_url: str) -> Iterator[Engine]:
    """A race needs transactions that really commit."""
    engine = connect(own_url)
    yield engine
    engine.dispose()


def test_one_of_two_verdicts_wins(committed: Engine, clock: MovableClock) -> None:
    sessions = session_factory(committed)
    with transaction(sessions) as session:
        first, second, match = make_account(session), make_account(session), make_match(session)
        page, match_id = seen(match), match.id
    refused: list[Conflict] = []

    def reject_too() -> None:
        try:
            with transaction(sessions) as session:
                reject_match(session, second, match_id, page, reason="outdated", until=None, clock=clock)
        except Conflict as error:
            refused.append(error)

    rival = threading.Thread(target=reject_too)
    with transaction(sessions) as session:
        recommend_match(session, first, match_id, page, clock=clock)
        rival.start()
        rival.join(timeout=0.5)
        assert rival.is_alive(), "the second verdict waits for the first"
    rival.join(timeout=10)
    assert len(refused) == 1
    with transaction(sessions) as session:
        review = session.scalars(select(Review)).one()
        assert review.reviewer_id == first.id
