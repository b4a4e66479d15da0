"""Figures that a list must not fall below. They are raised by command, and nothing here can lower one.

There is one under nDCG@10 in each view, and under every measure in the mean over the views. In a single view
of a short list the coarser measures move by whole steps with one demand, which tells nothing.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from matching.errors import InputError
from matching.evaluation.figures import NDCG
from matching.evaluation.report import FUSED, MEAN, Report

Floors = Mapping[str, Mapping[str, float]]

# Processors round differently (bfloat16, float32): so much below the measured figure is the same figure.
SLACK = 0.005


@dataclass(frozen=True)
class Shortfall:
    """A figure below its floor; `measured` is None when it was not measured at all."""

    view: str
    measure: str
    floor: float
    measured: float | None

    def __str__(self) -> str:
        found = "not measured" if self.measured is None else f"{self.measured:.4f}"
        return f"{self.view} {self.measure}: {found}, below its floor {self.floor:.3f}"


def read_floors(path: Path) -> dict[str, dict[str, float]]:
    """By view and measure; none when there is no such file yet. InputError when it holds something else."""
    if not path.exists():
        return {}
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return {
            view: {measure: float(floor) for measure, floor in row.items()} for view, row in content.items()
        }
    except (ValueError, AttributeError, TypeError):
        raise InputError(
            str(path), None, None, "these are no floors", 'Write {"view": {"measure": 0.9}}.'
        ) from None


def find_shortfalls(report: Report, floors: Floors) -> list[Shortfall]:
    """The site's figures that are below their floors, or missing."""
    found = []
    for view, row in floors.items():
        for measure, floor in row.items():
            figure = report["systems"][FUSED].get(view, {}).get(measure)
            measured = figure["mean"] if figure else None
            if measured is None or measured < floor:
                found.append(Shortfall(view, measure, floor, measured))
    return found


def raised(floors: Floors, report: Report, slack: float = SLACK) -> dict[str, dict[str, float]]:
    """Each floor, or the measured figure less `slack` (rounded down) if that is higher; none is dropped."""
    found = {view: dict(row) for view, row in floors.items()}
    for view, row in report["systems"][FUSED].items():
        for measure, figure in row.items():
            if figure["mean"] is not None and (view == MEAN or measure == NDCG):
                reached = max(0.0, math.floor((figure["mean"] - slack) * 1000) / 1000)
                kept = found.setdefault(view, {})
                kept[measure] = max(kept.get(measure, 0.0), reached)
    return found


def raise_floors(path: Path, report: Report) -> dict[str, dict[str, float]]:
    """Raise the floors in a file, which is made when missing; gives what it now holds."""
    floors = raised(read_floors(path), report)
    path.write_text(json.dumps(floors, indent=1) + "\n", encoding="utf-8")
    return floors
