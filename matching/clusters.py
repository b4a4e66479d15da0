"""Approximate nearest vectors: clusters of short codes, whose finds are compared again exactly."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from math import ceil, log2, sqrt
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.encoders.base import Vectors, normalized
from matching.vector_index import Nearest, Rows, VectorRows

# What clusters must find of the exact first fifty before they may stand in; the promise is 0.98.
LEAST_RECALL = 0.99
_RECALL_AT = 50
_TRIAL_QUERIES = 128
# A trial query has a cosine of 0.7 to the vector it was made from, and half that to its like.
_ASTRAY = 1.0
# Points that each centre is trained on, and rounds: the library's guidelines ask for 39 at least.
_TRAINED_ON, _ROUNDS = 48, 8
# So many finds are compared again for each place: 6-bit codes swap close neighbours.
_REFINED = 1.5
_CHUNK = 65_536
# So many queries' finds are copied at a time.
_TOGETHER = 64
_NO_ROWS: Rows = np.zeros(0, dtype=np.int64)


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
        fresh = fresh[held.used[fresh]]
        places = [slice(start, start + _TOGETHER) for start in range(0, len(queries), _TOGETHER)]
        parts = [_compared(held, queries[part], found[part], is_fresh, fresh, top) for part in places]
        return Nearest(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _compared(
    held: VectorRows, queries: Vectors, found: Rows, is_fresh: NDArray[np.bool_], fresh: Rows, top: int
) -> Nearest:
    """The `top` of what the codes found and of the fresh rows, by their exact products."""
    near = np.matmul(held.matrix[found], queries[:, :, None])[:, :, 0]
    near[(found < 0) | is_fresh[found] | ~held.used[found]] = -np.inf
    products = np.concatenate([near, queries @ held.matrix[fresh].T], axis=1)
    rows = np.concatenate([found, np.broadcast_to(fresh, (len(found), len(fresh)))], axis=1)
    best = np.argsort(-products, axis=1, kind="stable")[:, :top]
    rows, products = np.take_along_axis(rows, best, axis=1), np.take_along_axis(products, best, axis=1)
    rows = np.where(np.isfinite(products), rows, -1)
    short = top - rows.shape[1]
    return Nearest(
        np.pad(rows, ((0, 0), (0, short)), constant_values=-1), np.pad(products, ((0, 0), (0, short)))
    )


Search = Callable[[VectorRows, Vectors, int], Nearest]


def measured_clusters(held: VectorRows, exact: Search) -> Clusters | None:
    """Clusters that find enough and are quicker than `exact` here and now; None when there are none such."""
    index = make_index(held)
    queries = _trial_queries(held)
    expected, exact_seconds = _timed(lambda: exact(held, queries, _RECALL_AT))
    for clusters in _ever_wider(index, held):
        found, seconds = _timed(partial(clusters.search, held, queries, _RECALL_AT, _NO_ROWS))
        if not is_quicker(seconds, exact_seconds):
            return None
        if recall(found, expected) >= LEAST_RECALL:
            return clusters
    return None


def sufficient_clusters(held: VectorRows, exact: Search) -> Clusters:
    """Clusters that find enough, whatever they cost; in the end they read every list."""
    index = make_index(held)
    queries = _trial_queries(held)
    expected = exact(held, queries, _RECALL_AT).rows
    for clusters in _ever_wider(index, held):
        if recall(clusters.search(held, queries, _RECALL_AT, _NO_ROWS).rows, expected) >= LEAST_RECALL:
            break
    return clusters


def _timed(search: Callable[[], Nearest]) -> tuple[Rows, float]:
    """What is found, and the seconds of the quicker of two runs: the machine may have other work."""
    seconds = []
    for _ in range(2):
        started = perf_counter()
        found = search().rows
        seconds.append(perf_counter() - started)
    return found, min(seconds)


def _ever_wider(index: Any, held: VectorRows) -> Iterator[Clusters]:
    """Clusters that read one list, two, four, and so on to all."""
    probes = 1
    while probes < index.nlist:
        yield Clusters(index, probes, held.count)
        probes *= 2
    yield Clusters(index, index.nlist, held.count)


def is_quicker(seconds: float, exact_seconds: float) -> bool:
    """Whether clusters pay."""
    return seconds < exact_seconds


def recall(found: Rows, expected: Rows) -> float:
    """The share of the expected rows that were found, in the mean over the queries."""
    pairs = zip(found.tolist(), expected.tolist(), strict=True)
    return float(np.mean([len(set(ours) & set(theirs)) / max(1, len(theirs)) for ours, theirs in pairs]))


def make_index(held: VectorRows) -> Any:
    """An IVF index of about 2·sqrt(n) lists over the rows in use, in chunks: nothing is copied whole."""
    import faiss

    rows = np.flatnonzero(held.used[: held.end])
    lists = 2 ** max(0, round(log2(2 * sqrt(max(1, len(rows))))))
    lists = max(1, min(lists, len(rows) // 39))
    index = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(held.dimension),
        held.dimension,
        lists,
        faiss.ScalarQuantizer.QT_6bit,
        faiss.METRIC_INNER_PRODUCT,
    )
    index.cp.niter = _ROUNDS
    random = np.random.default_rng(0)
    index.train(held.matrix[random.permutation(rows)[: _TRAINED_ON * lists]])
    for start in range(0, len(rows), _CHUNK):
        chunk = rows[start : start + _CHUNK]
        index.add_with_ids(held.matrix[chunk], chunk)
    # Lists that grew have room to spare; a copy has none.
    return faiss.clone_index(index)


def _trial_queries(held: VectorRows) -> Vectors:
    """Held vectors moved into the blue: a listing's query is near its answers, not one of them."""
    random, rows = np.random.default_rng(1), np.flatnonzero(held.used[: held.end])
    chosen = held.matrix[random.choice(rows, size=min(_TRIAL_QUERIES, len(rows)), replace=False)]
    noise = random.normal(size=chosen.shape, scale=_ASTRAY / sqrt(held.dimension))
    return normalized(chosen + noise)
