"""Texts as the terms that BM25 counts, and the numbers these terms go by."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.postings import Codes, codes_of
from matching.segmentation import PAIR_WEIGHT, cut, normalize, words

Field = tuple[str, float]
# Each term's weighted count in a text, and which of the terms are words of it.
Cut = tuple[dict[str, float], set[str]]


@dataclass(frozen=True)
class DocumentTerms:
    """A document as it is indexed: distinct term numbers with their codes, and its weighted length."""

    numbers: NDArray[np.int32]
    codes: Codes
    length: float


@dataclass(frozen=True)
class QueryTerms:
    """A query as it is looked up: each term's weighted count, and which terms are words of it."""

    counts: Mapping[str, float]
    words: frozenset[str]


class Vocabulary:
    """Numbers terms as they come, from 0. Safe between threads: a number is given once and never changes."""

    def __init__(self) -> None:
        """No terms."""
        self._number_of: dict[str, int] = {}
        self._numbering = threading.Lock()

    def __len__(self) -> int:
        """How many terms have a number."""
        return len(self._number_of)

    def terms(self) -> list[str]:
        """All terms, by number."""
        with self._numbering:
            return list(self._number_of)

    def extend(self, terms: Sequence[str]) -> None:
        """Take over the table of an earlier vocabulary; this one's is empty."""
        with self._numbering:
            self._number_of.update({term: number for number, term in enumerate(terms)})

    def number(self, term: str) -> int:
        """The term's number, -1 for one that never came."""
        return self._number_of.get(term, -1)

    def numbers(self, terms: Sequence[str]) -> NDArray[np.int64]:
        """The terms' numbers, -1 for one that never came."""
        known = self._number_of
        return np.asarray([known.get(term, -1) for term in terms], dtype=np.int64)

    def document(self, cut: Cut, names: Sequence[str] = ()) -> DocumentTerms:
        """A document given as its `weighted_cut`; names stay out of its length.

        A long firm's name must not make its listing look wordy.
        """
        in_text, found = cut
        length = sum(in_text.values())
        counts = in_text | name_terms(names)
        are_words = np.fromiter(map(found.__contains__, counts), np.bool_, len(counts))
        amounts = np.fromiter(counts.values(), np.float64, len(counts))
        return DocumentTerms(self._numbered(counts), codes_of(amounts, are_words), length)

    def _numbered(self, terms: Collection[str]) -> NDArray[np.int32]:
        """The terms' numbers, the new ones given theirs."""
        numbers = list(map(self._number_of.get, terms))
        if None in numbers:
            with self._numbering:
                numbers = [self._number_of.setdefault(term, len(self._number_of)) for term in terms]
        return np.asarray(numbers, np.int32)


def query_terms(
    fields: Sequence[Field], with_names: bool = False, is_known: Callable[[str], object] = bool
) -> QueryTerms:
    """The terms of a query.

    `with_names` also looks for the words among names, but only those that are one: a word that names
    nothing here must not make the query harder to satisfy.
    """
    counts, found = weighted_cut(fields)
    if with_names:
        names = name_terms([text for text, _ in fields])
        counts |= {term: count for term, count in names.items() if is_known(term)}
    return QueryTerms(counts, frozenset(found))


def weighted_cut(fields: Sequence[Field]) -> Cut:
    """Each term's count over the fields, a field's occurrences counting `weight` times; and the words."""
    counts: dict[str, float] = {}
    found: set[str] = set()
    for text, weight in fields:
        if not text:
            continue
        in_text, pairs = cut(text)
        found.update(in_text)
        for terms, each in ((in_text, weight), (pairs, weight * PAIR_WEIGHT)):
            for term in terms:
                counts[term] = counts.get(term, 0.0) + each
    return counts, found


def name_terms(names: Sequence[str]) -> dict[str, float]:
    """Terms that only a search meets: the whole name, and its words, marked so that no text holds them."""
    whole = {f"name:{normalize(name).strip()}": 2.0 for name in names if name.strip()}
    return whole | {f"name:{word}": 1.0 for name in names for word in words(name)}
