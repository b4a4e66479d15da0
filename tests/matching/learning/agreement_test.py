"""Agreement beyond chance, and who stands apart."""

from __future__ import annotations

from dataclasses import replace

import pytest

from matching.learning.agreement import cohen_kappa, reviewer_agreement, shared_kappa
from matching.learning.curve import MISTAKEN
from matching.learning.drift import acceptance_by_band, population_stability
from matching.learning.needs import synthetic_needs
from matching.learning.reviewers import HOSTILE, NOISY
from tests.matching.learning.saying import judged, verdict


def test_kappa_as_in_the_textbook() -> None:
    # Cohen's table of 50: 20 both yes, 15 both no, 5 and 10 apart: 0.7 observed, 0.5 by chance.
    one = [1] * 20 + [1] * 5 + [0] * 10 + [0] * 15
    other = [1] * 20 + [0] * 5 + [1] * 10 + [0] * 15
    assert cohen_kappa(one, other) == pytest.approx(0.4)
    assert cohen_kappa([1, 0, 1, 0], [1, 0, 1, 0]) == 1.0
    assert cohen_kappa([1, 1, 1], [1, 1, 1]) == 0.0
    with pytest.raises(ValueError, match="equally long"):
        cohen_kappa([1], [1, 0])


def test_shared_pairs_are_compared_both_ways() -> None:
    said = [verdict(n, n % 2 == 0, reviewer="a") for n in range(10)]
    assert shared_kappa(said) == (0, None)
    said += [replace(one, reviewer="b") for one in said]
    assert shared_kappa(said) == (10, 1.0)


def test_the_hostile_one_stands_apart_and_nobody_else() -> None:
    said = judged(synthetic_needs(120, 3), MISTAKEN, 3, (*NOISY, HOSTILE))
    lines = {line.reviewer: line for line in reviewer_agreement(said)}
    assert [name for name, line in lines.items() if line.outlying] == [HOSTILE.name]
    assert lines[HOSTILE.name].trust < 0.1 and (lines[HOSTILE.name].kappa or 0.0) < 0.0
    assert all(line.trust == 1.0 for name, line in lines.items() if name != HOSTILE.name)


def test_few_verdicts_say_nothing_of_a_reviewer() -> None:
    lines = reviewer_agreement([verdict(n, reviewer=f"r{n % 3}") for n in range(9)])
    assert [(line.kappa, line.outlying, line.trust) for line in lines] == [(None, False, 1.0)] * 3
    assert reviewer_agreement([]) == []


def test_acceptance_by_band_and_the_stability_of_scores() -> None:
    bands = acceptance_by_band([0.1, 0.3, 0.95, 1.0], [False, True, True, True])
    assert [(band.judged, band.share) for band in bands] == [
        (1, 0.0),
        (1, 1.0),
        (0, None),
        (0, None),
        (2, 1.0),
    ]
    assert population_stability([10, 20, 30], [20, 40, 60]) == pytest.approx(0.0)
    # (0.2 - 0.5) ln(0.2 / 0.5) + (0.8 - 0.5) ln(0.8 / 0.5)
    assert population_stability([50, 50], [20, 80]) == pytest.approx(0.41589, abs=1e-4)
    assert population_stability([0, 0], [1, 2]) is None
    with pytest.raises(ValueError, match="same bands"):
        population_stability([1], [1, 2])
