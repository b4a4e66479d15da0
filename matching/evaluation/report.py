"""The report of one evaluation: plain JSON that can be stored, shown, and compared with a later one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypedDict, cast

from matching.errors import InputError

FORMAT = 1
FUSED = "fused"  # the site's own ranking, among the baselines
RERANKED = "reranked"  # the same, its first suggestions looked at again by a reranker
MEAN = "mean"  # stands among the views for the mean over all of them


class Figure(TypedDict):
    """A mean over `demands` with its 95% interval, None for too few of them; all None for none."""

    mean: float | None
    low: float | None
    high: float | None
    demands: int


class Difference(TypedDict):
    """First minus second in nDCG@10: interval, p-value, and the p-value corrected over the views (Holm)."""

    difference: float
    low: float
    high: float
    p_value: float
    corrected: float


class ListFacts(TypedDict):
    """What was measured on. Reports of one `fingerprint` had the very same texts and judgements."""

    demands: int
    supplies: int
    judged: int
    fitting: int
    fingerprint: str
    judged_only: bool


class DemandInView(TypedDict):
    """One demand in one view: its measures and the first suggestions [supply, grade or None, probability]."""

    measures: dict[str, float | None]
    first: list[tuple[str, int | None, float | None]]


class DemandRow(TypedDict):
    """One demand in all views. `characters` counts its prose; `third` is thin, middle or full."""

    id: str
    industry: str
    characters: int
    third: str
    views: dict[str, DemandInView]


class Group(TypedDict):
    """Demands that have something in common; nDCG@10 by system and view."""

    name: str
    demands: list[str]
    least: int
    most: int
    systems: dict[str, dict[str, Figure]]


class Bin(TypedDict):
    """One bin of the reliability curve."""

    count: int
    promised: float
    observed: float
    low: float
    high: float


class Calibration(TypedDict):
    """Expected calibration error over each demand's first ten suggestions."""

    error: float
    pairs: int
    bins: list[Bin]


class ServingFigure(TypedDict):
    """How well demands that something fits are told from those that nothing fits."""

    area: float
    served: int
    unserved: int


class Report(TypedDict):
    """Everything one evaluation found. `systems`: ranking, view, measure; `differences`: fused minus each."""

    format: int
    name: str
    made_at: str
    ranker: dict[str, str]
    list: ListFacts
    views: list[str]
    systems: dict[str, dict[str, dict[str, Figure]]]
    differences: dict[str, dict[str, Difference]]
    best_blends: dict[str, str]
    demands: list[DemandRow]
    sectors: list[Group]
    thirds: list[Group]
    calibration: dict[str, Calibration]
    serving: dict[str, ServingFigure]


def write_report(report: Report, path: Path) -> None:
    """As JSON, a line for each part of the report."""
    parts = (f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in report.items())
    path.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")


def read_report(path: Path) -> Report:
    """A report that `write_report` wrote; InputError when it is something else or of another format."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise InputError(
            str(path), None, None, "this is not JSON", "Give a file that `evaluate --report` wrote."
        ) from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise InputError(
            str(path),
            None,
            "format",
            f"this is no report of format {FORMAT}",
            "Measure again with `evaluate --report`.",
        )
    missing = Report.__required_keys__ - content.keys()
    if missing:
        raise InputError(
            str(path), None, min(missing), "it is missing", "Measure again with `evaluate --report`."
        )
    return cast(Report, content)
