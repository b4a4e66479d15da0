"""What is learned is better, bounded, and put forward only when chance is an unlikely cause."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from matching.calibration import Calibration
from matching.learning.bounded_weights import bounded_weights
from matching.learning.curve import MISTAKEN
from matching.learning.fit import corrected, keeps_bounds, learn_fusion, log_odds, logistic
from matching.learning.needs import quality, synthetic_needs
from matching.learning.propose import Learned, propose
from matching.learning.settings import LearningSettings
from matching.learning.verdicts import TooFewVerdicts, Verdict
from tests.matching.learning.saying import judged, verdict

SETTINGS = LearningSettings()
NEEDS = synthetic_needs(300, 5)
HELD_OUT = synthetic_needs(80, 6)
CALIBRATION = Calibration((8.0, 0.4, -4.0, 0.0, 1.0), -6.0, (0.5, 0.2, 0.5, 0.1, 0.0), -1.0, 0.5)


@pytest.fixture(scope="module")
def said() -> list[Verdict]:
    return judged(NEEDS, MISTAKEN, 5)


def test_a_better_candidate_is_put_forward(said: list[Verdict]) -> None:
    proposal = propose(said, Learned(MISTAKEN), Learned(MISTAKEN))
    assert proposal.better and proposal.within_bounds
    assert min(proposal.comparison.p_pairwise, proposal.comparison.p_log_loss) < 0.05
    assert proposal.comparison.candidate.pairwise > proposal.comparison.current.pairwise
    assert quality(HELD_OUT, proposal.learned.fusion).ndcg > quality(HELD_OUT, MISTAKEN).ndcg + 0.1


def test_what_is_no_better_than_what_is_in_service_is_not(said: list[Verdict]) -> None:
    learned = propose(said, Learned(MISTAKEN), Learned(MISTAKEN)).learned
    again = propose(said, learned, Learned(MISTAKEN))
    assert not again.better and again.learned == learned


def test_a_worse_candidate_is_not_put_forward() -> None:
    """Staff who err more often than not in the first two thirds, and rightly in the last."""
    right = judged(NEEDS, MISTAKEN, 5)
    cut = int(len(right) * 0.7)
    turned = [replace(v, recommended=not v.recommended) for v in right[:cut]] + right[cut:]
    good = propose(right, Learned(MISTAKEN), Learned(MISTAKEN)).learned
    proposal = propose(turned, good, Learned(MISTAKEN))
    assert not proposal.better and proposal.learned == good
    assert proposal.comparison.candidate.pairwise < proposal.comparison.current.pairwise


def test_few_verdicts_move_little_and_none_leaves_its_bounds(said: list[Verdict]) -> None:
    moved = []
    for count in (20, 100, len(said)):
        some = said[:count]
        learned = learn_fusion(some, bounded_weights(some, SETTINGS), MISTAKEN, SETTINGS)
        moved.append(float(np.abs(np.subtract(learned.ample, MISTAKEN.ample)).sum()))
        assert keeps_bounds(learned, MISTAKEN, SETTINGS)
    assert moved[0] < 0.2 and moved[0] < moved[1] < moved[2]
    free = learn_fusion(said, np.full(len(said), 1e4), MISTAKEN, SETTINGS)
    assert keeps_bounds(free, MISTAKEN, SETTINGS)
    assert not keeps_bounds(replace(MISTAKEN, bare=(0.2, 0.15, 0.15, 0.02, 0.03, 0.45)), MISTAKEN, SETTINGS)


def test_a_signal_that_was_left_out_stays_out_and_one_that_was_not_stays_in(said: list[Verdict]) -> None:
    silent = replace(MISTAKEN, bare=(0.6, 0.2, 0.1, 0.05, 0.05, 0.0), ample=(0.5, 0.3, 0.1, 0.05, 0.05, 0.0))
    learned = learn_fusion(said, np.full(len(said), 100.0), silent, SETTINGS)
    assert learned.bare[5] == learned.ample[5] == 0.0
    assert min(learned.bare[:5] + learned.ample[:5]) > 0.0


def test_rejections_for_price_or_date_teach_nothing_of_fit(said: list[Verdict]) -> None:
    tired = [replace(v, about_fit=False, reason="over_budget") if not v.recommended else v for v in said]
    with pytest.raises(TooFewVerdicts):
        propose(tired[:80], Learned(MISTAKEN), Learned(MISTAKEN))


def test_too_few_are_said_to_be_too_few() -> None:
    with pytest.raises(TooFewVerdicts) as few:
        propose([verdict(n) for n in range(10)], Learned(MISTAKEN), Learned(MISTAKEN))
    assert (few.value.found, few.value.needed, few.value.to_judge) == (10, SETTINGS.least_verdicts, False)
    with pytest.raises(TooFewVerdicts) as one_sided:
        propose([verdict(n, n % 2 > 0) for n in range(90)], Learned(MISTAKEN), Learned(MISTAKEN))
    assert one_sided.value.to_judge  # every demand has one verdict: nothing can be in the wrong order


def test_overconfident_probabilities_are_corrected(said: list[Verdict]) -> None:
    """The weights stay; what was promised too surely is brought in line with what became of it."""
    learned = propose(said, Learned(MISTAKEN), Learned(MISTAKEN)).learned
    promising = []
    for one in said:
        score = float((np.asarray(one.values) * learned.fusion.weights(np.asarray([one.amount]))).sum())
        chance = float(logistic(np.asarray([14.0 * score - 4.0]))[0])
        promising.append(replace(one, probability=chance))
    current = Learned(learned.fusion, CALIBRATION)
    proposal = propose(promising, current, Learned(MISTAKEN, CALIBRATION), "shipped")
    assert proposal.honesty is not None and proposal.honesty.better and proposal.better
    assert proposal.learned.fusion == learned.fusion
    assert proposal.honesty.candidate.log_loss < proposal.honesty.current.log_loss - 0.1
    other = propose(promising, current, Learned(MISTAKEN, CALIBRATION), "7")
    assert other.honesty is None  # promises of another version say nothing of this one's


def test_a_correction_stretches_pairs_and_leaves_demands() -> None:
    features = np.asarray([[0.6, 2.0, 0.1, 1.0, 0.6]], dtype=np.float32)
    changed = corrected(CALIBRATION, 0.5, -1.0)
    before = log_odds(CALIBRATION.pair_probabilities(features).astype(np.float64))
    after = log_odds(changed.pair_probabilities(features).astype(np.float64))
    assert after == pytest.approx(0.5 * before - 1.0, abs=1e-3)

    def demand(calibration: Calibration, best: float) -> float:
        row = np.asarray([best, 3.0, best, 2.0, 1.0], dtype=np.float32)
        return calibration.served_probability(row)

    assert demand(changed, 0.5 * 2.0 - 1.0) == pytest.approx(demand(CALIBRATION, 2.0), abs=1e-4)
