"""Reads judgements and runs from tab-separated files, and says exactly what is wrong when it cannot."""

from __future__ import annotations

from pathlib import Path

from matching.errors import InputError
from matching.json_lines import read_lines


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
