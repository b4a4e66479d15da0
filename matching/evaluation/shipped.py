"""What comes with the product: the report of the open list, and what each part of the ranking is worth."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypedDict, cast

from matching.evaluation.report import Report, read_report

FOLDER = Path(__file__).parent
OPEN_LIST = FOLDER / "open_list.json"
ABLATION = FOLDER.parent / "trained" / "ablation.json"


class AblatedPart(TypedDict):
    """The ranking without one part: nDCG@10 by view, the mean, and what the part adds to it (interval)."""

    without: str
    ndcg: dict[str, float]
    mean: float
    difference: float
    low: float
    high: float


def open_list_report(path: Path = OPEN_LIST) -> Report | None:
    """The report of the open list with the ranking as shipped; None before there is one."""
    return read_report(path) if path.exists() else None


def ablation_table(path: Path = ABLATION) -> list[AblatedPart]:
    """What training found, the dearest part first; empty before it wrote one."""
    if not path.exists():
        return []
    rows = cast(list[AblatedPart], json.loads(path.read_text(encoding="utf-8")))
    return sorted(rows, key=lambda row: row["mean"])
