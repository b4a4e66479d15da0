"""Reads the labelled answers: points of needs, the sentences that answer them, and the verdicts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from matching.documents import Document
from matching.results import Aspect, Passage, Verdict

LABELS = Path(__file__).parents[1] / "labels"
Part = Literal["fitting", "held_out"]


@dataclass(frozen=True)
class LabelledPoint:
    """A point of the need's prose with what a reader decided; `answers`: sentences that may answer."""

    passage: Passage
    aspect: Aspect
    verdict: Verdict
    answers: tuple[str, ...]


@dataclass(frozen=True)
class LabelledPair:
    """A need and a supply with the labels of the need's points; `source` says where the texts come from.

    `problem` names what no two parts and no two folds of fitting may share: a kind of problem, or a need.
    """

    id: str
    source: str
    problem: str
    demand: Document
    supply: Document
    points: tuple[LabelledPoint, ...]


def read_labels(part: Part, folder: Path = LABELS) -> list[LabelledPair]:
    """The labelled pairs of one part. Raises OSError, and KeyError for a missing field."""
    lines = (folder / f"{part}.jsonl").read_text(encoding="utf-8").split("\n")
    return [_pair(json.loads(line)) for line in lines if line]


def _pair(record: dict[str, Any]) -> LabelledPair:
    return LabelledPair(
        id=record["id"],
        source=record["source"],
        problem=record["id"].rsplit("-", 1)[0],
        demand=Document(id="need", kind="demand", **record["need"]),
        supply=Document(id="supply", kind="supply", **record["supply"]),
        points=tuple(_point(point) for point in record["points"]),
    )


def _point(point: dict[str, Any]) -> LabelledPoint:
    return LabelledPoint(
        passage=Passage(point["field"], point["start"], point["end"], point["text"]),
        aspect=point["aspect"],
        verdict=point["verdict"],
        answers=tuple(answer.rstrip("。；") for answer in point["answers"]),
    )
