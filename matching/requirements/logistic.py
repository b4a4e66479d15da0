"""Logistic regression with a ridge penalty, fitted by Newton's steps: small, exact, the same every time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_STEPS = 50


@dataclass(frozen=True)
class Logistic:
    """P(yes) = 1 / (1 + exp(-(bias + weights · features)))."""

    bias: float
    weights: tuple[float, ...]

    def chance(self, features: Floats) -> Floats:
        """The chance of yes for features of shape (..., len(weights)); shape (...)."""
        odds = features @ np.asarray(self.weights) + self.bias
        chance: Floats = 1.0 / (1.0 + np.exp(-np.clip(odds, -60.0, 60.0)))
        return chance


def fit_logistic(features: Floats, answers: Floats, ridge: float = 1.0) -> Logistic:
    """Fit on features (n, k) and answers (n,) of 0 and 1; `ridge` pulls the weights, not the bias, to 0.

    Features are scaled to unit deviation while fitting, so the penalty treats them alike.
    """
    scale = features.std(axis=0)
    scale = np.where(scale > 0, scale, 1.0)
    design = np.column_stack([np.ones(len(features)), features / scale])
    penalty = np.diag([1e-6, *([ridge] * features.shape[1])])
    weights = np.zeros(design.shape[1])
    for _ in range(_STEPS):
        chance = 1.0 / (1.0 + np.exp(-np.clip(design @ weights, -60.0, 60.0)))
        gradient = design.T @ (answers - chance) - penalty @ weights
        curvature = (design * (chance * (1 - chance))[:, None]).T @ design + penalty
        step = np.linalg.solve(curvature, gradient)
        weights = weights + step
        if float(np.abs(step).max()) < 1e-9:
            break
    return Logistic(float(weights[0]), tuple(float(w) for w in weights[1:] / scale))
