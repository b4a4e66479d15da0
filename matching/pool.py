"""All documents of one kind, with the two indexes that ranking them needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from matching.documents import Document
from matching.encoders.base import Vectors
from matching.lexical import Field, LexicalIndex, LexicalSettings
from matching.vector_index import VectorIndex

IndexFactory = Callable[[int], VectorIndex]


def listing_fields(document: Document) -> tuple[Field, ...]:
    """What BM25 reads of a listing; a word in the title counts twice, one in a case half."""
    return (
        (document.title, 2.0),
        (document.summary, 1.0),
        (document.description, 1.0),
        ("、".join(document.technologies), 1.0),
        (document.cases, 0.5),
    )


class Pool:
    """Documents of one kind, their vectors centred on the reference. Not locked: the matcher is."""

    def __init__(self, dimension: int, lexical: LexicalSettings, index_factory: IndexFactory) -> None:
        """Empty."""
        self.documents: dict[str, Document] = {}
        self.vectors = index_factory(dimension)
        self.lexical = LexicalIndex(lexical)
        self.owners: dict[str, set[str]] = {}

    def put(self, documents: Sequence[Document], vectors: Vectors) -> None:
        """Add or replace; `vectors` has shape (len(documents), dimension)."""
        self.remove(document.id for document in documents)
        self.vectors.put([document.id for document in documents], vectors)
        for document in documents:
            self.documents[document.id] = document
            self.owners.setdefault(document.organization.strip(), set()).add(document.id)
            self.lexical.put(
                document.id, listing_fields(document), names=(document.id, document.organization)
            )

    def remove(self, ids: Iterable[str]) -> None:
        """Forget; unknown ids are passed over."""
        gone = [self.documents.pop(key) for key in dict.fromkeys(ids) if key in self.documents]
        for document in gone:
            owner = document.organization.strip()
            self.owners[owner].discard(document.id)
            if not self.owners[owner]:
                del self.owners[owner]
        self.vectors.remove(document.id for document in gone)
        self.lexical.remove(document.id for document in gone)

    def cosines(self, query: Vectors, ids: Sequence[str]) -> NDArray[np.float32]:
        """Inner products of the query with these documents, shape (len(ids),)."""
        products: NDArray[np.float32] = self.vectors.vectors(ids) @ query
        return products

    def owned_by(self, organization: str) -> set[str]:
        """Ids of the documents of a named organisation."""
        return set(self.owners.get(organization.strip(), ())) if organization.strip() else set()
