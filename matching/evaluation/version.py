"""Names the ranking that was measured, so that two reports can be told apart."""

from __future__ import annotations

import hashlib

from matching.encoders.base import Encoder
from matching.trained import CALIBRATION, FUSION, KIND_VECTORS, WORDING


def ranker_version(encoder: Encoder, baseline_encoder: Encoder | None = None) -> dict[str, str]:
    """The encoder, the encoder of the baselines, and a short hash of all that was learned."""
    settings = hashlib.sha256()
    for path in (FUSION, CALIBRATION, KIND_VECTORS, WORDING):
        settings.update(hashlib.sha256(path.read_bytes()).digest())
    return {
        "encoder": encoder.name,
        "baseline_encoder": (baseline_encoder or encoder).name,
        "settings": settings.hexdigest()[:12],
    }
