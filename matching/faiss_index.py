"""The vector index of the site: FAISS, exact while that is fastest, clustered once that measures faster."""

from __future__ import annotations

import threading

import numpy as np

from matching.clusters import Clusters, measured_clusters
from matching.encoders.base import Vectors
from matching.vector_index import Nearest, Rows, VectorRows

# From so many vectors on clusters are tried. Below, a scan takes a few milliseconds and clusters cannot win
# enough (the growth table of scripts/benchmarks/growth.py).
TRY_CLUSTERS_FROM = 50_000
# Rows written since the clusters were made are scanned beside them; with more than this share, make new ones.
_MOST_FRESH = 0.125
# So many queries at once are one matrix product with all, which clusters do not beat up to so many vectors.
_MANY, _MANY_AMONG = 256, 300_000


class FaissIndex:
    """Inner product. Exact, or clustered with what was written since scanned exactly."""

    def __init__(self, dimension: int, try_clusters_from: int = TRY_CLUSTERS_FROM) -> None:
        """An empty, exact index."""
        import faiss

        self._faiss = faiss
        self._held = VectorRows(dimension)
        self._try_from = try_clusters_from
        self._tried_at = 0
        self._clusters: Clusters | None = None
        # Rows written since the clusters were made, and since those in the making were begun.
        self._fresh: set[int] = set()
        self._fresh_then: set[int] | None = None
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
        return self._clusters is None

    @property
    def size_in_bytes(self) -> int:
        """The matrix, and the codes of the clusters."""
        return self._held.size_in_bytes + (self._clusters.size_in_bytes if self._clusters else 0)

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
            clusters, fresh = self._clusters, np.fromiter(self._fresh, np.int64, len(self._fresh))
        top = min(top, held.count)
        if top <= 0 or not len(queries):
            return Nearest(np.zeros((len(queries), 0), np.int64), np.zeros((len(queries), 0), np.float32))
        queries = np.ascontiguousarray(queries, dtype=np.float32)
        if clusters is None or (len(queries) >= _MANY and held.count <= _MANY_AMONG):
            return exact(held, queries, top)
        return clusters.search(held, queries, top, fresh)

    @property
    def wants_maintenance(self) -> bool:
        """Whether the pool has outgrown the exact form or its clusters."""
        count = self._held.count
        # What did not pay is tried again soon: a larger pool, or a quieter moment, may decide otherwise.
        outgrown = count >= self._try_from and count > (2.0 if self._clusters else 1.25) * self._tried_at
        return outgrown or (self._clusters is not None and len(self._fresh) > _MOST_FRESH * count)

    def maintain(self) -> None:
        """Make clusters, and keep them if they win."""
        if not self.wants_maintenance:
            return
        count = self._held.count
        with self._recording:
            self._fresh_then = set()
        made = measured_clusters(self._held, exact)
        with self._recording:
            self._clusters, self._fresh, self._fresh_then = made, self._fresh_then, None
            if made is None:
                self._fresh = set()
        self._tried_at = count

    def _record(self, rows: Rows) -> None:
        """Note rows whose codes mean nothing from now on."""
        with self._recording:
            if self._clusters is not None:
                self._fresh.update(rows.tolist())
            if self._fresh_then is not None:
                self._fresh_then.update(rows.tolist())


def exact(held: VectorRows, queries: Vectors, top: int) -> Nearest:
    """Compare all. Rows without a vector have the product 0: where they take a place, more are asked for."""
    import faiss

    matrix, end = held.matrix, held.end
    places = min(top, end)
    while True:
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
