"""Probabilities: honest where they were fitted, and never against the order of the scores."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.calibration import (
    Standing,
    bulk_of,
    demand_features,
    pair_features,
    read_calibrations,
    write_calibrations,
)
from matching.errors import TrainedFileError
from matching.trained import CALIBRATION, TUNED
from matching.training.fit_calibration import Shortlist, fit_calibration

SHIPPED = read_calibrations(CALIBRATION)[TUNED]


@given(
    scores=st.lists(st.floats(0, 1), min_size=1, max_size=10),
    usual=st.lists(st.floats(0, 1), max_size=50),
    amount=st.floats(0, 1e5),
    beyond=st.floats(-1, 1),
)
def test_a_greater_score_never_has_a_smaller_chance(
    scores: list[float], usual: list[float], amount: float, beyond: float
) -> None:
    ordered = np.sort(np.asarray(scores))[::-1]
    standing = Standing(ordered, (ordered - beyond) * 8, np.full(len(ordered), amount), 200)
    features = pair_features(standing, bulk_of(np.asarray(usual)))
    chances = SHIPPED.pair_probabilities(features)
    assert ((chances >= 0) & (chances <= 1)).all()
    assert (np.diff(chances) <= 1e-6).all()
    served = SHIPPED.served_probability(demand_features(chances, features))
    assert 0.0 <= served <= 1.0


def shortlists(count: int, seed: int) -> list[Shortlist]:
    """Demands whose pairs fit with a chance that is a known curve of the score."""
    chance = np.random.default_rng(seed)
    made = []
    for _ in range(count):
        scores = np.sort(chance.uniform(0.2, 0.9, 10))[::-1]
        fits = chance.uniform(size=10) < 1 / (1 + np.exp(-12 * (scores - 0.65)))
        standing = Standing(scores, np.zeros(10), np.full(10, 100.0), 200)
        features = pair_features(standing, bulk_of(chance.uniform(0.0, 0.3, 100)))
        made.append(Shortlist(features, fits, bool(fits.any())))
    return made


def test_fitting_finds_the_curve_that_made_the_outcomes() -> None:
    fitted, fresh = fit_calibration(shortlists(400, 0)), shortlists(400, 1)
    told = np.concatenate([fitted.pair_probabilities(s.features) for s in fresh])
    true = np.concatenate([1 / (1 + np.exp(-12 * (s.features[:, 0] - 0.65))) for s in fresh])
    assert np.abs(told - true).mean() < 0.05


def test_calibrations_come_back_as_written_and_a_broken_file_says_how_to_mend_it(tmp_path: Path) -> None:
    write_calibrations({"mine": SHIPPED}, tmp_path / "c.json")
    assert read_calibrations(tmp_path / "c.json") == {"mine": SHIPPED}
    (tmp_path / "c.json").write_text("[]")
    with pytest.raises(TrainedFileError, match="makes it anew"):
        read_calibrations(tmp_path / "c.json")


def test_a_longer_list_of_the_same_kind_moves_no_bulk() -> None:
    chance = np.random.default_rng(0)
    short, long = bulk_of(chance.beta(2, 8, 256)), bulk_of(chance.beta(2, 8, 25_600))
    assert short.median == pytest.approx(long.median, abs=0.03)
    assert short.spread == pytest.approx(long.spread, abs=0.04)
