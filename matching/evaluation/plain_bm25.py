"""BM25 as the textbook has it, in one field: a ranking to be beaten, not the site's own lexical index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import log

import numpy as np
from numpy.typing import NDArray

from matching.segmentation import term_counts


class PlainBM25:
    """Robertson and Zaragoza (2009) with k1 = 1.2 and b = 0.75, over words and pairs of Chinese characters.

    The terms are the site's own: with words alone this baseline would be weaker.
    """

    k1, b = 1.2, 0.75

    def __init__(self, texts: Sequence[str]) -> None:
        """Index the texts, at least one; the scores keep their order."""
        counted = [term_counts(text) for text in texts]
        lengths = np.array([sum(counts.values()) for counts in counted])
        self._size = len(counted)
        self._mean_length = max(float(lengths.mean()), 1e-9)
        self._norms = self.k1 * (1 - self.b + self.b * lengths / self._mean_length)
        postings: dict[str, list[tuple[int, float]]] = {}
        for row, counts in enumerate(counted):
            for term, count in counts.items():
                postings.setdefault(term, []).append((row, count))
        self._postings = {
            term: (np.array([row for row, _ in found]), np.array([count for _, count in found]))
            for term, found in postings.items()
        }
        self._total_terms = float(lengths.sum())

    def scores(self, text: str) -> NDArray[np.float64]:
        """The score of every text for this query, shape (texts,)."""
        sums = np.zeros(self._size)
        for term, asked in Counter(term_counts(text)).items():
            if term in self._postings:
                rows, counts = self._postings[term]
                sums[rows] += asked * self._idf(term) * counts * (self.k1 + 1) / (counts + self._norms[rows])
        return sums

    def average_score(self) -> float:
        """What a term of mean count and mean idf adds to a text of mean length."""
        if not self._postings:
            return 0.0
        count = self._total_terms / len(self._postings)
        idf = sum(self._idf(term) for term in self._postings) / len(self._postings)
        return idf * count * (self.k1 + 1) / (count + self.k1)

    def _idf(self, term: str) -> float:
        held = len(self._postings[term][0])
        return log(1.0 + (self._size - held + 0.5) / (held + 0.5))
