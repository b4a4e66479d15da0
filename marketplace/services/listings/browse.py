"""Browse a shelf of listings: search, filter, order, one page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, case, select
from sqlalchemy.orm import Session

from marketplace.permissions import Actor, Permission, require
from marketplace.services.listings.card import ListingCard, card_columns, to_card
from marketplace.services.listings.facets import Counts, count_facets
from marketplace.services.listings.filters import facet_conditions, found_condition
from marketplace.services.listings.query import PAGE_SIZE, ListingQuery, Sort
from marketplace.services.listings.search import Found, search_listings
from marketplace.services.listings.shelf import Shelf
from marketplace.services.ports import MatchingEngine


@dataclass(frozen=True)
class Results:
    """One page of results. `number` may be smaller than asked for: the last page there is."""

    cards: list[ListingCard]
    counts: Counts
    number: int
    pages: int
    sort: Sort
    found: Found | None

    @property
    def total(self) -> int:
        """How many listings there are on all pages."""
        return self.counts.total

    @property
    def engine_down(self) -> bool:
        """Whether a search had to do without meaning."""
        return self.found is not None and not self.found.by_meaning


def browse_listings(
    session: Session, actor: Actor | None, shelf: Shelf, query: ListingQuery, *, engine: MatchingEngine
) -> Results:
    """The page of `shelf` that `query` asks for, with counts. Three queries with a text, two without."""
    require(actor, Permission.READ_PUBLIC)
    found = search_listings(session, shelf, query, engine=engine) if query.words else None
    ids = found.listing_ids if found is not None else None
    counts = count_facets(session, shelf, query, ids)
    pages = max(1, -(-counts.total // PAGE_SIZE))
    number = min(query.page, pages)
    sort = settle_sort(query, shelf)

    rows = shelf.rows().subquery()
    chosen = (
        select(*card_columns(rows))
        .where(*found_condition(rows, ids), *facet_conditions(rows, query).values())
        .order_by(*ordering(rows, sort, ids or []))
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    )
    cards = [to_card(row) for row in session.execute(chosen)]
    return Results(cards, counts, number, pages, sort, found)


def settle_sort(query: ListingQuery, shelf: Shelf) -> Sort:
    """The order asked for if it makes sense here, else the usual one."""
    possible = sorts_for(query, shelf)
    return query.sort if query.sort in possible else possible[0]


def sorts_for(query: ListingQuery, shelf: Shelf) -> list[Sort]:
    """The orders to choose from, the usual one first."""
    by_text = [Sort.RELEVANCE] if query.words else []
    by_shelf = [Sort.POSITION] if shelf.list_id is not None else [Sort.NEWEST]
    return [*by_text, *by_shelf, Sort.DEADLINE, Sort.BUDGET, Sort.CODE]


def ordering(rows: FromClause, sort: Sort, ids: list[int]) -> list[ColumnElement[Any]]:
    """The ORDER BY of a sort; the code settles ties, so that pages never overlap."""
    first: dict[Sort, list[ColumnElement[Any]]] = {
        Sort.POSITION: [rows.c.position],
        Sort.NEWEST: [rows.c.published_at.desc().nulls_last(), rows.c.kind],
        Sort.DEADLINE: [rows.c.deadline.asc().nulls_last()],
        Sort.BUDGET: [rows.c.budget_wan.desc().nulls_last()],
        Sort.CODE: [],
    }
    if sort is Sort.RELEVANCE:
        place = {listing: number for number, listing in enumerate(ids)}
        return [case(place, value=rows.c.id, else_=len(ids)) if place else rows.c.code]
    return [*first[sort], rows.c.code]
