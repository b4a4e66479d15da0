"""Two versions side by side, demand by demand: which is better, where, and whether that can be chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from matching.evaluation.figures import NDCG, differences, rounded, with_mean
from matching.evaluation.measures import Judgements, Run, evaluate_run
from matching.evaluation.report import MEAN, Difference, Report


class ComparedView(TypedDict):
    """The later and the earlier mean nDCG@10 over the shared demands, and later minus earlier."""

    later: float
    earlier: float
    change: Difference


class ChangedDemand(TypedDict):
    """One demand's nDCG@10 in the mean over views, before and after."""

    id: str
    earlier: float
    later: float


class Comparison(TypedDict):
    """`same_list`: whether both were measured on the very same texts and judgements."""

    demands: int
    same_list: bool
    views: dict[str, ComparedView]
    changed: list[ChangedDemand]


def compare_reports(earlier: Report, later: Report) -> Comparison | None:
    """Over the views and demands that both measured; None when they share none."""
    views = [view for view in later["views"] if view in earlier["views"]]
    before, after = _by_demand(earlier, views), _by_demand(later, views)
    shared = [key for key in after if key in before]
    if not views or not shared:
        return None
    rows = [np.array([table[key] for key in shared]).T for table in (before, after)]
    same = earlier["list"]["fingerprint"] == later["list"]["fingerprint"]
    return _compare([*views, MEAN], shared, with_mean(rows[0]), with_mean(rows[1]), same)


def compare_runs(
    earlier: Run, later: Run, judgements: Judgements, demands: Sequence[str], name: str = "run"
) -> Comparison | None:
    """Two runs of one list; None when no demand has anything to find."""
    before, after = (
        {
            key: value.ndcg_at_10
            for key, value in evaluate_run(run, judgements, demands).demands.items()
            if value.ndcg_at_10 is not None
        }
        for run in (earlier, later)
    )
    if not after:
        return None
    rows = [np.array([[table[key] for key in after]]) for table in (before, after)]
    return _compare([name], list(after), rows[0], rows[1], same_list=True)


def _by_demand(report: Report, views: Sequence[str]) -> Mapping[str, list[float]]:
    """Each demand's nDCG@10 in these views; those without a value left out."""
    found = {}
    for row in report["demands"]:
        values = [row["views"][view]["measures"][NDCG] for view in views]
        if None not in values:
            found[row["id"]] = [value for value in values if value is not None]
    return found


def _compare(
    views: Sequence[str],
    demands: Sequence[str],
    before: NDArray[np.float64],
    after: NDArray[np.float64],
    same_list: bool,
) -> Comparison:
    """Both of shape (views, demands); the last view is what the demands are listed by."""
    changes = differences(views, after, before)
    order = np.argsort(after[-1] - before[-1], kind="stable")
    return Comparison(
        demands=len(demands),
        same_list=same_list,
        views={
            view: ComparedView(
                later=rounded(after[at].mean()), earlier=rounded(before[at].mean()), change=changes[view]
            )
            for at, view in enumerate(views)
        },
        changed=[
            ChangedDemand(id=demands[at], earlier=rounded(before[-1, at]), later=rounded(after[-1, at]))
            for at in order
            if abs(after[-1, at] - before[-1, at]) > 1e-9
        ],
    )
