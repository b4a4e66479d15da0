"""Kinds of problem as memory: a need and an offer that share few words may recall the same kind.

Each listing is described by how much it recalls each kind: a softmax over its similarities to the kinds, a
need's to the needs and the offers of a kind, an offer's to its offers. Two descriptions are compared by
their Bhattacharyya coefficient, the sum of sqrt(p · q) over the kinds: 1 when both recall the same kinds in
the same shares, 0 when they have none in common.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.documents import Kind
from matching.encoders.base import Vectors
from matching.wording import DIMENSIONS

# A listing recalls a handful of kinds; what lies beyond these adds nothing that can be measured.
RECALLED = 16
_NEAREST = 5


@dataclass(frozen=True)
class Profiles:
    """What n listings recall: the `RECALLED` kinds each recalls most, and the square roots of their shares.

    `kinds` has shape (n, m) and counts rows of the memory; `roots` has shape (n, m) and squares that sum to
    at most 1.
    """

    kinds: NDArray[np.int32]
    roots: NDArray[np.float32]


@dataclass(frozen=True)
class CommonKind:
    """The kind that a need and an offer both recall most, and the cosine of each to the kind's own side."""

    name: str
    need: float
    offer: float


class KindMemory:
    """`needs` and `offers`, shape (k, d): per kind the mean of its placed vectors. `names`: their ids.

    `places`, shape (k, 128), say where the vendors are of kinds that no wording was learned from (a site's
    own); those of others are 0.
    """

    def __init__(
        self,
        names: Sequence[str],
        needs: Vectors,
        offers: Vectors,
        temperature: float,
        places: Vectors | None = None,
    ) -> None:
        """ValueError when the shapes do not agree."""
        if needs.shape != offers.shape or len(needs) != len(names):
            raise ValueError(f"{len(names)} kinds, but vectors of shape {needs.shape} and {offers.shape}")
        self.names = tuple(names)
        self.needs, self.offers, self.temperature = needs, offers, temperature
        self.places = np.zeros((len(names), DIMENSIONS), np.float32) if places is None else places

    @property
    def version(self) -> str:
        """SHA-256 (hex, first 16 places) over ids and vectors: profiles of two memories never mix."""
        seen = hashlib.sha256("\n".join(self.names).encode())
        seen.update(self.needs.tobytes())
        seen.update(self.offers.tobytes())
        seen.update(self.places.tobytes())
        return seen.hexdigest()[:16]

    def __len__(self) -> int:
        """How many kinds there are."""
        return len(self.names)

    def extended(self, other: KindMemory) -> KindMemory:
        """This memory with the kinds of another; one of a known name takes the old one's place."""
        row_of = {name: row for row, name in enumerate(self.names)}
        for name in other.names:
            row_of.setdefault(name, len(row_of))
        rows = [row_of[name] for name in other.names]
        sides = []
        for old, new in (
            (self.needs, other.needs), (self.offers, other.offers), (self.places, other.places)
        ):  # fmt: skip
            side = np.zeros((len(row_of), old.shape[1]), dtype=np.float32)
            side[: len(old)], side[rows] = old, new
            sides.append(side)
        return KindMemory(list(row_of), sides[0], sides[1], self.temperature, sides[2])

    def only(self, names: Collection[str]) -> KindMemory:
        """The memory of these kinds alone; unknown ones are passed over."""
        wanted = set(names)
        rows = [row for row, name in enumerate(self.names) if name in wanted]
        kept = [self.names[row] for row in rows]
        return KindMemory(kept, self.needs[rows], self.offers[rows], self.temperature, self.places[rows])

    def similarities(self, vectors: Vectors, kind: Kind) -> NDArray[np.float32]:
        """Of placed vectors (n, d) to each kind, shape (n, k): a need's to both sides, an offer's to one."""
        found = vectors @ self.offers.T
        if kind == "demand":
            found = (found + vectors @ self.needs.T) / 2
        return np.asarray(found, dtype=np.float32)

    def nearest_offers(self, need: Vectors) -> float:
        """Mean cosine of a need, shape (d,), to the offers of the five kinds nearest to it; 0 without."""
        # A product of matrix and vector is shared out to threads, which on a busy machine wait for each other
        # for longer than all of this takes.
        found = np.vecdot(self.offers, need)
        nearest = (
            np.sort(np.partition(found, len(found) - _NEAREST)[-_NEAREST:])
            if len(found) > _NEAREST
            else found
        )
        return float(nearest.mean()) if len(found) else 0.0

    def recall(self, vectors: Vectors, kind: Kind) -> Profiles:
        """Profiles of placed vectors, shape (n, d), in slices so that 100,000 listings need little memory."""
        m = min(RECALLED, len(self))
        kinds = np.zeros((len(vectors), RECALLED), dtype=np.int32)
        roots = np.zeros((len(vectors), RECALLED), dtype=np.float32)
        for start in range(0, len(vectors), 4096):
            rows = slice(start, start + 4096)
            raised = self.similarities(vectors[rows], kind) / self.temperature
            raised = np.exp(raised - raised.max(axis=1, keepdims=True, initial=-np.inf))
            best = (
                np.argpartition(-raised, m - 1, axis=1)[:, :m] if m else np.zeros((len(raised), 0), np.int64)
            )
            shares = np.take_along_axis(raised, best, axis=1) / raised.sum(axis=1, keepdims=True)
            kinds[rows, :m], roots[rows, :m] = best, np.sqrt(shares)
        return Profiles(kinds, roots)

    def describe(self, vectors: Vectors, kind: Kind) -> tuple[NDArray[np.int16], NDArray[np.float16]]:
        """As `recall`, in the form that facts are kept in; a place that is not used holds kind -1."""
        found = self.recall(vectors, kind)
        roots = found.roots.astype(np.float16)
        return np.where(roots > 0.0, found.kinds, -1).astype(np.int16), roots

    def common_kind(
        self,
        shared: NDArray[np.floating],
        kinds: NDArray[np.integer],
        need: Vectors,
        offer: Vectors,
    ) -> CommonKind | None:
        """The kind with the greatest of the products `shared`, None when there is none.

        `kinds` and `shared` have one shape, `need` and `offer` are placed vectors of shape (d,).
        """
        best = int(np.argmax(shared)) if len(shared) else -1
        if best < 0 or shared[best] <= 0.0:
            return None
        row = int(kinds[best])
        return CommonKind(self.names[row], _cosine(need, self.needs[row]), _cosine(offer, self.offers[row]))


def _cosine(vector: Vectors, mean: Vectors) -> float:
    return round(float(vector @ mean / max(float(np.linalg.norm(mean)), 1e-9)), 4)
