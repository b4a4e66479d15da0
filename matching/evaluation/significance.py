"""How sure a mean over demands is, and whether the difference of two rankings can be chance.

Demands are the sample: what varies between lists is which needs are on them. Two rankings of the same demands
are compared demand by demand, since a hard one is hard for both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

RESAMPLES = 2_000
PERMUTATIONS = 20_000


@dataclass(frozen=True)
class Interval:
    """A mean, or a mean difference, and the bounds that hold it."""

    mean: float
    low: float
    high: float


def bootstrap_means(values: ArrayLike, resamples: int = RESAMPLES, seed: int = 0) -> NDArray[np.float64]:
    """Means over demands drawn anew with replacement (Efron, 1979): shape (..., n) to (..., resamples).

    All leading rows (rankings, views) see the same draws, so what is computed across them stays paired. n is
    at least 1, or ValueError.
    """
    rows = np.asarray(values, dtype=np.float64)
    if rows.ndim < 1 or not rows.shape[-1]:
        raise ValueError("expected the values of at least one demand")
    n = rows.shape[-1]
    # How often each demand is drawn says the same as which are drawn, and makes the means one product.
    draws = np.random.default_rng(seed).multinomial(n, np.full(n, 1.0 / n), size=resamples)
    means: NDArray[np.float64] = rows @ draws.T.astype(np.float64) / n
    return means


def interval_of(mean: float, resampled: NDArray[np.float64], confidence: float = 0.95) -> Interval:
    """The percentile interval (Efron and Tibshirani, 1993) of resampled means, shape (resamples,)."""
    low, high = np.quantile(resampled, [(1 - confidence) / 2, (1 + confidence) / 2])
    return Interval(mean, float(low), float(high))


def bootstrap_interval(
    values: ArrayLike, resamples: int = RESAMPLES, seed: int = 0, confidence: float = 0.95
) -> Interval:
    """The mean of `values`, shape (n,), one per demand, with its percentile interval."""
    rows = np.asarray(values, dtype=np.float64)
    return interval_of(
        float(rows.mean()) if rows.size else 0.0, bootstrap_means(rows, resamples, seed), confidence
    )


def paired_bootstrap(
    first: ArrayLike,
    second: ArrayLike,
    resamples: int = RESAMPLES,
    seed: int = 0,
    confidence: float = 0.95,
) -> Interval:
    """The mean of first - second over demands with its percentile interval (Sakai, 2006, for retrieval).

    Both have shape (n,), the same demands in the same order; ValueError otherwise.
    """
    return bootstrap_interval(_differences(first, second), resamples, seed, confidence)


def paired_permutation_test(
    first: ArrayLike, second: ArrayLike, permutations: int = PERMUTATIONS, seed: int = 0
) -> float:
    """The two-sided p-value of the mean difference when signs fall by chance (Fisher, 1935).

    Recommended for rankings by Smucker, Allan and Carterette (2007). Exact when 2^n is no more than
    `permutations`; otherwise that many random sign patterns, the observed one counted in, so that p is never
    0. Both have shape (n,), the same demands in the same order; ValueError otherwise.
    """
    differences = _differences(first, second)
    differences = differences[differences != 0.0]  # whichever sign they get, they change nothing
    n = len(differences)
    # Sums that are equal but for rounding count as equally extreme.
    observed = abs(float(differences.sum())) - 1e-12
    if n <= 30 and 2**n <= permutations:
        bits = (np.arange(2**n)[:, None] >> np.arange(n)) & 1
        return float((np.abs((1 - 2 * bits) @ differences) >= observed).mean())
    signs = np.random.default_rng(seed).choice(np.array([-1, 1], dtype=np.int8), size=(permutations, n))
    extreme = int((np.abs(signs @ differences) >= observed).sum())
    return (extreme + 1) / (permutations + 1)


def holm_correction(p_values: Sequence[float]) -> list[float]:
    """P-values of a family of tests, raised so that a false alarm among all stays as rare (Holm, 1979)."""
    order = sorted(range(len(p_values)), key=lambda at: p_values[at])
    corrected, least = [0.0] * len(p_values), 0.0
    for place, at in enumerate(order):
        least = max(least, min(1.0, (len(p_values) - place) * p_values[at]))
        corrected[at] = least
    return corrected


def _differences(first: ArrayLike, second: ArrayLike) -> NDArray[np.float64]:
    one, other = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    if one.shape != other.shape or one.ndim != 1 or not len(one):
        raise ValueError("expected two equally long rows of values, one per demand")
    return one - other
