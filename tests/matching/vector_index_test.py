"""One contract for every vector index; exact NumPy is the oracle."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from matching import short_codes
from matching.encoders.base import normalized
from matching.faiss_index import FaissIndex
from matching.short_codes import recall
from matching.vector_index import ExactIndex, VectorIndex

D = 16
INDEXES: dict[str, Callable[[], VectorIndex]] = {
    "exact": lambda: ExactIndex(D),
    "faiss": lambda: FaissIndex(D),
    "faiss with codes": lambda: FaissIndex(D, try_codes_from=200),
}


@pytest.fixture(params=list(INDEXES))
def index(request: pytest.FixtureRequest) -> VectorIndex:
    return INDEXES[request.param]()


@pytest.fixture
def codes_win(monkeypatch: pytest.MonkeyPatch) -> None:
    """Codes are taken whatever they cost here: a test's pool is too small for them to be quicker."""
    monkeypatch.setattr(short_codes, "is_quicker", lambda seconds, exact_seconds: True)


def vectors(count: int, seed: int = 0) -> np.ndarray:
    return normalized(np.random.default_rng(seed).normal(size=(count, D)).astype(np.float32))


def grouped(count: int, seed: int = 0) -> np.ndarray:
    """Vectors in twenty groups, as texts fall into kinds."""
    random = np.random.default_rng(seed)
    return normalized(vectors(20, 77)[random.integers(20, size=count)] + 0.1 * random.normal(size=(count, D)))


def test_an_empty_index_finds_nothing(index: VectorIndex) -> None:
    assert len(index) == 0
    assert index.search(vectors(3), 5).rows.shape == (3, 0)
    assert index.vectors(np.zeros(0, np.int64)).shape == (0, D)


def test_after_many_changes_it_agrees_with_the_oracle(index: VectorIndex) -> None:
    oracle, random, held = ExactIndex(D), np.random.default_rng(1), set[int]()
    for step in range(30):
        rows = random.choice(150, size=20, replace=False)
        gone = np.asarray([row for row in rows[:5].tolist() if row in held], dtype=np.int64)
        for target in (oracle, index):
            target.remove(gone)
            target.put(rows[5:], vectors(15, step))
        held = (held - set(gone.tolist())) | set(rows[5:].tolist())
    assert len(index) == len(oracle) == len(held)
    found, expected = index.search(vectors(20, 99), 10), oracle.search(vectors(20, 99), 10)
    assert found.rows.tolist() == expected.rows.tolist()
    assert np.allclose(found.products, expected.products, atol=1e-5)


def test_empty_rows_take_no_place_from_distant_ones(index: VectorIndex) -> None:
    axis = np.eye(1, D, dtype=np.float32)
    index.put(np.arange(40), np.repeat(axis, 40, axis=0))
    index.put(np.arange(40, 43), -np.repeat(axis, 3, axis=0))
    index.remove(np.arange(40))
    rows, products = index.search(axis, 3)
    assert sorted(rows[0].tolist()) == [40, 41, 42]
    assert products[0].tolist() == [-1.0, -1.0, -1.0]


def test_more_places_than_rows_are_cut(index: VectorIndex) -> None:
    index.put(np.arange(3), vectors(3))
    assert sorted(index.search(vectors(1), 10).rows[0].tolist()) == [0, 1, 2]


def test_stored_vectors_come_back(index: VectorIndex) -> None:
    rows = vectors(300)
    index.put(np.arange(300), rows)
    assert np.allclose(index.vectors(np.asarray([7, 299])), rows[[7, 299]], atol=1e-6)
    assert index.size_in_bytes >= rows.nbytes


def test_a_row_is_written_anew(index: VectorIndex) -> None:
    rows = vectors(2)
    index.put(np.zeros(1, np.int64), rows[:1])
    index.put(np.zeros(1, np.int64), rows[1:])
    assert len(index) == 1
    assert np.allclose(index.vectors(np.zeros(1, np.int64)), rows[1:], atol=1e-6)


@pytest.mark.parametrize("bad", [np.zeros((1, D + 1)), np.zeros((2, D)), np.full((1, D), np.nan)])
def test_wrong_vectors_are_refused_and_change_nothing(index: VectorIndex, bad: np.ndarray) -> None:
    index.put(np.zeros(1, np.int64), vectors(1))
    with pytest.raises(ValueError, match=r"expected vectors|not finite"):
        index.put(np.ones(1, np.int64), bad.astype(np.float32))
    assert len(index) == 1


@pytest.mark.parametrize("top", [0, -1])
def test_no_places_find_nothing(index: VectorIndex, top: int) -> None:
    index.put(np.zeros(1, np.int64), vectors(1))
    assert index.search(vectors(1), top).rows.size == 0


def test_equal_products_come_by_row() -> None:
    index = ExactIndex(D)
    index.put(np.asarray([2, 0, 1]), np.repeat(np.eye(1, D, dtype=np.float32), 3, axis=0))
    assert index.search(np.eye(1, D, dtype=np.float32), 2).rows.tolist() == [[0, 1]]


@pytest.mark.usefixtures("codes_win")
def test_a_pool_that_outgrows_the_exact_form_gets_codes_and_still_finds_nearly_all() -> None:
    index, oracle = FaissIndex(D, try_codes_from=200), ExactIndex(D)
    for target in (index, oracle):
        target.put(np.arange(4000), grouped(4000))
    assert (index.is_exact, index.wants_maintenance) == (True, True)
    index.maintain()
    assert (index.is_exact, index.wants_maintenance) == (False, False)
    assert index.size_in_bytes < 1.6 * oracle.size_in_bytes
    queries = grouped(50, 7)
    assert recall(index.search(queries, 50).rows, oracle.search(queries, 50).rows) >= 0.98


@pytest.mark.usefixtures("codes_win")
def test_what_is_written_after_the_codes_counts_at_once() -> None:
    index, oracle = FaissIndex(D, try_codes_from=200), ExactIndex(D)
    for target in (index, oracle):
        target.put(np.arange(2000), grouped(2000))
        target.maintain()
        target.put(np.arange(1990, 2010), grouped(20, 5))
        target.remove(np.arange(10))
    assert not index.is_exact
    queries = grouped(20, 5)
    found, expected = index.search(queries, 20), oracle.search(queries, 20)
    assert recall(found.rows, expected.rows) >= 0.95
    assert found.rows[:, 0].tolist() == expected.rows[:, 0].tolist()
    assert found.rows.min() >= 10


@pytest.mark.usefixtures("codes_win")
def test_worn_codes_are_made_anew() -> None:
    index = FaissIndex(D, try_codes_from=200)
    index.put(np.arange(1000), grouped(1000))
    index.maintain()
    index.put(np.arange(1000, 1200), grouped(200, 3))
    assert index.wants_maintenance
    index.maintain()
    assert not index.wants_maintenance


def test_codes_that_are_not_quicker_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(short_codes, "is_quicker", lambda seconds, exact_seconds: False)
    index = FaissIndex(D, try_codes_from=200)
    index.put(np.arange(400), vectors(400))
    index.maintain()
    assert index.is_exact and not index.wants_maintenance
