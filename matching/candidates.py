"""Gathers, for one query, the documents worth scoring and their evidence."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from matching.documents import Document
from matching.encoders.base import Vectors
from matching.lexical import Field
from matching.pool import Pool
from matching.scoring import ScoringSettings, Standard, shrunk


@dataclass(frozen=True)
class Query:
    """A document or a text in the form both indexes understand."""

    vector: Vectors
    terms: Mapping[str, float]


@dataclass(frozen=True)
class Evidence:
    """For one candidate: cosine, BM25 share of the query's ceiling, and both in deviations above the pool's mean."""

    id: str
    dense: float
    lexical: float
    dense_units: float
    lexical_units: float


def listing_fields(document: Document) -> tuple[Field, ...]:
    """What BM25 reads of a listing; a word in the title counts twice."""
    return (
        (document.title, 2.0), (document.summary, 1.0), (document.description, 1.0),
        ("、".join(document.technologies), 1.0), (document.cases, 0.5),
    )


def gather(
    pool: Pool, query: Query, depth: int, settings: ScoringSettings, include: Collection[str] = ()
) -> list[Evidence]:
    """Evidence for the `depth` best by each index and for `include`; the statistics are those of the whole pool."""
    if not pool.documents:
        return []
    ids, scores = pool.lexical.scores(query.terms)
    shares = scores / max(pool.lexical.ceiling(query.terms), 1e-9)
    lexical = dict(zip(ids, shares.tolist(), strict=True))
    lexical_standard = shrunk(
        len(ids), float(shares.mean()), float(shares.var()), settings.prior_lexical, settings.prior_pairs
    )
    dense_standard = shrunk(
        *pool.background.mean_and_variance(query.vector), settings.prior_cosine, settings.prior_pairs
    )
    chosen = dict.fromkeys(key for key, _ in pool.vectors.search(query.vector, depth))
    chosen |= dict.fromkeys(ids[i] for i in np.argsort(-shares, kind="stable")[:depth])
    chosen |= dict.fromkeys(key for key in include if key in pool.documents)
    return _evidence(pool, query, list(chosen), lexical, dense_standard, lexical_standard)


def _evidence(
    pool: Pool, query: Query, ids: Sequence[str], lexical: Mapping[str, float], dense: Standard, words: Standard
) -> list[Evidence]:
    cosines = pool.cosines(query.vector, ids).tolist()
    return [
        Evidence(key, cosine, lexical[key], dense.units(cosine), words.units(lexical[key]))
        for key, cosine in zip(ids, cosines, strict=True)
    ]
