"""Reads the needs that were labelled by aspect."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, get_args

from matching.clarity.findings import ASPECTS, ClarityAspect, State
from matching.documents import Document

LABELS = Path(__file__).with_name("labels")
Part = Literal["development", "held_out", "others", "others_held_out", "full_length"]
PARTS: tuple[Part, ...] = get_args(Part)


@dataclass(frozen=True)
class LabelledNeed:
    """A need with what a reader decided of each aspect."""

    document: Document
    labels: Mapping[ClarityAspect, State]


def read_labels(part: Part, folder: Path = LABELS) -> list[LabelledNeed]:
    """The needs of one part. Raises OSError, and KeyError for a missing field."""
    lines = (folder / f"{part}.jsonl").read_text(encoding="utf-8").split("\n")
    return [_need(json.loads(line)) for line in lines if line]


def join_labels(path: Path, documents: Mapping[str, Document]) -> list[LabelledNeed]:
    """Labels that are kept apart from their texts, beside the documents of those codes."""
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
    return [LabelledNeed(documents[r["code"]], _states(r["labels"])) for r in records]


def _need(record: dict[str, Any]) -> LabelledNeed:
    document = Document(
        id=record["code"],
        kind="demand",
        title=record["title"],
        summary=record["summary"],
        description=record["description"],
        budget_wan=record["budget_wan"],
        deadline=date.fromisoformat(record["deadline"]) if record["deadline"] else None,
    )
    return LabelledNeed(document, _states(record["labels"]))


def _states(labels: Mapping[str, State]) -> dict[ClarityAspect, State]:
    return {aspect: labels[aspect] for aspect in ASPECTS if aspect in labels}
