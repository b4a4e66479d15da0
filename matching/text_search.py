"""Search by a visitor's words and by likeness: meaning and exact words on one absolute scale."""

from __future__ import annotations

from collections.abc import Sequence

from matching.candidates import Query, gather
from matching.encoders.base import Vectors
from matching.pool import Pool
from matching.results import Hit
from matching.scoring import ScoringSettings

_DEPTH = 100


def search_pools(
    pools: Sequence[Pool], text: str, vector: Vectors, top: int, settings: ScoringSettings
) -> list[Hit]:
    """The best `top` of all pools; each hit's score is the mean of its dense and lexical shares, 0..1."""
    hits: dict[str, Hit] = {}
    for pool in pools:
        query = Query(vector, pool.lexical.query([(text, 1.0)]))
        for evidence in gather(pool, query, max(_DEPTH, top), settings):
            dense = settings.share(evidence.dense_units)
            score = 0.5 * dense + 0.5 * settings.share(evidence.lexical_units)
            hits[evidence.id] = Hit(evidence.id, score, evidence.dense, evidence.lexical)
    return sorted(hits.values(), key=lambda hit: (-hit.score, hit.id))[: max(0, top)]
