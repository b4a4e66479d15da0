"""The vector index of the site: FAISS, exact while that is fast, clustered when the pool outgrows it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.encoders.base import Vectors
from matching.vector_index import Neighbour, checked

# A flat scan of 384 dimensions takes some 10 ms at this size on one core; below it clustering buys nothing.
EXACT_LIMIT = 100_000
# faiss.DirectMap.Hashtable, which the library's type stubs leave out.
_HASHTABLE = 2


class FaissIndex:
    """Inner product: `IDMap2(Flat)`, above `exact_limit` vectors `IVFFlat`, which also adds and removes."""

    def __init__(self, dimension: int, exact_limit: int = EXACT_LIMIT) -> None:
        """An empty, exact index."""
        import faiss

        self._faiss = faiss
        self._dimension, self._exact_limit = dimension, exact_limit
        self._number_of: dict[str, int] = {}
        self._id_of: dict[int, str] = {}
        self._next = 0
        self._index: Any = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))
        self._trained_on = 0

    @property
    def dimension(self) -> int:
        """Length of each vector."""
        return self._dimension

    @property
    def is_exact(self) -> bool:
        """Whether every vector is compared."""
        return self._trained_on == 0

    def __len__(self) -> int:
        """How many vectors are held."""
        return len(self._number_of)

    def put(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Add or replace; clusters anew when the pool has outgrown the exact form or its clusters."""
        rows = checked(ids, vectors, self._dimension)
        if not rows:
            return
        self.remove(rows)
        numbers = np.arange(self._next, self._next + len(rows), dtype=np.int64)
        self._next += len(rows)
        self._index.add_with_ids(np.stack(list(rows.values())), numbers)
        for key, number in zip(rows, numbers.tolist(), strict=True):
            self._number_of[key], self._id_of[number] = number, key
        if len(self) > max(self._exact_limit, 4 * self._trained_on):
            self._cluster()

    def remove(self, ids: Iterable[str]) -> None:
        """Forget."""
        numbers = [self._number_of.pop(key) for key in dict.fromkeys(ids) if key in self._number_of]
        for number in numbers:
            del self._id_of[number]
        if numbers:
            self._index.remove_ids(np.asarray(numbers, dtype=np.int64))

    def search(self, vector: Vectors, top: int) -> list[Neighbour]:
        """Exact below the limit; above it the clusters nearest the vector are read."""
        top = min(top, len(self))
        if top <= 0:
            return []
        query = np.ascontiguousarray(vector, dtype=np.float32).reshape(1, self._dimension)
        scores, numbers = self._index.search(query, top)
        found = zip(numbers[0].tolist(), scores[0].tolist(), strict=True)
        ranked = [(self._id_of[number], score) for number, score in found if number >= 0]
        return sorted(ranked, key=lambda pair: (-pair[1], pair[0]))

    def vectors(self, ids: Sequence[str]) -> Vectors:
        """Stored vectors, as they were put."""
        numbers = np.asarray([self._number_of[key] for key in ids], dtype=np.int64)
        if not len(numbers):
            return np.zeros((0, self._dimension), dtype=np.float32)
        rows: NDArray[np.float32] = self._index.reconstruct_batch(numbers)
        return rows

    def _cluster(self) -> None:
        """Train about 4·sqrt(n) clusters (the FAISS guidelines) and read an eighth of them for each query."""
        numbers = np.fromiter(self._id_of, dtype=np.int64, count=len(self))
        rows = self._index.reconstruct_batch(numbers)
        clusters = max(1, min(int(4 * sqrt(len(rows))), len(rows) // 39))
        quantizer = self._faiss.IndexFlatIP(self._dimension)
        index = self._faiss.IndexIVFFlat(
            quantizer, self._dimension, clusters, self._faiss.METRIC_INNER_PRODUCT
        )
        index.train(rows)
        # Hashtable: numbers are never used again and grow for ever; reconstruct and remove then stay cheap.
        index.set_direct_map_type(_HASHTABLE)
        index.add_with_ids(rows, numbers)
        index.nprobe = max(1, clusters // 8)
        self._index, self._trained_on = index, len(rows)
