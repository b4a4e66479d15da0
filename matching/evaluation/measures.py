"""Measures a run against graded judgements.

A pair that is not judged has grade 0. A demand without a pair that could earn a measure anything (no grade
above 0 for nDCG, no grade of 2 or more for the others) has no value for it: it is left out of that mean and
counted apart, for neither 0 nor 1 would say anything about the matcher. A judged demand that the run leaves
out scores 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from math import log2

Judgements = Mapping[str, Mapping[str, int]]
Run = Mapping[str, Sequence[str]]

FITS = 2  # the least grade that solves the demand's problem


@dataclass(frozen=True)
class Measures:
    """One demand's values, or means over demands; None where there is nothing to find."""

    ndcg_at_10: float | None
    recall_at_10: float | None
    precision_at_3: float | None
    reciprocal_rank: float | None


@dataclass(frozen=True)
class Evaluation:
    """Means, how many demands each is over, and every demand's own values."""

    mean: Measures
    counted: Mapping[str, int]
    demands: Mapping[str, Measures]

    @property
    def left_out(self) -> list[str]:
        """Demands that have no value for at least one measure."""
        return [key for key, value in self.demands.items() if None in (value.ndcg_at_10, value.recall_at_10)]


def evaluate_run(run: Run, judgements: Judgements, demands: Sequence[str]) -> Evaluation:
    """Measure `run` (demand to supplies, best first) for these demands."""
    values = {key: measure(run.get(key, ()), judgements.get(key, {})) for key in demands}
    names = [field.name for field in fields(Measures)]
    columns = {n: [v for m in values.values() if (v := getattr(m, n)) is not None] for n in names}
    means = {name: sum(column) / len(column) if column else None for name, column in columns.items()}
    return Evaluation(Measures(**means), {name: len(column) for name, column in columns.items()}, values)


def measure(ranked: Sequence[str], grades: Mapping[str, int]) -> Measures:
    """nDCG@10 with gain 2^grade - 1, discount log2(rank + 1) (Burges et al., 2005); the rest at grade 2."""
    fitting = {key for key, grade in grades.items() if grade >= FITS}
    ideal = _gain(sorted(grades.values(), reverse=True)[:10])
    ndcg = _gain([grades.get(key, 0) for key in ranked[:10]]) / ideal if ideal else None
    if not fitting:
        return Measures(ndcg, None, None, None)
    first = next((rank for rank, key in enumerate(ranked, start=1) if key in fitting), None)
    return Measures(
        ndcg,
        len(fitting.intersection(ranked[:10])) / len(fitting),
        len(fitting.intersection(ranked[:3])) / 3,
        1 / first if first else 0.0,
    )


def _gain(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1.0) / log2(rank + 1) for rank, grade in enumerate(grades, start=1))
