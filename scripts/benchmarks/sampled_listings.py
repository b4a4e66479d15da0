"""Listings in any number for the benchmarks: texts recombined from the kinds of problem, vectors drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matching.documents import Document, Kind
from matching.encoders.base import Vectors, normalized
from matching.knowledge.kinds import KindOfProblem, ShortText, read_kinds

DIMENSION = 384
# How far a listing's vector strays from that of its kind: its cosine to the kind's is about 0.7, that of two
# listings of one kind about 0.5, and that of two of different kinds about 0, as with centred encoder vectors.
_SPREAD = 1.0
# So many listings share one organisation, as on a real list.
_PER_ORGANIZATION = 5


@dataclass(frozen=True)
class Sample:
    """Listings of one side and their vectors, shape (n, DIMENSION)."""

    documents: list[Document]
    vectors: Vectors


class StandInEncoder:
    """Stands where the matcher wants an encoder: every text gets a vector drawn from its own characters."""

    name = "drawn"
    dimension = DIMENSION

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (n, DIMENSION)."""
        rows = [np.random.default_rng(list(text.encode())).normal(size=DIMENSION) for text in texts]
        return normalized(np.asarray(rows, dtype=np.float32).reshape(len(texts), DIMENSION))

    encode_passages = encode_queries


def sample_listings(count: int, kind: Kind, seed: int = 0, first: int = 0) -> Sample:
    """`count` listings numbered from `first` on: a title, a summary and one more sentence of the sector."""
    random = np.random.default_rng([seed, kind == "supply"])
    kinds = read_kinds()
    by_sector: dict[str, list[int]] = {}
    for place, one in enumerate(kinds):
        by_sector.setdefault(one.sector, []).append(place)
    centres = normalized(np.random.default_rng(7).normal(size=(len(kinds), DIMENSION)))
    chosen = random.integers(len(kinds), size=count)
    documents = []
    for number, place in enumerate(chosen.tolist()):
        neighbour = kinds[int(random.choice(by_sector[kinds[place].sector]))]
        documents.append(_listing(kinds[place], neighbour, kind, first + number, random))
    noise = random.normal(size=(count, DIMENSION), scale=_SPREAD / np.sqrt(DIMENSION)).astype(np.float32)
    return Sample(documents, normalized(centres[chosen] + noise))


def _listing(
    own: KindOfProblem, neighbour: KindOfProblem, kind: Kind, number: int, random: np.random.Generator
) -> Document:
    """Title and first sentence of one kind, a second sentence of another kind of its sector."""
    first, second = _one_of(own, kind, random), _one_of(neighbour, kind, random)
    return Document(
        id=f"{'X' if kind == 'demand' else 'G'}{number:07}",
        kind=kind,
        title=f"{first.title} {number % 9973}",
        summary=f"{first.summary}{second.summary}",
        industry=own.sector,
        technologies=own.technologies[:3] if kind == "supply" else (),
        organization=f"{kind} {number // _PER_ORGANIZATION}",
    )


def _one_of(kind: KindOfProblem, side: Kind, random: np.random.Generator) -> ShortText:
    texts = kind.demands if side == "demand" else kind.supplies
    return texts[int(random.integers(len(texts)))]
