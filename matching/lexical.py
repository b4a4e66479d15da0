"""BM25 over Chinese words, kept current one listing at a time while it is read."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from matching.lexical_match import Match
from matching.lexical_terms import DocumentTerms, QueryTerms, Vocabulary
from matching.postings import (
    Codes,
    Cut,
    Postings,
    Slots,
    are_words,
    counts_of,
    empty_postings,
    postings_of_documents,
    postings_of_terms,
)
from matching.vector_index import Rows

# So many documents beside the merged postings are cheap to look through, and their terms, each with arrays of
# its own, small: at a sixteenth of 100,000 documents they took half as much memory as all that was merged.
_MOST_FRESH = 1024
_MOST_FRESH_SHARE = 1 / 64
_MOST_DEAD_SHARE = 1 / 3
# Not more documents than this are ever merged at once with what is there.
_BULK = 256
_NONE = -1


@dataclass(frozen=True)
class LexicalSettings:
    """`k1` and `b` as in Robertson and Zaragoza (2009); `query_k` damps words repeated in a long query."""

    k1: float = 1.2
    b: float = 0.5
    query_k: float = 2.0


@dataclass(frozen=True)
class Addition:
    """Documents made ready beside the readers; `postings`, if any, hold all there were and these.

    `counted` says, by term, how many of them hold it; only there for many.
    """

    rows: Rows
    terms: Sequence[DocumentTerms]
    lengths: NDArray[np.float32]
    postings: Postings | None = None
    counted: NDArray[np.int32] | None = None


@dataclass(frozen=True)
class Compaction:
    """The same documents written anew; their slots keep their order, and those in `kept` are left."""

    postings: Postings
    kept: NDArray[np.int64] | None


class LexicalIndex:
    """Weighted-field BM25 (BM25F with one b) over compact postings, by row numbers that the owner gives out.

    One writer at a time. `prepare` and `compacted` take their time beside readers; `apply`, `remove` and
    `replace` are quick and kept from readers by the owner. A document takes the next slot; what is removed
    leaves a dead slot, of infinite length, until the postings are written anew.
    """

    def __init__(self, settings: LexicalSettings | None = None, vocabulary: Vocabulary | None = None) -> None:
        """An empty index. `vocabulary` numbers the terms."""
        self.settings = settings or LexicalSettings()
        # An empty vocabulary is false.
        self.vocabulary = Vocabulary() if vocabulary is None else vocabulary
        self._postings = empty_postings()
        self._fresh: dict[int, Cut] = {}
        self._fresh_from = 0
        self._row_of_slot = np.zeros(0, dtype=np.int32)
        self._lengths = np.zeros(0, dtype=np.float32)
        self._end = 0
        self._slot_of_row = np.zeros(0, dtype=np.int32)
        self._frequencies = np.zeros(0, dtype=np.int32)
        self._held = 0
        self._total_length = 0.0

    def __len__(self) -> int:
        """How many documents are held."""
        return self._held

    def is_bulk(self, count: int) -> bool:
        """Whether so many documents are merged before readers see them, and not looked through beside."""
        return count > max(_BULK, _MOST_FRESH_SHARE * self._end)

    def make_room(self, more: int, rows: int) -> None:
        """Make room beside readers for so many more documents, and for rows below this number."""
        self._reserve(self._end + more, rows)

    def prepare(self, rows: Rows, terms: Sequence[DocumentTerms]) -> Addition:
        """Make documents of distinct rows ready for `apply`; many are merged into the postings here."""
        self._reserve(self._end + len(terms), int(rows.max(initial=-1)) + 1)
        lengths = np.asarray([one.length for one in terms], dtype=np.float32)
        if not self.is_bulk(len(terms)):
            return Addition(rows, terms, lengths)
        added = postings_of_documents(
            self._end, [one.numbers for one in terms], [one.codes for one in terms], len(self._frequencies)
        )
        counted = np.diff(added.starts).astype(np.int32)
        merged = self._postings.joined(self._fresh_postings())
        return Addition(rows, terms, lengths, merged.joined(added), counted)

    def apply(self, addition: Addition) -> None:
        """Let readers see the documents; their rows hold none."""
        slots = np.arange(self._end, self._end + len(addition.rows))
        self._row_of_slot[slots], self._lengths[slots] = addition.rows, addition.lengths
        self._slot_of_row[addition.rows] = slots
        self._end += len(slots)
        self._held += len(slots)
        self._total_length += float(addition.lengths.sum(dtype=np.float64))
        if addition.postings is not None and addition.counted is not None:
            self._postings, self._fresh, self._fresh_from = addition.postings, {}, self._end
            self._frequencies += addition.counted
            return
        for slot, one in zip(slots.tolist(), addition.terms, strict=True):
            self._frequencies[one.numbers] += 1
            for number, code in zip(one.numbers.tolist(), one.codes.tolist(), strict=True):
                held = self._fresh.get(number)
                if held is None:
                    held = self._fresh[number] = (array("i"), array("H"))
                held[0].append(slot)
                held[1].append(code)

    def remove(self, rows: Rows, terms: Sequence[DocumentTerms]) -> None:
        """Forget documents that are held, given with the terms they were put with."""
        slots = self._slot_of_row[rows]
        self._total_length -= float(self._lengths[slots].sum(dtype=np.float64))
        for one in terms:
            self._frequencies[one.numbers] -= 1
        self._lengths[slots] = np.inf
        self._row_of_slot[slots] = _NONE
        self._slot_of_row[rows] = _NONE
        self._held -= len(rows)

    def compacted(self, at_any_rate: bool = False) -> Compaction | None:
        """The postings written anew, when that is worth while or asked for; runs beside readers."""
        fresh, dead = self._end - self._fresh_from, self._end - self._held
        if at_any_rate or (self._end > 32 and dead > _MOST_DEAD_SHARE * self._end):
            kept = np.flatnonzero(self._row_of_slot[: self._end] != _NONE)
            renumbered = np.full(self._end, _NONE, dtype=np.int32)
            renumbered[kept] = np.arange(len(kept))
            return Compaction(self._postings.joined(self._fresh_postings()).kept(renumbered), kept)
        if fresh > max(_MOST_FRESH, _MOST_FRESH_SHARE * self._end):
            return Compaction(self._postings.joined(self._fresh_postings()), None)
        return None

    def replace(self, compaction: Compaction) -> None:
        """Take over what `compacted` made since the last change."""
        if compaction.kept is not None:
            count = len(compaction.kept)
            self._row_of_slot[:count] = self._row_of_slot[compaction.kept]
            self._lengths[:count] = self._lengths[compaction.kept]
            self._slot_of_row[self._row_of_slot[:count]] = np.arange(count)
            self._end = count
        self._postings, self._fresh, self._fresh_from = compaction.postings, {}, self._end

    def frequency(self, term: str) -> int:
        """How many documents hold the term."""
        number = self.vocabulary.number(term)
        return int(self._frequencies[number]) if 0 <= number < len(self._frequencies) else 0

    def commonness(self, term: str) -> float:
        """The share of documents that hold the term, 0..1; 0 for fewer than thirty, which tell nothing."""
        return self.frequency(term) / self._held if self._held >= 30 else 0.0

    def match(self, query: QueryTerms, only: int | None = None) -> Match:
        """Scores of all documents for a query, or of the one in row `only`, the others then being 0.

        A term weighs idf·q·(k+1)/(q+k), with its count q in the query and
        idf = ln(1 + (N - n + 0.5) / (n + 0.5)) over the documents held now.
        """
        k1, b, k = self.settings.k1, self.settings.b, self.settings.query_k
        terms, q = list(query.counts), np.fromiter(query.counts.values(), np.float64)
        numbers = self.vocabulary.numbers(terms)
        n = np.zeros(len(terms))
        known = (numbers >= 0) & (numbers < len(self._frequencies))
        n[known] = self._frequencies[numbers[known]]
        weights = np.log1p((self._held - n + 0.5) / (n + 0.5)) * q * (k + 1) / (q + k) * (k1 + 1)
        slots, codes, lengths = self._touched(np.where(n > 0, numbers, _NONE), only)
        counts = counts_of(codes)
        average = max(self._total_length / self._held, 1e-9) if self._held else 1.0
        norms = self._lengths[slots]
        norms *= np.float32(k1 * b / average)
        norms += np.float32(k1 * (1 - b))
        norms += counts
        counts /= norms
        impacts = np.repeat(weights, lengths)
        impacts *= counts
        return Match(
            terms,
            query.words,
            lengths,
            slots,
            are_words(codes),
            impacts,
            np.bincount(slots, weights=impacts, minlength=self._end).astype(np.float64, copy=False),
            float(weights.sum()),
            self._row_of_slot,
            self._slot_of_row,
        )

    def columns(self) -> dict[str, NDArray[Any]]:
        """What `restore` takes, complete after a compaction at any rate: the postings, which are never
        written again, and copies of the columns that are.
        """
        return {
            "starts": self._postings.starts,
            "slots": self._postings.slots,
            "codes": self._postings.codes,
            "row_of_slot": self._row_of_slot[: self._end].copy(),
            "lengths": self._lengths[: self._end].copy(),
            "frequencies": self._frequencies.copy(),
        }

    def restore(self, columns: Mapping[str, NDArray[Any]]) -> None:
        """Hold what the columns of a compacted index with the same vocabulary held; this one is empty."""
        rows = columns["row_of_slot"]
        self._postings = Postings(columns["starts"], columns["slots"], columns["codes"])
        self._row_of_slot, self._lengths = rows, columns["lengths"]
        self._end = self._held = self._fresh_from = len(rows)
        self._slot_of_row = np.full(int(rows.max(initial=-1)) + 1, _NONE, dtype=np.int32)
        self._slot_of_row[rows] = np.arange(len(rows))
        self._frequencies = columns["frequencies"]
        self._total_length = float(self._lengths.sum(dtype=np.float64))

    @property
    def size_in_bytes(self) -> int:
        """Memory of the postings and of the columns in use."""
        fresh = 6 * sum(len(slots) for slots, _ in self._fresh.values())
        return self._postings.size_in_bytes + fresh + 12 * self._end + self._frequencies.nbytes

    def _touched(self, numbers: NDArray[np.int64], only: int | None) -> tuple[Slots, Codes, list[int]]:
        """Copies of the postings of these terms, one after the other, and how many each has."""
        pieces = [self._pieces(number) for number in numbers.tolist()]
        if only is not None:
            slot = self._slot_of_row[only]
            pieces = [[_of_one(slots, codes, slot) for slots, codes in piece] for piece in pieces]
        return (
            np.concatenate([self._postings.slots[:0], *(slots for piece in pieces for slots, _ in piece)]),
            np.concatenate([self._postings.codes[:0], *(codes for piece in pieces for _, codes in piece)]),
            [sum(len(slots) for slots, _ in piece) for piece in pieces],
        )

    def _pieces(self, number: int) -> list[tuple[Slots, Codes]]:
        """A term's postings: the merged ones and the fresh ones."""
        if number < 0:
            return []
        pieces = [self._postings.of(number)]
        if number in self._fresh:
            slots, codes = self._fresh[number]
            pieces.append((np.frombuffer(slots, np.int32), np.frombuffer(codes, np.uint16)))
        return pieces

    def _fresh_postings(self) -> Postings:
        return postings_of_terms(self._fresh, len(self.vocabulary))

    def _reserve(self, slots: int, rows: int) -> None:
        """Make room beside readers, who see equal columns before and after."""
        if slots > len(self._lengths):
            room = max(256, slots, self._end + self._end // 2)
            self._row_of_slot = _grown(self._row_of_slot, room, _NONE)
            self._lengths = _grown(self._lengths, room, np.inf)
        if rows > len(self._slot_of_row):
            room = max(256, rows, len(self._slot_of_row) * 3 // 2)
            self._slot_of_row = _grown(self._slot_of_row, room, _NONE)
        if len(self.vocabulary) > len(self._frequencies):
            room = max(256, len(self.vocabulary), len(self._frequencies) * 3 // 2)
            self._frequencies = _grown(self._frequencies, room, 0)


def _of_one(slots: Slots, codes: Codes, slot: int) -> tuple[Slots, Codes]:
    """The one posting of a slot, if there is one; slots ascend."""
    start = int(np.searchsorted(slots, slot))
    end = start + int(start < len(slots) and slots[start] == slot)
    return slots[start:end], codes[start:end]


Number = TypeVar("Number", np.int32, np.float32)


def _grown(column: NDArray[Number], room: int, filled: float) -> NDArray[Number]:
    """A copy with more room."""
    grown = np.full(room, filled, dtype=column.dtype)
    grown[: len(column)] = column
    return grown
