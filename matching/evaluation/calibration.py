"""Whether probabilities mean what they say, and whether a score tells two groups apart."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

Z_95 = 1.959963984540054  # two-sided 95% of the normal distribution


@dataclass(frozen=True)
class ReliabilityBin:
    """Pairs of like probability: how many, what was promised, what came true, and its 95% interval."""

    count: int
    promised: float
    observed: float
    low: float
    high: float


def expected_calibration_error(probabilities: ArrayLike, outcomes: ArrayLike, bins: int = 10) -> float:
    """The mean over pairs of |promised - observed| of the pair's bin, 0..1 (Naeini et al., 2015).

    Bins hold equal numbers of pairs, as Nguyen and O'Connor (2015) have it, not equal stretches of 0..1, most
    of which would be empty. `probabilities` and `outcomes` (0 or 1, or false and true) have shape (n,); None
    of it depends on their order. ValueError when they are empty, differ in length or leave 0..1.
    """
    curve = reliability_curve(probabilities, outcomes, bins)
    total = sum(part.count for part in curve)
    return sum(part.count * abs(part.promised - part.observed) for part in curve) / total


def reliability_curve(probabilities: ArrayLike, outcomes: ArrayLike, bins: int = 10) -> list[ReliabilityBin]:
    """At most `bins` bins of equal numbers of pairs, by rising probability; fewer pairs make fewer bins.

    Pairs of one probability that fall into two bins share their outcomes evenly: no order among them means
    anything. The interval is Wilson's (1927). Raises like `expected_calibration_error`.
    """
    promised, came_true = _checked(probabilities, outcomes, bins)
    values, which = np.unique(promised, return_inverse=True)
    shared = np.bincount(which, weights=came_true) / np.bincount(which)
    ordered = np.sort(which)
    curve = []
    for part in np.array_split(ordered, min(bins, len(ordered))):
        observed = float(shared[part].mean())
        low, high = wilson_interval(observed, len(part))
        curve.append(ReliabilityBin(len(part), float(values[part].mean()), observed, low, high))
    return curve


def wilson_interval(share: float, count: int) -> tuple[float, float]:
    """The 95% score interval of a share seen in `count` trials (Wilson, 1927), within 0..1."""
    spread = Z_95**2 / count
    middle = (share + spread / 2) / (1 + spread)
    half = Z_95 * sqrt(share * (1 - share) / count + spread / (4 * count)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def area_under_roc(scores: ArrayLike, labels: ArrayLike) -> float:
    """The chance that a positive scores above a negative, a tie counting half (Hanley and McNeil, 1982).

    Computed from rank sums, ties sharing their mean rank (Mann and Whitney, 1947). `scores` and `labels`
    (true or 1 for positive) have shape (n,). ValueError when either group is missing or the lengths differ.
    """
    values = np.asarray(scores, dtype=np.float64)
    positive = np.asarray(labels).astype(bool)
    if values.shape != positive.shape or values.ndim != 1 or np.isnan(values).any():
        raise ValueError("expected as many scores, all numbers, as labels")
    positives = int(positive.sum())
    negatives = len(positive) - positives
    if not positives or not negatives:
        raise ValueError("needs at least one positive and one negative")
    _, which, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[which]
    return float((ranks[positive].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def _checked(
    probabilities: ArrayLike, outcomes: ArrayLike, bins: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    promised = np.asarray(probabilities, dtype=np.float64)
    came_true = np.asarray(outcomes, dtype=np.float64)
    if promised.shape != came_true.shape or promised.ndim != 1 or not len(promised):
        raise ValueError("expected as many outcomes as probabilities, and at least one")
    if bins < 1:
        raise ValueError("expected at least one bin")
    for values in (promised, came_true):
        if not ((values >= 0) & (values <= 1)).all():
            raise ValueError("expected values from 0 to 1")
    return promised, came_true
