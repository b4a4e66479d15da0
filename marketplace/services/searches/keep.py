"""Keep a search, look at those one has, and give one up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput, NotFound
from marketplace.models import Account, SavedSearch, SavedSearchFind
from marketplace.permissions import Actor, Permission, require
from marketplace.services.listings.card import ListingCard, card_columns, to_card
from marketplace.services.listings.query import ListingQuery
from marketplace.services.listings.shelf import PUBLISHED
from marketplace.services.ports import Clock
from marketplace.services.searches.stored import to_stored

MOST_SEARCHES = 30
LONGEST_NAME = 60
SHOWN_FINDS = 50


@dataclass(frozen=True)
class KeptSearch:
    """A search, and how many listings it has announced so far."""

    search: SavedSearch
    found: int


def keep_search(
    session: Session, actor: Actor, query: ListingQuery, *, name: str, clock: Clock
) -> SavedSearch:
    """Keep a search; the same one twice is one. Raises NotAllowed, InvalidInput."""
    require(actor, Permission.OWN_ACCOUNT)
    name = " ".join(name.split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise InvalidInput(
            "Give the search a name of at most %(number)s characters.", field="name", number=LONGEST_NAME
        )
    stored = to_stored(query)
    if not stored:
        raise InvalidInput("Search for something or choose a filter first; then save that.")
    # Two forms sent at once must not slip past the checks side by side.
    session.execute(select(Account.id).where(Account.id == actor.id).with_for_update())
    mine = session.scalars(select(SavedSearch).where(SavedSearch.account_id == actor.id)).all()
    for search in mine:
        if search.query == stored:
            search.name = name
            return search
    if len(mine) >= MOST_SEARCHES:
        raise InvalidInput("You have %(number)s saved searches. Remove one first.", number=MOST_SEARCHES)
    kept = SavedSearch(account_id=actor.id, name=name, query=stored, created_at=clock.now())
    session.add(kept)
    session.flush()  # the page that follows names it
    return kept


def browse_searches(session: Session, actor: Actor) -> Sequence[KeptSearch]:
    """One's own, newest first."""
    require(actor, Permission.OWN_ACCOUNT)
    found = (
        select(func.count())
        .select_from(SavedSearchFind)
        .where(SavedSearchFind.search_id == SavedSearch.id)
        .scalar_subquery()
    )
    rows = session.execute(
        select(SavedSearch, found).where(SavedSearch.account_id == actor.id).order_by(SavedSearch.id.desc())
    )
    return [KeptSearch(search, count) for search, count in rows]


def own_search(session: Session, actor: Actor, search_id: int) -> SavedSearch:
    """One of one's own. Raises NotAllowed, NotFound."""
    require(actor, Permission.OWN_ACCOUNT)
    search = session.get(SavedSearch, search_id)
    if search is None or search.account_id != actor.id:
        raise NotFound("There is no such saved search.")
    return search


def read_finds(session: Session, actor: Actor, search_id: int) -> list[ListingCard]:
    """What a search has announced and is still public, newest first."""
    search = own_search(session, actor, search_id)
    rows = PUBLISHED.rows().subquery()
    chosen = (
        select(*card_columns(rows))
        .join(SavedSearchFind, SavedSearchFind.listing_id == rows.c.id)
        .where(SavedSearchFind.search_id == search.id)
        .order_by(rows.c.published_at.desc(), rows.c.code)
        .limit(SHOWN_FINDS)
    )
    return [to_card(row) for row in session.execute(chosen)]


def remove_search(session: Session, actor: Actor, search_id: int) -> None:
    """Give a search up."""
    session.delete(own_search(session, actor, search_id))
