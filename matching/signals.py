"""Scores candidates of one demand all at once: arrays in, parts and scores out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.facts import NONE, Facts
from matching.fusion import SIGNALS, Fusion
from matching.reference import Reference
from matching.scoring import Part
from matching.wording import likeness

Floats = NDArray[np.float64]

_DENSE, _INDUSTRY, _MEMORY, _WORDING = (
    SIGNALS.index(name) for name in ("dense", "industry", "memory", "wording")
)

# Few listings that were written apart hold more of each other's words than this share of the BM25 ceiling;
# those that do are read for copies. What a copy says of meaning and words is worth a quarter.
_SUSPECT, COPY = 0.06, 0.25
# A need shorter than this is a phrase that others may well use too.
_QUOTABLE = 40


@dataclass(frozen=True)
class Scores:
    """Of n pairs: `values` 0..1 and `weights` of each signal, shape (n, len(SIGNALS)).

    `total` are the scores, `units` the closeness in deviations of unrelated pairs, `amounts` the characters
    of the shorter side, `own` what each supply's words are worth (1, or COPY), all of shape (n,).
    """

    values: Floats
    weights: Floats
    total: Floats
    units: Floats
    amounts: Floats
    own: Floats

    def parts(self, place: int) -> tuple[Part, ...]:
        """The parts of one pair that weigh anything; their contributions sum to its total."""
        values, weights = self.values[place].tolist(), self.weights[place].tolist()
        rows = zip(SIGNALS, values, weights, strict=True)
        return tuple(Part(name, value, weight) for name, value, weight in rows if weight)


class PairScorer:
    """The signals of pairs and their fusion."""

    def __init__(self, fusion: Fusion, reference: Reference) -> None:
        """`reference` holds the units of closeness and of centred cosines."""
        self.fusion, self.reference = fusion, reference

    def score(
        self,
        demand: Facts,
        supplies: Facts,
        cosine: NDArray[np.floating],
        share: NDArray[np.floating],
        own: Floats,
    ) -> Scores:
        """Pairs alone: facts of one demand and n supplies, centred cosines, shares of the BM25 ceiling.

        What a supply's words are worth is discounted by `own`, shape (n,), where they are the need's own.
        """
        units = self.closeness(demand, supplies, np.asarray(cosine)[None])[0]
        values = np.stack(
            [
                own * self.fusion.dense_values(units),
                own * self.fusion.lexical_values(np.asarray(share, np.float64)),
                same_industry(demand, supplies)[0],
                own * shared_kinds(demand, supplies)[0].sum(axis=1),
                own * likeness(demand.wording, supplies.wording)[0],
                np.zeros(len(supplies)),
            ],
            axis=1,
        )
        amounts = np.minimum(demand.text_amount, supplies.text_amount).astype(np.float64)
        weights = self.fusion.weights_alone(amounts)
        return Scores(values, weights, (values * weights).sum(axis=1), units, amounts, own)

    def affinities(self, needs: Facts, supplies: Facts, cosines: NDArray[np.floating]) -> Floats:
        """What m needs and n supplies have in common beside words, shape (m, n), as are the cosines."""
        amounts = np.minimum(needs.text_amount[:, None], supplies.text_amount).astype(np.float64)
        weights = self.fusion.weights_alone(amounts)
        found: Floats = (
            weights[..., _DENSE] * self.fusion.dense_values(self.closeness(needs, supplies, cosines))
            + weights[..., _INDUSTRY] * same_industry(needs, supplies)
            + weights[..., _MEMORY] * shared_kinds(needs, supplies).sum(axis=-1)
            + weights[..., _WORDING] * likeness(needs.wording, supplies.wording)
        )
        return found

    def closeness(self, needs: Facts, supplies: Facts, cosines: NDArray[np.floating]) -> Floats:
        """How much nearer n supplies are to each of m needs than to any, in deviations of unrelated pairs.

        Shape (m, n), as are the centred cosines.
        """
        lengths = needs.length.astype(np.float64)[:, None] * supplies.length
        levels = needs.level.astype(np.float64)[:, None] + supplies.level
        units: Floats = (np.asarray(cosines, np.float64) * lengths + levels) / self.reference.spread
        return units

    def units(self, cosine: NDArray[np.floating]) -> Floats:
        """Centred cosines in deviations of unrelated pairs."""
        units: Floats = np.asarray(cosine, np.float64) / self.reference.deviation
        return units


def suspected_copies(demand: Facts, share: NDArray[np.floating]) -> NDArray[np.int64]:
    """Places of the supplies that may be copies of the demand, by their shares of the BM25 ceiling (n,)."""
    if demand.text_amount[0] < _QUOTABLE:
        return np.zeros(0, dtype=np.int64)
    return np.flatnonzero(share >= _SUSPECT)


def same_industry(needs: Facts, supplies: Facts) -> Floats:
    """1 where both name the same field of application, 0 elsewhere; shape (m, n)."""
    asked = needs.industry[:, None]
    same: NDArray[np.bool_] = (supplies.industry == asked) & (asked != NONE)
    return same.astype(np.float64)


def shared_kinds(needs: Facts, supplies: Facts) -> Floats:
    """How much of each kind that a supply recalls a need recalls too, shape (m, n, 16).

    A pair's sum to the Bhattacharyya coefficient of the two descriptions, 0..1.
    """
    asked = needs.profile_kinds
    most = max(int(asked.max(initial=NONE)), int(supplies.profile_kinds.max(initial=NONE)))
    # Kind -1 stands for none: it is written and read in the last place, where nothing is left.
    by_kind = np.zeros((len(needs), most + 2))
    np.put_along_axis(by_kind, asked.astype(np.int64), needs.profile_weights.astype(np.float64), axis=1)
    by_kind[:, NONE] = 0.0
    shared: Floats = by_kind[:, supplies.profile_kinds] * supplies.profile_weights
    return shared
