"""Ranks the supplies for one demand, and says of those shown what they owe their place to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from matching.asking import Asked
from matching.calibration import Calibration, Standing, bulk_of, demand_features, pair_features
from matching.candidates import Candidates, Evidence, examine, gather
from matching.copying import copies
from matching.documents import Document
from matching.explanation import NOTABLE, is_notable, reasons_for, shared_terms
from matching.lexical_match import Match
from matching.memory import KindMemory
from matching.pool import Pool
from matching.preference import CHOOSING, Choosing, with_preference
from matching.results import Ranking, Reason, Suggestion
from matching.segmentation import words
from matching.signals import COPY, Floats, PairScorer, Scores, shared_kinds, suspected_copies
from matching.vector_index import Rows
from matching.wording import Wording

NO_ROWS: Rows = np.zeros(0, dtype=np.int64)
# A demand's scores with so many supplies, taken evenly from all, say what is usual for it.
_SAMPLE = 256
# The best so many say whether anything fits.
FIRST = 10
# Two sides that have less of a kind in common are not said to be about it.
_NOTABLE_KIND = 0.1
# So many words of the trade are named, for a pair that is asked for: to cut a text again takes long.
_TRADE_WORDS = 4
# A supply that repeats the demand's words is never recommended by number alone: somebody has to read it.
_MOST_FOR_COPIES = 0.3


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

    def __init__(
        self,
        pool: Pool,
        scorer: PairScorer,
        calibration: Calibration | None,
        memory: KindMemory | None,
        wording: Wording | None,
        skip_own_organization: bool,
    ) -> None:
        """`skip_own_organization`: whether an organisation's supplies are kept from its own demands."""
        self._pool, self._skip_own = pool, skip_own_organization
        self.scorer, self.calibration, self.memory = scorer, calibration, memory
        self._wording = wording

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
        scores = self._with_preference(asked, found, scores)
        order = self._order(rows, scores.total)
        return Ranked(asked, match, found, scores, order, usual, len(self._pool) - barred)

    def pair(self, asked: Asked, row: int) -> Ranked:
        """One pair alone, whatever its rank and whichever rule bars it."""
        match = self._pool.lexical.match(asked.query.terms, only=row)
        found = examine(self._pool, asked.query, match, np.asarray([row], dtype=np.int64))
        scores = self._scores(asked, found)
        return Ranked(asked, match, found, scores, np.zeros(1, np.int64), scores.total[:0], len(self._pool))

    def ranking(self, ranked: Ranked, top: int) -> Ranking:
        """The first `top` as suggestions, and whether anything fits at all."""
        first = ranked.order[: max(FIRST, top)]
        if self.calibration is None or not len(first):
            return Ranking(self.suggestions(ranked, top), self._is_fitting(ranked), ranked.pool_size)
        features = self.features(ranked, first)
        probabilities = self.calibration.pair_probabilities(features)
        is_copy = ranked.scores.own[first] < 1.0
        probabilities = np.where(is_copy, np.minimum(probabilities, _MOST_FOR_COPIES), probabilities)
        chance = self.calibration.served_probability(demand_features(probabilities[:FIRST], features[:FIRST]))
        suggestions = self.suggestions(ranked, top, probabilities.tolist())
        served = chance >= self.calibration.least_served
        return Ranking(suggestions, served, ranked.pool_size, chance)

    def features(self, ranked: Ranked, places: NDArray[np.int64]) -> NDArray[np.floating]:
        """What the calibration reads of the candidates at these places, best first, shape (n, 7)."""
        cosines, nearest = ranked.candidates.cosines[places], 0.0
        if self.memory is not None:
            nearest = self.memory.nearest_offers(ranked.asked.query.vector)
        standing = Standing(
            ranked.scores.total[places],
            self.scorer.units(cosines - nearest),
            ranked.scores.amounts[places],
            ranked.pool_size,
        )
        return pair_features(standing, bulk_of(ranked.usual))

    def suggestions(
        self, ranked: Ranked, top: int, probabilities: Sequence[float] = ()
    ) -> tuple[Suggestion, ...]:
        """The first `top`, with parts, shared words and reasons; `probabilities` by rank where known."""
        return self._described(ranked, ranked.order[: max(0, top)], probabilities)

    def suggestion(self, ranked: Ranked, place: int) -> Suggestion:
        """The candidate at a place, as if it were the first; its reasons name the words of its trade too."""
        return self._described(ranked, np.asarray([place], dtype=np.int64), (), says_trade=True)[0]

    def _described(
        self,
        ranked: Ranked,
        chosen: NDArray[np.int64],
        probabilities: Sequence[float],
        says_trade: bool = False,
    ) -> tuple[Suggestion, ...]:
        places, rows = chosen.tolist(), ranked.candidates.rows[chosen]
        common = [shared_terms(self._pool, found) for found in ranked.match.contributions(rows)]
        documents = [self._pool.documents[row] for row in rows.tolist()]
        kinds = self._common_kinds(ranked, rows)
        chances = probabilities if len(probabilities) else [None] * len(places)
        return tuple(
            self._suggestion(ranked, rank, place, supply, shared, kind, chance, says_trade)
            for rank, (place, supply, shared, kind, chance) in enumerate(
                zip(places, documents, common, kinds, chances, strict=False), start=1
            )
        )

    def _is_fitting(self, ranked: Ranked) -> bool:
        if not len(ranked.order):
            return False
        best = int(ranked.order[0])
        least = self.scorer.fusion.least_fitting(float(ranked.scores.amounts[best]))
        return bool(ranked.scores.total[best] >= least)

    def _common_kinds(self, ranked: Ranked, rows: Rows) -> list[Reason | None]:
        """For each row the kind of problem that both sides are about, None where there is none to name."""
        if self.memory is None or not len(rows):
            return [None] * len(rows)
        facts, query = self._pool.facts.at(rows), ranked.asked.query
        shared, vectors = shared_kinds(query.facts, facts)[0], self._pool.vectors.vectors(rows)
        found: list[Reason | None] = []
        for row in range(len(rows)):
            kind = None
            if shared[row].max(initial=0.0) >= _NOTABLE_KIND:
                kind = self.memory.common_kind(
                    shared[row], facts.profile_kinds[row], query.vector, vectors[row]
                )
            found.append(
                Reason("same_kind", {"kind": kind.name, "need": kind.need, "offer": kind.offer})
                if kind
                else None
            )
        return found

    def _trade_words(self, ranked: Ranked, supply: Document) -> list[str]:
        """Words of the supply's title and summary alone that vendors say of what the demand recalls."""
        if self._wording is None:
            return []
        query, said = ranked.asked.query, dict.fromkeys(words(f"{supply.title}\n{supply.summary}"))
        alone = [word for word in said if word not in query.terms.words]
        telling = self._wording.telling(alone, query.facts.wording[0])
        named = list(islice((word for word in telling if is_notable(self._pool, word)), _TRADE_WORDS))
        return named if len(named) > 1 else []  # one may be chance

    def _suggestion(
        self,
        ranked: Ranked,
        rank: int,
        place: int,
        supply: Document,
        shared: tuple[str, ...],
        kind: Reason | None,
        chance: float | None,
        says_trade: bool,
    ) -> Suggestion:
        demand, parts = ranked.asked.document, ranked.scores.parts(place)
        evidence = evidence_at(ranked, place, supply.id)
        says_trade = says_trade and any(part.name == "wording" and part.value >= NOTABLE for part in parts)
        said = self._trade_words(ranked, supply) if says_trade else []
        reasons = reasons_for(demand, supply, evidence, parts, said)
        if ranked.scores.own[place] < 1.0:
            reasons = (Reason("copied_text", {"share": round(evidence.share, 4)}), *reasons)
        return Suggestion(
            demand.id,
            supply.id,
            rank,
            float(ranked.scores.total[place]),
            chance,
            parts,
            shared,
            reasons if kind is None else (kind, *reasons),
        )

    def _scores(self, asked: Asked, found: Candidates) -> Scores:
        facts = self._pool.facts.at(found.rows)
        own = self._own_words(asked, found)
        return self.scorer.score(asked.query.facts, facts, found.cosines, found.shares, own)

    def _with_preference(self, asked: Asked, found: Candidates, scores: Scores) -> Scores:
        """The first candidates, as their scores alone order them, choose among the needs."""
        places = self._order(found.rows, scores.total)[:CHOOSING]
        rows = found.rows[places]
        choosing = Choosing(places, self._pool.facts.at(rows), self._pool.vectors.vectors(rows))
        return with_preference(self.scorer, asked.needs, choosing, scores)

    def _own_words(self, asked: Asked, found: Candidates) -> Floats:
        """1 for a supply that speaks for itself, less for one that repeats the demand's text."""
        own = np.ones(len(found.rows))
        for place in suspected_copies(asked.query.facts, found.shares).tolist():
            if copies(asked.document, self._pool.documents[int(found.rows[place])]):
                own[place] = COPY
        return own

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
        repeats = np.flatnonzero(ranked[1:] == ranked[:-1])
        for run in np.split(repeats, np.flatnonzero(np.diff(repeats) > 1) + 1) if len(repeats) else ():
            equal = slice(int(run[0]), int(run[-1]) + 2)
            order[equal] = sorted(order[equal].tolist(), key=lambda place: ids[rows[place]])
        return order


def _first(scores: Scores, count: int) -> Scores:
    """Those of the first `count` pairs."""
    return Scores(*(getattr(scores, column.name)[:count] for column in fields(scores)))


def evidence_at(ranked: Ranked, place: int, supply_id: str) -> Evidence:
    """What speaks for the candidate at a place."""
    cosine, share = ranked.candidates.cosines[place], ranked.candidates.shares[place]
    return Evidence(supply_id, float(cosine), float(share))
