"""Gathers, for one query, the documents worth scoring and their evidence."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from matching.encoders.base import Vectors
from matching.pool import Pool


@dataclass(frozen=True)
class Query:
    """A document or a text in the form both indexes understand: a centred vector, and terms with weights."""

    vector: Vectors
    terms: Mapping[str, float]


@dataclass(frozen=True)
class Evidence:
    """For one candidate: the centred cosine, and its BM25 score as a share of the query's ceiling (0..1)."""

    id: str
    cosine: float
    share: float


def gather(pool: Pool, query: Query, depth: int, include: Collection[str] = ()) -> list[Evidence]:
    """Evidence for the `depth` best by each index and for those of `include` that the pool holds."""
    if not pool.documents:
        return []
    ids, scores = pool.lexical.scores(query.terms)
    ceiling = max(pool.lexical.ceiling(query.terms), 1e-9)
    share_of = dict(zip(ids, (scores / ceiling).tolist(), strict=True))
    chosen = dict.fromkeys(key for key, _ in pool.vectors.search(query.vector, depth))
    chosen |= dict.fromkeys(ids[i] for i in np.argsort(-scores, kind="stable")[:depth])
    chosen |= dict.fromkeys(key for key in include if key in pool.documents)
    keys = list(chosen)
    cosines = pool.cosines(query.vector, keys).tolist()
    return [Evidence(key, cosine, share_of[key]) for key, cosine in zip(keys, cosines, strict=True)]


def examine(pool: Pool, query: Query, key: str) -> Evidence:
    """Evidence for one document without scoring the others; KeyError when the pool does not hold it."""
    shared = sum(pool.lexical.contributions(query.terms, key).values())
    ceiling = max(pool.lexical.ceiling(query.terms), 1e-9)
    return Evidence(key, float(pool.cosines(query.vector, [key])[0]), shared / ceiling)
