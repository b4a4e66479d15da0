"""Makes the wording of kinds, and keeps it in a file."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from matching.errors import TrainedFileError
from matching.knowledge.kinds import KindOfProblem, ShortText
from matching.lexical_terms import weighted_cut
from matching.wording import DIMENSIONS, Counts, NeedWords, Wording

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

# A term that fewer kinds use than this can hardly be met again.
_FEWEST_KINDS = 3
_K1, _B = 1.2, 0.75
_SEED = 20261123


def offer_terms(kind: KindOfProblem) -> Counts:
    """Counts of the terms that vendors of the kind use."""
    return _counted([*_texts(kind.supplies), "、".join(kind.technologies)])


def learn_wording(kinds: Sequence[KindOfProblem]) -> Wording:
    """Of at least two kinds; some four seconds for two thousand."""
    from scipy.sparse.linalg import svds

    offers = [offer_terms(kind) for kind in kinds]
    lookalikes = [_counted(_texts(kind.lookalikes)) for kind in kinds]
    needs = [_counted([*_texts(kind.demands), kind.name, kind.problem]) for kind in kinds]
    of_vendors, of_owners = _used(offers), _used(needs)
    # Those of vendors come first: only they point anywhere.
    terms = {term: row for row, term in enumerate(of_vendors | of_owners)}
    said = _weights(offers, of_vendors, _rarity(offers, of_vendors))
    alike = _weights(lookalikes, of_vendors, _rarity(offers, of_vendors))
    _, _, right = svds(said, k=min(DIMENSIONS, len(kinds) - 1), rng=np.random.default_rng(_SEED))
    # A singular vector may point either way; one made again must point the same.
    right *= np.sign(right[np.arange(len(right)), np.abs(right).argmax(axis=1)])[:, None]
    pointing = (said - alike) @ right.T
    # Every dimension counts alike: what many terms share would else drown what tells kinds apart.
    pointing /= np.maximum(np.linalg.norm(pointing, axis=0), 1e-9)
    asked = _weights(needs, terms, _rarity(needs, terms))
    return Wording(
        tuple(kind.id for kind in kinds),
        _filled(right.T).astype(np.float32),
        terms,
        _filled(pointing).astype(np.float16),
        NeedWords(
            asked.indptr.astype(np.int32), asked.indices.astype(np.int16), asked.data.astype(np.float16)
        ),
    )


def write_wording(wording: Wording, path: Path) -> None:
    """One safetensors file; where a term points is a byte a dimension, with a scale of its own."""
    from safetensors.numpy import save_file

    pointing = wording.offers.astype(np.float32)
    scales = np.maximum(np.abs(pointing).max(axis=1), 1e-9) / 127.0
    tensors: dict[str, NDArray[Any]] = {
        "places": wording.places.astype(np.float16),
        "offers": np.rint(pointing / scales[:, None]).astype(np.int8),
        "offers.scales": scales.astype(np.float32),
        "needs.starts": wording.needs.starts,
        "needs.kinds": wording.needs.kinds,
        "needs.weights": wording.needs.weights,
    }
    stated = {
        "names": json.dumps(wording.names),
        "terms": json.dumps(list(wording.terms), ensure_ascii=False),
    }
    # The file takes the bytes as they lie, whatever order they are in.
    save_file({name: np.ascontiguousarray(one) for name, one in tensors.items()}, path, metadata=stated)


def read_wording(path: Path) -> Wording:
    """As `write_wording` wrote it; TrainedFileError when it is missing or damaged."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="numpy") as file:
            stated = file.metadata()
            found = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        return Wording(
            tuple(json.loads(stated["names"])),
            found["places"].astype(np.float32),
            {term: row for row, term in enumerate(json.loads(stated["terms"]))},
            (found["offers"] * found["offers.scales"][:, None]).astype(np.float16),
            NeedWords(found["needs.starts"], found["needs.kinds"], found["needs.weights"]),
        )
    except (OSError, KeyError, ValueError, SafetensorError) as problem:
        raise TrainedFileError(path, problem) from problem


def _filled(columns: NDArray[np.floating]) -> NDArray[np.floating]:
    """With columns of zeros up to all dimensions: few kinds have fewer."""
    return np.pad(columns, ((0, 0), (0, DIMENSIONS - columns.shape[1])))


def _texts(texts: Sequence[ShortText]) -> list[str]:
    return [f"{text.title}\n{text.summary}" for text in texts]


def _counted(texts: Sequence[str]) -> Counts:
    return weighted_cut([(text, 1.0) for text in texts])[0]


def _used(counted: Sequence[Counts]) -> dict[str, int]:
    """The terms that enough texts hold, in order, and how many hold each."""
    held = Counter(term for counts in counted for term in counts)
    return {term: held[term] for term in sorted(held) if held[term] >= _FEWEST_KINDS}


def _rarity(counted: Sequence[Counts], terms: Mapping[str, int]) -> NDArray[np.float64]:
    """Each term's idf among the texts, ln(1 + (N - n + 0.5) / (n + 0.5)); shape (t,)."""
    held = Counter(term for counts in counted for term in counts)
    n = np.asarray([held[term] for term in terms], dtype=np.float64)
    return np.log1p((len(counted) - n + 0.5) / (n + 0.5))


def _weights(
    counted: Sequence[Counts], terms: Mapping[str, object], rarity: NDArray[np.float64]
) -> csr_matrix:
    """BM25 weights (Robertson and Zaragoza, 2009) of terms, in their order, in texts; shape (t, texts)."""
    from scipy.sparse import csr_matrix

    row_of = {term: row for row, term in enumerate(terms)}
    lengths = np.asarray([sum(counts.values()) for counts in counted])
    norms = _K1 * (1.0 - _B + _B * lengths / max(float(lengths.mean()), 1e-9))
    held = [
        (row_of[term], column, count)
        for column, counts in enumerate(counted)
        for term, count in counts.items()
        if term in row_of
    ]
    rows, columns, counts = (np.asarray(part) for part in zip(*held, strict=True))
    values = rarity[rows] * counts * (_K1 + 1.0) / (counts + norms[columns])
    return csr_matrix((values, (rows, columns)), shape=(len(row_of), len(counted)))
