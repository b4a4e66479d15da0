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
DENSE_MARGIN = 0.05
"""A hit without any shared word counts only if its cosine is within this of the best one's: every text is a
little like every other, and a reader is not helped by the tail."""
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
    """The hits without the tail that shares no word and little meaning."""
    best = max((hit.dense for hit in hits), default=0.0)
    return [hit for hit in hits if hit.lexical > 0 or hit.dense >= best - DENSE_MARGIN]


def fuse(exact: Sequence[tuple[int, int]], hits: Sequence[Hit]) -> list[int]:
    """Listings named by the words first, then the rest by reciprocal rank fusion of both orders."""
    named = [listing for listing, tier in exact if tier < NAMED_TIERS]
    scores: dict[int, float] = {}
    for order in ([listing for listing, _ in exact], [hit.listing_id for hit in hits]):
        for rank, listing in enumerate(order, start=1):
            scores[listing] = scores.get(listing, 0.0) + 1 / (FUSION_CONSTANT + rank)
    rest = sorted(scores.keys() - set(named), key=lambda listing: (-scores[listing], listing))
    return named + rest
