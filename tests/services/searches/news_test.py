"""Saved searches announce only what is new, and each listing once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput, NotFound
from marketplace.models import Kind, Listing, Notification, Role, SavedSearch
from marketplace.services.listings.query import ListingQuery
from marketplace.services.searches.keep import browse_searches, keep_search, read_finds, remove_search
from marketplace.services.searches.news import look_for_news
from tests.doubles import FakeEngine, MovableClock
from tests.factories import make_account, make_listing

DEMANDS = ListingQuery(kinds=(Kind.DEMAND,), industries=("智慧水务",))


@pytest.fixture
def kept(session: Session, clock: MovableClock) -> SavedSearch:
    make_listing(session, Kind.DEMAND, industry="智慧水务")  # public before the search was saved
    return keep_search(session, make_account(session, Role.COMPANY), DEMANDS, name="水务需求", clock=clock)


def publish(session: Session, clock: MovableClock, **fields: str) -> Listing:
    listing = make_listing(session, Kind.DEMAND, **{"industry": "智慧水务", **fields})
    listing.published_at = clock.now()
    session.flush()
    return listing


def look(session: Session, clock: MovableClock, engine: FakeEngine) -> None:
    while look_for_news(session, clock=clock, engine=engine, hour=8):
        session.flush()


def told(session: Session) -> list[tuple[str, int]]:
    session.flush()
    rows = session.scalars(select(Notification).order_by(Notification.id))
    return [(row.details["search"], row.details["count"]) for row in rows]


def test_only_what_is_new_is_announced_and_once(
    session: Session, clock: MovableClock, engine: FakeEngine, kept: SavedSearch
) -> None:
    look(session, clock, engine)
    assert told(session) == []
    clock.move(days=1)
    first, second = publish(session, clock), publish(session, clock)
    publish(session, clock, industry="智慧医疗")
    look(session, clock, engine)
    assert told(session) == [("水务需求", 2)]
    clock.move(days=1)
    look(session, clock, engine)
    assert told(session) == [("水务需求", 2)]
    owner = browse_searches(session, make_account(session))
    assert owner == []
    reader = session.get_one(Notification, session.scalars(select(Notification.id)).one()).account
    assert {card.code for card in read_finds(session, reader, kept.id)} == {first.code, second.code}


def test_it_is_looked_for_once_a_day_and_not_before_the_hour(
    session: Session, clock: MovableClock, engine: FakeEngine, kept: SavedSearch
) -> None:
    clock.moment = datetime(2026, 11, 2, 23, 30, tzinfo=UTC)  # 07:30 in Shanghai
    publish(session, clock)
    assert look_for_news(session, clock=clock, engine=engine, hour=8) == 0
    clock.move(hours=1)
    look(session, clock, engine)
    publish(session, clock)
    look(session, clock, engine)
    assert told(session) == [("水务需求", 1)]


def test_words_are_searched_for_even_while_the_engine_is_down(
    session: Session, clock: MovableClock, engine: FakeEngine
) -> None:
    account = make_account(session, Role.COMPANY)
    keep_search(session, account, ListingQuery(text="漏点"), name="漏点", clock=clock)
    clock.move(days=1)
    publish(session, clock, title="管网漏点定位")
    publish(session, clock)
    engine.down = True
    look(session, clock, engine)
    assert told(session) == [("漏点", 1)]


def test_the_own_organizations_listings_are_no_news(
    session: Session, clock: MovableClock, engine: FakeEngine
) -> None:
    account = make_account(session, Role.DEMAND_OWNER)
    keep_search(session, account, DEMANDS, name="水务", clock=clock)
    clock.move(days=1)
    own = make_listing(session, Kind.DEMAND, account.organization, industry="智慧水务")
    own.published_at = clock.now()
    session.flush()
    look(session, clock, engine)
    assert told(session) == []


def test_the_same_search_twice_is_one_and_an_empty_one_is_refused(
    session: Session, clock: MovableClock
) -> None:
    account = make_account(session, Role.COMPANY)
    first = keep_search(session, account, DEMANDS, name="一", clock=clock)
    assert keep_search(session, account, DEMANDS, name="二", clock=clock) is first
    with pytest.raises(InvalidInput):
        keep_search(session, account, ListingQuery(), name="全部", clock=clock)


def test_anothers_search_is_not_there(session: Session, kept: SavedSearch) -> None:
    stranger = make_account(session)
    with pytest.raises(NotFound):
        read_finds(session, stranger, kept.id)
    with pytest.raises(NotFound):
        remove_search(session, stranger, kept.id)
