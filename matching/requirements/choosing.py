"""Chooses the sentence that answers a point best, and gathers what tells whether it is an answer at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.requirements.evidence import FEATURES, WHOLE, Evidence
from matching.requirements.logistic import Floats

# Of the chosen sentence; where it stands in its text tells nothing of this.
_KEPT = FEATURES[: FEATURES.index("problem") + 1]
TELLING = (
    *_KEPT,
    "topic",
    "claimed",  # how many other points its clause answers better, counted to two: few clauses answer many
    "support",  # odds of the other points' sentences: a supply that answers the rest may answer this
    "certain",  # the share of the chosen sentence in the odds of all
    *WHOLE,
)
_TOPIC = FEATURES.index("topic")
_MOST_CLAIMED = 2


@dataclass(frozen=True)
class Choice:
    """Odds of a sentence to be the one that answers, against the other sentences: weights · features."""

    weights: tuple[float, ...]

    def odds(self, features: Floats) -> Floats:
        """Shape (points, sentences) for features (points, sentences, k)."""
        found: Floats = features @ np.asarray(self.weights)
        return found


def choose_sentences(choice: Choice, evidence: Evidence) -> tuple[NDArray[np.intp], Floats]:
    """The best sentence of each point, shape (points,), and TELLING of it, (points, len(TELLING))."""
    odds = choice.odds(evidence.features)
    best = odds.argmax(axis=1)
    points = np.arange(len(best))
    top = odds[points, best]
    clause = evidence.clauses[points, best]
    same = (best[:, None] == best[None, :]) & (clause[:, None] == clause[None, :])
    stronger = top[None, :] > top[:, None]
    claimed = np.minimum((same & stronger).sum(axis=1), _MOST_CLAIMED)
    support = (top.sum() - top) / max(1, len(top) - 1)
    certain = 1.0 / np.exp(odds - top[:, None]).sum(axis=1)
    chosen = evidence.features[points, best]
    kept = chosen[:, : len(_KEPT)]
    return best, np.column_stack([kept, chosen[:, _TOPIC], claimed, support, certain, evidence.whole])


def fit_choice(features: Sequence[Floats], answers: Sequence[Floats], ridge: float) -> Choice:
    """Fit on the sentences of each answered point: features (sentences, k), answers (sentences,) of 0 and 1.

    A conditional logit (McFadden 1974) that maximises the chance that the choice falls on any of the labelled
    sentences. Features are scaled to unit deviation while fitting, so `ridge` treats them alike.
    """
    from scipy.optimize import minimize  # a second of loading that only fitting needs

    rows, right = np.concatenate(features), np.concatenate(answers)
    scale = rows.std(axis=0)
    scale = np.where(scale > 0, scale, 1.0)
    rows = rows / scale
    counts = [len(one) for one in features]
    starts = np.cumsum([0, *counts])[:-1]

    def loss(weights: Floats) -> tuple[float, Floats]:
        odds = rows @ weights
        chance = np.exp(odds - np.repeat(np.maximum.reduceat(odds, starts), counts))
        whole, hit = np.add.reduceat(chance, starts), np.add.reduceat(chance * right, starts)
        pull = chance * right / np.repeat(hit, counts) - chance / np.repeat(whole, counts)
        return (
            float(-np.log(hit / whole).sum() + ridge / 2 * weights @ weights),
            -(rows.T @ pull) + ridge * weights,
        )

    found = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B")
    return Choice(tuple(float(w) for w in found.x / scale))
