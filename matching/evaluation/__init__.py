"""Says how good a ranking is, how sure that is, and whether another one is better.

Measures of a run, honesty of its probabilities, intervals and tests over demands, the baselines to beat, and
the report that holds all of it.
"""

from matching.evaluation.calibration import (
    ReliabilityBin,
    area_under_roc,
    expected_calibration_error,
    reliability_curve,
)
from matching.evaluation.files import read_judgements, read_run
from matching.evaluation.measures import (
    FITS,
    Evaluation,
    Judgements,
    Measures,
    Run,
    evaluate_run,
    measure,
)
from matching.evaluation.significance import (
    Interval,
    bootstrap_means,
    holm_correction,
    paired_bootstrap,
    paired_permutation_test,
)

__all__ = [
    "FITS",
    "Evaluation",
    "Interval",
    "Judgements",
    "Measures",
    "ReliabilityBin",
    "Run",
    "area_under_roc",
    "bootstrap_means",
    "evaluate_run",
    "expected_calibration_error",
    "holm_correction",
    "measure",
    "paired_bootstrap",
    "paired_permutation_test",
    "read_judgements",
    "read_run",
    "reliability_curve",
]
