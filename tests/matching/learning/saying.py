"""Verdicts made up for a test."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random

from matching.fusion import Fusion
from matching.learning.needs import Need, first_places
from matching.learning.reviewers import NOISY, Reviewer, judge_pairs
from matching.learning.verdicts import Verdict

START = datetime(2026, 1, 5, 9, tzinfo=UTC)


def verdict(
    number: int, recommended: bool = True, reviewer: str = "a", supplier: str = "s", demand: str | None = None
) -> Verdict:
    """One verdict a day, on a pair of its own unless `demand` is named."""
    level = 0.8 if recommended else 0.2
    return Verdict(
        demand=demand or f"d{number}",
        supply=f"s{number}",
        reviewer=reviewer,
        organizations=(f"owner{number}", f"{supplier}{number}" if supplier == "s" else supplier),
        recommended=recommended,
        reason="" if recommended else "different_problem",
        about_fit=True,
        at=START + timedelta(days=number),
        values=(level, 0.5, 1.0, 0.0, 0.3, level),
        amount=50.0,
        probability=None,
        version="shipped",
    )


def judged(
    needs: Sequence[Need], shipped: Fusion, seed: int, reviewers: Sequence[Reviewer] = NOISY
) -> list[Verdict]:
    """Verdicts on the first eight of each need."""
    chance = Random(seed)
    said: list[Verdict] = []
    for day, need in enumerate(needs):
        rows = [int(row) for row in first_places(need, shipped, 8)]
        said += judge_pairs(need, rows, reviewers, chance, START + timedelta(days=day), version="shipped")
    return said
