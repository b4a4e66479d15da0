"""Measures findings against labels: how many of those shown are right, how many of those there are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.clarity.findings import ASPECTS
from matching.clarity.labels import LabelledNeed
from matching.clarity.reading import read_clarity

RESAMPLES = 2_000
ALL = "all"
# The budget stands in fields of its own and is read without guessing: left out, it flatters nothing.
TEXT = "text"


@dataclass(frozen=True)
class Interval:
    """A share and the bounds that hold it in 95 of 100 such samples."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Measured:
    """Of one aspect (or ALL, or TEXT: all but the budget): findings that are `right` of those `found`, and of
    those `there` by the labels. A finding is right when the label is vague or missing too."""

    aspect: str
    right: int
    found: int
    there: int
    precision: Interval
    recall: Interval

    def plain(self) -> dict[str, object]:
        """As JSON has it."""
        return {**self.__dict__, "precision": self.precision.__dict__, "recall": self.recall.__dict__}


def measure(needs: Sequence[LabelledNeed]) -> list[Measured]:
    """Each aspect that is labelled, then TEXT and ALL. Needs are drawn anew (Efron, 1979), not findings: the
    findings about one need hang together."""
    counts = np.zeros((len(needs), len(ASPECTS), 3), dtype=np.int64)
    for row, need in enumerate(needs):
        for column, finding in enumerate(read_clarity(need.document)):
            label = need.labels.get(finding.aspect)
            if label is not None:
                found, there = not finding.is_clear, label != "clear"
                counts[row, column] = found and there, found, there
    draws = np.random.default_rng(0).multinomial(
        len(needs), np.full(len(needs), 1 / len(needs)), size=RESAMPLES
    )
    labelled = [a for a in ASPECTS if any(a in need.labels for need in needs)]
    rows = [_measured(a, counts[:, ASPECTS.index(a)], draws) for a in labelled]
    text = [ASPECTS.index(a) for a in labelled if a != "budget"]
    rows.append(_measured(TEXT, counts[:, text].sum(axis=1), draws))
    rows.append(_measured(ALL, counts.sum(axis=1), draws))
    return rows


def _measured(aspect: str, counts: NDArray[np.int64], draws: NDArray[np.int64]) -> Measured:
    right, found, there = (int(n) for n in counts.sum(axis=0))
    drawn = draws @ counts
    return Measured(
        aspect, right, found, there, _share(right, found, drawn, 1), _share(right, there, drawn, 2)
    )


def _share(right: int, of: int, drawn: NDArray[np.int64], column: int) -> Interval:
    """The percentile interval; of nothing nothing is known."""
    kept = drawn[drawn[:, column] > 0]
    if not of or not len(kept):
        return Interval(0.0, 0.0, 1.0)
    low, high = np.quantile(kept[:, 0] / kept[:, column], [0.025, 0.975])
    return Interval(right / of, float(low), float(high))
