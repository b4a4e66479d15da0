"""The vector index of the site: FAISS, exact while that is fastest, then by short codes of the vectors."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from matching.encoders.base import Vectors
from matching.short_codes import NO_ROWS, ShortCodes, measured_codes
from matching.vector_index import Nearest, Rows, VectorRows

# From so many vectors on codes are tried, for a query alone and for many at once (one product of matrices):
# where they measured quicker than comparing all (`python -m scripts.benchmarks.growth --crossover`), alone
# 0.24 against 0.30 ms at 10,000 and 0.8 against 4.9 at 100,000, at once 0.78 against 0.70 at 100,000.
TRY_CODES_FROM = 10_000
MANY, MANY_FROM = 256, 200_000
# Rows written since the codes were made are compared beside them; with more than this share, make new ones.
_MOST_FRESH = 0.125
# So few queries are not shared out to threads.
_FEW = 8


class FaissIndex:
    """Inner product. Exact, or by codes with what was written since compared exactly."""

    def __init__(self, dimension: int, try_codes_from: int = TRY_CODES_FROM) -> None:
        """An empty, exact index."""
        self._held = VectorRows(dimension)
        self._try_from = try_codes_from
        self._tried_at = 0
        self._codes: ShortCodes | None = None
        # Rows written since the codes were made, and since those in the making were begun, ascending.
        self._fresh = NO_ROWS
        self._fresh_then: Rows | None = None
        self._recording = threading.Lock()

    @property
    def dimension(self) -> int:
        """Length of each vector."""
        return self._held.dimension

    def __len__(self) -> int:
        """How many rows hold a vector."""
        return self._held.count

    @property
    def is_exact(self) -> bool:
        """Whether every vector is compared with every query."""
        return self._codes is None

    @property
    def size_in_bytes(self) -> int:
        """The matrix and the codes."""
        return self._held.size_in_bytes + (self._codes.size_in_bytes if self._codes else 0)

    def reserve(self, rows: int) -> None:
        """Make room."""
        self._held.reserve(rows)

    def put(self, rows: Rows, vectors: Vectors) -> None:
        """Write distinct rows."""
        self._held.put(rows, vectors)
        self._record(rows)

    def remove(self, rows: Rows) -> None:
        """Forget."""
        self._held.remove(rows)
        self._record(rows)

    def vectors(self, rows: Rows) -> Vectors:
        """Copies of the stored rows."""
        return self._held.vectors(rows)

    def search(self, queries: Vectors, top: int) -> Nearest:
        """The nearest rows; all of them are compared while the index is exact."""
        held = self._held
        with self._recording:
            codes, fresh = self._codes, self._fresh
        top = min(top, held.count)
        if top <= 0 or not len(queries):
            return Nearest(np.zeros((len(queries), 0), np.int64), np.zeros((len(queries), 0), np.float32))
        queries = np.ascontiguousarray(queries, dtype=np.float32)
        if codes is None or (len(queries) >= MANY and held.count < MANY_FROM):
            return exact(held, queries, top)
        with threads_for(queries):
            return codes.search(held, queries, top, fresh)

    @property
    def wants_maintenance(self) -> bool:
        """Whether the pool has outgrown the exact form or its codes."""
        count = self._held.count
        # What did not pay is tried again soon: a larger pool, or a quieter moment, may decide otherwise.
        outgrown = count >= self._try_from and count > (2.0 if self._codes else 1.25) * self._tried_at
        return outgrown or (self._codes is not None and len(self._fresh) > _MOST_FRESH * count)

    def maintain(self) -> None:
        """Make codes, and keep them if they win."""
        if not self.wants_maintenance:
            return
        count = self._held.count
        with self._recording:
            self._fresh_then = NO_ROWS
        made = measured_codes(self._held, exact)
        with self._recording:
            self._codes, self._fresh, self._fresh_then = made, self._fresh_then, None
            if made is None:
                self._fresh = NO_ROWS
        self._tried_at = count

    def _record(self, rows: Rows) -> None:
        """Note rows whose codes mean nothing from now on."""
        with self._recording:
            if self._codes is not None:
                self._fresh = np.union1d(self._fresh, rows)
            if self._fresh_then is not None:
                self._fresh_then = np.union1d(self._fresh_then, rows)


@contextmanager
def threads_for(queries: Vectors) -> Iterator[None]:
    """One thread for few queries: several wait for each other on a busy machine longer than a search takes.

    The number is the calling thread's own.
    """
    import faiss

    if len(queries) >= _FEW:
        yield
        return
    usual = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(usual)


def exact(held: VectorRows, queries: Vectors, top: int) -> Nearest:
    """Compare all. Rows without a vector have the product 0: where they take a place, more are asked for."""
    import faiss

    matrix, end = held.matrix, held.end
    places = min(top, end)
    while True:
        with threads_for(queries):
            products, rows = faiss.knn(queries, matrix[:end], places, metric=faiss.METRIC_INNER_PRODUCT)
        empty = ~held.used[rows]
        if not empty.any() or places == end:
            break
        if (places - empty.sum(axis=1)).min() >= min(top, held.count):
            break
        places = min(end, 4 * places)
    return packed(np.where(empty, -1, rows), products, top)


def packed(rows: Rows, products: Vectors, top: int) -> Nearest:
    """The first `top` places, those of row -1 moved to the end."""
    if (rows < 0).any():
        order = np.argsort(rows < 0, axis=1, kind="stable")
        rows, products = np.take_along_axis(rows, order, 1), np.take_along_axis(products, order, 1)
    return Nearest(rows[:, :top], products[:, :top])
