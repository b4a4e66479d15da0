"""Floors on the open list only ever rise: no commit may have lowered or dropped one."""

from __future__ import annotations

import json
import subprocess

from tests.house.sources import ROOT

FLOORS = "tests/matching/quality_floors.json"

Floors = dict[str, dict[str, float]]


def git(*arguments: str) -> str:
    return subprocess.run(
        ["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True, encoding="utf-8"
    ).stdout


def earlier() -> list[Floors]:
    """The floors of every commit that touched them, as far back as this checkout goes."""
    if not (ROOT / ".git").exists():  # an unpacked archive has no past
        return []
    return [
        json.loads(git("show", f"{commit}:{FLOORS}"))
        for commit in git("log", "--format=%H", "--diff-filter=AM", "--", FLOORS).split()
    ]


def test_there_is_a_floor_under_every_view() -> None:
    floors: Floors = json.loads((ROOT / FLOORS).read_text(encoding="utf-8"))
    assert len(floors) == 7
    assert all("ndcg_at_10" in row for row in floors.values())


def test_no_floor_was_ever_lowered() -> None:
    now: Floors = json.loads((ROOT / FLOORS).read_text(encoding="utf-8"))
    for floors in earlier():
        for view, row in floors.items():
            for measure, floor in row.items():
                assert now[view][measure] >= floor, (view, measure)
