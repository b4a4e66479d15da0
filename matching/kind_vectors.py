"""Makes the memory of kinds for an encoder; the default encoder's is a file, so that no start waits."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.documents import Kind
from matching.encoders.base import Encoder, Vectors
from matching.errors import TrainedFileError
from matching.knowledge.kinds import KindOfProblem, ShortText, split_of
from matching.memory import KindMemory
from matching.reference import Reference, reference_of
from matching.wording import Wording
from matching.wording_file import offer_terms

# Chosen on tune kinds and the open list: a lower one recalls one kind only, a higher one everything.
TEMPERATURE = 0.03


@dataclass(frozen=True)
class Learned:
    """The zero and unit of an encoder, measured on the texts of the kinds, and the memory of the kinds.

    With a wording, kinds that it was not learned from are placed by it.
    """

    reference: Reference
    memory: KindMemory
    wording: Wording | None = None


def learn_kinds(kinds: Sequence[KindOfProblem], encoder: Encoder) -> Learned:
    """Encode all texts now: some two minutes for two thousand kinds on two cores."""
    demands = encoder.encode_queries([_text(text) for kind in kinds for text in kind.demands])
    supplies = encoder.encode_passages([_text(text) for kind in kinds for text in kind.supplies])
    first = [np.concatenate([[0], np.cumsum(counts)[:-1]]) for counts in _counts(kinds)]
    is_training = np.repeat([split_of(kind.id) == "train" for kind in kinds], _counts(kinds)[0])
    # Every second one: more of them move no level that could be measured.
    needs = demands[is_training][::2]
    reference = reference_of(demands, supplies, needs, demands[first[0]], supplies[first[1]])
    memory = KindMemory(
        [kind.id for kind in kinds],
        _means(reference.place(demands, "demand"), _counts(kinds)[0]),
        _means(reference.place(supplies, "supply"), _counts(kinds)[1]),
        TEMPERATURE,
    )
    return Learned(reference, memory)


def remember(kinds: Sequence[KindOfProblem], encoder: Encoder, learned: Learned) -> KindMemory:
    """The memory with these kinds added, each encoded now; a kind of the same id is replaced."""
    if not kinds:
        return learned.memory
    demands = encoder.encode_queries([_text(text) for kind in kinds for text in kind.demands])
    supplies = encoder.encode_passages([_text(text) for kind in kinds for text in kind.supplies])
    place = learned.reference.place
    needs = _means(place(demands, "demand"), _counts(kinds)[0])
    offers = _means(place(supplies, "supply"), _counts(kinds)[1])
    names, places = [kind.id for kind in kinds], None
    if learned.wording is not None:
        places = learned.wording.placed(names, [offer_terms(kind) for kind in kinds])
    memory = learned.memory
    return memory.extended(KindMemory(names, needs, offers, memory.temperature, places))


def kinds_digest(kinds: Sequence[KindOfProblem]) -> str:
    """SHA-256 (hex, first 16 places) over all texts: tells whether vectors belong to these kinds."""
    texts = json.dumps([asdict(kind) for kind in kinds], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(texts.encode()).hexdigest()[:16]


def write_learned(learned: Learned, kinds: Sequence[KindOfProblem], model: str, path: Path) -> None:
    """One safetensors file, the vectors in float16; it names the model and the texts it was made with."""
    from safetensors.numpy import save_file

    memory, reference = learned.memory, learned.reference
    tensors: dict[str, NDArray[Any]] = {
        "needs": memory.needs.astype(np.float16),
        "offers": memory.offers.astype(np.float16),
        "reference.needs": reference.needs.astype(np.float16),
        **{f"centre.{side}": np.ascontiguousarray(centre) for side, centre in reference.centres.items()},
    }
    stated = {
        "model": model,
        "digest": kinds_digest(kinds),
        "names": json.dumps(memory.names),
        "zero_and_unit": json.dumps([reference.deviation, reference.middle, reference.spread]),
    }
    save_file(tensors, path, metadata=stated)


def read_learned(path: Path, model: str) -> Learned:
    """As `write_learned` wrote it; TrainedFileError when it is missing, damaged or another model's."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="numpy") as file:
            stated = file.metadata()
            tensors = {name: file.get_tensor(name).astype(np.float32) for name in file.keys()}  # noqa: SIM118
    except (OSError, SafetensorError) as problem:
        raise TrainedFileError(path, problem) from problem
    if model_of(model) != stated["model"]:
        raise TrainedFileError(path, f"it was made with {stated['model']}, not {model}")
    centres: dict[Kind, Vectors] = {"demand": tensors["centre.demand"], "supply": tensors["centre.supply"]}
    memory = KindMemory(json.loads(stated["names"]), tensors["needs"], tensors["offers"], TEMPERATURE)
    reference = Reference(centres, tensors["reference.needs"], *json.loads(stated["zero_and_unit"]))
    return Learned(reference, memory)


def learned_model(path: Path) -> str:
    """The model that the stored memory was made with; TrainedFileError when it cannot be read."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="numpy") as file:
            return str(file.metadata()["model"])
    except (OSError, SafetensorError) as problem:
        raise TrainedFileError(path, problem) from problem


def model_of(encoder_name: str) -> str:
    """The name without its precision, which changes vectors by less than anything here can tell."""
    return encoder_name.removesuffix("-bfloat16").removesuffix("-float32")


def _text(text: ShortText) -> str:
    return f"{text.title}\n{text.summary}"


def _counts(kinds: Sequence[KindOfProblem]) -> tuple[list[int], list[int]]:
    return [len(kind.demands) for kind in kinds], [len(kind.supplies) for kind in kinds]


def _means(vectors: Vectors, counts: Sequence[int]) -> Vectors:
    """The mean of each group of consecutive rows."""
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    return np.asarray(
        np.add.reduceat(vectors, starts, axis=0) / np.asarray(counts)[:, None], dtype=np.float32
    )
