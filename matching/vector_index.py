"""Nearest vectors by inner product: one Protocol, an exact NumPy oracle, and FAISS for the site."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from matching.encoders.base import Vectors

Neighbour = tuple[str, float]


class VectorIndex(Protocol):
    """Vectors under string ids. Not locked: its owner keeps writers and readers apart."""

    @property
    def dimension(self) -> int:
        """Length of each vector."""

    def __len__(self) -> int:
        """How many vectors are held."""

    def put(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Add or replace; `vectors` has shape (len(ids), dimension). The last of a repeated id stays."""

    def remove(self, ids: Iterable[str]) -> None:
        """Forget these ids; unknown ones are passed over."""

    def search(self, vector: Vectors, top: int) -> list[Neighbour]:
        """At most `top` (id, inner product), greatest first, equal ones by id."""

    def vectors(self, ids: Sequence[str]) -> Vectors:
        """Stored vectors, shape (len(ids), dimension); KeyError for an unknown id."""


def checked(ids: Sequence[str], vectors: NDArray[np.floating], dimension: int) -> dict[str, Vectors]:
    """Id to row; ValueError when the shape is not (len(ids), dimension) or a value is not finite."""
    if vectors.shape != (len(ids), dimension):
        raise ValueError(f"expected vectors of shape {(len(ids), dimension)}, got {vectors.shape}")
    rows = np.asarray(vectors, dtype=np.float32)
    if not np.isfinite(rows).all():
        raise ValueError("a vector holds a value that is not finite")
    return dict(zip(ids, rows, strict=True))


class ExactIndex:
    """All inner products by NumPy: the oracle of the contract test, and enough for small pools."""

    def __init__(self, dimension: int) -> None:
        """An empty index."""
        self._dimension = dimension
        self._rows = np.zeros((0, dimension), dtype=np.float32)
        self._ids: list[str] = []
        self._row_of: dict[str, int] = {}

    @property
    def dimension(self) -> int:
        """Length of each vector."""
        return self._dimension

    def __len__(self) -> int:
        """How many vectors are held."""
        return len(self._ids)

    def put(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Add or replace."""
        for key, vector in checked(ids, vectors, self._dimension).items():
            if key not in self._row_of:
                self._row_of[key] = len(self._ids)
                self._ids.append(key)
                self._grow()
            self._rows[self._row_of[key]] = vector

    def remove(self, ids: Iterable[str]) -> None:
        """Forget; the last row moves into the gap."""
        for key in ids:
            row = self._row_of.pop(key, None)
            if row is None:
                continue
            last = self._ids.pop()
            if last != key:
                self._ids[row], self._row_of[last] = last, row
                self._rows[row] = self._rows[len(self._ids)]

    def search(self, vector: Vectors, top: int) -> list[Neighbour]:
        """Exact, by one matrix product."""
        scores = self._rows[: len(self._ids)] @ np.asarray(vector, dtype=np.float32).reshape(self._dimension)
        return best(self._ids, scores, top)

    def vectors(self, ids: Sequence[str]) -> Vectors:
        """Copies of the stored rows."""
        return self._rows[[self._row_of[key] for key in ids]].reshape(len(ids), self._dimension)

    def _grow(self) -> None:
        """Double the room, so that n additions cost O(n) copying."""
        if len(self._ids) > len(self._rows):
            room = np.zeros((max(16, 2 * len(self._rows)), self._dimension), dtype=np.float32)
            room[: len(self._rows)] = self._rows
            self._rows = room


def best(ids: Sequence[str], scores: NDArray[np.float32], top: int) -> list[Neighbour]:
    """The `top` greatest scores with their ids, greatest first, equal ones by id."""
    if top <= 0 or not ids:
        return []
    chosen = np.arange(len(ids))
    if top < len(ids):
        # All that equal the last place compete for it: ties do not depend on the order of insertion.
        threshold = np.partition(scores, len(ids) - top)[len(ids) - top]
        chosen = np.flatnonzero(scores >= threshold)
    ranked = sorted(
        ((ids[i], float(scores[i])) for i in chosen.tolist()), key=lambda pair: (-pair[1], pair[0])
    )
    return ranked[:top]
