"""How far two reviewers of the same pairs agree, with an interval that says how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matching.learning.agreement import cohen_kappa

RESAMPLES = 2_000
SEED = 20230901
# Below so many pairs an interval would promise more than there is.
LEAST_FOR_INTERVAL = 8


@dataclass(frozen=True)
class DoubleReview:
    """Counts of pairs by (first verdict, second verdict); kappa with its 95% interval, -1..1.

    `kappa` is None without pairs, `low` and `high` below LEAST_FOR_INTERVAL of them.
    """

    both_yes: int
    yes_no: int
    no_yes: int
    both_no: int
    kappa: float | None
    low: float | None
    high: float | None

    @property
    def pairs(self) -> int:
        """How many were judged twice."""
        return self.both_yes + self.yes_no + self.no_yes + self.both_no

    @property
    def agreed(self) -> int:
        """How many got the same verdict twice."""
        return self.both_yes + self.both_no


def measure_double_review(first: Sequence[bool], second: Sequence[bool]) -> DoubleReview:
    """Cohen's kappa of the two rows of yes and no, and the percentile bootstrap over pairs (Efron, 1979).

    Seeded: the same verdicts always give the same interval. ValueError for rows of different length.
    """
    if len(first) != len(second):
        raise ValueError("expected two equally long rows of verdicts")
    one, other = np.asarray(first, dtype=bool), np.asarray(second, dtype=bool)
    yes, yes_no, no_yes, no = (
        int((a & b).sum()) for a, b in ((one, other), (one, ~other), (~one, other), (~one, ~other))
    )
    kappa = cohen_kappa(one, other) if len(one) else None
    low, high = _interval((yes, yes_no, no_yes, no)) if len(one) >= LEAST_FOR_INTERVAL else (None, None)
    return DoubleReview(yes, yes_no, no_yes, no, kappa, low, high)


def _interval(counts: Sequence[int]) -> tuple[float, float]:
    """Resampling pairs is drawing the four counts from their own shares."""
    total = sum(counts)
    drawn = np.random.default_rng(SEED).multinomial(total, np.asarray(counts) / total, size=RESAMPLES)
    yes, yes_no, no_yes, no = (drawn / total).T
    observed = yes + no
    one, other = yes + yes_no, yes + no_yes
    chance = one * other + (1 - one) * (1 - other)
    # As cohen_kappa has it: where both always say one and the same thing, nothing tells that from chance.
    room = 1 - chance
    kappas = np.divide(observed - chance, room, out=np.zeros_like(room), where=room > 1e-12)
    low, high = np.percentile(kappas, (2.5, 97.5))
    return float(low), float(high)
