"""Approximate nearest vectors: all are scanned as short codes, and what that finds is compared exactly."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import ceil, sqrt
from time import thread_time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.encoders.base import Vectors, normalized
from matching.vector_index import Nearest, Rows, VectorRows

# What codes must find of the exact first fifty before they may stand in; the promise is 0.98.
LEAST_RECALL = 0.99
_RECALL_AT = 50
# Of so many queries, and of the first of them one at a time: so a site is asked.
_TRIAL_QUERIES, _TIMED_QUERIES = 128, 24
# A trial query has a cosine of 0.7 to the vector it was made from, and half that to its like.
_ASTRAY = 1.0
# So many finds are compared again for each place; the first that is enough.
_REFINED = (1.5, 3.0, 6.0, 12.0)
# Two numbers of a vector together are one of sixteen values: 4 bits, and 96 bytes for 384 numbers.
_TOGETHER, _BITS = 2, 4
_TRAINED_ON = 16_384
_CHUNK = 65_536
# So many queries' finds are copied at a time.
_COPIED = 64
NO_ROWS: Rows = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class ShortCodes:
    """Product-quantised vectors, scanned in the processor's registers (André et al., 2015); never changed.

    `rows` say whose each code is; `refined` finds are compared exactly for each place that is asked for.
    """

    index: Any
    rows: NDArray[np.int32]
    refined: float = _REFINED[0]

    @property
    def size_in_bytes(self) -> int:
        """Codes and row numbers."""
        return len(self.rows) * int(self.index.code_size) + self.rows.nbytes

    def search(self, held: VectorRows, queries: Vectors, top: int, fresh: Rows = NO_ROWS) -> Nearest:
        """The nearest rows of `held`; those of `fresh`, ascending, were written since: all are compared."""
        # Few places need as many finds as the trial's: among these a near one may stand anywhere.
        wanted = min(len(self.rows), ceil(self.refined * max(top, _RECALL_AT)))
        _, places = self.index.search(queries, wanted)
        found = np.where(places < 0, -1, self.rows[places])
        parts = []
        for start in range(0, len(queries), _COPIED):
            some = slice(start, start + _COPIED)
            parts.append(_compared(held, queries[some], found[some], fresh, top))
        return Nearest(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _compared(held: VectorRows, queries: Vectors, found: Rows, fresh: Rows, top: int) -> Nearest:
    """The `top` of what the codes found and of the fresh rows, by their exact products."""
    # One product for each row: those of whole matrices are shared out to threads, which then wait.
    near = np.vecdot(held.matrix[found], queries[:, None, :])
    near[(found < 0) | _are_among(found, fresh) | ~held.used[found]] = -np.inf
    rows, products = _best(found, near, top)
    if len(fresh):
        beside = queries @ _matrix_of(held, fresh).T
        beside[:, ~held.used[fresh]] = -np.inf
        others, theirs = _best(np.broadcast_to(fresh, beside.shape), beside, top)
        rows, products = _best(np.hstack([rows, others]), np.hstack([products, theirs]), top)
    rows = np.where(np.isfinite(products), rows, -1)
    short = ((0, 0), (0, top - rows.shape[1]))
    return Nearest(np.pad(rows, short, constant_values=-1), np.pad(products, short))


def _best(rows: Rows, products: Vectors, top: int) -> tuple[Rows, Vectors]:
    """The `top` greatest products of each query, in order, and their rows."""
    if top < products.shape[1]:
        places = np.argpartition(-products, top - 1, axis=1)[:, :top]
        rows, products = np.take_along_axis(rows, places, 1), np.take_along_axis(products, places, 1)
    order = np.argsort(-products, axis=1, kind="stable")
    return np.take_along_axis(rows, order, 1), np.take_along_axis(products, order, 1)


def _are_among(found: Rows, fresh: Rows) -> NDArray[np.bool_]:
    if not len(fresh):
        return np.zeros(found.shape, dtype=np.bool_)
    places = np.minimum(np.searchsorted(fresh, found), len(fresh) - 1)
    among: NDArray[np.bool_] = fresh[places] == found
    return among


def _matrix_of(held: VectorRows, rows: Rows) -> Vectors:
    """The vectors of ascending rows; of a run of rows, as an import writes, without copying them."""
    first, end = int(rows[0]), int(rows[-1]) + 1
    return held.matrix[first:end] if end - first == len(rows) else held.matrix[rows]


Search = Callable[[VectorRows, Vectors, int], Nearest]


def measured_codes(held: VectorRows, exact: Search) -> ShortCodes | None:
    """Codes that find enough and are quicker than `exact` here and now; None when there are none such."""
    queries = _trial_queries(held)
    timed = queries[:_TIMED_QUERIES]
    expected = exact(held, queries, _RECALL_AT).rows
    exact_seconds = _seconds(partial(exact, held), timed)
    for codes in _ever_finer(make_codes(held)):
        search = partial(codes.search, held)
        if not is_quicker(_seconds(search, timed), exact_seconds):
            return None
        if recall(search(queries, _RECALL_AT).rows, expected) >= LEAST_RECALL:
            return codes
    return None


def sufficient_codes(held: VectorRows, exact: Search) -> ShortCodes:
    """Codes that find enough, whatever they cost, or as much as any do."""
    queries = _trial_queries(held)
    expected = exact(held, queries, _RECALL_AT).rows
    for codes in _ever_finer(make_codes(held)):
        if recall(codes.search(held, queries, _RECALL_AT).rows, expected) >= LEAST_RECALL:
            break
    return codes


def _ever_finer(codes: ShortCodes) -> Iterator[ShortCodes]:
    for refined in _REFINED:
        yield replace(codes, refined=refined)


def _seconds(search: Callable[[Vectors, int], Nearest], queries: Vectors) -> float:
    """What queries take of this thread's processor, one after the other: others on the machine do not count.

    The lesser of two times, for what is in the processor's caches does.
    """
    seconds = []
    for _ in range(2):
        started = thread_time()
        for query in range(len(queries)):
            search(queries[query : query + 1], _RECALL_AT)
        seconds.append(thread_time() - started)
    return min(seconds)


def is_quicker(seconds: float, exact_seconds: float) -> bool:
    """Whether codes pay."""
    return seconds < exact_seconds


def recall(found: Rows, expected: Rows) -> float:
    """The share of the expected rows that were found, in the mean over the queries."""
    pairs: Sequence[tuple[list[int], list[int]]] = list(zip(found.tolist(), expected.tolist(), strict=True))
    return float(np.mean([len(set(ours) & set(theirs)) / max(1, len(theirs)) for ours, theirs in pairs]))


def make_codes(held: VectorRows) -> ShortCodes:
    """Codes of the rows in use, made in chunks: nothing is copied whole."""
    import faiss

    rows = np.flatnonzero(held.used[: held.end])
    pieces = held.dimension // _TOGETHER if held.dimension % _TOGETHER == 0 else held.dimension
    index = faiss.IndexPQFastScan(held.dimension, pieces, _BITS, faiss.METRIC_INNER_PRODUCT)
    random = np.random.default_rng(0)
    index.train(held.matrix[np.sort(random.permutation(rows)[:_TRAINED_ON])])
    for start in range(0, len(rows), _CHUNK):
        index.add(held.matrix[rows[start : start + _CHUNK]])
    return ShortCodes(index, rows.astype(np.int32))


def _trial_queries(held: VectorRows) -> Vectors:
    """Held vectors moved into the blue: a listing's query is near its answers, not one of them."""
    random, rows = np.random.default_rng(1), np.flatnonzero(held.used[: held.end])
    chosen = held.matrix[random.choice(rows, size=min(_TRIAL_QUERIES, len(rows)), replace=False)]
    noise = random.normal(size=chosen.shape, scale=_ASTRAY / sqrt(held.dimension))
    return normalized(chosen + noise)
