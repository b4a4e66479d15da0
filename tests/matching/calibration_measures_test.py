"""Calibration error, reliability curve and area under the curve against values worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.evaluation import area_under_roc, expected_calibration_error, reliability_curve
from matching.evaluation.calibration import wilson_interval

forecasts = st.lists(
    st.tuples(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.9, 1.0]), st.booleans()), min_size=1, max_size=60
)


def test_the_error_by_hand() -> None:
    # Two bins of two: promised 0.15, seen 0.5; promised 0.85, seen 1.
    error = expected_calibration_error([0.1, 0.2, 0.8, 0.9], [0, 1, 1, 1], bins=2)
    assert error == pytest.approx((2 * 0.35 + 2 * 0.15) / 4)


def test_what_is_promised_and_kept_has_no_error() -> None:
    assert expected_calibration_error([0.3] * 10, [1] * 3 + [0] * 7) == pytest.approx(0.0)
    assert expected_calibration_error([0.0, 1.0], [0, 1]) == 0.0
    assert expected_calibration_error([1.0] * 5, [0] * 5) == 1.0


def test_drawn_from_their_own_probabilities_the_error_is_small_and_overconfidence_shows() -> None:
    random = np.random.default_rng(1)
    chances = random.uniform(size=20_000)
    outcomes = random.uniform(size=20_000) < chances
    assert expected_calibration_error(chances, outcomes) < 0.02
    assert expected_calibration_error(np.where(chances > 0.5, 1.0, 0.0), outcomes) == pytest.approx(
        0.25, abs=0.02
    )


@given(forecasts, st.randoms(use_true_random=False))
def test_the_order_of_the_pairs_does_not_matter(pairs: list[tuple[float, bool]], random: object) -> None:
    shuffled = list(pairs)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    first, second = ([list(column) for column in zip(*some, strict=True)] for some in (pairs, shuffled))
    assert expected_calibration_error(*first) == pytest.approx(expected_calibration_error(*second))
    assert 0.0 <= expected_calibration_error(*first) <= 1.0


@given(forecasts)
def test_the_curve_holds_every_pair_in_bins_of_equal_numbers(pairs: list[tuple[float, bool]]) -> None:
    promised, came_true = zip(*pairs, strict=True)
    curve = reliability_curve(promised, came_true)
    counts = [part.count for part in curve]
    assert sum(counts) == len(pairs)
    assert max(counts) - min(counts) <= 1
    assert sum(part.count * part.observed for part in curve) == pytest.approx(sum(came_true))
    assert [part.promised for part in curve] == sorted(part.promised for part in curve)
    assert all(part.low <= part.observed + 1e-9 and part.observed - 1e-9 <= part.high for part in curve)


def test_wilson_by_hand() -> None:
    low, high = wilson_interval(0.5, 10)
    assert (low, high) == (pytest.approx(0.2366, abs=1e-4), pytest.approx(0.7634, abs=1e-4))
    assert wilson_interval(0.0, 3)[0] == pytest.approx(0.0)
    assert wilson_interval(1.0, 3)[1] == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("probabilities", "outcomes"),
    [([], []), ([0.5], [1, 0]), ([1.5], [1]), ([0.5], [2]), ([float("nan")], [1])],
)
def test_what_is_no_probability_is_refused(probabilities: list[float], outcomes: list[int]) -> None:
    with pytest.raises(ValueError, match="expected"):
        expected_calibration_error(probabilities, outcomes)


def test_the_area_by_hand() -> None:
    assert area_under_roc([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]) == pytest.approx(0.75)
    assert area_under_roc([1, 2, 3], [False, False, True]) == 1.0
    assert area_under_roc([3, 2, 1], [False, False, True]) == 0.0
    assert area_under_roc([5, 5, 5, 5], [1, 0, 1, 0]) == 0.5


@given(st.lists(st.tuples(st.integers(-3, 3), st.booleans()), min_size=2, max_size=40))
def test_the_area_is_the_share_of_pairs_in_the_right_order(pairs: list[tuple[int, bool]]) -> None:
    positives = [score for score, label in pairs if label]
    negatives = [score for score, label in pairs if not label]
    if not positives or not negatives:
        with pytest.raises(ValueError, match="at least one"):
            area_under_roc(*zip(*pairs, strict=True))
        return
    right = sum((p > n) + (p == n) / 2 for p in positives for n in negatives)
    assert area_under_roc(*zip(*pairs, strict=True)) == pytest.approx(
        right / (len(positives) * len(negatives))
    )
