"""Reads the kinds of problem."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class ShortText:
    """A listing in brief, as somebody of the trade would write it."""

    title: str
    summary: str


@dataclass(frozen=True)
class KindOfProblem:
    """One kind of problem.

    `demands` say it as those do who have it, `supplies` as vendors whose product solves it, each by another
    technical route; `lookalikes` are products that share its words or setting and solve something else.
    """

    id: str
    sector: str
    name: str
    problem: str
    demands: tuple[ShortText, ...]
    supplies: tuple[ShortText, ...]
    lookalikes: tuple[ShortText, ...]
    technologies: tuple[str, ...]
    requires: Mapping[str, str]


def read_kinds(folder: Path = FOLDER) -> list[KindOfProblem]:
    """All kinds of all files, in the order of file names and lines. Raises KeyError for a missing field."""
    files = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.jsonl"))]
    return [_kind(json.loads(line)) for text in files for line in text.split("\n") if line]


def _kind(fields: Mapping[str, Any]) -> KindOfProblem:
    return KindOfProblem(
        id=fields["id"],
        sector=fields["sector"],
        name=fields["name"],
        problem=fields["problem"],
        demands=_texts(fields["demands"]),
        supplies=_texts(fields["supplies"]),
        lookalikes=_texts(fields["lookalikes"]),
        technologies=tuple(fields["technologies"]),
        requires=fields["requires"],
    )


def _texts(values: list[Mapping[str, str]]) -> tuple[ShortText, ...]:
    return tuple(ShortText(value["title"], value["summary"]) for value in values)
