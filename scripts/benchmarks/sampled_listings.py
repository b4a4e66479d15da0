"""Listings in any number for the benchmarks: texts recombined from the kinds of problem, vectors drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from matching.calibration import read_calibrations
from matching.documents import Document, Kind
from matching.encoders.base import Vectors, normalized
from matching.fusion import read_fusions
from matching.kind_vectors import Learned, learned_model, read_learned
from matching.knowledge.kinds import KindOfProblem, ShortText, read_kinds
from matching.trained import CALIBRATION, FUSION, KIND_VECTORS, TUNED, WORDING, Trained
from matching.wording_file import read_wording

DIMENSION = 384
# A listing's vector leans to that of its kind, strays in the directions in which other kinds lie, and has a
# little of its own. Two listings of one kind have a cosine of about 0.33, as the texts of the kinds have.
_OWN, _OTHERS, _NOISE = 0.58, 4, 0.5
# So many listings share one organisation, as on a real list.
_PER_ORGANIZATION = 5


@dataclass(frozen=True)
class Sample:
    """Listings of one side and their vectors as an encoder gives them, shape (n, DIMENSION)."""

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
    kinds = _sampled_kinds()
    by_sector: dict[str, list[int]] = {}
    for place, one in enumerate(kinds):
        by_sector.setdefault(one.sector, []).append(place)
    chosen = random.integers(len(kinds), size=count)
    documents = []
    for number, place in enumerate(chosen.tolist()):
        neighbour = kinds[int(random.choice(by_sector[kinds[place].sector]))]
        documents.append(_listing(kinds[place], neighbour, kind, first + number, random))
    return Sample(documents, _raw(_strayed(_directions(kinds), chosen, random), kind))


@lru_cache(maxsize=1)
def learned() -> Learned:
    """What the site's encoder was taught: where its kinds of problem lie."""
    return read_learned(KIND_VECTORS, learned_model(KIND_VECTORS))


def all_features() -> Trained:
    """What the site ranks with, for the stand-in: the learned weights, memory, wording and calibration."""
    fusion, calibration = read_fusions(FUSION)[TUNED], read_calibrations(CALIBRATION)[TUNED]
    return Trained(learned().reference, learned().memory, fusion, calibration, read_wording(WORDING))


def placed_vectors(vectors: Vectors, kind: Kind) -> Vectors:
    """Raw vectors as a matcher keeps them."""
    return learned().reference.place(vectors, kind)


def sample_placed(count: int, kind: Kind, seed: int = 1) -> Vectors:
    """Vectors alone, as a matcher keeps them, shape (count, DIMENSION)."""
    random, directions = np.random.default_rng([seed, kind == "supply"]), _directions(_sampled_kinds())
    return _strayed(directions, random.integers(len(directions), size=count), random)


def _sampled_kinds() -> list[KindOfProblem]:
    return [one for one in read_kinds() if one.id in learned().memory.names]


def _directions(kinds: Sequence[KindOfProblem]) -> Vectors:
    """The kinds' own directions, shape (len(kinds), DIMENSION): where needs and offers meet."""
    memory = learned().memory
    row_of = {name: row for row, name in enumerate(memory.names)}
    both = normalized(normalized(memory.needs) + normalized(memory.offers))
    return both[[row_of[one.id] for one in kinds]]


def _strayed(directions: Vectors, chosen: NDArray[np.int64], random: np.random.Generator) -> Vectors:
    """A centred vector near the direction of each chosen kind, shape (len(chosen), DIMENSION)."""
    noise = random.normal(size=(len(chosen), DIMENSION), scale=_NOISE / np.sqrt(DIMENSION))
    astray = noise.astype(np.float32)
    for _ in range(_OTHERS):
        amount = random.normal(size=(len(chosen), 1), scale=1 / np.sqrt(_OTHERS)).astype(np.float32)
        astray += amount * directions[random.integers(len(directions), size=len(chosen))]
    return normalized(_OWN * directions[chosen] + np.sqrt(1 - _OWN**2) * normalized(astray))


def _raw(placed: Vectors, kind: Kind) -> Vectors:
    """The raw unit vectors that the reference places there: their centre and a stretch of each."""
    centre = learned().reference.centres[kind]
    along = placed @ centre
    lengths = np.sqrt(np.maximum(along**2 + 1.0 - centre @ centre, 0.0)) - along
    return normalized(centre + lengths[:, None] * placed)


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
