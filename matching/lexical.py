"""BM25 over Chinese words, kept current one listing at a time."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from matching.segmentation import normalize, term_counts, words

Field = tuple[str, float]


@dataclass(frozen=True)
class LexicalSettings:
    """`k1` and `b` as in Robertson and Zaragoza (2009); `query_k` damps words repeated in a long query."""

    k1: float = 1.2
    b: float = 0.5
    query_k: float = 2.0


@dataclass
class _Entry:
    """One document: its terms, their weighted counts, and its weighted length."""

    id: str
    counts: Mapping[str, float]
    length: float


class LexicalIndex:
    """Weighted-field BM25 (BM25F with one b) over compact postings. Not locked: its owner does that.

    A removed document leaves a dead row behind; the postings are written anew when a third of the rows are
    dead.
    """

    def __init__(self, settings: LexicalSettings | None = None) -> None:
        """An empty index."""
        self._settings = settings or LexicalSettings()
        self._clear()

    def __len__(self) -> int:
        """How many documents are held."""
        return len(self._row_of)

    def put(self, key: str, fields: Sequence[Field], names: Sequence[str] = ()) -> None:
        """Add or replace a document given as (text, weight) fields; `names` are found by search alone."""
        counts = weighted_terms(fields)
        self.remove([key])
        # Names stay out of the length: a long firm's name must not make its listing look wordy.
        self._append(_Entry(key, {**counts, **name_terms(names)}, sum(counts.values())))

    def remove(self, keys: Iterable[str]) -> None:
        """Forget; unknown keys are passed over."""
        for key in keys:
            row = self._row_of.pop(key, None)
            if row is None:
                continue
            entry = self._entries[row]
            assert entry is not None  # a row in use holds an entry
            self._entries[row] = None
            self._alive[row] = 0
            self._total_length -= entry.length
            for term in entry.counts:
                self._document_frequency[term] -= 1
        if len(self._entries) > 32 and 3 * len(self._row_of) < 2 * len(self._entries):
            self._compact()

    def idf(self, term: str) -> float:
        """ln(1 + (N - n + 0.5) / (n + 0.5)) over the documents held now; never negative."""
        n = self._document_frequency.get(term, 0)
        return log(1.0 + (len(self) - n + 0.5) / (n + 0.5))

    def query(self, fields: Sequence[Field], with_names: bool = False) -> dict[str, float]:
        """Term to weight: idf times the damped count (q·(k+1)/(q+k)) in the fields.

        `with_names` also looks for the words among names, but only those that are one: a word that names
        nothing here must not make the query harder to satisfy.
        """
        k = self._settings.query_k
        counts = weighted_terms(fields)
        if with_names:
            names = name_terms([text for text, _ in fields])
            counts |= {term: count for term, count in names.items() if self._document_frequency.get(term)}
        return {t: self.idf(t) * count * (k + 1) / (count + k) for t, count in counts.items()}

    def scores(self, query: Mapping[str, float]) -> tuple[list[str], NDArray[np.float64]]:
        """Every id held and its score, in the same order."""
        sums = np.zeros(len(self._entries))
        norms, k1 = self._norms(), self._settings.k1
        for term, weight in query.items():
            if term in self._rows_of:
                rows = np.frombuffer(self._rows_of[term], dtype=np.intc)
                counts = np.frombuffer(self._counts_of[term], dtype=np.float32)
                sums[rows] += weight * counts * (k1 + 1) / (counts + norms[rows])
        alive = (
            np.flatnonzero(np.frombuffer(self._alive, dtype=np.int8)) if self._entries else np.zeros(0, int)
        )
        return [entry.id for entry in self._entries if entry is not None], sums[alive]

    def ceiling(self, query: Mapping[str, float]) -> float:
        """What a document would score that held each term of the query as often as BM25 cares to count."""
        return sum(query.values()) * (self._settings.k1 + 1)

    def commonness(self, term: str) -> float:
        """The share of documents that hold the term, 0..1; 0 for fewer than thirty, which tell nothing."""
        return self._document_frequency[term] / len(self) if len(self) >= 30 else 0.0

    def contributions(self, query: Mapping[str, float], key: str) -> dict[str, float]:
        """What each shared term adds to one document's score, greatest first; KeyError if unknown."""
        row = self._row_of[key]
        entry = self._entries[row]
        assert entry is not None
        k1, b = self._settings.k1, self._settings.b
        norm = k1 * (1 - b + b * self._lengths[row] / self._average_length())
        shared = {
            term: weight * float(entry.counts[term] * (k1 + 1) / (entry.counts[term] + norm))
            for term, weight in query.items()
            if term in entry.counts
        }
        return dict(sorted(shared.items(), key=lambda item: (-item[1], item[0])))

    def _norms(self) -> NDArray[np.float64]:
        """k1·(1 - b + b·length/average) of each row."""
        k1, b = self._settings.k1, self._settings.b
        lengths = np.asarray(np.frombuffer(self._lengths, dtype=np.float32), dtype=np.float64)
        return k1 * (1 - b + b * lengths / self._average_length())

    def _average_length(self) -> float:
        """Never 0, not even when all documents are empty."""
        return max(self._total_length / len(self), 1e-9) if len(self) else 1.0

    def _clear(self) -> None:
        self._entries: list[_Entry | None] = []
        self._row_of: dict[str, int] = {}
        self._alive = array("b")
        self._lengths = array("f")
        self._total_length = 0.0
        self._document_frequency: Counter[str] = Counter()
        self._rows_of: dict[str, array[int]] = {}
        self._counts_of: dict[str, array[float]] = {}

    def _append(self, entry: _Entry) -> None:
        row = len(self._entries)
        self._entries.append(entry)
        self._row_of[entry.id] = row
        self._alive.append(1)
        self._lengths.append(entry.length)
        self._total_length += entry.length
        for term, count in entry.counts.items():
            self._document_frequency[term] += 1
            self._rows_of.setdefault(term, array("i")).append(row)
            self._counts_of.setdefault(term, array("f")).append(count)

    def _compact(self) -> None:
        kept = [entry for entry in self._entries if entry is not None]
        self._clear()
        for entry in kept:
            self._append(entry)


def weighted_terms(fields: Sequence[Field]) -> dict[str, float]:
    """Each term's count over the fields, a field's occurrences counting `weight` times."""
    counts: dict[str, float] = {}
    for text, weight in fields:
        for term, count in term_counts(text).items():
            counts[term] = counts.get(term, 0.0) + weight * count
    return counts


def name_terms(names: Sequence[str]) -> dict[str, float]:
    """Terms that only a search meets: the whole name, and its words, marked so that no text holds them."""
    whole = {f"name:{normalize(name).strip()}": 2.0 for name in names if name.strip()}
    return whole | {f"name:{word}": 1.0 for name in names for word in words(name)}
