"""Turns a report into what its page draws: bars with intervals, leads, the reliability diagram."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from flask import url_for

from matching.evaluation.baselines import OWN
from matching.evaluation.report import (
    FUSED,
    MEAN,
    RERANKED,
    Bin,
    Calibration,
    Difference,
    Figure,
    Group,
    Report,
)

NDCG = "ndcg_at_10"
SIGNIFICANT = 0.05
NAMED = ("bm25", "dense", "rrf", "hybrid", "rules")  # and the best of the blends
# Measured where the others' vectors are of another encoder than the site's.
WITH_OWN_VECTORS = (f"{OWN}dense", f"{OWN}rules")
IN_GROUPS = (FUSED, "bm25", "dense")  # named, since the database keeps no order of keys
Standing = Literal["ahead", "level", "behind"]


@dataclass(frozen=True)
class Bar:
    """One ranking's figure, 0..1, with its interval."""

    system: str
    figure: Figure

    @property
    def own(self) -> bool:
        """Whether it is the site's own ranking."""
        return self.system == FUSED


@dataclass(frozen=True)
class Lead:
    """How the site's ranking stands against another."""

    system: str
    difference: Difference

    @property
    def standing(self) -> Standing:
        """Ahead or behind only when chance is an unlikely explanation."""
        if self.difference["corrected"] >= SIGNIFICANT:
            return "level"
        return "ahead" if self.difference["difference"] > 0 else "behind"


@dataclass(frozen=True)
class ViewChart:
    """One view: its bars, the lead over the best of the others, and where its demands are listed."""

    view: str
    bars: Sequence[Bar]
    lead: Lead | None
    address: str


@dataclass(frozen=True)
class GroupLine:
    """A sector or a third in the mean over views, and where its demands are listed."""

    group: Group
    bars: Sequence[Bar]
    address: str


@dataclass(frozen=True)
class Point:
    """A bin in the diagram, in its coordinates: 0..100 from the lower left corner."""

    bin: Bin
    x: float
    y: float
    top: float
    bottom: float


def view_charts(report: Report, key: str) -> list[ViewChart]:
    """The mean over the views first, then each view."""
    return [
        ViewChart(
            view,
            [
                Bar(name, report["systems"][name][view][NDCG])
                for name in (FUSED, RERANKED, *NAMED, best_blend(report, view), *WITH_OWN_VECTORS)
                if name in report["systems"]
            ],
            lead_over_best(report, view),
            url_for("staff.quality_demands", report=key, view=None if view == MEAN else view),
        )
        for view in (MEAN, *report["views"])
    ]


def best_blend(report: Report, view: str) -> str:
    """The best fixed blend of this view."""
    return report["best_blends"][view]


def lead_over_best(report: Report, view: str) -> Lead | None:
    """Against the best of all the others there; None when nothing could be measured."""
    if not report["differences"]:
        return None
    best = max(report["differences"], key=lambda name: report["systems"][name][view][NDCG]["mean"] or 0.0)
    return Lead(best, report["differences"][best][view])


def group_lines(groups: Sequence[Group], key: str, parameter: str) -> list[GroupLine]:
    """Each group's figures in the mean over views; its demands are found by `parameter`."""

    def address(name: str) -> str:
        values: dict[str, Any] = {parameter: name}
        return url_for("staff.quality_demands", report=key, **values)

    return [
        GroupLine(
            group,
            [Bar(name, group["systems"][name][MEAN]) for name in IN_GROUPS],
            address(group["name"]),
        )
        for group in groups
    ]


def diagram(calibration: Calibration) -> list[Point]:
    """The bins of a reliability curve as points of a square of 100 by 100."""
    return [
        Point(
            part,
            round(100 * part["promised"], 2),
            round(100 - 100 * part["observed"], 2),
            round(100 - 100 * part["high"], 2),
            round(100 - 100 * part["low"], 2),
        )
        for part in calibration["bins"]
    ]
