"""Intervals and tests over demands: known values, and what must hold whatever the data."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.evaluation import (
    bootstrap_means,
    holm_correction,
    paired_bootstrap,
    paired_permutation_test,
)

values = st.lists(st.floats(0, 1), min_size=1, max_size=20)


def test_resamples_vary_as_a_mean_does() -> None:
    sample = np.random.default_rng(3).uniform(size=100)
    means = bootstrap_means(sample, resamples=4_000)
    assert means.mean() == pytest.approx(sample.mean(), abs=0.005)
    assert means.std() == pytest.approx(sample.std() / 10, rel=0.1)


def test_rows_see_the_same_draws() -> None:
    sample = np.random.default_rng(3).uniform(size=30)
    first, second = bootstrap_means([sample, sample + 0.25])
    assert second - first == pytest.approx(np.full(2_000, 0.25))


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    random = np.random.default_rng(5)
    held = 0
    for seed in range(200):
        one, other = random.normal(0.6, 0.2, size=(2, 40))
        found = paired_bootstrap(one, other, resamples=500, seed=seed)
        held += found.low <= 0.0 <= found.high
    assert 0.89 <= held / 200 <= 0.99


@given(values)
def test_a_ranking_does_not_differ_from_itself(row: list[float]) -> None:
    found = paired_bootstrap(row, row, resamples=50)
    assert (found.mean, found.low, found.high) == (0.0, 0.0, 0.0)
    assert paired_permutation_test(row, row) == 1.0


@given(values)
def test_the_same_seed_gives_the_same_interval(row: list[float]) -> None:
    zero = [0.0] * len(row)
    assert paired_bootstrap(row, zero, resamples=50) == paired_bootstrap(row, zero, resamples=50)


def test_the_permutation_test_by_hand() -> None:
    # Of the eight sign patterns of 1, 2, 3 only the two extreme ones reach a sum of 6.
    assert paired_permutation_test([1, 2, 3], [0, 0, 0]) == pytest.approx(2 / 8)
    # 1 - 2 + 3 = 2: the eight patterns sum to 6, 4, 2 and 0 with either sign, and only the zeros fall short.
    assert paired_permutation_test([1, 0, 3], [0, 2, 0]) == pytest.approx(6 / 8)


def test_random_patterns_agree_with_all_patterns() -> None:
    differences = np.random.default_rng(2).normal(0.03, 0.1, size=14)
    zeros = np.zeros(14)
    exact = paired_permutation_test(differences, zeros)
    drawn = paired_permutation_test(differences, zeros, permutations=16_000)
    assert 2**14 > 16_000  # so the second was drawn
    assert drawn == pytest.approx(exact, abs=0.02)


def test_a_clear_difference_over_many_demands_is_found_and_noise_is_not() -> None:
    random = np.random.default_rng(4)
    base, noise = random.uniform(size=(2, 100))
    assert paired_permutation_test(base + 0.05 + 0.1 * noise, base) < 0.001
    rejected = [
        paired_permutation_test(*random.normal(size=(2, 25)), permutations=400, seed=seed) < 0.05
        for seed in range(200)
    ]
    assert np.mean(rejected) < 0.1


def test_holm_by_hand() -> None:
    assert holm_correction([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm_correction([0.6, 0.9]) == pytest.approx([1.0, 1.0])
    assert holm_correction([]) == []


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_holm_never_lowers_and_lies_within_bonferroni(p_values: list[float]) -> None:
    corrected = holm_correction(p_values)
    for before, after in zip(p_values, corrected, strict=True):
        assert before <= after <= min(1.0, len(p_values) * before) or after == max(corrected)
    assert sorted(range(len(p_values)), key=lambda i: (p_values[i], i)) == sorted(
        range(len(p_values)), key=lambda i: (corrected[i], p_values[i], i)
    )


@pytest.mark.parametrize(("first", "second"), [([], []), ([1.0], [1.0, 2.0])])
def test_rows_that_do_not_pair_are_refused(first: list[float], second: list[float]) -> None:
    with pytest.raises(ValueError, match="expected"):
        paired_bootstrap(first, second)
    with pytest.raises(ValueError, match="expected"):
        paired_permutation_test(first, second)
