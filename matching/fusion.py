"""The learned fusion of signals: what each signal of a pair is worth, thin texts apart from full ones.

A score is a weighted mean of values in 0..1, so it is in 0..1 itself and falls into parts that add up to it.
Five signals depend on nothing but the pair, the last on who else needs the supply (`matching.preference`).
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

Floats = NDArray[np.float64]

# In this order wherever an axis counts signals.
SIGNALS = ("dense", "lexical", "industry", "memory", "wording", "preference")
ALONE = SIGNALS[:5]


@dataclass(frozen=True)
class Fusion:
    """Weights of the signals, each row summing to 1, and the scales that make each value absolute.

    `bare` holds where one side says next to nothing, `ample` from `ample_text` characters of the shorter side
    on, and between them a straight line. `full_units` deviations of unrelated pairs are full closeness;
    `half_share` is the share of the BM25 ceiling that is half of what shared words can say. From the score
    `fits_bare` (`fits_ample`) on, a pair of bare (ample) text fits more likely than not.
    """

    bare: tuple[float, ...]
    ample: tuple[float, ...]
    ample_text: float
    full_units: float
    half_share: float
    fits_bare: float
    fits_ample: float

    def dense_values(self, units: Floats) -> Floats:
        """Deviations above unrelated as 0..1."""
        clipped: Floats = np.clip(units / self.full_units, 0.0, 1.0)
        return clipped

    def lexical_values(self, share: Floats) -> Floats:
        """Shares of the BM25 ceiling as 0..1, saturating: s / (s + half_share)."""
        positive: Floats = np.maximum(share, 0.0)
        saturated: Floats = positive / (positive + self.half_share)
        return saturated

    def least_fitting(self, amount: float) -> float:
        """The score that counts as fitting when the shorter side has `amount` characters."""
        share = min(1.0, amount / self.ample_text)
        return (1.0 - share) * self.fits_bare + share * self.fits_ample

    def weights(self, amounts: NDArray[np.floating]) -> Floats:
        """Of the signals, shape (…, 6); `amounts` are characters of the shorter side, of any shape."""
        share = np.clip(amounts / self.ample_text, 0.0, 1.0)[..., None]
        mixed: Floats = (1.0 - share) * np.asarray(self.bare) + share * np.asarray(self.ample)
        return mixed

    def weights_alone(self, amounts: NDArray[np.floating]) -> Floats:
        """As `weights` where nothing is known but the pair: preference has none, the rest sums to 1."""
        mixed = self.weights(amounts)
        mixed[..., len(ALONE) :] = 0.0
        alone: Floats = mixed / mixed.sum(axis=-1, keepdims=True)
        return alone


def read_fusions(path: Path) -> dict[str, Fusion]:
    """Fusions by the name of the encoder they were fitted with; `other` serves every encoder without one."""
    try:
        stored: Mapping[str, Mapping[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
        return {
            name: Fusion(**{**row, "bare": tuple(row["bare"]), "ample": tuple(row["ample"])})
            for name, row in stored.items()
        }
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise TrainedFileError(path, problem) from problem


def write_fusions(fusions: Mapping[str, Fusion], path: Path) -> None:
    """As `read_fusions` reads them, rounded to what was worth fitting."""
    rows = {name: asdict(fusion) for name, fusion in fusions.items()}
    path.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
