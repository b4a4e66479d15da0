"""Reads the kinds of problem."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

FOLDER = Path(__file__).parent

Split = Literal["train", "tune", "test"]


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
    return [read_kind(json.loads(line)) for text in files for line in text.split("\n") if line]


def split_of(kind_id: str) -> Split:
    """Where a kind belongs, for good: 60% train, 20% tune (choices), 20% test (figures that are reported).

    By the first byte of the id's SHA-256, so a new kind moves no other and all texts of a kind stay together.
    """
    first = hashlib.sha256(kind_id.encode()).digest()[0]
    if first < 0x9A:
        return "train"
    return "tune" if first < 0xCD else "test"


def kinds_of(split: Split, folder: Path = FOLDER) -> list[KindOfProblem]:
    """The kinds of one split, in the order of `read_kinds`."""
    return [kind for kind in read_kinds(folder) if split_of(kind.id) == split]


def read_kind(fields: Mapping[str, Any]) -> KindOfProblem:
    """One kind from its JSON. Raises KeyError for a missing field."""
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
