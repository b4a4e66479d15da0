"""What BM25 finds for one query: every document's score, and which terms it comes from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.postings import Slots
from matching.vector_index import Rows

# Scores are looked through by so many at a time: the greatest of each bounds the places from below.
_BLOCK = 64


@dataclass(frozen=True)
class Contribution:
    """What one term adds to one document's score; `is_word`: whether it is a word of both texts."""

    term: str
    value: float
    is_word: bool


@dataclass(frozen=True)
class Match:
    """The postings that a query touched. Valid until the index is written.

    `impacts` are what each posting adds to its slot's score; `scores` are the sums by slot. `ceiling` is what
    a document would score that held each term as often as BM25 cares to count.
    """

    terms: list[str]
    words: frozenset[str]
    lengths: list[int]
    slots: Slots
    are_words: NDArray[np.bool_]
    impacts: NDArray[np.float64]
    scores: NDArray[np.float64]
    ceiling: float
    row_of_slot: NDArray[np.int32]
    slot_of_row: NDArray[np.int32]

    def held(self, rows: Rows) -> Rows:
        """Those of the rows that hold a document now."""
        known = rows[(rows >= 0) & (rows < len(self.slot_of_row))]
        return known[self.slot_of_row[known] >= 0]

    def shares(self, rows: Rows) -> NDArray[np.float64]:
        """The scores of rows in use, as shares of the ceiling, 0..1."""
        shares: NDArray[np.float64] = self.scores[self.slot_of_row[rows]] / max(self.ceiling, 1e-9)
        return shares

    def best(self, places: int) -> Rows:
        """The rows of the greatest scores above 0, best first, equal ones as they came."""
        scores = self.scores
        whole = len(scores) // _BLOCK * _BLOCK
        least = 0.0
        if 0 < places < whole // _BLOCK:
            greatest = scores[:whole].reshape(-1, _BLOCK).max(axis=1)
            least = float(np.partition(greatest, len(greatest) - places)[len(greatest) - places])
        slots = np.flatnonzero(scores >= least) if least > 0 else np.flatnonzero(scores > 0)
        best = slots[np.argsort(-scores[slots], kind="stable")][: max(0, places)]
        return self.row_of_slot[best].astype(np.int64)

    def contributions(self, rows: Rows) -> list[list[Contribution]]:
        """For each row in use what its terms add, the greatest first, equal ones by term."""
        place_of_slot = np.full(len(self.scores), -1, dtype=np.int32)
        place_of_slot[self.slot_of_row[rows]] = np.arange(len(rows))
        places = place_of_slot[self.slots]
        hits = np.flatnonzero(places >= 0)
        of_term = np.repeat(np.arange(len(self.terms)), self.lengths)[hits]
        found: list[list[Contribution]] = [[] for _ in rows]
        columns = (places[hits], of_term, self.impacts[hits], self.are_words[hits])
        for place, number, value, is_word in zip(*(column.tolist() for column in columns), strict=True):
            term = self.terms[number]
            found[place].append(Contribution(term, value, is_word and term in self.words))
        for one in found:
            one.sort(key=lambda contribution: (-contribution.value, contribution.term))
        return found
