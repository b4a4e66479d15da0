"""The encoder's zero and unit, measured on texts that have nothing to do with each other.

Encoders such as E5 give any two texts a cosine near 0.85: most of it is the direction all vectors share and
the manner in which one side writes. Two measures take that away, each where it serves best. Taking from each
side its mean over reference texts ("all but the top" with one component per side: Mu and Viswanath, 2018)
leaves what a text is about: so listings are kept, searched, compared with kinds and shown. For the order of a
need's supplies the raw cosine less half the supply's level is better on every list it was tried on: some
supplies are near to any need, and their level is how near, the mean cosine to the ten reference needs nearest
to them (half of the cross-domain local scaling of Lample et al., 2018). The references are fixed, so a score
does not move when a listing comes or goes, and a pool of three is measured like one of three thousand.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matching.documents import Document, Kind, read_listings
from matching.encoders.base import Encoder, Vectors, normalized

_TEXTS = Path(__file__).with_name("reference_texts.jsonl")
_NEAREST, _SHARE_OF_LEVEL = 10, 0.5
# So many rows at a time are set beside the reference needs, so that 100,000 listings need little memory.
_SLICE = 4096

Column = NDArray[np.float32]


@dataclass(frozen=True)
class Bearing:
    """Of n listings, what their centred vectors leave out: `lengths` and `levels`, both of shape (n,).

    The closeness of a need and a supply is the centred cosine times both lengths plus both levels.
    """

    lengths: Column
    levels: Column


@dataclass(frozen=True)
class Reference:
    """Zero and unit of an encoder.

    `centres` by kind, shape (dimension,), and `needs`, shape (m, dimension), are raw vectors. `deviation` is
    that of the centred cosine between unrelated pairs; `middle` and `spread` are the mean and deviation of
    their closeness.
    """

    centres: dict[Kind, Vectors]
    needs: Vectors
    deviation: float
    middle: float
    spread: float

    def place(self, vectors: Vectors, kind: Kind) -> Vectors:
        """Raw encoder vectors (n, dimension) as centred ones of unit length."""
        return normalized(vectors - self.centres[kind])

    def bearing(self, placed: Vectors, kind: Kind) -> Bearing:
        """What `place` took from raw unit vectors, from the centred ones (n, dimension) alone.

        A raw vector v = m + l c has unit length, which gives l = -m·c + sqrt((m·c)² + 1 - m·m). The cosine of
        a need q and a supply s is then m_q·m_s + l_s (m_q·c_s) + l_q (m_s·c_q) + l_q l_s (c_q·c_s).
        """
        own, other = self.centres[kind], self.centres["supply" if kind == "demand" else "demand"]
        along = placed @ own
        lengths = np.sqrt(np.maximum(along**2 + 1.0 - own @ own, 0.0)) - along
        levels = lengths * (placed @ other)
        if kind == "demand":
            levels = levels + (own @ other - self.middle)
        else:
            levels = levels - _SHARE_OF_LEVEL * self._nearness(own + lengths[:, None] * placed)
        return Bearing(lengths.astype(np.float32), levels.astype(np.float32))

    def _nearness(self, supplies: Vectors) -> Column:
        """Of raw supplies (n, dimension) the mean cosine to the needs nearest to each, shape (n,)."""
        found = np.zeros(len(supplies), dtype=np.float32)
        count = min(_NEAREST, len(self.needs))
        for start in range(0, len(supplies) if count else 0, _SLICE):
            cosines = supplies[start : start + _SLICE] @ self.needs.T
            found[start : start + _SLICE] = np.partition(cosines, -count, axis=1)[:, -count:].mean(axis=1)
        return found


def measure_reference(encoder: Encoder) -> Reference:
    """Encode the reference texts (60 a side) and measure all their pairs."""
    demands = encoder.encode_queries([d.query_text() for d in reference_documents() if d.kind == "demand"])
    supplies = encoder.encode_passages(
        [d.passage_text() for d in reference_documents() if d.kind == "supply"]
    )
    return reference_of(demands, supplies, demands, demands, supplies)


def reference_of(
    demands: Vectors, supplies: Vectors, needs: Vectors, unrelated: Vectors, others: Vectors
) -> Reference:
    """The means of each side's raw vectors, and zero and unit from all pairs of two unrelated sets."""
    centres: dict[Kind, Vectors] = {"demand": demands.mean(axis=0), "supply": supplies.mean(axis=0)}
    unmeasured = Reference(centres, needs, 1.0, 0.0, 1.0)
    asked, offered = unmeasured.place(unrelated, "demand"), unmeasured.place(others, "supply")
    pairs = asked @ offered.T
    need, offer = unmeasured.bearing(asked, "demand"), unmeasured.bearing(offered, "supply")
    closeness = pairs * need.lengths[:, None] * offer.lengths + need.levels[:, None] + offer.levels
    return Reference(
        centres,
        needs,
        max(float(np.sqrt(np.mean(pairs**2))), 1e-3),
        float(closeness.mean()),
        max(float(closeness.std()), 1e-3),
    )


@lru_cache(maxsize=1)
def reference_documents() -> tuple[Document, ...]:
    """Three demands and three supplies of each field of application, no two of one problem."""
    return tuple(read_listings(_TEXTS))
