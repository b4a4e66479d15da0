"""Fits the weights of the signals and the calibration of pairs to verdicts, held near what was shipped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matching.calibration import Calibration
from matching.fusion import Fusion
from matching.learning.settings import LearningSettings
from matching.learning.verdicts import Floats, Verdict, amounts_of, outcomes_of, values_of

# How fast the chance of a recommendation may rise with the score; outside there is nothing to learn from.
_SLOPES = (0.5, 60.0)
_USUAL_SLOPE, _SLOPE_RIDGE = 10.0, 1e-4
# A correction of the log-odds: how much steeper, how much higher.
_STEEPER = (0.3, 3.0)
_LEAST, _KEPT = 0.005, 1e-4


@dataclass(frozen=True)
class Curve:
    """The chance of a recommendation as a logistic curve over the score (Platt, 1999)."""

    slope: float
    intercept: float

    def chances(self, scores: Floats) -> Floats:
        """Shape (n,), each in 0..1."""
        return logistic(self.slope * scores + self.intercept)


def logistic(x: Floats) -> Floats:
    """1 / (1 + exp(-x)), without overflow."""
    result: Floats = 1.0 / (1.0 + np.exp(-np.clip(x, -30.0, 30.0)))
    return result


def scores_of(fusion: Fusion, verdicts: Sequence[Verdict]) -> Floats:
    """What the fusion makes of the signals shown, shape (n,)."""
    return fused(fusion, values_of(verdicts), amounts_of(verdicts))


def fused(fusion: Fusion, values: NDArray[np.floating], amounts: NDArray[np.floating]) -> Floats:
    """Scores of n pairs from their signals, shape (n, 6), and the characters of their shorter sides."""
    scores: Floats = (values * fusion.weights(amounts)).sum(axis=1, dtype=np.float64)
    return scores


def learn_fusion(
    verdicts: Sequence[Verdict], weights: Floats, shipped: Fusion, settings: LearningSettings
) -> Fusion:
    """The weights under which the verdicts are likeliest, penalised by `settings.prior` times the squared
    distance from the shipped ones, each within `settings.furthest` of those; rows still sum to 1.

    Maximum likelihood of a logistic curve over the score: pairs were chosen for review by their signals,
    which leaves what a verdict says given the signals unbiased. A signal that the shipped weights leave out
    stays out.
    """
    from scipy.optimize import minimize

    values, outcomes = values_of(verdicts), outcomes_of(verdicts)
    ample = np.clip(amounts_of(verdicts) / shipped.ample_text, 0.0, 1.0)[:, None]
    signals = values.shape[1]
    design = np.concatenate([(1.0 - ample) * values, ample * values], axis=1)
    start = np.concatenate([shipped.bare, shipped.ample])

    def loss(x: Floats) -> tuple[float, Floats]:
        mixed, slope, intercept = x[:-2], x[-2], x[-1]
        scores = design @ mixed
        margin = slope * scores + intercept
        missed = weights * (logistic(margin) - outcomes)
        gap = mixed - start
        value = float(weights @ (np.logaddexp(0.0, margin) - outcomes * margin))
        value += settings.prior * float(gap @ gap) + _SLOPE_RIDGE * (slope - _USUAL_SLOPE) ** 2
        gradient = np.concatenate(
            [
                slope * (design.T @ missed) + 2 * settings.prior * gap,
                [float(missed @ scores) + 2 * _SLOPE_RIDGE * (slope - _USUAL_SLOPE), float(missed.sum())],
            ]
        )
        return value, gradient

    rows = np.zeros((2, 2 * signals + 2))
    rows[0, :signals] = rows[1, signals : 2 * signals] = 1.0
    found = minimize(
        loss,
        np.concatenate([start, [_USUAL_SLOPE, -_USUAL_SLOPE / 2]]),
        jac=True,
        method="SLSQP",
        bounds=[*(weight_bounds(weight, settings) for weight in start), _SLOPES, (None, None)],
        constraints={"type": "eq", "fun": lambda x: rows @ x - 1.0, "jac": lambda x: rows},
        options={"maxiter": 200, "ftol": 1e-9},
    ).x
    return replace(shipped, bare=_rounded(found[:signals]), ample=_rounded(found[signals : 2 * signals]))


def weight_bounds(shipped: float, settings: LearningSettings) -> tuple[float, float]:
    """Within which a weight may be learned. 0 stays 0, and what is not 0 never becomes it: a signal without
    weight is not shown, so that nobody could ever learn that it matters after all."""
    if shipped == 0.0:
        return 0.0, 0.0
    return min(shipped, max(_LEAST, shipped - settings.furthest)), min(1.0, shipped + settings.furthest)


def keeps_bounds(fusion: Fusion, shipped: Fusion, settings: LearningSettings) -> bool:
    """Whether every weight lies within its bounds, to the rounding, and the rows sum to 1."""
    pairs = zip((*fusion.bare, *fusion.ample), (*shipped.bare, *shipped.ample), strict=True)
    for weight, start in pairs:
        low, high = weight_bounds(start, settings)
        if not low - 5 * _KEPT <= weight <= high + 5 * _KEPT:
            return False
    return all(abs(sum(row) - 1.0) < 5 * _KEPT for row in (fusion.bare, fusion.ample))


def fit_curve(scores: Floats, outcomes: Floats, weights: Floats) -> Curve:
    """The likeliest curve, so that two fusions are compared by what their order tells, not by their scale."""
    slope, intercept = _fit_line(scores, outcomes, weights, (_USUAL_SLOPE, 0.0), (_SLOPE_RIDGE, 0.0), _SLOPES)
    return Curve(slope, intercept)


def learn_correction(
    promised: Floats, outcomes: Floats, weights: Floats, settings: LearningSettings
) -> tuple[float, float]:
    """How to stretch and shift the log-odds promised, (1, 0) being no change; the prior holds it there.

    `promised` are probabilities, shape (n,).
    """
    ridge = settings.prior / 4  # a coin's variance: what a verdict tells at most
    return _fit_line(log_odds(promised), outcomes, weights, (1.0, 0.0), (ridge, ridge), _STEEPER)


def corrected(calibration: Calibration, steeper: float, higher: float) -> Calibration:
    """The calibration whose log-odds of a pair are `steeper` times the old ones, plus `higher`.

    Whether a demand is served is judged from the log-odds of its pairs; verdicts on pairs say nothing about
    that, so the demand's weights take the correction back.
    """
    demand = list(calibration.demand)
    moved = 0.0
    for feature in (0, 2):  # the best pair's log-odds, and those that any of ten fits
        moved += demand[feature] * higher / steeper
        demand[feature] /= steeper
    return replace(
        calibration,
        pair=tuple(round(weight * steeper, 5) for weight in calibration.pair),
        pair_intercept=round(calibration.pair_intercept * steeper + higher, 5),
        demand=tuple(round(weight, 5) for weight in demand),
        demand_intercept=round(calibration.demand_intercept - moved, 5),
    )


def log_odds(chances: Floats) -> Floats:
    """ln(p / (1 - p)), p kept off 0 and 1."""
    kept = np.clip(chances, 1e-4, 1 - 1e-4)
    result: Floats = np.log(kept / (1 - kept))
    return result


def _fit_line(
    x: Floats,
    outcomes: Floats,
    weights: Floats,
    usual: tuple[float, float],
    ridge: tuple[float, float],
    slopes: tuple[float, float],
) -> tuple[float, float]:
    """Slope and intercept of the likeliest logistic line, held to `usual` by `ridge`."""
    from scipy.optimize import minimize

    middle, pull = np.asarray(usual), np.asarray(ridge)

    def loss(line: Floats) -> tuple[float, Floats]:
        margin = line[0] * x + line[1]
        missed = weights * (logistic(margin) - outcomes)
        gap = line - middle
        value = float(weights @ (np.logaddexp(0.0, margin) - outcomes * margin)) + float(pull @ gap**2)
        return value, np.asarray([float(missed @ x), float(missed.sum())]) + 2 * pull * gap

    found = minimize(loss, middle, jac=True, method="L-BFGS-B", bounds=[slopes, (-60.0, 60.0)]).x
    return float(found[0]), float(found[1])


def _rounded(weights: Floats) -> tuple[float, ...]:
    """Four places, none below 0, that still sum to 1."""
    places = [round(max(0.0, float(weight)), 4) for weight in weights]
    largest = places.index(max(places))
    places[largest] = round(places[largest] + 1.0 - sum(places), 4)
    return tuple(places)
