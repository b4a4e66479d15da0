"""The learning curve as numbers: verdicts seen against quality, over several seeds, ready to be drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from matching.fusion import Fusion
from matching.learning.hostile import MANNERS, MOST_LIFTED, MOST_LOST, attack
from matching.learning.needs import Need, synthetic_needs
from matching.learning.reviewers import HOSTILE, NOISY, Reviewer
from matching.learning.simulation import Plan, Played, play

# For the synthetic world, where the shipped weights are wrong on purpose: they trust words, it rewards kinds.
MISTAKEN = Fusion(
    (0.55, 0.15, 0.15, 0.05, 0.05, 0.05), (0.45, 0.30, 0.10, 0.05, 0.05, 0.05), 60.0, 8.0, 0.03, 0.3, 0.45
)
Say = Callable[[str], None]


@dataclass(frozen=True)
class World:
    """Needs to learn from and needs to measure on, and the weights that are shipped for them."""

    name: str
    needs: Sequence[Need]
    held_out: Sequence[Need]
    shipped: Fusion


def synthetic_world(seed: int, needs: int = 300, held_out: int = 150) -> World:
    """Beta-distributed signals that the shipped weights misjudge."""
    return World(
        "synthetic",
        synthetic_needs(needs, seed),
        synthetic_needs(held_out, seed + 10_000, name="held-out"),
        MISTAKEN,
    )


def draw_curve(
    world: World, seeds: Sequence[int], plan: Plan, say: Say, reviewers: Sequence[Reviewer] = NOISY
) -> dict[str, Any]:
    """Keys: name, runs, and points (one a step) with the means over seeds and the range of nDCG@10."""
    runs = []
    for seed in seeds:
        runs.append(play(world.needs, world.held_out, reviewers, world.shipped, seed=seed, plan=plan))
        say(f"{world.name}: seed {seed}, nDCG@10 {runs[-1].points[-1].quality.ndcg:.3f}")
    steps = [0, *plan.steps]
    count = min(len(run.points) for run in runs)
    return {
        "name": world.name,
        "runs": len(runs),
        "points": [_point(step, runs, at) for at, step in enumerate(steps[:count])],
    }


def try_attacks(seeds: Sequence[int], say: Say, needs: int = 300) -> list[dict[str, Any]]:
    """One trial a manner and seed, in the synthetic world."""
    trials = []
    for seed in seeds:
        world = synthetic_world(seed, needs)
        for manner in MANNERS:
            trial = attack(world.needs, world.held_out, world.shipped, manner, seed=seed)
            trials.append({"seed": seed, **asdict(trial)})
            say(f"{manner}: seed {seed}, nDCG@10 {trial.honest.ndcg:.3f} -> {trial.attacked.ndcg:.3f}")
    return trials


def report(curves: Sequence[dict[str, Any]], trials: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """All of it with what was simulated, rounded to what is worth drawing."""
    found: dict[str, Any] = _rounded(
        {
            "errors": [reviewer.error for reviewer in NOISY],
            "flood": HOSTILE.pace,
            "curves": list(curves),
            "attacks": list(trials),
            "most_lost": MOST_LOST,
            "most_lifted": MOST_LIFTED,
        }
    )
    return found


def _point(step: int, runs: Sequence[Played], at: int) -> dict[str, Any]:
    points = [run.points[at] for run in runs]
    ndcg = [point.quality.ndcg for point in points]
    learned = [point.candidate.ndcg for point in points if point.candidate is not None]
    return {
        "verdicts": step,
        "ndcg": float(np.mean(ndcg)),
        "low": min(ndcg),
        "high": max(ndcg),
        "pairwise": float(np.mean([point.quality.pairwise for point in points])),
        "candidate": float(np.mean(learned)) if learned else None,
        "promoted": sum(point.promoted for point in points),
    }


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    return [_rounded(inner) for inner in value] if isinstance(value, list | tuple) else value
