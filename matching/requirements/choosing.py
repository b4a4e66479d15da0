"""Chooses the sentence that answers a point best, and gathers what tells whether it is an answer at all."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matching.requirements.evidence import FEATURES
from matching.requirements.logistic import Floats, Logistic

# Of the chosen sentence; where it stands in its text tells nothing of this.
_KEPT = (
    "nearness",
    "lead",
    "singled_out",
    "shared",
    "characters",
    "vocabulary",
    "figure",
    "figure_nearness",
    "no_figure",
    "condition",
    "aspect",
    "problem",
    "topic",
)
_COLUMNS = [FEATURES.index(name) for name in _KEPT]
TELLING = (
    *_KEPT,
    "claimed",  # how many other points its clause answers better, counted to two: few clauses answer many
    "support",  # log odds of the other points' sentences: a supply that answers the rest may answer this
)
_MOST_CLAIMED = 2


def choose_sentences(
    chooses: Logistic, features: Floats, clauses: NDArray[np.intp]
) -> tuple[NDArray[np.intp], Floats]:
    """The best sentence of each point of a pair, shape (points,), and TELLING of it, (points, len(TELLING)).

    `features`: shape (points, sentences, k); `clauses`: the nearest clause of each, (points, sentences).
    """
    odds = features @ np.asarray(chooses.weights) + chooses.bias
    best = odds.argmax(axis=1)
    points = np.arange(len(best))
    top = odds[points, best]
    clause = clauses[points, best]
    same = (best[:, None] == best[None, :]) & (clause[:, None] == clause[None, :])
    stronger = top[None, :] > top[:, None]
    claimed = np.minimum((same & stronger).sum(axis=1), _MOST_CLAIMED)
    others = (top.sum() - top) / max(1, len(top) - 1)
    support = others if len(top) > 1 else np.zeros_like(top)
    return best, np.column_stack([features[points, best][:, _COLUMNS], claimed, support])
