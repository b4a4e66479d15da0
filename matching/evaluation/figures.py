"""Values by demand, ranking and view, and what is computed from them: intervals, differences, tests."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from matching.evaluation.measures import Measures
from matching.evaluation.report import MEAN, Difference, Figure
from matching.evaluation.significance import (
    bootstrap_means,
    holm_correction,
    interval_of,
    paired_bootstrap,
    paired_permutation_test,
)

MEASURES = tuple(field.name for field in fields(Measures))
NDCG = MEASURES[0]
DIGITS = 6
# Drawn anew from one or two demands, a sample shows them again and nothing of the others there might be.
LEAST_FOR_INTERVAL = 3


@dataclass(frozen=True)
class Values:
    """One measure's values of the demands that have one.

    `rows` by ranking, each of shape (views, demands); the last view is the mean over the others.
    """

    views: Sequence[str]
    demands: Sequence[str]
    rows: Mapping[str, NDArray[np.float64]]

    def among(self, demands: Collection[str], systems: Collection[str]) -> Values:
        """Only these demands and rankings."""
        kept = [at for at, key in enumerate(self.demands) if key in demands]
        return Values(
            self.views,
            [self.demands[at] for at in kept],
            {name: rows[:, kept] for name, rows in self.rows.items() if name in systems},
        )


def with_mean(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shape (views, demands) with the mean over the views as one more row."""
    return np.vstack([rows, rows.mean(axis=0, keepdims=True)])


def figures(values: Values) -> dict[str, dict[str, Figure]]:
    """By ranking and view: the mean over demands with its interval. All see the same resamples."""
    count = len(values.demands)
    if not count:
        nothing = Figure(mean=None, low=None, high=None, demands=0)
        return {name: dict.fromkeys(values.views, nothing) for name in values.rows}
    return {name: _row_figures(values.views, rows) for name, rows in values.rows.items()}


def _row_figures(views: Sequence[str], rows: NDArray[np.float64]) -> dict[str, Figure]:
    found = {}
    for view, means, row in zip(views, bootstrap_means(rows), rows, strict=True):
        interval = interval_of(float(row.mean()), means)
        sure = rows.shape[1] >= LEAST_FOR_INTERVAL
        found[view] = Figure(
            mean=rounded(interval.mean),
            low=rounded(interval.low) if sure else None,
            high=rounded(interval.high) if sure else None,
            demands=rows.shape[1],
        )
    return found


def differences(
    views: Sequence[str], first: NDArray[np.float64], second: NDArray[np.float64]
) -> dict[str, Difference]:
    """First minus second by view, both of shape (views, demands), at least one demand.

    The correction is over the single views. The mean over them is one question, asked once: it stands as it
    is.
    """
    p_values = [paired_permutation_test(one, other) for one, other in zip(first, second, strict=True)]
    single = [at for at, view in enumerate(views) if view != MEAN]
    corrected = dict(zip(single, holm_correction([p_values[at] for at in single]), strict=True))
    found = {}
    for at, view in enumerate(views):
        interval = paired_bootstrap(first[at], second[at])
        found[view] = Difference(
            difference=rounded(interval.mean),
            low=rounded(interval.low),
            high=rounded(interval.high),
            p_value=rounded(p_values[at]),
            corrected=rounded(corrected.get(at, p_values[at])),
        )
    return found


def rounded(value: float) -> float:
    """As many digits as a report keeps."""
    return round(float(value), DIGITS)
