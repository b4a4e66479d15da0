"""Search by a visitor's words and by likeness: meaning and exact words on one absolute scale."""

from __future__ import annotations

from collections.abc import Mapping

from matching.candidates import Query, gather
from matching.documents import Kind
from matching.encoders.base import Vectors
from matching.pool import Pool
from matching.reference import Reference
from matching.results import Hit
from matching.scoring import ScoringSettings

_DEPTH = 100
# A visitor who types a name or a code means that very word; a few words say less about meaning than a
# listing does.
_DENSE, _LEXICAL = 0.5, 0.5


def search_pools(
    pools: Mapping[Kind, Pool],
    text: str,
    vector: Vectors,
    top: int,
    reference: Reference,
    settings: ScoringSettings,
) -> list[Hit]:
    """The best `top` of all pools; a hit's score is the mean of its dense and lexical values, 0..1."""
    hits: list[Hit] = []
    for pool in pools.values():
        query = Query(vector, pool.lexical.query([(text, 1.0)], with_names=True))
        for evidence in gather(pool, query, max(_DEPTH, top)):
            dense = settings.dense_value(reference.units(evidence.cosine))
            lexical = settings.lexical_value(evidence.share)
            hits.append(
                Hit(evidence.id, _DENSE * dense + _LEXICAL * lexical, evidence.cosine, evidence.share)
            )
    return sorted(hits, key=lambda hit: (-hit.score, hit.id))[: max(0, top)]
