"""Search by meaning and by exact words, as one order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from marketplace.errors import EngineUnavailable
from marketplace.services.listings.exact import NAMED_TIERS, find_exact
from marketplace.services.listings.query import ListingQuery
from marketplace.services.listings.shelf import Shelf
from marketplace.services.ports import Hit, MatchingEngine

HITS = 60
DENSE_FLOOR, DENSE_SHARE, LEXICAL_FLOOR = 0.15, 0.55, 0.2
"""A hit counts if its cosine reaches the floor and this share of the best's, or if its words reach theirs.
Every text is a little like every other; cosines are taken from the middle of all texts, and on the
demonstration list with the default model, queries about nothing ("zzzz") stay below 0.14 while the answers
people expect lie above 0.15. Measure again for another model."""
FUSION_CONSTANT = 60
"""k of reciprocal rank fusion, sum of 1 / (k + rank): Cormack, Clarke and Büttcher, SIGIR 2009."""


@dataclass(frozen=True)
class Found:
    """`listing_ids` best first; those in `exact` hold the words; not `by_meaning`: the engine was down."""

    listing_ids: list[int]
    exact: frozenset[int]
    by_meaning: bool


def search_listings(session: Session, shelf: Shelf, query: ListingQuery, *, engine: MatchingEngine) -> Found:
    """The listings of the shelf that answer the query's text; filters are not applied here."""
    exact = find_exact(session, shelf, query.words)
    try:
        hits = engine.search(query.text, HITS)
        by_meaning = True
    except EngineUnavailable:
        # The reader is told (by_meaning), and still gets every listing that holds the words.
        hits, by_meaning = [], False
    return Found(fuse(exact, relevant(hits)), frozenset(listing for listing, _ in exact), by_meaning)


def relevant(hits: Sequence[Hit]) -> list[Hit]:
    """The hits without the tail that shares neither words nor meaning."""
    floor = max(DENSE_FLOOR, DENSE_SHARE * max((hit.dense for hit in hits), default=0.0))
    return [hit for hit in hits if hit.dense >= floor or hit.lexical >= LEXICAL_FLOOR]


def fuse(exact: Sequence[tuple[int, int]], hits: Sequence[Hit]) -> list[int]:
    """Listings named by the words first, then the rest by reciprocal rank fusion of both orders."""
    named = [listing for listing, tier in exact if tier < NAMED_TIERS]
    scores: dict[int, float] = {}
    for order in ([listing for listing, _ in exact], [hit.listing_id for hit in hits]):
        for rank, listing in enumerate(order, start=1):
            scores[listing] = scores.get(listing, 0.0) + 1 / (FUSION_CONSTANT + rank)
    rest = sorted(scores.keys() - set(named), key=lambda listing: (-scores[listing], listing))
    return named + rest
