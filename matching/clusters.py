"""Approximate nearest vectors: clusters of 8-bit codes, whose finds are compared again exactly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, log2, sqrt
from time import perf_counter
from typing import Any

import numpy as np

from matching.encoders.base import Vectors, normalized
from matching.vector_index import Nearest, Rows, VectorRows

# What clusters must find of the exact first fifty before they may stand in; the promise is 0.98.
LEAST_RECALL = 0.99
_RECALL_AT = 50
_TRIAL_QUERIES = 128
# Points that each centre is trained on, and rounds: the library's guidelines ask for 39 at least.
_TRAINED_ON, _ROUNDS = 48, 8
# So many finds are compared again for each place: 8-bit codes swap close neighbours.
_REFINED = 1.25
_CHUNK = 65_536


@dataclass(frozen=True)
class Clusters:
    """An IVF index over the rows held when it was made; it is never written again."""

    index: Any
    probes: int
    size: int

    @property
    def size_in_bytes(self) -> int:
        """Codes and row numbers."""
        return self.size * (int(self.index.code_size) + 8)

    def search(self, held: VectorRows, queries: Vectors, top: int, fresh: Rows) -> Nearest:
        """The nearest rows of `held`; `fresh` are those written since, whose codes mean nothing."""
        import faiss

        wanted = min(self.size, ceil(_REFINED * top))
        # The published types do not know what the class takes.
        make: Any = faiss.SearchParametersIVF
        parameters = make(nprobe=self.probes)
        _, found = self.index.search(queries, wanted, params=parameters)
        is_fresh = np.zeros(len(held.matrix), dtype=np.bool_)
        is_fresh[fresh] = True
        rows = np.full((len(queries), top), -1, dtype=np.int64)
        products = np.zeros((len(queries), top), dtype=np.float32)
        for place, (query, near) in enumerate(zip(queries, found, strict=True)):
            near = near[near >= 0]
            candidates = np.concatenate([near[~is_fresh[near]], fresh])
            candidates = candidates[held.used[candidates]]
            scores = held.matrix[candidates] @ query
            best = np.argsort(-scores, kind="stable")[:top]
            rows[place, : len(best)], products[place, : len(best)] = candidates[best], scores[best]
        return Nearest(rows, products)


Search = Callable[[VectorRows, Vectors, int], Nearest]


def measured_clusters(held: VectorRows, exact: Search) -> Clusters | None:
    """Clusters that find enough and are faster than `exact` here and now; None when there are none such."""
    rows = np.flatnonzero(held.used[: held.end])
    index = _made(held, rows)
    queries = _trial_queries(held, rows)
    started = perf_counter()
    expected = exact(held, queries, _RECALL_AT).rows
    exact_seconds = perf_counter() - started
    probes = 1
    while True:
        clusters = Clusters(index, probes, len(rows))
        started = perf_counter()
        found = clusters.search(held, queries, _RECALL_AT, np.zeros(0, dtype=np.int64)).rows
        seconds = perf_counter() - started
        if recall(found, expected) >= LEAST_RECALL:
            return clusters if is_quicker(seconds, exact_seconds) else None
        if probes >= index.nlist or not is_quicker(seconds, exact_seconds):
            return None
        probes *= 2


def is_quicker(seconds: float, exact_seconds: float) -> bool:
    """Whether clusters pay."""
    return seconds < exact_seconds


def recall(found: Rows, expected: Rows) -> float:
    """The share of the expected rows that were found, in the mean over the queries."""
    pairs = zip(found.tolist(), expected.tolist(), strict=True)
    return float(np.mean([len(set(ours) & set(theirs)) / max(1, len(theirs)) for ours, theirs in pairs]))


def _made(held: VectorRows, rows: Rows) -> Any:
    """An IVF index of about 2·sqrt(n) lists over these rows, in chunks: nothing is copied whole."""
    import faiss

    lists = 2 ** max(0, round(log2(2 * sqrt(max(1, len(rows))))))
    lists = max(1, min(lists, len(rows) // 39))
    index = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(held.dimension),
        held.dimension,
        lists,
        faiss.ScalarQuantizer.QT_8bit,
        faiss.METRIC_INNER_PRODUCT,
    )
    index.cp.niter = _ROUNDS
    random = np.random.default_rng(0)
    index.train(held.matrix[random.permutation(rows)[: _TRAINED_ON * lists]])
    for start in range(0, len(rows), _CHUNK):
        chunk = rows[start : start + _CHUNK]
        index.add_with_ids(held.matrix[chunk], chunk)
    return index


def _trial_queries(held: VectorRows, rows: Rows) -> Vectors:
    """Held vectors moved half way into the blue: a listing's query is near its answers, not one of them."""
    random = np.random.default_rng(1)
    chosen = held.matrix[random.choice(rows, size=min(_TRIAL_QUERIES, len(rows)), replace=False)]
    noise = random.normal(size=chosen.shape, scale=1 / sqrt(held.dimension))
    return normalized(chosen + noise)
