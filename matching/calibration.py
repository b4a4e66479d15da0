"""Turns scores into honest probabilities: of one pair, and of anything fitting at all.

Both are logistic (Platt, 1999) over what the score alone does not say: how far it stands out from the bulk of
the list, which a longer list does not move, how near the best it is, and how much text there was to judge by.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.errors import TrainedFileError

Floats = NDArray[np.floating]

# A list of three has hardly any spread; this keeps its best from standing out beyond belief.
_LEAST_SPREAD = 0.03
# From this many characters on the shorter side, more text makes a score no more certain.
AMPLE_TEXT = 200.0


@dataclass(frozen=True)
class Bulk:
    """The scores of a list that has nothing to do with a demand: their median and spread.

    `spread` is the distance from the median to the 90th percentile: the few that fit do not move either.
    """

    median: float
    spread: float


def bulk_of(scores: Floats) -> Bulk:
    """Of the scores of a demand with a sample of the list, shape (n,); of an empty one nothing is usual."""
    if not len(scores):
        return Bulk(0.0, _LEAST_SPREAD)
    # As np.quantile, which takes longer to get ready than all of this.
    places = np.asarray((0.5, 0.9)) * (len(scores) - 1)
    median, high = np.interp(places, np.arange(len(scores)), np.sort(scores))
    return Bulk(float(median), max(float(high - median), _LEAST_SPREAD))


@dataclass(frozen=True)
class Calibration:
    """Weights of the standardised features, with an intercept, for pairs and for demands."""

    pair: tuple[float, ...]
    pair_intercept: float
    demand: tuple[float, ...]
    demand_intercept: float
    # A demand is called unserved when the chance that anything fits is below this.
    least_served: float

    def pair_probabilities(self, features: Floats) -> Floats:
        """Chance that staff would recommend each pair; `features` as `pair_features` gives them."""
        return _logistic(features @ np.asarray(self.pair, dtype=np.float32) + self.pair_intercept)

    def served_probability(self, features: Floats) -> float:
        """Chance that at least one supply fits; `features` as `demand_features` gives them."""
        return float(_logistic(features @ np.asarray(self.demand, dtype=np.float32) + self.demand_intercept))


@dataclass(frozen=True)
class Standing:
    """What the calibration knows of n pairs of one demand, best first; each column has shape (n,).

    `beyond` is how much nearer the supply is to the need than the kinds of problem nearest to it, in
    deviations of unrelated pairs: a supply that fits is nearer than what merely sounds alike anywhere.
    `amounts` are characters of the shorter side, `pool_size` counts the supplies that no rule bars: among
    ten times as many, more of the first ten only sound right.
    """

    scores: Floats
    beyond: Floats
    amounts: Floats
    pool_size: int


def pair_features(standing: Standing, bulk: Bulk) -> Floats:
    """Shape (n, 7).

    Score, height above the bulk, distance below the best, text, score times text, beyond, and crowd (log10).
    """
    scores = standing.scores
    text = np.sqrt(np.clip(standing.amounts / AMPLE_TEXT, 0.0, 1.0))
    above = np.clip((scores - bulk.median) / bulk.spread, -5.0, 20.0)
    beyond = np.clip(standing.beyond, -10.0, 10.0)
    crowd = np.full(len(scores), np.log10(max(standing.pool_size, 1)))
    columns = [scores, above, scores.max(initial=0.0) - scores, text, scores * text, beyond, crowd]
    return np.stack(columns, axis=1).astype(np.float32)


def demand_features(probabilities: Floats, features: Floats) -> Floats:
    """Shape (8,) from a demand's best ten, `features` being those of its pairs, n at least 1.

    The best pair's log-odds and height above the bulk, the log-odds that any of the ten fits were they
    independent, how far the best stands out from the tenth, the best pair's text, the greatest beyond, the
    crowd, and the best score.
    """
    kept = np.clip(probabilities, 1e-4, 1 - 1e-4)
    any_fits = min(1.0 - float(np.prod(1.0 - kept)), 1.0 - 1e-4)
    above, text, beyond = features[:, 1], features[0, 3], features[:, 5]
    columns = [
        _log_odds(float(kept.max())),
        float(above.max()),
        _log_odds(any_fits),
        float(above.max() - above.min()),
        float(text),
        float(beyond.max()),
        float(features[0, 6]),
        float(features[:, 0].max()),
    ]
    return np.asarray(columns, dtype=np.float32)


def read_calibrations(path: Path) -> dict[str, Calibration]:
    """Calibrations by the name of the encoder they were fitted with."""
    try:
        stored: Mapping[str, Mapping[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
        return {name: _calibration(row) for name, row in stored.items()}
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as problem:
        raise TrainedFileError(path, problem) from problem


def write_calibrations(calibrations: Mapping[str, Calibration], path: Path) -> None:
    """As `read_calibrations` reads them."""
    rows = {name: asdict(calibration) for name, calibration in calibrations.items()}
    path.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")


def _calibration(row: Mapping[str, Any]) -> Calibration:
    return Calibration(**{**row, "pair": tuple(row["pair"]), "demand": tuple(row["demand"])})


def _logistic(x: Floats) -> Floats:
    result: Floats = 1.0 / (1.0 + np.exp(-np.clip(x, -30.0, 30.0)))
    return result


def _log_odds(p: float) -> float:
    return float(np.log(p / (1.0 - p)))
