"""A site played through: quality rises with verdicts, and one hostile reviewer bends nothing."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from statistics import fmean

import pytest

from matching.fusion import SIGNALS
from matching.learning.__main__ import main
from matching.learning.curve import MISTAKEN, synthetic_world
from matching.learning.hostile import MANNERS, MOST_LIFTED, MOST_LOST, Manner, attack
from matching.learning.reviewers import HOSTILE, NOISY
from matching.learning.settings import LearningSettings
from matching.learning.shipped import learning_curve, shipped_weights
from matching.learning.simulation import Plan, play

pytestmark = pytest.mark.slow
PLAN = Plan(steps=(60, 500, 1200))
UNPROTECTED = LearningSettings(most_share=1.0, most_on_one=1.0, prior=1.0, furthest=1.0, outlying=-9.0)


def test_quality_rises_with_verdicts() -> None:
    world = synthetic_world(1, needs=170, held_out=60)
    played = play(world.needs, world.held_out, NOISY, world.shipped, seed=1, plan=PLAN)
    ndcg = [point.quality.ndcg for point in played.points]
    assert len(ndcg) == 4
    assert ndcg[-1] > ndcg[0] + 0.15
    assert all(later >= earlier for earlier, later in pairwise(ndcg))
    candidates = [point.candidate.ndcg for point in played.points if point.candidate is not None]
    assert candidates[-1] > candidates[0]


def test_the_same_seed_plays_the_same() -> None:
    world = synthetic_world(2, needs=40, held_out=10)
    plan = Plan(steps=(150,))
    runs = [play(world.needs, world.held_out, NOISY, world.shipped, seed=2, plan=plan) for _ in range(2)]
    assert runs[0] == runs[1]


def test_a_hostile_reviewer_in_the_house_never_makes_it_worse_than_shipped() -> None:
    world = synthetic_world(4, needs=170, held_out=60)
    played = play(world.needs, world.held_out, (*NOISY, HOSTILE), world.shipped, seed=4, plan=PLAN)
    first = played.points[0].quality
    for point in played.points:
        assert point.quality.ndcg >= first.ndcg - 0.01
        assert point.quality.favourite <= first.favourite + 0.01
    assert played.outliers == (HOSTILE.name,)


@pytest.mark.parametrize("manner", MANNERS)
def test_a_hostile_reviewer_moves_quality_and_his_favourite_by_less_than_the_bound(manner: Manner) -> None:
    trials = []
    for seed in (3, 4, 5):
        world = synthetic_world(seed, needs=200, held_out=80)
        trials.append(attack(world.needs, world.held_out, world.shipped, manner, seed=seed))
        assert trials[-1].share <= 0.2 + 1e-4
        if manner != "focused":
            assert trials[-1].added > 1.5 * trials[-1].verdicts
    assert fmean(trial.honest.ndcg - trial.attacked.ndcg for trial in trials) < MOST_LOST
    assert fmean(trial.attacked.favourite - trial.honest.favourite for trial in trials) < MOST_LIFTED
    # Nor is the favourite lifted beyond where he began.
    assert fmean(trial.attacked.favourite - trial.shipped.favourite for trial in trials) < 0.01


@pytest.mark.parametrize("manner", MANNERS)
def test_without_the_bounds_he_would_have_done_far_worse(manner: Manner) -> None:
    """Else the tests above would prove nothing."""
    world = synthetic_world(3, needs=200, held_out=80)
    trial = attack(world.needs, world.held_out, world.shipped, manner, seed=3, settings=UNPROTECTED)
    assert trial.honest.ndcg - trial.attacked.ndcg > 2 * MOST_LOST
    assert trial.attacked.favourite - trial.honest.favourite > 2 * MOST_LIFTED


def test_the_shipped_curve_is_what_the_command_writes(tmp_path: Path) -> None:
    shipped = learning_curve()
    assert shipped is not None
    for curve in shipped["curves"]:
        assert curve["points"][-1]["ndcg"] >= curve["points"][0]["ndcg"]
    for trial in shipped["attacks"]:
        assert trial["honest"]["ndcg"] - trial["attacked"]["ndcg"] < shipped["most_lost"] == MOST_LOST
        assert (
            trial["attacked"]["favourite"] - trial["honest"]["favourite"]
            < shipped["most_lifted"]
            == MOST_LIFTED
        )
    assert learning_curve(tmp_path / "none.json") is None


@pytest.mark.slow
def test_the_command_writes_the_curve(tmp_path: Path) -> None:
    path = tmp_path / "curve.json"
    assert main(["simulate", "--runs", "1", "--output", str(path)]) == 0
    assert json.loads(path.read_text())["curves"][0]["points"][-1]["verdicts"] == 2000


def test_what_is_shipped_for_an_encoder_nobody_trained() -> None:
    learned = shipped_weights("hashing-256")
    assert learned.calibration is None
    assert len(learned.fusion.bare) == len(MISTAKEN.bare) == len(SIGNALS)
