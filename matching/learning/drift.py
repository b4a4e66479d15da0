"""Whether scores and verdicts are still what they were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from matching.learning.verdicts import Floats

# Scores and chances lie in 0..1: five bands of equal width, as staff read them.
BANDS: tuple[tuple[float, float], ...] = ((0.0, 0.2), (0.2, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 1.0))
# The usual reading of the index (Siddiqi, 2006): below the first stable, from the second on shifted.
STABLE, SHIFTED = 0.1, 0.25
_LEAST_SHARE = 1e-3


@dataclass(frozen=True)
class Band:
    """Pairs scored from `low` to `high`: how many were judged, how many of them recommended."""

    low: float
    high: float
    judged: int
    recommended: int

    @property
    def share(self) -> float | None:
        """The share recommended; None where nothing was judged."""
        return self.recommended / self.judged if self.judged else None


def acceptance_by_band(scores: ArrayLike, recommended: ArrayLike) -> list[Band]:
    """The five bands, lowest first. Both arguments have shape (n,)."""
    values, said = np.asarray(scores, dtype=np.float64), np.asarray(recommended, dtype=bool)
    place = band_places(values)
    return [
        Band(low, high, int((place == at).sum()), int(said[place == at].sum()))
        for at, (low, high) in enumerate(BANDS)
    ]


def band_places(scores: Floats) -> np.ndarray:
    """The number of each score's band, shape (n,); 1 belongs to the highest."""
    places: np.ndarray = np.clip((scores * len(BANDS)).astype(int), 0, len(BANDS) - 1)
    return places


def population_stability(earlier: Sequence[int], later: Sequence[int]) -> float | None:
    """The population stability index of two histograms: sum of (q - p) · ln(q / p) over the bands' shares.

    0 when they are alike; None where either is empty. Empty bands count as a thousandth, as is customary.
    """
    if len(earlier) != len(later):
        raise ValueError("expected histograms over the same bands")
    before, after = np.asarray(earlier, dtype=np.float64), np.asarray(later, dtype=np.float64)
    if not before.sum() or not after.sum():
        return None
    p = np.maximum(before / before.sum(), _LEAST_SHARE)
    q = np.maximum(after / after.sum(), _LEAST_SHARE)
    return float(((q - p) * np.log(q / p)).sum())
