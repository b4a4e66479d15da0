"""Names the ranking that was measured, so that two reports can be told apart."""

from __future__ import annotations

import hashlib

from matching.encoders.base import Encoder
from matching.trained import FUSION


def ranker_version(encoder: Encoder, baseline_encoder: Encoder | None = None) -> dict[str, str]:
    """The encoder, the encoder of the baselines, and a short hash of the scoring settings."""
    settings = hashlib.sha256(FUSION.read_bytes()).hexdigest()[:12]
    return {
        "encoder": encoder.name,
        "baseline_encoder": (baseline_encoder or encoder).name,
        "settings": settings,
    }
