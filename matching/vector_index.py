"""Nearest vectors by inner product, by row: one Protocol, and an exact NumPy oracle."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from matching.encoders.base import Vectors

Rows = NDArray[np.int64]


class Nearest(NamedTuple):
    """For each query its nearest rows, best first: both of shape (queries, places); row -1 fills up."""

    rows: Rows
    products: Vectors


class VectorIndex(Protocol):
    """Vectors under row numbers that the owner gives out.

    One writer at a time, kept from `vectors` by the owner. `search` may run beside a writer: a row written
    meanwhile may be missed or have a wrong product, so the owner looks again at what it uses.
    """

    @property
    def dimension(self) -> int:
        """Length of each vector."""

    def __len__(self) -> int:
        """How many rows hold a vector."""

    @property
    def size_in_bytes(self) -> int:
        """Memory of everything held."""

    def reserve(self, rows: int) -> None:
        """Make room for rows below this number, so that `put` need not."""

    def put(self, rows: Rows, vectors: Vectors) -> None:
        """Write distinct rows; `vectors` has shape (len(rows), dimension) and finite values."""

    def remove(self, rows: Rows) -> None:
        """Forget rows that hold a vector."""

    def search(self, queries: Vectors, top: int) -> Nearest:
        """At most `top` rows for each query of shape (queries, dimension)."""

    def vectors(self, rows: Rows) -> Vectors:
        """A copy of the vectors of these rows, shape (len(rows), dimension)."""

    @property
    def wants_maintenance(self) -> bool:
        """Whether `maintain` would do anything."""

    def maintain(self) -> None:
        """Do what keeps searching fast and may take long; one thread calls it, beside all others."""


IndexFactory = Callable[[int], VectorIndex]


class VectorRows:
    """A matrix that grows; rows without a vector are zero. What every index is built on."""

    def __init__(self, dimension: int) -> None:
        """No rows."""
        self.dimension = dimension
        self.matrix: Vectors = np.zeros((0, dimension), dtype=np.float32)
        self.used = np.zeros(0, dtype=np.bool_)
        # Rows from here on were never used.
        self.end = 0
        self.count = 0

    def reserve(self, rows: int) -> None:
        """Make room for rows below this number: half as much again, so that n additions cost O(n) copying.

        Readers of the old matrix go on undisturbed; what was never written takes no memory.
        """
        if rows > len(self.matrix):
            room = max(256, rows, self.end + self.end // 2)
            matrix = np.zeros((room, self.dimension), dtype=np.float32)
            matrix[: self.end] = self.matrix[: self.end]
            used = np.zeros(room, dtype=np.bool_)
            used[: self.end] = self.used[: self.end]
            self.matrix, self.used = matrix, used

    def put(self, rows: Rows, vectors: Vectors) -> None:
        """Write distinct rows; ValueError when the shape does not fit or a value is not finite."""
        if vectors.shape != (len(rows), self.dimension):
            raise ValueError(f"expected vectors of shape {(len(rows), self.dimension)}, got {vectors.shape}")
        if not np.isfinite(vectors).all():
            raise ValueError("a vector holds a value that is not finite")
        if not len(rows):
            return
        self.reserve(int(rows.max()) + 1)
        self.matrix[rows] = vectors
        self.count += len(rows) - int(self.used[rows].sum())
        self.used[rows] = True
        self.end = max(self.end, int(rows.max()) + 1)

    def remove(self, rows: Rows) -> None:
        """Forget rows that hold a vector."""
        self.matrix[rows] = 0.0
        self.used[rows] = False
        self.count -= len(rows)

    def vectors(self, rows: Rows) -> Vectors:
        """A copy."""
        copy: Vectors = self.matrix.take(rows, axis=0)
        return copy

    @property
    def size_in_bytes(self) -> int:
        """Of the rows ever used: room beyond them has no memory behind it yet."""
        return self.end * (self.dimension * 4 + 1)


class ExactIndex:
    """All inner products by NumPy: the oracle of the contract test, and enough for small pools."""

    def __init__(self, dimension: int) -> None:
        """An empty index."""
        self._held = VectorRows(dimension)

    @property
    def dimension(self) -> int:
        """Length of each vector."""
        return self._held.dimension

    def __len__(self) -> int:
        """How many rows hold a vector."""
        return self._held.count

    @property
    def size_in_bytes(self) -> int:
        """The matrix."""
        return self._held.size_in_bytes

    def reserve(self, rows: int) -> None:
        """Make room."""
        self._held.reserve(rows)

    def put(self, rows: Rows, vectors: Vectors) -> None:
        """Write distinct rows."""
        self._held.put(rows, vectors)

    def remove(self, rows: Rows) -> None:
        """Forget."""
        self._held.remove(rows)

    def search(self, queries: Vectors, top: int) -> Nearest:
        """Exact, by one matrix product; equal products by row."""
        rows = np.flatnonzero(self._held.used[: self._held.end])
        products = queries @ self._held.matrix[rows].T
        order = np.argsort(-products, axis=1, kind="stable")[:, : max(0, top)]
        return Nearest(rows[order], np.take_along_axis(products, order, axis=1))

    def vectors(self, rows: Rows) -> Vectors:
        """Copies of the stored rows."""
        return self._held.vectors(rows)

    @property
    def wants_maintenance(self) -> bool:
        """Never."""
        return False

    def maintain(self) -> None:
        """Nothing to keep up."""
