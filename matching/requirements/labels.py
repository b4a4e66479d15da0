"""Reads the labelled answers: points of needs, the sentences that answer them, and the verdicts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from matching.documents import Document
from matching.results import Aspect, Passage, Verdict

LABELS = Path(__file__).parents[1] / "labels" / "point_answers.jsonl"
Part = Literal["dev", "held_out"]


@dataclass(frozen=True)
class LabelledPoint:
    """A point of the need's description with what a reader decided; `answers`: sentences that may answer."""

    passage: Passage
    aspect: Aspect
    verdict: Verdict
    answers: tuple[str, ...]


@dataclass(frozen=True)
class LabelledPair:
    """A need and a supply with the labels of the need's points; `source` says where the texts come from."""

    id: str
    source: str
    part: Part
    demand: Document
    supply: Document
    points: tuple[LabelledPoint, ...]

    @property
    def kind(self) -> str:
        """The kind of problem it is of: the id without its number."""
        return self.id.rsplit("-", 1)[0]


def read_labels(part: Part, path: Path = LABELS) -> list[LabelledPair]:
    """The labelled pairs of one part. Raises OSError, and KeyError for a missing field."""
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
    return [_pair(record) for record in records if record["part"] == part]


def _pair(record: dict[str, Any]) -> LabelledPair:
    need, supply = record["need"], record["supply"]
    return LabelledPair(
        id=record["id"],
        source=record["source"],
        part=record["part"],
        demand=Document(id="need", kind="demand", title=need["title"], description=need["text"]),
        supply=Document(id="supply", kind="supply", title=supply["title"], description=supply["text"]),
        points=tuple(_point(point) for point in record["points"]),
    )


def _point(point: dict[str, Any]) -> LabelledPoint:
    return LabelledPoint(
        passage=Passage("description", point["start"], point["end"], point["text"]),
        aspect=point["aspect"],
        verdict=point["verdict"],
        answers=tuple(answer.rstrip("。；") for answer in point["answers"]),
    )
