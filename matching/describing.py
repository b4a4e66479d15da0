"""Says which kinds of problem listings are about: by meaning, and by the words of the trade."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.documents import Kind
from matching.encoders.base import Vectors
from matching.memory import RECALLED, KindMemory
from matching.wording import DIMENSIONS, Bytes, Counts, Wording

# The places of what so many listings recall are looked at together.
_AT_ONCE = 1024


@dataclass(frozen=True)
class Profile:
    """Of n listings: numbers of the kinds recalled, shape (n, 16), -1 for none, and roots of their shares."""

    kinds: NDArray[np.int16]
    roots: NDArray[np.float16]


class Describer:
    """Over one memory of kinds, and the wording that was learned from most of them; either may be missing."""

    def __init__(self, memory: KindMemory | None, wording: Wording | None) -> None:
        """Without a `memory` nothing is recalled by meaning, without a `wording` nothing points anywhere."""
        self._memory, self._wording = memory, wording
        # Kind -1 stands for none: the last place, which is nowhere.
        self._places = np.zeros((1, DIMENSIONS), dtype=np.float32)
        if memory is not None and wording is not None:
            places = wording.places_of(memory.names) + memory.places
            self._places = np.concatenate([places, self._places])

    def profile(self, vectors: Vectors, kind: Kind) -> Profile:
        """What placed vectors of one side, shape (n, dimension), recall by meaning."""
        if self._memory is not None:
            return Profile(*self._memory.describe(vectors, kind))
        shape = (len(vectors), RECALLED)
        return Profile(np.full(shape, -1, dtype=np.int16), np.zeros(shape, dtype=np.float16))

    def pointing(self, profile: Profile, counted: Sequence[Counts], kind: Kind) -> Bytes:
        """Where the words of n listings point, shape (n, 128), from what they recall and count."""
        if self._wording is None:
            return np.zeros((len(counted), DIMENSIONS), dtype=np.int8)
        point = self._wording.of_offers if kind == "supply" else self._wording.of_needs
        found = [np.zeros((0, DIMENSIONS), dtype=np.int8)]
        for start in range(0, len(counted), _AT_ONCE):
            some = slice(start, start + _AT_ONCE)
            roots = profile.roots[some].astype(np.float32)
            recalled = np.einsum("nk,nkd->nd", roots, self._places[profile.kinds[some]])
            found.append(point(counted[some], recalled))
        return np.concatenate(found)
