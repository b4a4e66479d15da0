"""Needs with everything that could answer them, as signals: what a simulation ranks and judges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray

from matching.evaluation.measures import FITS, measure
from matching.fusion import SIGNALS, Fusion
from matching.learning.fit import fused

SUPPLIERS = 40
_LEXICAL, _PREFERENCE = SIGNALS.index("lexical"), SIGNALS.index("preference")
FAVOURITE, VICTIM = "supplier-favourite", "supplier-victim"
# How a signal of a pair that fits, and of one that does not, is spread: the shapes of beta distributions.
# What is shared in words says little here and what kinds of problem say much, unlike what a matcher that has
# never seen this list expects.
SHAPES: tuple[tuple[tuple[float, float], tuple[float, float]], ...] = (
    ((4.0, 4.0), (2.0, 4.5)),  # dense
    ((1.6, 4.0), (1.3, 4.0)),  # lexical
    ((3.0, 1.5), (1.5, 2.0)),  # industry
    ((3.0, 2.5), (0.8, 4.0)),  # memory
    ((1.5, 3.5), (1.2, 3.8)),  # wording
    ((1.5, 2.0), (0.8, 3.0)),  # preference
)


@dataclass(frozen=True)
class Need:
    """One demand: `values` of its n supplies, shape (n, 6), characters of the shorter sides and whether each
    fits, both (n,), and who owns the demand and each supply."""

    id: str
    owner: str
    values: NDArray[np.float32]
    amounts: NDArray[np.float32]
    fits: NDArray[np.bool_]
    suppliers: tuple[str, ...]


@dataclass(frozen=True)
class Quality:
    """Means over needs: nDCG@10, the share of (fitting, other) pairs in the right order, and the share of the
    first ten places that go to the favourite."""

    ndcg: float
    pairwise: float
    favourite: float


def synthetic_needs(count: int, seed: int, supplies: int = 100, name: str = "need") -> list[Need]:
    """Beta-distributed signals. A twentieth of the supplies are the favourite's: stuffed with words and
    choosy, fitting nothing; a twentieth the victim's, of whom one fits as often as of others."""
    chance = np.random.default_rng(seed)
    needs = []
    for number in range(count):
        fits = np.zeros(supplies, dtype=bool)
        fits[chance.choice(supplies, int(chance.integers(1, 5)), replace=False)] = True
        own = [f"supplier-{int(at)}" for at in chance.integers(0, SUPPLIERS, supplies)]
        columns = [
            np.where(fits, chance.beta(*yes, supplies), chance.beta(*no, supplies)) for yes, no in SHAPES
        ]
        values = np.stack(columns, axis=1)
        for at in chance.permutation(supplies)[: supplies // 10]:
            own[at] = VICTIM if at % 2 else FAVOURITE
            if own[at] == FAVOURITE:
                fits[at] = False
                values[at, _LEXICAL], values[at, _PREFERENCE] = chance.beta(6, 2), chance.beta(6, 2)
        needs.append(
            Need(
                f"{name}-{number}",
                f"owner-{number % 25}",
                values.astype(np.float32),
                chance.choice([12.0, 40.0, 160.0], supplies).astype(np.float32),
                fits,
                tuple(own),
            )
        )
    return needs


def first_places(need: Need, fusion: Fusion, places: int) -> NDArray[np.intp]:
    """The rows of the best supplies, best first."""
    scores = fused(fusion, need.values, need.amounts)
    order: NDArray[np.intp] = np.argsort(-scores, kind="stable")[:places]
    return order


def quality(needs: Sequence[Need], fusion: Fusion) -> Quality:
    """Of the fusion on needs that something fits."""
    ndcg, pairwise, favourite = [], [], []
    for need in needs:
        if not need.fits.any():
            continue
        scores = fused(fusion, need.values, need.amounts)
        best = first_places(need, fusion, 10)
        grades = {str(row): FITS for row in np.flatnonzero(need.fits)}
        ndcg.append(measure([str(row) for row in best], grades).ndcg_at_10 or 0.0)
        yes, no = scores[need.fits][:, None], scores[~need.fits][None, :]
        pairwise.append(float((yes > no).mean() + (yes == no).mean() / 2))
        favourite.append(float(np.mean([need.suppliers[row] == FAVOURITE for row in best])))
    return Quality(float(np.mean(ndcg)), float(np.mean(pairwise)), float(np.mean(favourite)))


def shuffled(needs: Sequence[Need], seed: int) -> list[Need]:
    """In another order, always the same for one seed."""
    order = list(needs)
    Random(seed).shuffle(order)  # noqa: S311 - a simulation keeps no secret
    return order
