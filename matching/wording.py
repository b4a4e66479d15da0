"""Kinds of problem by the words of their trade: a need and an offer meet through what vendors usually say.

Those who have a problem and those who solve it share few words. A need recalls kinds of problem, by meaning
(`matching.memory`) and by the words in which such needs are put; the vendors of these kinds have words of
their own, and an offer either uses them or not. Kinds are compared in a space of `DIMENSIONS` made by latent
semantic indexing (Deerwester et al., 1990): the singular vectors of the terms-by-kinds matrix of BM25 weights
of vendors' texts, less the weights of their lookalikes' texts (Rocchio, 1971), so that what looks alike but
solves something else pulls the other way.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matching.encoders.base import Vectors

DIMENSIONS = 128
Counts = Mapping[str, float]
Bytes = NDArray[np.int8]

# A term counts once, however often it is repeated: repeating a word says nothing new.
_MOST = 1.0
# How much the kinds recalled by meaning weigh beside what the words say.
_OFFER_BY_MEANING, _NEED_BY_MEANING = 0.3, 0.67
_FULL = 127
# The cosine from which a word is said to point where a need does.
_TELLING = 0.2


@dataclass(frozen=True)
class NeedWords:
    """How much each term speaks for each kind in a need: BM25 weights, row by row of t terms.

    Row i holds `weights[starts[i] : starts[i + 1]]` for the kinds of the same places; `starts` is (t + 1,).
    """

    starts: NDArray[np.int32]
    kinds: NDArray[np.int16]
    weights: NDArray[np.float16]


@dataclass(frozen=True)
class Wording:
    """`names`, k of them, are the kinds it was made from, and `places`, shape (k, d), where they lie.

    `terms` numbers t terms; where the first of them point when an offer uses them is in `offers`, with a row
    for each that vendors use; `needs` has a row for every one.
    """

    names: tuple[str, ...]
    places: Vectors
    terms: Mapping[str, int]
    offers: NDArray[np.float16]
    needs: NeedWords

    @property
    def version(self) -> str:
        """SHA-256 (hex, first 16 places) over all of it: directions of two wordings never mix."""
        seen = hashlib.sha256("\n".join([*self.names, *self.terms]).encode())
        for column in (self.offers, self.needs.kinds, self.needs.weights, self.places):
            seen.update(column.tobytes())
        return seen.hexdigest()[:16]

    def of_offers(self, counted: Sequence[Counts], recalled: Vectors) -> Bytes:
        """Where n offers point, shape (n, d), by the counts of their terms.

        `recalled`, shape (n, d), are the sums of the places of the kinds that they recall by meaning.
        """
        words = np.zeros_like(recalled, dtype=np.float32)
        for row, counts in enumerate(counted):
            words[row] = self._pointing(counts)
        return as_bytes(_directions(words) + _OFFER_BY_MEANING * _directions(recalled))

    def of_needs(self, counted: Sequence[Counts], recalled: Vectors) -> Bytes:
        """Where n needs point, shape (n, d): to the vendors of the kinds that their words recall.

        `recalled` is as for offers.
        """
        words = np.zeros_like(recalled, dtype=np.float32)
        for row, counts in enumerate(counted):
            words[row] = self.recalled(counts) ** 2 @ self.places
        return as_bytes(_directions(words) + _NEED_BY_MEANING * _directions(recalled))

    def recalled(self, counts: Counts) -> NDArray[np.float32]:
        """How much the words of one need speak for each kind, shape (k,)."""
        numbers, amounts = self._known(counts, len(self.terms))
        starts, ends = self.needs.starts[numbers], self.needs.starts[numbers + 1]
        places = np.concatenate([np.zeros(0, np.int64), *map(np.arange, starts, ends)])
        spoken = np.repeat(amounts, ends - starts) * self.needs.weights[places]
        found = np.bincount(self.needs.kinds[places], weights=spoken, minlength=len(self.places))
        return found.astype(np.float32)

    def telling(self, words: Sequence[str], need: Bytes) -> list[str]:
        """Those words of an offer that point where a need does, shape (d,), the nearest first."""
        end = len(self.offers)
        held = {word: number for word in words if (number := self.terms.get(word, end)) < end}
        names, numbers, asked = list(held), list(held.values()), need.astype(np.float32)
        least = _TELLING * float(np.sqrt(np.vecdot(asked, asked)))
        # Not the product of matrix and vector: its threads wait for each other for longer than this takes.
        said = np.vecdot(self.offers[numbers].astype(np.float32), asked) / self._lengths[numbers]
        best = np.argsort(-said, kind="stable")
        return [names[place] for place in best[said[best] >= least].tolist()]

    def placed(self, names: Sequence[str], offers: Sequence[Counts]) -> Vectors:
        """Where further kinds lie, shape (n, d), by the terms of their vendors; 0 for those it was made from.

        As far out as its own lie in the mean, in the direction in which the vendors' words point.
        """
        found = np.zeros((len(names), self.places.shape[1]), dtype=np.float32)
        for row, (name, counts) in enumerate(zip(names, offers, strict=True)):
            if name not in self.names:
                found[row] = self._pointing(counts)
        return _directions(found) * float(np.linalg.norm(self.places, axis=1).mean())

    def places_of(self, names: Sequence[str]) -> Vectors:
        """Where these n kinds lie, shape (n, d); those that it was not made from lie nowhere, at 0."""
        row_of = {name: row for row, name in enumerate(self.names)}
        found = np.zeros((len(names), self.places.shape[1]), dtype=np.float32)
        known = [place for place, name in enumerate(names) if name in row_of]
        found[known] = self.places[[row_of[names[place]] for place in known]]
        return found

    @cached_property
    def _lengths(self) -> NDArray[np.float32]:
        """How far out the terms of vendors point."""
        lengths: NDArray[np.float32] = np.linalg.norm(self.offers.astype(np.float32), axis=1)
        return np.maximum(lengths, 1e-9)

    def _pointing(self, counts: Counts) -> Vectors:
        numbers, amounts = self._known(counts, len(self.offers))
        found: Vectors = amounts @ self.offers[numbers].astype(np.float32)
        return found

    def _known(self, counts: Counts, end: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Numbers below `end` of the terms that have one, and how much each counts."""
        numbers, amounts = [], []
        for term, count in counts.items():
            number = self.terms.get(term, end)
            if number < end:
                numbers.append(number)
                amounts.append(min(count, _MOST))
        return np.asarray(numbers, dtype=np.int64), np.asarray(amounts, dtype=np.float32)


def as_bytes(vectors: Vectors) -> Bytes:
    """Directions in a byte a dimension: each row's greatest value becomes 127."""
    greatest = np.abs(vectors).max(axis=-1, keepdims=True, initial=0.0)
    scaled: Bytes = np.rint(vectors * (_FULL / np.where(greatest > 0.0, greatest, 1.0))).astype(np.int8)
    return scaled


def likeness(needs: Bytes, offers: Bytes) -> NDArray[np.float64]:
    """Cosines of m needs and n offers, shape (m, n), nothing below 0; 0 where a side has no direction."""
    asked, said = needs.astype(np.float32), offers.astype(np.float32)
    # Sums of whole numbers below 2^24 are exact in any order, so equal rows get equal cosines.
    products = np.vecdot(asked[:, None, :], said).astype(np.float64)
    lengths = np.sqrt(np.vecdot(asked, asked)[:, None].astype(np.float64) * np.vecdot(said, said))
    cosines: NDArray[np.float64] = np.maximum(products / np.maximum(lengths, 1.0), 0.0)
    return cosines


def _directions(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    unit: Vectors = (vectors / np.maximum(lengths, 1e-9)).astype(np.float32)
    return unit
