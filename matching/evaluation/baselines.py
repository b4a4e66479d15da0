"""The rankings to beat, each from plain parts: BM25, cosines, and the usual ways to join the two.

They see what the matcher sees: the same texts, the same rule that nobody is paired with themselves. The best
of the blends is chosen on the very list that is measured, which favours it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.documents import Document
from matching.encoders.base import Vectors
from matching.evaluation.measures import Run
from matching.evaluation.plain_bm25 import PlainBM25
from matching.scoring import same_industry, technology_overlap

Scores = NDArray[np.float64]

BLEND_WEIGHTS = tuple(tenth / 10 for tenth in range(1, 10))
RRF_K = 60
DEPTH = 100


def blend_name(weight: float) -> str:
    """What the blend with this dense weight is called."""
    return f"blend_{weight:.1f}"


BLENDS = tuple(blend_name(weight) for weight in BLEND_WEIGHTS)
BASELINES = ("bm25", "dense", "rrf", "hybrid", "rules", *BLENDS)
# Those that use vectors are ranked again with the site's own where the others' are of another encoder.
OWN = "own_"


@dataclass(frozen=True)
class Side:
    """Listings of one kind as one view shows them, and their raw vectors, shape (n, dimension)."""

    documents: Sequence[Document]
    vectors: Vectors


def rank_baselines(demands: Side, supplies: Side, depth: int = DEPTH) -> dict[str, Run]:
    """Every baseline's run: the best `depth` supplies of every demand; no supplies make empty runs."""
    runs: dict[str, dict[str, list[str]]] = {name: {} for name in BASELINES}
    if not supplies.documents:
        return {name: {d.id: [] for d in demands.documents} for name in BASELINES}
    index = PlainBM25([document.passage_text() for document in supplies.documents])
    average = index.average_score()
    for demand, vector in zip(demands.documents, demands.vectors, strict=True):
        parts = Parts(
            dense=(supplies.vectors @ vector).astype(np.float64),
            lexical=index.scores(demand.query_text()),
            rules=np.array([rule_score(demand, supply) for supply in supplies.documents]),
        )
        owner = demand.organization.strip()
        barred = np.array([bool(owner) and s.organization.strip() == owner for s in supplies.documents])
        for name, scores in baseline_scores(parts, average).items():
            best = np.argsort(-np.where(barred, -np.inf, scores), kind="stable")
            kept = [row for row in best[: depth + int(barred.sum())] if not barred[row]][:depth]
            runs[name][demand.id] = [supplies.documents[row].id for row in kept]
    return dict(runs)


@dataclass(frozen=True)
class Parts:
    """One demand against every supply: cosines, BM25 scores and agreement of fields, each shape (n,)."""

    dense: Scores
    lexical: Scores
    rules: Scores


def baseline_scores(parts: Parts, average_score: float) -> Mapping[str, Scores]:
    """What each baseline gives every supply, shape (n,); `average_score` is the index's, for `hybrid`."""
    dense, lexical = standard(parts.dense), standard(parts.lexical)
    return {
        "bm25": parts.lexical,
        "dense": parts.dense,
        "rrf": reciprocal_ranks(parts.dense) + reciprocal_ranks(parts.lexical),
        "hybrid": 0.5 * parts.dense + 0.5 * bounded(parts.lexical, average_score),
        # Cosines as they come: their narrow range lets the fields speak first, which serves thin texts best.
        "rules": 0.7 * parts.dense + 0.3 * parts.rules,
        **{blend_name(w): w * dense + (1 - w) * lexical for w in BLEND_WEIGHTS},
    }


def rule_score(demand: Document, supply: Document) -> float:
    """Half for the same field of application, half for shared technology words (overlap); 0..1."""
    return 0.5 * same_industry(demand, supply) + 0.5 * technology_overlap(demand, supply)


def standard(scores: Scores) -> Scores:
    """Deviations from one demand's mean; all 0 when all scores are equal."""
    spread = float(scores.std())
    return (scores - scores.mean()) / spread if spread > 1e-12 else np.zeros_like(scores)


def reciprocal_ranks(scores: Scores) -> Scores:
    """1 / (60 + rank), rank from 1, best first (Cormack, Clarke and Büttcher, 2009)."""
    ranks = np.empty(len(scores))
    ranks[np.argsort(-scores, kind="stable")] = np.arange(1, len(scores) + 1)
    return 1.0 / (RRF_K + ranks)


def bounded(scores: Scores, average_score: float) -> Scores:
    """BM25 brought to 0..1 as txtai does before its convex combination with cosines.

    Divided by the lesser of the query's best score plus the index's average and six times that average.
    """
    most = min(float(scores.max()) + average_score, 6 * average_score)
    return np.clip(scores / most, 0.0, 1.0) if most > 0 else np.zeros_like(scores)
