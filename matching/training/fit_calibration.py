"""Fits the logistic curves that turn scores into probabilities, on needs nothing else was fitted to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.calibration import Calibration, demand_features
from matching.training.fit_fusion import best_threshold

_RIDGE = 1e-3
# Which way each feature may count, in the order of `pair_features` and `demand_features`; 0: either.
_PAIR_SIGNS = (1, 1, -1, 0, 1, 1, -1)
_DEMAND_SIGNS = (1, 1, 1, 1, 0, 1, 0, 1)


@dataclass(frozen=True)
class Shortlist:
    """A demand's first ten: `features` (n, 7) as `pair_features` gives them, and `fits` (n,).

    `is_served`: whether anything in the whole list fits; `is_withheld`: whether what fits was kept back,
    which teaches when nothing fits and would make pairs look rarer than they are.
    """

    features: NDArray[np.floating]
    fits: NDArray[np.bool_]
    is_served: bool
    is_withheld: bool = False


def fit_calibration(shortlists: Sequence[Shortlist]) -> Calibration:
    """Pairs first, then demands over the pairs' probabilities.

    Every weight is held to the sign that makes sense: a greater score never makes a pair less likely.
    """
    shown = [s for s in shortlists if not s.is_withheld]
    features = np.concatenate([s.features for s in shown])
    fits = np.concatenate([s.fits for s in shown]).astype(float)
    pair, intercept = _logistic_fit(features, fits, _PAIR_SIGNS)
    draft = Calibration(pair, intercept, (0.0,) * len(_DEMAND_SIGNS), 0.0, 0.5)
    demands = np.stack(
        [demand_features(draft.pair_probabilities(s.features), s.features) for s in shortlists]
    )
    served = np.asarray([s.is_served for s in shortlists], dtype=float)
    demand, demand_intercept = _logistic_fit(demands, served, _DEMAND_SIGNS)
    fitted = Calibration(pair, intercept, demand, demand_intercept, 0.5)
    chances = np.asarray([fitted.served_probability(row) for row in demands])
    return Calibration(
        pair, intercept, demand, demand_intercept, best_threshold(chances, served.astype(bool))
    )


def _logistic_fit(
    features: NDArray[np.floating], outcomes: NDArray[np.floating], signs: Sequence[int]
) -> tuple[tuple[float, ...], float]:
    """Maximum likelihood with a small ridge on standardised features; `signs` bounds each weight."""
    from scipy.optimize import minimize

    mean, deviation = features.mean(axis=0), features.std(axis=0) + 1e-6
    scaled = (features - mean) / deviation

    def loss(x: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margin = scaled @ x[:-1] + x[-1]
        missed = 1.0 / (1.0 + np.exp(-margin)) - outcomes
        value = np.mean(np.logaddexp(0.0, margin) - outcomes * margin) + _RIDGE * float(x[:-1] @ x[:-1])
        gradient = np.append(scaled.T @ missed / len(outcomes) + 2 * _RIDGE * x[:-1], missed.mean())
        return float(value), gradient

    bounds = [{1: (0.0, None), -1: (None, 0.0), 0: (None, None)}[sign] for sign in signs]
    found = minimize(
        loss, np.zeros(len(signs) + 1), jac=True, bounds=[*bounds, (None, None)], method="L-BFGS-B"
    ).x
    weights = found[:-1] / deviation
    return tuple(round(float(w), 5) for w in weights), round(float(found[-1] - weights @ mean), 5)
