"""Gives a reranker its share of the score, and puts the suggestions in the new order."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from matching.reranking.base import Chances
from matching.results import Ranking, Suggestion
from matching.scoring import Part, total

RERANKER = "reranker"
# Beyond these log-odds, a chance of 0.02 or 0.98, models differ in how loudly they speak and not in what
# they know.
_MOST_LOG_ODDS = 4.0


def blend(ranking: Ranking, chances: Chances, weight: float) -> Ranking:
    """The first `len(chances)` suggestions in their new order, the others behind them.

    The score becomes (1 - weight) times what it was plus weight times the reranker's chance, the latter on
    the scale of log-odds: the calibrated log-odds of a pair rise linearly with its score, so among the pairs
    of one need this is the weighted mean of both log-odds, a logarithmic opinion pool (Genest and Zidek,
    1986). Probabilities stay: they are calibrated on verdicts, and the reranker's chances on nothing.

    Without a verdict (NaN) a pair keeps its score. One that copies the need is never lifted: to a model
    that reads both texts, repetition looks like fit. Neither are the others behind, whom nobody asked about.
    """
    count = len(chances)
    values = on_log_odds(chances)
    head = [_judged(one, value, weight) for one, value in zip(ranking.suggestions, values, strict=False)]
    tail = [_scaled(one, weight) for one in ranking.suggestions[count:]]
    ordered = [*sorted(head, key=lambda one: (-one.score, one.rank)), *tail]
    return replace(
        ranking,
        suggestions=tuple(replace(one, rank=rank) for rank, one in enumerate(ordered, start=1)),
        reranked=True,
    )


def is_copy(suggestion: Suggestion) -> bool:
    """Whether the supply was found to repeat the need."""
    return any(reason.code == "copied_text" for reason in suggestion.reasons)


def on_log_odds(chances: Chances) -> NDArray[np.float64]:
    """Chances as 0..1 on the scale of log-odds, 0.5 staying where it is; NaN stays NaN."""
    least = 1.0 / (1.0 + np.exp(_MOST_LOG_ODDS))
    kept = np.clip(chances, least, 1.0 - least)
    values: NDArray[np.float64] = np.log(kept / (1.0 - kept)) / (2 * _MOST_LOG_ODDS) + 0.5
    return values


def _judged(suggestion: Suggestion, value: float, weight: float) -> Suggestion:
    if is_copy(suggestion):
        return _scaled(suggestion, weight)
    if np.isnan(value):
        return suggestion
    return _scaled(suggestion, weight, Part(RERANKER, float(value), weight))


def _scaled(suggestion: Suggestion, weight: float, *more: Part) -> Suggestion:
    """The parts with what is left to them, and `more`; they add up to the score again."""
    parts = (*(replace(part, weight=part.weight * (1.0 - weight)) for part in suggestion.parts), *more)
    return replace(suggestion, parts=parts, score=total(parts))
