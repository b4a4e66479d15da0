"""Who else needs a supply: what answers another need far better is that one's answer.

Preference is the supply's side of the match, as in reciprocal recommendation (Pizzato et al., 2010): a
softmax of its scores over a need and those most like it (the inverted softmax of Smith et al., 2017). Only a
need's first candidates choose, so it costs the same in a long list as in a short one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matching.encoders.base import Vectors
from matching.facts import NONE, Facts
from matching.fusion import SIGNALS
from matching.signals import Floats, PairScorer, Scores

CHOOSING, RIVALS = 48, 32
# How far below the need it suits best another may lie and still count in a supply's choice.
_TEMPERATURE = 0.04
_PREFERENCE = SIGNALS.index("preference")
# A product's last bits depend on which rows it is computed with; equal texts must get equal scores.
_DECIMALS = 6


@dataclass(frozen=True)
class Needs:
    """The need asked for, first, and those held that are most like it: m rows, centred vectors (m, d)."""

    facts: Facts
    vectors: Vectors


@dataclass(frozen=True)
class Choosing:
    """The n candidates that choose among needs: their places, facts, and centred vectors (n, d)."""

    places: NDArray[np.int64]
    facts: Facts
    vectors: Vectors


def with_preference(scorer: PairScorer, needs: Needs, choosing: Choosing, scores: Scores) -> Scores:
    """The scores of one need's candidates with what those choosing prefer; the others keep 0 there.

    `choosing` are the best by their scores alone, so no other candidate comes to stand above one of them.
    """
    values = scores.values.copy()
    chosen = preferences(_affinities(scorer, needs, choosing))
    values[choosing.places, _PREFERENCE] = scores.own[choosing.places] * chosen
    weights = scorer.fusion.weights(scores.amounts)
    return replace(scores, values=values, weights=weights, total=(values * weights).sum(axis=1))


def preferences(affinities: Floats) -> Floats:
    """The share of the first need in each supply's choice among m, shape (n,); `affinities` are (m, n)."""
    chosen = np.exp((affinities - affinities.max(axis=0)) / _TEMPERATURE)
    shares: Floats = chosen[0] / chosen.sum(axis=0)
    return shares


def _affinities(scorer: PairScorer, needs: Needs, choosing: Choosing) -> Floats:
    # One product for each pair: those of so small matrices are shared out to threads, which wait for each
    # other for longer than all of this takes.
    products = np.vecdot(needs.vectors[:, None, :], choosing.vectors)
    cosines = np.round(products.astype(np.float64), _DECIMALS)
    found = scorer.affinities(needs.facts, choosing.facts, cosines)
    owner = needs.facts.organization[1:, None]
    # A need of the supplier's own is none that it would rather serve.
    found[1:][(owner == choosing.facts.organization) & (owner != NONE)] = -np.inf
    return found
