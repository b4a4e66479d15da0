"""Listings like a given one, and the cards of any set of published listings."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import EngineUnavailable, NotFound
from marketplace.services.listings.card import ListingCard, card_columns, to_card
from marketplace.services.listings.shelf import PUBLISHED
from marketplace.services.ports import MatchingEngine

SIMILAR = 4
SIMILAR_FLOOR = 0.45
"""The engine always names the nearest, however far. Read by hand on the demonstration list with the default
model: above this score pairs are about one thing; below, they share a manner of speaking."""


def find_similar(session: Session, listing_id: int, *, engine: MatchingEngine) -> list[ListingCard] | None:
    """Cards of the published listings most like this one, best first; None when the engine is down."""
    try:
        hits = engine.similar(listing_id, SIMILAR + 1)
    except EngineUnavailable:
        return None  # the page says that similar listings are missing for the moment
    except NotFound:
        return []  # published a moment ago, the engine has not read it yet
    near = [hit.listing_id for hit in hits if hit.score >= SIMILAR_FLOOR and hit.listing_id != listing_id]
    return published_cards(session, near[:SIMILAR])


def published_cards(session: Session, listing_ids: Sequence[int]) -> list[ListingCard]:
    """Cards of these listings in this order; those not published now are left out."""
    cards = cards_by_id(session, listing_ids)
    return [cards[listing] for listing in listing_ids if listing in cards]


def cards_by_id(session: Session, listing_ids: Sequence[int]) -> dict[int, ListingCard]:
    """Cards of those of the listings that are published now."""
    if not listing_ids:
        return {}
    rows = PUBLISHED.rows().subquery()
    chosen = select(rows.c.id, *card_columns(rows)).where(rows.c.id.in_(listing_ids))
    return {row[0]: to_card(row[1:]) for row in session.execute(chosen)}
