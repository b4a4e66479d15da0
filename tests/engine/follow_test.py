"""What is published is found at once: a trigger tells, a thread hears."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from marketplace.database import connect, transaction
from marketplace.engine.core import LocalEngine
from marketplace.engine.follow import Follower
from marketplace.models import Kind, Listing, ListingState
from matching.encoders.hashing import HashingEncoder
from tests.engine.conftest import publish


def eventually(holds: Callable[[], bool], within_s: float = 10.0) -> bool:
    deadline = time.monotonic() + within_s
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


@pytest.fixture
def following(own_url: str, own_sessions: sessionmaker[Session]) -> Iterator[LocalEngine]:
    core = LocalEngine(HashingEncoder(), own_sessions)
    follower = Follower(own_url, core.refresh, core.level.follow)
    follower.start()
    yield core
    follower.stop()


def test_it_follows_publishing_and_withdrawing(
    following: LocalEngine, own_sessions: sessionmaker[Session]
) -> None:
    with transaction(own_sessions) as session:
        listing_id = publish(session, Kind.SUPPLY, "听漏仪").id
    assert eventually(lambda: len(following.matcher) == 1)

    with transaction(own_sessions) as session:
        session.get_one(Listing, listing_id).state = ListingState.WITHDRAWN
    assert eventually(lambda: len(following.matcher) == 0)


def test_after_a_lost_connection_it_catches_up(
    following: LocalEngine, own_url: str, own_sessions: sessionmaker[Session]
) -> None:
    with transaction(own_sessions) as session:
        publish(session, Kind.SUPPLY, "听漏仪")
    assert eventually(lambda: len(following.matcher) == 1)

    engine = connect(own_url)
    with engine.begin() as connection:
        cut = connection.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")
        ).all()
    engine.dispose()
    assert len(cut) == 1
    with transaction(own_sessions) as session:  # nobody hears of this one
        publish(session, Kind.SUPPLY, "相关仪")

    assert eventually(lambda: len(following.matcher) == 2)
