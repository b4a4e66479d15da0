"""All documents of one kind by row, with the indexes and the columns that ranking them needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.document_store import DocumentStore, in_one_piece, packed
from matching.documents import Document
from matching.encoders.base import Vectors
from matching.errors import UnknownDocument
from matching.facts import COLUMNS, FactReader, Facts, empty_facts
from matching.lexical import Addition, LexicalIndex
from matching.lexical_terms import Cut, DocumentTerms, Field, weighted_cut
from matching.vector_index import Rows, VectorIndex
from matching.wording import Counts

# There is room for so many more at any time.
_ROOM = 64


def listing_fields(document: Document) -> tuple[Field, ...]:
    """What BM25 reads of a listing; a word in the title counts twice, one in a case half."""
    return (
        (document.title, 2.0),
        (document.summary, 1.0),
        (document.description, 1.0),
        ("、".join(document.named_technologies), 1.0),
        (document.cases, 0.5),
    )


@dataclass(frozen=True)
class Removal:
    """Documents about to go: their rows, and the terms they were put with."""

    ids: Sequence[str]
    rows: Rows
    terms: Sequence[DocumentTerms]


@dataclass(frozen=True)
class Replacement:
    """Documents made ready: what goes for them, and what comes under which rows."""

    removal: Removal
    ids: Sequence[str]
    rows: Rows
    documents: Sequence[bytes]
    vectors: Vectors
    facts: Facts
    addition: Addition


class Pool:
    """Documents of one kind, their vectors centred on the reference.

    A document keeps its row while it is held; a row that was left is taken again. One writer at a time, who
    makes things ready beside readers (`removing`, `replacing`, `make_room`); what shows them (`remove`,
    `replace`) is quick, and the matcher keeps readers from it.
    """

    def __init__(self, vectors: VectorIndex, lexical: LexicalIndex, reader: FactReader) -> None:
        """Empty, over empty indexes. `reader` is shared with the other side's pool."""
        self.vectors = vectors
        self.lexical = lexical
        self.documents = DocumentStore()
        self.facts = empty_facts(0)
        self.row_of: dict[str, int] = {}
        # By row; empty for a row nobody has.
        self.ids: list[str] = []
        self.free: list[int] = []
        self._reader = reader

    def __len__(self) -> int:
        """How many documents are held."""
        return len(self.row_of)

    def __contains__(self, key: str) -> bool:
        """Whether a document of this id is held."""
        return key in self.row_of

    def document(self, key: str) -> Document:
        """The document of this id; UnknownDocument when it is not held."""
        return self.documents[self.row(key)]

    def held(self, key: str) -> tuple[Document, Facts, Vectors]:
        """The document of this id, its facts, and its vector, shape (dimension,)."""
        rows = np.asarray([self.row(key)], dtype=np.int64)
        return self.document(key), self.facts.at(rows), self.vectors.vectors(rows)[0]

    def row(self, key: str) -> int:
        """Its row; UnknownDocument when it is not held."""
        try:
            return self.row_of[key]
        except KeyError:
            raise UnknownDocument(key) from None

    def rows(self, keys: Iterable[str]) -> Rows:
        """The rows of those that are held, distinct and ascending."""
        found = {self.row_of[key] for key in keys if key in self.row_of}
        return np.asarray(sorted(found), dtype=np.int64)

    def counted(self, rows: Rows) -> list[Counts]:
        """Counts of the terms of the documents in these rows."""
        return [weighted_cut(listing_fields(self.documents[row]))[0] for row in rows.tolist()]

    def rows_of(self, keys: Iterable[str]) -> Rows:
        """The rows of held documents, in the order of their ids."""
        return np.asarray([self.row_of[key] for key in keys], dtype=np.int64)

    def owned_by(self, organization: int) -> int:
        """How many documents the organisation of this number has; 0 for none."""
        if organization < 0:
            return 0
        return int(np.count_nonzero(self.facts.organization[: len(self.ids)] == organization))

    def removing(self, keys: Iterable[str]) -> Removal:
        """Make ready what `remove` needs; unknown ids are passed over."""
        held = [key for key in dict.fromkeys(keys) if key in self.row_of]
        rows = [self.row_of[key] for key in held]
        gone = [self.documents[row] for row in rows]
        terms = [self._terms(document, weighted_cut(listing_fields(document))) for document in gone]
        return Removal(held, np.asarray(rows, dtype=np.int64), terms)

    def replacing(self, documents: Sequence[Document], vectors: Vectors, also: Iterable[str]) -> Replacement:
        """Make documents of distinct ids ready to be put; those of the ids `also` go as well."""
        ids = [document.id for document in documents]
        removal = self.removing([*ids, *also])
        # A changed document keeps its row; the others take the rows nobody has, then new ones.
        left = iter([*reversed(self.free), *range(len(self.ids), len(self.ids) + len(ids))])
        rows = np.asarray([self.row_of[key] if key in self.row_of else next(left) for key in ids], np.int64)
        self._reserve(int(rows.max(initial=-1)) + 1)
        cuts = [weighted_cut(listing_fields(document)) for document in documents]
        terms = [self._terms(document, cut) for document, cut in zip(documents, cuts, strict=True)]
        return Replacement(
            removal,
            ids,
            rows,
            [packed(document) for document in documents],
            vectors,
            self._reader.read(documents, vectors, [counts for counts, _ in cuts]),
            self.lexical.prepare(rows, terms),
        )

    def make_room(self) -> None:
        """Tidy up, and copy the columns where they are full, so that the next few need not wait for it."""
        if self.documents.is_scattered:
            # Readers find the same documents in either.
            self.documents = DocumentStore(*self._in_one_piece())
        self._reserve(len(self.ids) + _ROOM)
        self.lexical.make_room(_ROOM, len(self.ids) + _ROOM)

    def remove(self, removal: Removal) -> None:
        """Forget."""
        self.vectors.remove(removal.rows)
        self.lexical.remove(removal.rows, removal.terms)
        self.facts.put(removal.rows, empty_facts(len(removal.rows)))
        for key, row in zip(removal.ids, removal.rows.tolist(), strict=True):
            self.documents.remove(row)
            del self.row_of[key]
            self.ids[row] = ""
            self.free.append(row)

    def replace(self, new: Replacement) -> None:
        """Show what was made ready."""
        self.remove(new.removal)
        self.vectors.put(new.rows, new.vectors)
        self.facts.put(new.rows, new.facts)
        self.lexical.apply(new.addition)
        taken = set(new.rows.tolist())
        self.free = [row for row in self.free if row not in taken]
        self.ids.extend([""] * (int(new.rows.max(initial=-1)) + 1 - len(self.ids)))
        for key, row, document in zip(new.ids, new.rows.tolist(), new.documents, strict=True):
            self.documents.put(row, document)
            self.row_of[key], self.ids[row] = row, key

    def columns(self) -> dict[str, NDArray[Any]]:
        """Copies of everything but the ids, as arrays by name, for `restore`; the postings are compacted.

        No writer may be at work.
        """
        rows = np.arange(len(self.ids), dtype=np.int64)
        piece, ends = self._in_one_piece()
        return {
            "vectors": self.vectors.vectors(rows),
            "documents": np.frombuffer(piece, dtype=np.uint8),
            "ends": ends,
            **{f"fact-{name}": getattr(self.facts, name)[: len(rows)].copy() for name in COLUMNS},
            **{f"word-{name}": column for name, column in self.lexical.columns().items()},
        }

    def restore(self, ids: Sequence[str], columns: Mapping[str, NDArray[Any]]) -> None:
        """Hold what the pool with these ids and columns held; this one is empty."""
        self.ids = list(ids)
        self.row_of = {key: row for row, key in enumerate(ids) if key}
        self.free = [row for row, key in enumerate(ids) if not key]
        used = np.asarray(list(self.row_of.values()), dtype=np.int64)
        self.vectors.reserve(len(ids))
        self.vectors.put(used, columns["vectors"] if not self.free else columns["vectors"][used])
        self.documents = DocumentStore(columns["documents"].tobytes(), columns["ends"])
        self.facts = Facts(**{name: columns[f"fact-{name}"] for name in COLUMNS})
        self.lexical.restore({name[5:]: column for name, column in columns.items() if name[:5] == "word-"})

    @property
    def size_in_bytes(self) -> int:
        """Memory of everything held; ids as text, number, and their place in the table."""
        columns = self.facts.size_in_bytes // max(1, len(self.facts)) * len(self.ids)
        held = self.vectors.size_in_bytes + self.lexical.size_in_bytes + self.documents.size_in_bytes
        return held + columns + 200 * len(self.row_of)

    def _in_one_piece(self) -> tuple[bytes, NDArray[np.int64]]:
        packed_rows = (self.documents.packed(row) if key else b"" for row, key in enumerate(self.ids))
        return in_one_piece(list(packed_rows))

    def _terms(self, document: Document, cut: Cut) -> DocumentTerms:
        # Its code is no term: as many terms as listings would be as big as the postings. Search asks `rows`.
        return self.lexical.vocabulary.document(cut, (document.organization,))

    def _reserve(self, rows: int) -> None:
        """Make room beside readers, who see equal columns before and after."""
        self.vectors.reserve(rows)
        if rows > len(self.facts):
            self.facts = self.facts.grown(max(256, rows, len(self.facts) * 9 // 8))
