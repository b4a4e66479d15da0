"""One contract for every vector index; exact NumPy is the oracle."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from matching.encoders.base import normalized
from matching.faiss_index import FaissIndex
from matching.vector_index import ExactIndex, VectorIndex

D = 16
INDEXES: dict[str, Callable[[], VectorIndex]] = {
    "exact": lambda: ExactIndex(D),
    "faiss": lambda: FaissIndex(D),
    "faiss clustered": lambda: FaissIndex(D, exact_limit=200),
}


@pytest.fixture(params=list(INDEXES))
def index(request: pytest.FixtureRequest) -> VectorIndex:
    return INDEXES[request.param]()


def vectors(count: int, seed: int = 0) -> np.ndarray:
    return normalized(np.random.default_rng(seed).normal(size=(count, D)).astype(np.float32))


def ids(count: int) -> list[str]:
    return [f"d{i:04}" for i in range(count)]


def test_an_empty_index_finds_nothing(index: VectorIndex) -> None:
    assert len(index) == 0
    assert index.search(vectors(1)[0], 5) == []
    assert index.vectors([]).shape == (0, D)


def test_after_many_changes_it_agrees_with_the_oracle(index: VectorIndex) -> None:
    oracle, random = ExactIndex(D), np.random.default_rng(1)
    for step in range(30):
        chosen = [f"d{i:04}" for i in random.choice(150, size=20, replace=False)]
        for target in (oracle, index):
            target.put(chosen, vectors(20, step))
            target.remove(chosen[:5])
    assert len(index) == len(oracle)
    for query in vectors(20, 99):
        found, expected = index.search(query, 10), oracle.search(query, 10)
        assert [key for key, _ in found] == [key for key, _ in expected]
        assert [s for _, s in found] == pytest.approx([s for _, s in expected], abs=1e-5)


def test_stored_vectors_come_back(index: VectorIndex) -> None:
    rows = vectors(300)
    index.put(ids(300), rows)
    assert np.allclose(index.vectors(["d0007", "d0299"]), rows[[7, 299]], atol=1e-6)
    with pytest.raises(KeyError):
        index.vectors(["nobody"])


def test_the_last_of_a_repeated_id_stays(index: VectorIndex) -> None:
    rows = vectors(2)
    index.put(["same", "same"], rows)
    assert len(index) == 1
    assert np.allclose(index.vectors(["same"])[0], rows[1], atol=1e-6)


def test_unknown_ids_are_removed_without_complaint(index: VectorIndex) -> None:
    index.put(["a"], vectors(1))
    index.remove(["b", "a", "a"])
    assert len(index) == 0


@pytest.mark.parametrize("bad", [np.zeros((1, D + 1)), np.zeros((2, D)), np.full((1, D), np.nan)])
def test_wrong_vectors_are_refused_and_change_nothing(index: VectorIndex, bad: np.ndarray) -> None:
    index.put(["a"], vectors(1))
    with pytest.raises(ValueError, match=r"expected vectors|not finite"):
        index.put(["b"], bad.astype(np.float32))
    assert len(index) == 1


@pytest.mark.parametrize("top", [0, -1])
def test_no_places_find_nothing(index: VectorIndex, top: int) -> None:
    index.put(["a"], vectors(1))
    assert index.search(vectors(1)[0], top) == []


def test_a_pool_that_outgrows_the_limit_is_clustered_and_still_finds_most() -> None:
    index, oracle = FaissIndex(D, exact_limit=200), ExactIndex(D)
    before = index.is_exact
    for target in (index, oracle):
        target.put(ids(2000), vectors(2000))
    assert (before, index.is_exact) == (True, False)
    assert len(index) == 2000
    index.put(["late"], vectors(1, 5))
    index.remove(["d0000"])
    queries = vectors(50, 7)
    hits = [
        len({k for k, _ in index.search(q, 10)} & {k for k, _ in oracle.search(q, 10)}) / 10 for q in queries
    ]
    # Random directions are the worst case for clusters; texts fall into far clearer groups.
    assert np.mean(hits) > 0.5
    assert index.search(vectors(1, 5)[0], 1)[0][0] == "late"


def test_equal_scores_come_in_the_order_of_their_ids() -> None:
    index, axis = ExactIndex(D), np.eye(1, D, dtype=np.float32)
    index.put(["c", "a", "b"], np.repeat(axis, 3, axis=0))
    assert [key for key, _ in index.search(axis[0], 2)] == ["a", "b"]
