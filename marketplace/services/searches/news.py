"""Look once a day for what is new in each saved search, and tell its owner."""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from marketplace.models import (
    Account,
    Listing,
    Notification,
    Pace,
    SavedSearch,
    SavedSearchFind,
    Topic,
    TopicGroup,
)
from marketplace.services.listings.filters import facet_conditions, found_condition
from marketplace.services.listings.search import search_listings
from marketplace.services.listings.shelf import PUBLISHED
from marketplace.services.notifications.pace import chosen_pace
from marketplace.services.notifications.times import in_shanghai
from marketplace.services.ports import Clock, MatchingEngine
from marketplace.services.searches.stored import from_stored

SEARCHES_AT_ONCE = 50
MOST_NEWS = 200
TITLES_NAMED = 5


def look_for_news(session: Session, *, clock: Clock, engine: MatchingEngine, hour: int) -> int:
    """Look through some searches not looked through today, from `hour` o'clock on in Shanghai.

    New is what was published after the search was saved and what it has never announced; a listing of one's
    own organization is no news. Returns how many searches were looked through; 0 when none is left.
    """
    local = in_shanghai(clock.now())
    if local.hour < hour:
        return 0
    due = _due(session, local.date())
    for search in due:
        search.looked_on = local.date()
        account = session.get_one(Account, search.account_id)
        news = find_news(session, search, account, engine=engine) if account.active else []
        if news:
            _tell(session, search, account, news, clock=clock)
    return len(due)


def find_news(
    session: Session, search: SavedSearch, account: Account, *, engine: MatchingEngine
) -> list[tuple[int, str]]:
    """Id and title of the listings it has to announce, newest first."""
    query = from_stored(search.query)
    found = search_listings(session, PUBLISHED, query, engine=engine).listing_ids if query.words else None
    rows = PUBLISHED.rows().subquery()
    told = select(SavedSearchFind.listing_id).where(SavedSearchFind.search_id == search.id)
    own = select(Listing.id).where(Listing.organization_id == account.organization_id)
    chosen = (
        select(rows.c.id, rows.c.title)
        .where(*found_condition(rows, found), *facet_conditions(rows, query).values())
        .where(rows.c.published_at > search.created_at, rows.c.id.not_in(told), rows.c.id.not_in(own))
        .order_by(rows.c.published_at.desc(), rows.c.id)
        .limit(MOST_NEWS)
    )
    return [(listing_id, title) for listing_id, title in session.execute(chosen)]


def _due(session: Session, today: date) -> list[SavedSearch]:
    return list(
        session.scalars(
            select(SavedSearch)
            .where(or_(SavedSearch.looked_on.is_(None), SavedSearch.looked_on < today))
            .order_by(SavedSearch.id)
            .limit(SEARCHES_AT_ONCE)
            .with_for_update(skip_locked=True)
        )
    )


def _tell(
    session: Session, search: SavedSearch, account: Account, news: list[tuple[int, str]], *, clock: Clock
) -> None:
    """One notification of them all; each is noted, so that it is never announced again."""
    titles = "；".join(title for _id, title in news[:TITLES_NAMED])
    wanted = chosen_pace(session, account, TopicGroup.SAVED_SEARCHES)
    told = Notification(
        account=account,
        topic=Topic.SAVED_SEARCH_NEWS.value,
        details={
            "search": search.name,
            "search_id": search.id,
            "count": len(news),
            "titles": titles + ("……" if len(news) > TITLES_NAMED else ""),
        },
        pace=wanted if wanted is Pace.NEVER else Pace.DAILY,
        created_at=clock.now(),
    )
    session.add(told)
    session.flush()  # the finds name it
    session.add_all(
        SavedSearchFind(
            search_id=search.id, listing_id=listing_id, notification_id=told.id, found_at=clock.now()
        )
        for listing_id, _title in news
    )
