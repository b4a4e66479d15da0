"""A site that learns, played through: needs are ranked, reviewed by noisy people, and learned from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from matching.fusion import Fusion
from matching.learning.needs import Need, Quality, first_places, quality, shuffled
from matching.learning.propose import Learned, Proposal, propose
from matching.learning.reviewers import Reviewer, judge_pairs
from matching.learning.settings import LearningSettings
from matching.learning.verdicts import TooFewVerdicts, Verdict

_START = datetime(2026, 1, 5, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Plan:
    """How many pairs of a need are shown to staff, and after how many verdicts each learning is tried."""

    shown: int = 8
    steps: tuple[int, ...] = (100, 200, 400, 700, 1000, 1500, 2000)


@dataclass(frozen=True)
class Point:
    """After so many verdicts: the quality in service on held-out needs, that of the candidate (None while
    there were too few verdicts to make one), and whether it was promoted."""

    verdicts: int
    quality: Quality
    candidate: Quality | None
    promoted: bool


@dataclass(frozen=True)
class Played:
    """The curve, the fusion in service at the end, and whom the last learning took for an outlier."""

    points: tuple[Point, ...]
    fusion: Fusion
    outliers: tuple[str, ...]


def play(
    needs: Sequence[Need],
    held_out: Sequence[Need],
    reviewers: Sequence[Reviewer],
    shipped: Fusion,
    *,
    seed: int,
    plan: Plan | None = None,
    settings: LearningSettings | None = None,
) -> Played:
    """Needs arrive one a day and are ranked by what is in service; each candidate that is better is promoted.

    Ends when the needs do. The same seed plays the same.
    """
    plan = plan or Plan()
    chance = Random(seed)  # noqa: S311 - a simulation keeps no secret
    current = Learned(shipped)
    outliers: tuple[str, ...] = ()
    points = [Point(0, quality(held_out, shipped), None, promoted=False)]
    verdicts: list[Verdict] = []
    steps = list(plan.steps)
    for day, need in enumerate(shuffled(needs, seed)):
        if not steps:
            break
        rows = [int(row) for row in first_places(need, current.fusion, plan.shown)]
        verdicts += judge_pairs(need, rows, reviewers, chance, _START + timedelta(days=day))
        if len(verdicts) < steps[0]:
            continue
        steps.pop(0)
        proposal = _learn(verdicts, current, Learned(shipped), settings)
        candidate = None
        if proposal is not None:
            candidate = quality(held_out, proposal.candidate)
            outliers = tuple(reviewer.reviewer for reviewer in proposal.reviewers if reviewer.outlying)
            current = proposal.learned if proposal.better else current
        promoted = proposal is not None and proposal.better
        points.append(Point(len(verdicts), quality(held_out, current.fusion), candidate, promoted))
    return Played(tuple(points), current.fusion, outliers)


def _learn(
    verdicts: Sequence[Verdict], current: Learned, shipped: Learned, settings: LearningSettings | None
) -> Proposal | None:
    try:
        return propose(verdicts, current, shipped, settings=settings)
    except TooFewVerdicts:  # a young site: nothing is learned yet
        return None
