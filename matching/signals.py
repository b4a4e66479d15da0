"""Scores candidates of one demand all at once: arrays in, parts and scores out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.facts import NONE, Facts
from matching.fusion import SIGNALS, Fusion
from matching.reference import Reference
from matching.scoring import Part

Floats = NDArray[np.float64]

# Few listings that were written apart hold more of each other's words than this share of the BM25 ceiling;
# those that do are read for copies. What a copy says of meaning and words is worth a quarter.
_SUSPECT, COPY = 0.06, 0.25
# A need shorter than this is a phrase that others may well use too.
_QUOTABLE = 40
# A listing that names more words of technologies names everything.
_PLAUSIBLE_WORDS = 12


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
        """Facts of one demand and of n supplies, the centred cosines and the shares of the BM25 ceiling.

        What a supply's words are worth is discounted by `own`, shape (n,), where they are the need's own.
        """
        units = self.closeness(demand, supplies, cosine)
        values = np.stack(
            [
                own * self.fusion.dense_values(units),
                own * self.fusion.lexical_values(np.asarray(share, np.float64)),
                same_industry(demand, supplies),
                own * technology_overlap(demand, supplies),
                own * shared_kinds(demand, supplies).sum(axis=1),
            ],
            axis=1,
        )
        amounts = np.minimum(demand.text_amount, supplies.text_amount).astype(np.float64)
        weights = self.fusion.weights(amounts)
        return Scores(values, weights, (values * weights).sum(axis=1), units, amounts, own)

    def closeness(self, demand: Facts, supplies: Facts, cosine: NDArray[np.floating]) -> Floats:
        """How much nearer each supply is than to any need, in deviations of unrelated pairs, shape (n,)."""
        lengths = supplies.length.astype(np.float64) * float(demand.length[0])
        levels = supplies.level.astype(np.float64) + float(demand.level[0])
        units: Floats = (np.asarray(cosine, np.float64) * lengths + levels) / self.reference.spread
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


def same_industry(demand: Facts, supplies: Facts) -> Floats:
    """1 where both name the same field of application, 0 elsewhere."""
    same: NDArray[np.bool_] = (supplies.industry == demand.industry[0]) & (demand.industry[0] != NONE)
    return same.astype(np.float64)


def technology_overlap(demand: Facts, supplies: Facts) -> Floats:
    """Shared technology words over the fewer (overlap coefficient), 0..1; 0 where one side is silent.

    A supply that names more of them than anyone can mean is measured by all it names.
    """
    asked = demand.technologies[0]
    asked = asked[asked != NONE]
    if not len(asked):
        return np.zeros(len(supplies))
    shared = np.isin(supplies.technologies, asked).sum(axis=1)
    offered = (supplies.technologies != NONE).sum(axis=1)
    over = np.where(offered > _PLAUSIBLE_WORDS, offered, np.minimum(offered, len(asked)))
    overlap: Floats = shared / np.maximum(1, over)
    return overlap


def shared_kinds(demand: Facts, supplies: Facts) -> Floats:
    """How much of each kind that a supply recalls the demand recalls too, shape (n, 16).

    A row sums to the Bhattacharyya coefficient of the two descriptions, 0..1.
    """
    asked, weights = demand.profile_kinds[0], demand.profile_weights[0].astype(np.float64)
    most = max(int(asked.max(initial=NONE)), int(supplies.profile_kinds.max(initial=NONE)))
    # Kind -1 stands for none and reads the last place, which nobody writes.
    by_kind = np.zeros(most + 2)
    by_kind[asked[asked != NONE]] = weights[asked != NONE]
    shared: Floats = by_kind[supplies.profile_kinds] * supplies.profile_weights
    return shared
