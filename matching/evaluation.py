"""Measures a run against graded judgements.

A pair that is not judged has grade 0. A demand without a pair that could earn a measure anything (no grade
above 0 for nDCG, no grade of 2 or more for the others) has no value for it: it is left out of that mean and
counted apart, for neither 0 nor 1 would say anything about the matcher. A judged demand that the run leaves
out scores 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from math import log2
from pathlib import Path

from matching.errors import InputError
from matching.json_lines import read_lines

Judgements = Mapping[str, Mapping[str, int]]
Run = Mapping[str, Sequence[str]]

FITS = 2  # the least grade that solves the demand's problem


@dataclass(frozen=True)
class Measures:
    """One demand's values, or means over demands; None where there is nothing to find."""

    ndcg_at_10: float | None
    recall_at_10: float | None
    precision_at_3: float | None
    reciprocal_rank: float | None


@dataclass(frozen=True)
class Evaluation:
    """Means, how many demands each is over, and every demand's own values."""

    mean: Measures
    counted: Mapping[str, int]
    demands: Mapping[str, Measures]

    @property
    def left_out(self) -> list[str]:
        """Demands that have no value for at least one measure."""
        return [key for key, value in self.demands.items() if None in (value.ndcg_at_10, value.recall_at_10)]


def evaluate_run(run: Run, judgements: Judgements, demands: Sequence[str]) -> Evaluation:
    """Measure `run` (demand to supplies, best first) for these demands."""
    values = {key: measure(run.get(key, ()), judgements.get(key, {})) for key in demands}
    names = [field.name for field in fields(Measures)]
    columns = {n: [v for m in values.values() if (v := getattr(m, n)) is not None] for n in names}
    means = {name: sum(column) / len(column) if column else None for name, column in columns.items()}
    return Evaluation(Measures(**means), {name: len(column) for name, column in columns.items()}, values)


def measure(ranked: Sequence[str], grades: Mapping[str, int]) -> Measures:
    """nDCG@10 with gain 2^grade - 1, discount log2(rank + 1) (Burges et al., 2005); the rest at grade 2."""
    fitting = {key for key, grade in grades.items() if grade >= FITS}
    ideal = _gain(sorted(grades.values(), reverse=True)[:10])
    ndcg = _gain([grades.get(key, 0) for key in ranked[:10]]) / ideal if ideal else None
    if not fitting:
        return Measures(ndcg, None, None, None)
    first = next((rank for rank, key in enumerate(ranked, start=1) if key in fitting), None)
    return Measures(
        ndcg,
        len(fitting.intersection(ranked[:10])) / len(fitting),
        len(fitting.intersection(ranked[:3])) / 3,
        1 / first if first else 0.0,
    )


def read_judgements(path: str | Path) -> dict[str, dict[str, int]]:
    """`demand<TAB>supply<TAB>grade` lines, grades 0 to 3; InputError names the line and the mend."""
    judgements: dict[str, dict[str, int]] = {}
    for line, (demand, supply, grade) in _rows(path, 3, "demand_code<TAB>supply_code<TAB>grade"):
        if grade not in {"0", "1", "2", "3"}:
            raise InputError(str(path), line, "grade", f"{grade!r} is not a grade", "Write 0, 1, 2 or 3.")
        if supply in judgements.setdefault(demand, {}):
            raise InputError(
                str(path), line, "supply_code", f"{demand} and {supply} were judged before", "Keep one line."
            )
        judgements[demand][supply] = int(grade)
    return judgements


def read_run(path: str | Path) -> dict[str, list[str]]:
    """The five columns that `rank` writes, put in the order of their ranks; InputError otherwise."""
    placed: dict[str, dict[int, str]] = {}
    for line, (demand, supply, rank, *_) in _rows(path, 5, "demand, supply, rank, score and probability"):
        if not (rank.isascii() and rank.isdigit() and int(rank) > 0):
            raise InputError(str(path), line, "rank", f"{rank!r} is not a rank", "Count from 1.")
        places = placed.setdefault(demand, {})
        if int(rank) in places or supply in places.values():
            raise InputError(
                str(path), line, "rank", f"{demand} already has rank {rank} or {supply}", "Name each once."
            )
        places[int(rank)] = supply
    return {demand: [places[rank] for rank in sorted(places)] for demand, places in placed.items()}


def _rows(path: str | Path, columns: int, form: str) -> list[tuple[int, list[str]]]:
    rows = []
    for line, text in read_lines(path):
        if not text.strip():
            continue
        cells = [cell.strip() for cell in text.split("\t")]
        if len(cells) != columns or not cells[0] or not cells[1]:
            raise InputError(
                str(path), line, None, f"expected {columns} columns, found {len(cells)}", f"Write {form}."
            )
        rows.append((line, cells))
    return rows


def _gain(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1.0) / log2(rank + 1) for rank, grade in enumerate(grades, start=1))
