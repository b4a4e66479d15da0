"""From verdicts to a candidate: fitted on the earlier ones, judged on the later ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matching.calibration import Calibration
from matching.fusion import Fusion
from matching.learning.agreement import ReviewerAgreement, reviewer_agreement, shared_kappa
from matching.learning.bounded_weights import bounded_weights
from matching.learning.fit import (
    Curve,
    corrected,
    fit_curve,
    keeps_bounds,
    learn_correction,
    learn_fusion,
    log_odds,
    logistic,
    scores_of,
)
from matching.learning.judge import Comparison, Ruling, compare
from matching.learning.settings import LearningSettings
from matching.learning.verdicts import (
    Floats,
    TooFewVerdicts,
    Verdict,
    latest_words,
    outcomes_of,
    split_by_time,
)


@dataclass(frozen=True)
class Learned:
    """What a version of the matcher has beyond the encoder; no calibration where none was ever fitted."""

    fusion: Fusion
    calibration: Calibration | None = None


@dataclass(frozen=True)
class Proposal:
    """A candidate with what speaks for it.

    A part that was not better is the one in service; then its comparison says so, and `better` is false
    when that holds for both. `candidate` is the fusion learned, whatever becomes of it. `comparison` is of
    the fusion, `honesty` of the calibration (None when it could not be learned). `weight` is what all
    verdicts together count; `fitted` were the earlier of them.
    """

    learned: Learned
    candidate: Fusion
    better: bool
    comparison: Comparison
    honesty: Comparison | None
    within_bounds: bool
    verdicts: int
    fitted: int
    weight: float
    reviewers: tuple[ReviewerAgreement, ...]
    shared: int
    shared_kappa: float | None


def propose(
    verdicts: Sequence[Verdict],
    current: Learned,
    shipped: Learned,
    version: str = "",
    settings: LearningSettings | None = None,
) -> Proposal:
    """Learn from all verdicts, each time anew from the shipped weights: nothing adds up unseen in months.

    `version` names the matcher in service, whose promises the calibration is judged by. Raises
    TooFewVerdicts.
    """
    settings = settings or LearningSettings()
    said = latest_words(verdicts)
    fitting = [verdict for verdict in said if verdict.recommended or verdict.about_fit]
    if len(fitting) < settings.least_verdicts:
        raise TooFewVerdicts(len(fitting), settings.least_verdicts)
    reviewers = tuple(reviewer_agreement(said, settings))
    trust = {reviewer.reviewer: reviewer.trust for reviewer in reviewers}
    early, late = split_by_time(fitting, settings.earlier)
    weights = bounded_weights(early, settings, trust)
    fusion = learn_fusion(early, weights, shipped.fusion, settings)
    comparison = _compare_fusions(early, weights, late, trust, current.fusion, fusion, settings)
    within = keeps_bounds(fusion, shipped.fusion, settings)
    takes_fusion = comparison.better and within
    # Chances promised by another version's scores say nothing about this one's.
    calibration, honesty = None, None
    if not takes_fusion and current.calibration is not None and shipped.calibration is not None:
        calibration, honesty = _recalibrate(said, trust, current.calibration, version, settings)
    is_honester = honesty is not None and honesty.better
    return Proposal(
        Learned(
            fusion if takes_fusion else current.fusion,
            calibration if is_honester else current.calibration,
        ),
        fusion,
        takes_fusion or is_honester,
        comparison,
        honesty,
        within,
        len(said),
        len(early),
        round(float(bounded_weights(fitting, settings, trust).sum()), 2),
        reviewers,
        *shared_kappa(said),
    )


def _compare_fusions(
    early: Sequence[Verdict],
    weights: Floats,
    late: Sequence[Verdict],
    trust: dict[str, float],
    current: Fusion,
    candidate: Fusion,
    settings: LearningSettings,
) -> Comparison:
    """Each with the curve that suits its scores best on the earlier verdicts."""
    rulings = []
    for fusion in (current, candidate):
        curve: Curve = fit_curve(scores_of(fusion, early), outcomes_of(early), weights)
        scores = scores_of(fusion, late)
        rulings.append(Ruling(scores, curve.chances(scores)))
    return compare(late, bounded_weights(late, settings, trust), rulings[0], rulings[1], settings)


def _recalibrate(
    said: Sequence[Verdict],
    trust: dict[str, float],
    current: Calibration,
    version: str,
    settings: LearningSettings,
) -> tuple[Calibration | None, Comparison | None]:
    """The calibration corrected by what became of this version's promises; any rejection counts."""
    promised = [v for v in said if v.probability is not None and v.version == version]
    early, late = split_by_time(promised, settings.earlier)
    if len(promised) < settings.least_verdicts:
        return None, None
    weights = bounded_weights(early, settings, trust)
    steeper, higher = learn_correction(_chances(early), outcomes_of(early), weights, settings)
    before = _chances(late)
    after = logistic(steeper * log_odds(before) + higher)
    try:
        honesty = compare(
            late,
            bounded_weights(late, settings, trust),
            Ruling(before, before),
            Ruling(before, after),
            settings,
        )
    except TooFewVerdicts:
        return None, None
    return corrected(current, steeper, higher), honesty


def _chances(verdicts: Sequence[Verdict]) -> Floats:
    return np.asarray([verdict.probability for verdict in verdicts], dtype=np.float64)
