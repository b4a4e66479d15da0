"""Scores candidates of one demand all at once: arrays in, parts and scores out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.facts import NONE, Facts
from matching.scoring import Part, ScoringSettings

NAMES = ("dense", "lexical", "industry", "technology")
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Scores:
    """Of n pairs: `values` 0..1 and `weights` of each signal, (n, len(NAMES)), and `total`, shape (n,)."""

    values: Floats
    weights: Floats
    total: Floats

    def parts(self, place: int) -> tuple[Part, ...]:
        """The parts of one pair; their contributions sum to its total."""
        values, weights = self.values[place].tolist(), self.weights[place].tolist()
        return tuple(Part(name, v, w) for name, v, w in zip(NAMES, values, weights, strict=True))


class PairScorer:
    """The signals of pairs and their fusion."""

    def __init__(self, settings: ScoringSettings, deviation: float) -> None:
        """`deviation` of the centred cosine between unrelated pairs, as Reference measures it."""
        self._settings = settings
        self._deviation = deviation

    def score(
        self, demand: Facts, supplies: Facts, cosine: NDArray[np.floating], share: NDArray[np.floating]
    ) -> Scores:
        """Facts of one demand and of n supplies, the centred cosines and the shares of the BM25 ceiling."""
        settings = self._settings
        values = np.stack(
            [
                self.dense_values(cosine),
                self.lexical_values(share),
                same_industry(demand, supplies),
                technology_overlap(demand, supplies),
            ],
            axis=1,
        )
        thin = 1.0 - np.minimum(demand.text_amount, supplies.text_amount) / settings.full_text
        moved = settings.lexical * settings.thin_shift * np.maximum(0.0, thin)
        weights = np.tile(
            [settings.dense, settings.lexical, settings.industry, settings.technology], (len(supplies), 1)
        )
        weights[:, 0] += moved
        weights[:, 1] -= moved
        return Scores(values, weights, (values * weights).sum(axis=1))

    def dense_values(self, cosine: NDArray[np.floating]) -> Floats:
        """Centred cosines as 0..1: deviations above unrelated over those that count as full closeness."""
        units = np.asarray(cosine, np.float64) / self._deviation
        clipped: Floats = np.clip(units / self._settings.full_units, 0.0, 1.0)
        return clipped

    def lexical_values(self, share: NDArray[np.floating]) -> Floats:
        """Shares of the BM25 ceiling as 0..1, saturating: s / (s + half_share)."""
        positive: Floats = np.maximum(0.0, np.asarray(share, np.float64))
        saturated: Floats = positive / (positive + self._settings.half_share)
        return saturated

    def fits(self, demand: Facts, best: Facts, total: float) -> bool:
        """Whether the best pair of a demand counts as fitting: the more both say, the more should agree."""
        settings = self._settings
        amount = min(int(demand.text_amount[0]), int(best.text_amount[0]))
        ample = min(1.0, amount / settings.ample_text) ** 0.5
        return bool(total >= settings.fits_bare + (settings.fits_ample - settings.fits_bare) * ample)


def same_industry(demand: Facts, supplies: Facts) -> Floats:
    """1 where both name the same field of application, 0 elsewhere."""
    same = (supplies.industry == demand.industry[0]) & (demand.industry[0] != NONE)
    return same.astype(np.float64)


def technology_overlap(demand: Facts, supplies: Facts) -> Floats:
    """Shared technology words over the fewer (overlap coefficient), 0..1; 0 where one side is silent."""
    asked = demand.technologies[0]
    asked = asked[asked != NONE]
    if not len(asked):
        return np.zeros(len(supplies))
    shared = np.isin(supplies.technologies, asked).sum(axis=1)
    offered = (supplies.technologies != NONE).sum(axis=1)
    overlap: Floats = shared / np.maximum(1, np.minimum(offered, len(asked)))
    return overlap
