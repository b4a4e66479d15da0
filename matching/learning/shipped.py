"""What the matcher is shipped with: the weights learning starts from, and the simulated learning curve."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from matching.calibration import read_calibrations
from matching.fusion import read_fusions
from matching.kind_vectors import learned_model, model_of
from matching.learning.propose import Learned
from matching.trained import CALIBRATION, FUSION, KIND_VECTORS, OTHER, TUNED

CURVE = Path(__file__).with_name("curve.json")


def shipped_weights(model: str) -> Learned:
    """Those of the encoder that `model` names (as the site names its vectors), or of any other encoder.

    Raises TrainedFileError when a file is missing or damaged.
    """
    fusions = read_fusions(FUSION)
    if model_of(model.split("+", 1)[0]) != learned_model(KIND_VECTORS):
        return Learned(fusions[OTHER])
    return Learned(fusions[TUNED], read_calibrations(CALIBRATION)[TUNED])


def learning_curve(path: Path = CURVE) -> dict[str, Any] | None:
    """What `python -m matching.learning simulate` wrote; None before it ran."""
    found: dict[str, Any] | None = json.loads(path.read_text(encoding="utf-8")) if path.exists() else None
    return found
