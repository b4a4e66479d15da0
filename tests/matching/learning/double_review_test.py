"""Cohen's kappa of two reviewers with its bootstrap interval."""

from __future__ import annotations

import pytest

from matching.learning.agreement import cohen_kappa
from matching.learning.double_review import measure_double_review


def test_a_textbook_table() -> None:
    """20 both yes, 5 and 10 apart, 15 both no: 0.7 observed, 0.5 by chance, kappa 0.4."""
    first = [True] * 25 + [False] * 25
    second = [True] * 20 + [False] * 5 + [True] * 10 + [False] * 15
    found = measure_double_review(first, second)
    assert (found.both_yes, found.yes_no, found.no_yes, found.both_no) == (20, 5, 10, 15)
    assert found.kappa == pytest.approx(0.4) == cohen_kappa(first, second)
    assert (found.pairs, found.agreed) == (50, 35)
    assert found.low is not None and found.high is not None
    # The large-sample error is 0.127: the interval must be of that width, about the estimate.
    assert found.low == pytest.approx(0.4 - 1.96 * 0.13, abs=0.05)
    assert found.high == pytest.approx(0.4 + 1.96 * 0.13, abs=0.05)
    assert measure_double_review(first, second) == found, "the same verdicts, the same interval"


def test_more_pairs_make_the_interval_narrower() -> None:
    first, second = [True, True, False, False], [True, True, False, True]
    few, many = (measure_double_review(first * n, second * n) for n in (3, 100))
    assert few.low is not None and few.high is not None and many.low is not None and many.high is not None
    assert many.high - many.low < few.high - few.low


def test_none_few_and_one_sided() -> None:
    assert measure_double_review([], []).kappa is None
    few = measure_double_review([True, False], [True, False])
    assert (few.kappa, few.low, few.high) == (1.0, None, None)
    same = measure_double_review([True] * 20, [True] * 20)
    assert (same.kappa, same.low, same.high) == (0.0, 0.0, 0.0)
    with pytest.raises(ValueError, match="equally long"):
        measure_double_review([True], [])
