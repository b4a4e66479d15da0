"""Makes demands ready to be ranked: their words, facts and vectors, and the needs most like them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matching.candidates import Query
from matching.documents import Document
from matching.encoders.base import Encoder, Vectors
from matching.errors import UnknownDocument
from matching.facts import FactReader, Facts
from matching.lexical_terms import query_terms, weighted_cut
from matching.pool import Pool, listing_fields
from matching.preference import RIVALS, Needs
from matching.read_write_lock import ReadWriteLock
from matching.reference import Reference
from matching.vector_index import Rows


@dataclass(frozen=True)
class Asked:
    """A demand as it is ranked, beside the needs most like it."""

    document: Document
    query: Query
    needs: Needs


class Asking:
    """Over the pool of demands; it takes the lock for reading, so whoever calls holds it not."""

    def __init__(
        self, pool: Pool, encoder: Encoder, reference: Reference, reader: FactReader, lock: ReadWriteLock
    ) -> None:
        """All of them the matcher's."""
        self._pool, self._encoder, self._reference = pool, encoder, reference
        self._reader, self._lock = reader, lock

    def asked(self, demands: Sequence[Document | str]) -> list[Asked]:
        """Each demand made ready; those that are not held are encoded now. Raises UnknownDocument."""
        fresh = [demand for demand in demands if not isinstance(demand, str)]
        texts = [demand.query_text() for demand in fresh]
        vectors = self._reference.place(self._encoder.encode_queries(texts), "demand") if texts else ()
        encoded = iter(zip(fresh, vectors, strict=True))
        found: list[tuple[Document, Facts, Vectors]] = []
        for demand in demands:
            if isinstance(demand, str):
                with self._lock.reading():
                    found.append(self._held(demand))
            else:
                document, vector = next(encoded)
                counts, _ = weighted_cut(listing_fields(document))
                found.append((document, self._reader.read([document], vector[None], [counts]), vector))
        rows = stacked([vector for _, _, vector in found], self._encoder.dimension)
        near = self._pool.vectors.search(rows, RIVALS + 1).rows
        return [
            Asked(
                document,
                Query(vector, query_terms(listing_fields(document)), facts),
                self._needs(document, facts, vector, beside),
            )
            for (document, facts, vector), beside in zip(found, near, strict=True)
        ]

    def _held(self, key: str) -> tuple[Document, Facts, Vectors]:
        if key not in self._pool:
            raise UnknownDocument(key, "demand")
        return self._pool.held(key)

    def _needs(self, document: Document, facts: Facts, vector: Vectors, near: Rows) -> Needs:
        """The need itself, then those of the rows `near` that are still held and another's."""
        with self._lock.reading():
            ids = self._pool.ids
            others = [row for row in near.tolist() if row >= 0 and ids[row] not in ("", document.id)][:RIVALS]
            rows = np.asarray(others, dtype=np.int64)
            beside, vectors = self._pool.facts.at(rows), self._pool.vectors.vectors(rows)
        return Needs(facts.followed_by(beside), np.concatenate([vector[None], vectors]))


def stacked(vectors: Sequence[Vectors], dimension: int) -> Vectors:
    """As one array of shape (n, dimension), which may have no rows."""
    return np.stack(vectors) if vectors else np.zeros((0, dimension), dtype=np.float32)
