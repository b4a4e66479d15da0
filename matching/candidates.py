"""Gathers, for one query, the documents worth scoring and their evidence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.encoders.base import Vectors
from matching.facts import Facts
from matching.lexical_match import Match
from matching.lexical_terms import QueryTerms
from matching.pool import Pool
from matching.vector_index import Rows

# A product's last bits depend on which other rows it is computed with; equal texts must get equal scores.
_DECIMALS = 6


@dataclass(frozen=True)
class Query:
    """A document or a text in the form that indexes and signals understand; `facts` has one row."""

    vector: Vectors
    terms: QueryTerms
    facts: Facts


@dataclass(frozen=True)
class Candidates:
    """For n documents: rows, centred cosines, and BM25 scores as shares of the query's ceiling (0..1)."""

    rows: Rows
    cosines: NDArray[np.float64]
    shares: NDArray[np.float64]

    def first(self, count: int) -> Candidates:
        """The first `count` of them."""
        return Candidates(self.rows[:count], self.cosines[:count], self.shares[:count])


@dataclass(frozen=True)
class Evidence:
    """For one candidate: the centred cosine, and its BM25 score as a share of the query's ceiling (0..1)."""

    id: str
    cosine: float
    share: float


def gather(match: Match, near: Rows, depth: int, include: Rows) -> Rows:
    """The rows `near` in meaning, the `depth` best by words, and those of `include`; distinct, ascending.

    Rows of `near` that were left since they were found are passed over.
    """
    return match.held(np.unique(np.concatenate([near, match.best(depth), include])))


def examine(pool: Pool, query: Query, match: Match, rows: Rows) -> Candidates:
    """Evidence for these rows, which hold a document."""
    # Not the product of matrix and vector: its threads wait for each other for longer than this takes.
    cosines = np.vecdot(pool.vectors.vectors(rows), query.vector).astype(np.float64)
    return Candidates(rows, np.round(cosines, _DECIMALS), match.shares(rows))
