"""Postings in three arrays: which documents hold a term, and how often."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Slots = NDArray[np.int32]
Codes = NDArray[np.uint16]

# A code is a count in sixteenths, 15 bits, and above them a bit that says whether the term is a word of the
# text (and not two characters that only meet in it). BM25 has long stopped counting where the bits end.
_FRACTION = 16
_GREATEST = 0x7FFF
_WORD = 0x8000


def codes_of(counts: NDArray[np.float64], are_words: NDArray[np.bool_]) -> Codes:
    """Counts as they are stored, at least a sixteenth each."""
    codes = np.clip(np.rint(counts * _FRACTION), 1, _GREATEST).astype(np.uint16)
    codes[are_words] |= np.uint16(_WORD)
    return codes


def counts_of(codes: Codes) -> NDArray[np.float32]:
    """The counts of these codes."""
    return (codes & np.uint16(_GREATEST)).astype(np.float32) * np.float32(1 / _FRACTION)


def are_words(codes: Codes) -> NDArray[np.bool_]:
    """Whether each term is a word of its text."""
    return codes >= _WORD


@dataclass(frozen=True)
class Postings:
    """Term t's documents are `slots[starts[t]:starts[t + 1]]`, ascending, with their `codes`; read-only."""

    starts: NDArray[np.int64]
    slots: Slots
    codes: Codes

    @property
    def size_in_bytes(self) -> int:
        """Memory of the arrays."""
        return self.starts.nbytes + self.slots.nbytes + self.codes.nbytes

    def of(self, term: int) -> tuple[Slots, Codes]:
        """Documents and codes of one term; empty for one that came later."""
        if term + 1 >= len(self.starts):
            return self.slots[:0], self.codes[:0]
        start, end = self.starts[term], self.starts[term + 1]
        return self.slots[start:end], self.codes[start:end]

    def widened(self, terms: int) -> NDArray[np.int64]:
        """`starts` for more terms, the new ones without documents."""
        return np.concatenate([self.starts, np.full(terms + 1 - len(self.starts), self.starts[-1])])

    def kept(self, renumbered: Slots) -> Postings:
        """Under the documents' new numbers, without those whose new number in `renumbered` is -1."""
        slots = renumbered[self.slots]
        keep = slots >= 0
        before = np.zeros(len(slots) + 1, dtype=np.int64)
        np.cumsum(keep, out=before[1:])
        return Postings(before[self.starts], slots[keep], self.codes[keep])

    def joined(self, later: Postings) -> Postings:
        """Both, when every document of `later` has a greater number than those of this one."""
        terms = max(len(self.starts), len(later.starts)) - 1
        ours, theirs = self.widened(terms), later.widened(terms)
        slots = np.empty(len(self.slots) + len(later.slots), dtype=np.int32)
        codes = np.empty(len(slots), dtype=np.uint16)
        # A posting moves right by as many as the other side has before it.
        for side, shifts in ((self, theirs[:-1]), (later, ours[1:])):
            lengths = np.diff(side.widened(terms))
            places = np.repeat(shifts, lengths)
            places += np.arange(len(side.slots))
            slots[places], codes[places] = side.slots, side.codes
        return Postings(ours + theirs, slots, codes)


def empty_postings() -> Postings:
    """No terms, no documents."""
    return Postings(np.zeros(1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.uint16))


# Slots ("i") and codes ("H") of one term.
Cut: TypeAlias = "tuple[array[int], array[int]]"


def postings_of_terms(cuts: Mapping[int, Cut], terms: int) -> Postings:
    """Postings of terms given by number, each with its documents in ascending order."""
    numbers = sorted(cuts)
    lengths = np.zeros(terms, dtype=np.int64)
    lengths[numbers] = [len(cuts[number][0]) for number in numbers]
    slots = np.frombuffer(b"".join(cuts[number][0].tobytes() for number in numbers), dtype=np.int32)
    codes = np.frombuffer(b"".join(cuts[number][1].tobytes() for number in numbers), dtype=np.uint16)
    return Postings(_starts(lengths), slots, codes)


def postings_of_documents(
    first: int, numbers: Sequence[NDArray[np.int32]], codes: Sequence[Codes], terms: int
) -> Postings:
    """Postings of documents, numbered from `first` on, given with the numbers and codes of their terms."""
    term = np.concatenate([np.zeros(0, np.int32), *numbers])
    slots = np.repeat(np.arange(first, first + len(numbers), dtype=np.int32), [len(one) for one in numbers])
    # Stable: within a term the documents stay in ascending order.
    order = np.argsort(term, kind="stable")
    all_codes = np.concatenate([np.zeros(0, np.uint16), *codes])
    return Postings(_starts(np.bincount(term, minlength=terms)), slots[order], all_codes[order])


def _starts(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    starts = np.zeros(len(lengths) + 1, dtype=np.int64)
    np.cumsum(lengths, out=starts[1:])
    return starts
