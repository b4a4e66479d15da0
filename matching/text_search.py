"""Search by a visitor's words and by likeness: meaning and exact words on one absolute scale."""

from __future__ import annotations

import numpy as np

from matching.candidates import Query, examine, gather
from matching.encoders.base import Vectors
from matching.facts import empty_facts
from matching.lexical_terms import query_terms
from matching.pool import Pool
from matching.results import Hit
from matching.segmentation import normalize
from matching.signals import PairScorer
from matching.vector_index import Rows

DEPTH = 100
# A visitor who types a name or a code means that very word; a few words say less about meaning than a
# listing does.
_DENSE, _LEXICAL = 0.5, 0.5
# The scales of both are the search's own: those of pairs are learned, and two listings are not a few words.
_FULL_UNITS, _HALF_SHARE = 8.0, 0.03


def search_pool(
    pool: Pool, text: str, vector: Vectors, near: Rows, top: int, scorer: PairScorer
) -> list[Hit]:
    """The best `top` of a pool, `near` being those near in meaning; a hit's score is in 0..1."""
    terms = query_terms([(text, 1.0)], with_names=True, is_known=pool.lexical.frequency)
    match = pool.lexical.match(terms)
    named = pool.rows(codes_of(text))
    rows = gather(match, near, max(DEPTH, top), named)
    found = examine(pool, Query(vector, terms, empty_facts(1)), match, rows)
    # A listing asked for by its code shares all of it.
    shares = np.where(np.isin(found.rows, named), 1.0, found.shares)
    dense = np.clip(scorer.units(found.cosines) / _FULL_UNITS, 0.0, 1.0)
    scores = _DENSE * dense + _LEXICAL * shares / (shares + _HALF_SHARE)
    hits = [
        Hit(pool.ids[row], score, cosine, share)
        for row, score, cosine, share in zip(
            found.rows.tolist(), scores.tolist(), found.cosines.tolist(), shares.tolist(), strict=True
        )
    ]
    return best_hits(hits, top)


def best_hits(hits: list[Hit], top: int) -> list[Hit]:
    """The `top` best, equal ones by id."""
    return sorted(hits, key=lambda hit: (-hit.score, hit.id))[: max(0, top)]


def codes_of(text: str) -> set[str]:
    """What may be a listing's code: the words of a text as typed, and in capital and in small letters."""
    pieces = {*text.split(), *normalize(text).split(), text.strip()}
    return pieces | {piece.upper() for piece in pieces} | {piece.lower() for piece in pieces}
