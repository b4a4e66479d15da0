"""The encoder's zero and unit, measured on texts that have nothing to do with each other.

Encoders such as E5 give any two texts a cosine near 0.85: most of it is the direction all vectors share and
the manner in which one side writes. Taking away each side's mean over reference texts ("all but the top"
with one component per side: Mu and Viswanath, 2018) leaves what a text is about. The references are fixed,
so a score does not move when a listing comes or goes, and a pool of three is measured like one of three
thousand.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from matching.documents import Document, Kind, read_listings
from matching.encoders.base import Encoder, Vectors, normalized

_TEXTS = Path(__file__).with_name("reference_texts.jsonl")


@dataclass(frozen=True)
class Reference:
    """`centres` by kind, shape (dimension,); `deviation` of the centred cosine between unrelated pairs."""

    centres: dict[Kind, Vectors]
    deviation: float

    def place(self, vectors: Vectors, kind: Kind) -> Vectors:
        """Raw encoder vectors (n, dimension) as centred ones of unit length."""
        return normalized(vectors - self.centres[kind])

    def units(self, cosine: float) -> float:
        """A centred cosine in deviations of unrelated pairs, whose mean is about 0."""
        return cosine / self.deviation


def measure_reference(encoder: Encoder) -> Reference:
    """Encode the reference texts (60 a side) and take their means and the spread of all their pairs."""
    demands = encoder.encode_queries([d.query_text() for d in reference_documents() if d.kind == "demand"])
    supplies = encoder.encode_passages(
        [d.passage_text() for d in reference_documents() if d.kind == "supply"]
    )
    return reference_of(demands, supplies, demands, supplies)


def reference_of(demands: Vectors, supplies: Vectors, unrelated: Vectors, others: Vectors) -> Reference:
    """The means of each side's raw vectors, and the spread of all pairs of two unrelated sets."""
    centres: dict[Kind, Vectors] = {"demand": demands.mean(axis=0), "supply": supplies.mean(axis=0)}
    unmeasured = Reference(centres, 1.0)
    pairs = unmeasured.place(unrelated, "demand") @ unmeasured.place(others, "supply").T
    return Reference(centres, max(float(np.sqrt(np.mean(pairs**2))), 1e-3))


@lru_cache(maxsize=1)
def reference_documents() -> tuple[Document, ...]:
    """Three demands and three supplies of each field of application, no two of one problem."""
    return tuple(read_listings(_TEXTS))
