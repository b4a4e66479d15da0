"""All documents of one kind, with the two indexes and the background statistics that ranking them needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from matching.documents import Document
from matching.encoders.base import Vectors
from matching.lexical import Field, LexicalIndex, LexicalSettings
from matching.vector_index import VectorIndex

IndexFactory = Callable[[int], VectorIndex]


class Background:
    """Running sums from which the mean and deviation of a query's inner products follow without a scan.

    For vectors x and a query q: mean = q·E[x], variance = qᵀE[xxᵀ]q - mean².
    """

    def __init__(self, dimension: int) -> None:
        """Of no vectors."""
        self._count = 0
        self._first = np.zeros(dimension)
        self._second = np.zeros((dimension, dimension))

    def add(self, rows: Vectors, sign: int = 1) -> None:
        """Count the rows in (`sign` 1) or out again (-1)."""
        wide = rows.astype(np.float64)
        self._count += sign * len(wide)
        self._first += sign * wide.sum(axis=0)
        self._second += sign * (wide.T @ wide)

    def mean_and_variance(self, query: Vectors) -> tuple[int, float, float]:
        """How many vectors, and the mean and variance of their inner products with the query."""
        if not self._count:
            return 0, 0.0, 0.0
        wide = query.astype(np.float64)
        mean = float(wide @ self._first) / self._count
        return self._count, mean, max(0.0, float(wide @ self._second @ wide) / self._count - mean * mean)


class Pool:
    """Documents of one kind. Not locked: the matcher is."""

    def __init__(self, dimension: int, lexical: LexicalSettings, index_factory: IndexFactory) -> None:
        """Empty."""
        self.documents: dict[str, Document] = {}
        self.vectors = index_factory(dimension)
        self.lexical = LexicalIndex(lexical)
        self.background = Background(dimension)

    def put(self, documents: Sequence[Document], vectors: Vectors, fields: Sequence[Sequence[Field]]) -> None:
        """Add or replace; `vectors` has shape (len(documents), dimension), `fields` are what BM25 reads."""
        self.remove(document.id for document in documents)
        self.vectors.put([document.id for document in documents], vectors)
        self.background.add(vectors)
        for document, texts in zip(documents, fields, strict=True):
            self.documents[document.id] = document
            self.lexical.put(document.id, texts)

    def remove(self, ids: Iterable[str]) -> None:
        """Forget; unknown ids are passed over."""
        known = [key for key in dict.fromkeys(ids) if self.documents.pop(key, None) is not None]
        if known:
            self.background.add(self.vectors.vectors(known), sign=-1)
            self.vectors.remove(known)
            self.lexical.remove(known)

    def cosines(self, query: Vectors, ids: Sequence[str]) -> NDArray[np.float32]:
        """Inner products of the query with these documents, shape (len(ids),)."""
        products: NDArray[np.float32] = self.vectors.vectors(ids) @ query
        return products
