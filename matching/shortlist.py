"""Ranks the supplies for one demand, and says of those shown what they owe their place to."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from matching.candidates import Candidates, Evidence, Query, examine, gather
from matching.documents import Document
from matching.explanation import reasons_for, shared_terms
from matching.lexical_match import Match
from matching.pool import Pool
from matching.results import Ranking, Suggestion
from matching.signals import Floats, PairScorer, Scores
from matching.vector_index import Rows

NO_ROWS: Rows = np.zeros(0, dtype=np.int64)
# A demand's scores with so many supplies, taken evenly from all, say what is usual for it.
_SAMPLE = 256


@dataclass(frozen=True)
class Asked:
    """A demand as it is ranked."""

    document: Document
    query: Query


@dataclass(frozen=True)
class Ranked:
    """Candidates of one demand; `order` are their places, best first, equal ones by id.

    `match` says which words they share, `usual` are the totals of a sample of all supplies, and `pool_size`
    is how many supplies no rule bars.
    """

    asked: Asked
    match: Match
    candidates: Candidates
    scores: Scores
    order: NDArray[np.int64]
    usual: Floats
    pool_size: int

    def rank_of(self, row: int) -> int | None:
        """The rank of a row, from 1; None when it is no candidate."""
        places = np.flatnonzero(self.candidates.rows[self.order] == row)
        return int(places[0]) + 1 if len(places) else None


class Shortlister:
    """Over a pool of supplies; the matcher keeps writers from it."""

    def __init__(self, pool: Pool, scorer: PairScorer, skip_own_organization: bool) -> None:
        """`skip_own_organization`: whether an organisation's supplies are kept from its own demands."""
        self._pool, self._scorer, self._skip_own = pool, scorer, skip_own_organization

    def own(self, asked: Asked) -> int:
        """How many supplies are kept from the demand because its own organisation has them."""
        return self._pool.owned_by(int(asked.query.facts.organization[0])) if self._skip_own else 0

    def rank(
        self, asked: Asked, near: Rows, depth: int, exclude: Rows = NO_ROWS, include: Rows = NO_ROWS
    ) -> Ranked:
        """Score `near` in meaning, the `depth` best by words and `include`, except for what a rule bars."""
        match = self._pool.lexical.match(asked.query.terms)
        rows = gather(match, near, depth, include)
        rows = rows[~self._are_barred(asked, rows, exclude)]
        # An own supply that is excluded as well is barred once.
        barred = self.own(asked) + len(exclude) - int(self._are_own(asked, exclude).sum())
        both = np.concatenate([rows, match.held(self._sample())])
        found = examine(self._pool, asked.query, match, both)
        scores = self._scores(asked, found)
        usual, scores, found = scores.total[len(rows) :], _first(scores, len(rows)), found.first(len(rows))
        order = self._order(rows, scores.total)
        return Ranked(asked, match, found, scores, order, usual, len(self._pool) - barred)

    def pair(self, asked: Asked, row: int) -> Ranked:
        """One pair, whatever its rank and whichever rule bars it."""
        match = self._pool.lexical.match(asked.query.terms, only=row)
        found = examine(self._pool, asked.query, match, np.asarray([row], dtype=np.int64))
        scores = self._scores(asked, found)
        return Ranked(asked, match, found, scores, np.zeros(1, np.int64), scores.total[:0], len(self._pool))

    def ranking(self, ranked: Ranked, top: int) -> Ranking:
        """The first `top` as suggestions, and whether the best fits at all."""
        served = False
        if len(ranked.order):
            best = ranked.order[:1]
            facts = self._pool.facts.at(ranked.candidates.rows[best])
            served = self._scorer.fits(ranked.asked.query.facts, facts, float(ranked.scores.total[best[0]]))
        return Ranking(self.suggestions(ranked, top), served, ranked.pool_size)

    def suggestions(self, ranked: Ranked, top: int) -> tuple[Suggestion, ...]:
        """The first `top`, with parts, shared words and reasons."""
        places = ranked.order[: max(0, top)].tolist()
        rows = ranked.candidates.rows[ranked.order[: max(0, top)]]
        words = [shared_terms(self._pool, found) for found in ranked.match.contributions(rows)]
        documents = [self._pool.documents[row] for row in rows.tolist()]
        return tuple(
            self._suggestion(ranked, rank, place, supply, shared)
            for rank, (place, supply, shared) in enumerate(
                zip(places, documents, words, strict=True), start=1
            )
        )

    def _suggestion(
        self, ranked: Ranked, rank: int, place: int, supply: Document, shared: tuple[str, ...]
    ) -> Suggestion:
        demand, parts = ranked.asked.document, ranked.scores.parts(place)
        return Suggestion(
            demand.id,
            supply.id,
            rank,
            float(ranked.scores.total[place]),
            None,
            parts,
            shared,
            reasons_for(demand, supply, evidence_at(ranked, place, supply.id), parts),
        )

    def _scores(self, asked: Asked, found: Candidates) -> Scores:
        facts = self._pool.facts.at(found.rows)
        return self._scorer.score(asked.query.facts, facts, found.cosines, found.shares)

    def _are_own(self, asked: Asked, rows: Rows) -> NDArray[np.bool_]:
        owner = int(asked.query.facts.organization[0])
        if not self._skip_own or owner < 0:
            return np.zeros(len(rows), dtype=np.bool_)
        own: NDArray[np.bool_] = self._pool.facts.organization[rows] == owner
        return own

    def _are_barred(self, asked: Asked, rows: Rows, exclude: Rows) -> NDArray[np.bool_]:
        return self._are_own(asked, rows) | np.isin(rows, exclude)

    def _sample(self) -> Rows:
        """Rows taken evenly from all, some of which may be empty."""
        rows = len(self._pool.ids)
        return np.arange(rows) if rows <= _SAMPLE else np.arange(_SAMPLE) * rows // _SAMPLE

    def _order(self, rows: Rows, totals: Floats) -> NDArray[np.int64]:
        """Places, the greatest total first; equal totals by id."""
        order = np.argsort(-totals, kind="stable")
        ranked, ids = totals[order], self._pool.ids
        starts = np.flatnonzero(np.r_[True, ranked[1:] != ranked[:-1], True])
        for run in np.flatnonzero(np.diff(starts) > 1).tolist():
            equal = slice(int(starts[run]), int(starts[run + 1]))
            order[equal] = sorted(order[equal].tolist(), key=lambda place: ids[rows[place]])
        return order


def _first(scores: Scores, count: int) -> Scores:
    """Those of the first `count` pairs."""
    return Scores(*(getattr(scores, column.name)[:count] for column in fields(scores)))


def evidence_at(ranked: Ranked, place: int, supply_id: str) -> Evidence:
    """What speaks for the candidate at a place."""
    cosine, share = ranked.candidates.cosines[place], ranked.candidates.shares[place]
    return Evidence(supply_id, float(cosine), float(share))
