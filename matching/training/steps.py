"""The steps of training, each from the files of the one before to its own."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from matching.calibration import write_calibrations
from matching.encoders.base import EncoderSettings
from matching.encoders.differences import compressed, write_differences
from matching.encoders.factory import PLAIN_FOLDER, load_encoder
from matching.encoders.packed_e5 import unpack_model
from matching.fusion import Fusion, write_fusions
from matching.kind_vectors import learn_kinds, model_of, write_learned
from matching.knowledge.kinds import kinds_of, read_kinds
from matching.trained import (
    CALIBRATION,
    ENCODER_DIFFERENCES,
    FUSION,
    KIND_VECTORS,
    OTHER,
    TUNED,
    WORDING,
    trained_for,
)
from matching.training.benches import Bench, CachedEncoder, drawn_benches, tune_benches
from matching.training.figures import report_figures
from matching.training.fine_tune import FineTuning, fine_tune
from matching.training.fit_calibration import Shortlist, fit_calibration
from matching.training.fit_fusion import Question, fit_fusion
from matching.training.lists import ListShape
from matching.wording_file import learn_wording, write_wording

Step = Callable[[EncoderSettings], None]

# Calibration must hold on lists ten times as long as well.
LARGE_SEEDS, LARGE = range(10, 12), ListShape(supplies=2200)


def train_encoder(settings: EncoderSettings) -> None:
    """Fine-tune the plain model on the training kinds; keep the differences."""
    tuning = FineTuning()
    folder = unpack_model(settings.model_dir / PLAIN_FOLDER)
    deltas = fine_tune(folder, kinds_of("train"), tuning, _tell)
    kept = {name: tuning.kept * delta for name, delta in deltas.items()}
    write_differences(compressed(kept, tuning.rank), ENCODER_DIFFERENCES)


def encode_kinds(settings: EncoderSettings) -> None:
    """Encode all kinds with the tuned model, and place the words of both sides."""
    encoder, kinds = load_encoder(settings), read_kinds()
    write_learned(learn_kinds(kinds, encoder), kinds, model_of(encoder.name), KIND_VECTORS)
    write_wording(learn_wording(kinds), WORDING)


def fit_weights(settings: EncoderSettings) -> None:
    """Fit the fusion for the tuned encoder and for others, and the calibration of the tuned one."""
    encoder = CachedEncoder(load_encoder(settings))
    trained = trained_for(encoder)
    benches = list(tune_benches(encoder, trained))
    tuned = fit_in_turn(benches)
    plain = CachedEncoder(load_encoder(replace(settings, name="e5-small")))
    others = fit_in_turn(list(tune_benches(plain, trained_for(plain))), without=("memory",))
    write_fusions({TUNED: tuned, OTHER: others}, FUSION)
    large = drawn_benches("tune", LARGE_SEEDS, LARGE, encoder, trained)
    shortlists = list(first_ten([*benches, *large], tuned))
    write_calibrations({TUNED: fit_calibration(shortlists)}, CALIBRATION)


def fit_in_turn(benches: Sequence[Bench], without: Sequence[str] = ()) -> Fusion:
    """Fitted twice, for the first fit's order says which candidates choose among needs."""
    first = fit_fusion(_asked(benches), without)
    for bench in benches:
        bench.matcher.reweigh(first, None)
    return fit_fusion(_asked(benches), without)


def _asked(benches: Sequence[Bench]) -> list[Question]:
    return [question for bench in benches for question in [*bench.questions()] * bench.times]


def first_ten(benches: Sequence[Bench], fusion: Fusion) -> Iterable[Shortlist]:
    """Of every demand as it is, and again with all that fits it withheld."""
    for bench in benches:
        bench.matcher.reweigh(fusion, None)
        for withhold in (False, True):
            yield from [*bench.shortlists(withhold)] * bench.times


def _tell(step: int, steps: int, loss: float) -> None:
    if step % 10 == 0 or step == steps:
        sys.stderr.write(f"\r  step {step} of {steps}, loss {loss:.3f}{chr(10) if step == steps else ''}")


STEPS: dict[str, Step] = {
    "encoder": train_encoder,
    "kinds": encode_kinds,
    "weights": fit_weights,
    "figures": report_figures,
}
