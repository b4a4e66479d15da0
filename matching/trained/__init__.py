"""What `python -m matching.training` made: the files, and which of them serve an encoder."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from matching.calibration import Calibration, read_calibrations
from matching.encoders.base import Encoder
from matching.fusion import Fusion, read_fusions
from matching.kind_vectors import learned_model, model_of, read_learned
from matching.memory import KindMemory
from matching.reference import Reference, measure_reference
from matching.wording import Wording
from matching.wording_file import read_wording

FOLDER = Path(__file__).parent

ENCODER_DIFFERENCES = FOLDER / "encoder.safetensors"
KIND_VECTORS = FOLDER / "kinds.safetensors"
WORDING = FOLDER / "wording.safetensors"
FUSION = FOLDER / "fusion.json"
CALIBRATION = FOLDER / "calibration.json"
ABLATION = FOLDER / "ablation.json"

# Names in the files of fusions and calibrations: the encoder that was trained, and all others.
TUNED, OTHER = "tuned", "other"


@dataclass(frozen=True)
class Trained:
    """What the matcher has learned for one encoder.

    Without a memory the fusion gives it no weight, and the wording goes by words alone.
    """

    reference: Reference
    memory: KindMemory | None
    fusion: Fusion
    calibration: Calibration | None
    wording: Wording | None = None

    @property
    def described_by(self) -> str:
        """Versions of what describes listings: descriptions by another memory or wording never mix."""
        both = (self.memory, self.wording)
        return "-".join(one.version for one in both if one is not None)


@lru_cache(maxsize=1)
def shipped_wording() -> Wording:
    """Read once: it serves every encoder."""
    return read_wording(WORDING)


def trained_for(encoder: Encoder, reference: Reference | None = None) -> Trained:
    """All of it for the encoder that was trained; for any other the general weights and its measured zero.

    `reference` saves measuring it when it is known. TrainedFileError when a file is missing or damaged.
    """
    fusions = read_fusions(FUSION)
    if model_of(encoder.name) != learned_model(KIND_VECTORS):
        reference = reference or measure_reference(encoder)
        return Trained(reference, None, fusions[OTHER], None, shipped_wording())
    learned = read_learned(KIND_VECTORS, encoder.name)
    calibration = read_calibrations(CALIBRATION)[TUNED]
    return Trained(learned.reference, learned.memory, fusions[TUNED], calibration, shipped_wording())
