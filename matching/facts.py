"""What signals need to know of a listing beside its vector and words, as columns by row."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from matching.describing import Describer
from matching.documents import Document, Kind
from matching.encoders.base import Vectors
from matching.reference import Bearing
from matching.wording import DIMENSIONS, Counts

# A listing is described by so many kinds of problem at most.
PROFILE_KINDS = 16
NONE = -1

# Centred vectors of one side, shape (n, dimension), to what they leave out of the raw ones.
Bear = Callable[[Vectors, Kind], Bearing]


@dataclass(frozen=True)
class Facts:
    """Columns of equal length. Names are numbers of one table; -1 stands for none.

    `wording` says where the words of the trade point, as `matching.wording` has it; `length` and `level` turn
    centred cosines into closeness, as `matching.reference.Bearing` says.
    """

    text_amount: NDArray[np.int32]
    industry: NDArray[np.int32]
    organization: NDArray[np.int32]
    profile_kinds: NDArray[np.int16]
    profile_weights: NDArray[np.float16]
    wording: NDArray[np.int8]
    length: NDArray[np.float32]
    level: NDArray[np.float32]

    def __len__(self) -> int:
        """How many rows."""
        return len(self.text_amount)

    def at(self, rows: NDArray[np.int64]) -> Facts:
        """Copies of these rows, in their order."""
        return Facts(**{name: getattr(self, name).take(rows, axis=0) for name in COLUMNS})

    def followed_by(self, others: Facts) -> Facts:
        """These rows, then those."""
        pairs = {name: (getattr(self, name), getattr(others, name)) for name in COLUMNS}
        return Facts(**{name: np.concatenate(pair) for name, pair in pairs.items()})

    def put(self, rows: NDArray[np.int64], facts: Facts) -> None:
        """Write these rows."""
        for name in COLUMNS:
            getattr(self, name)[rows] = getattr(facts, name)

    def grown(self, count: int) -> Facts:
        """A copy with room for `count` rows, the new ones empty."""
        bigger = empty_facts(count)
        for name in COLUMNS:
            getattr(bigger, name)[: len(self)] = getattr(self, name)
        return bigger

    @property
    def size_in_bytes(self) -> int:
        """Memory of the columns."""
        return sum(getattr(self, name).nbytes for name in COLUMNS)


COLUMNS = tuple(field.name for field in fields(Facts))


def empty_facts(count: int) -> Facts:
    """Rows of which nothing is known."""
    return Facts(
        text_amount=np.zeros(count, dtype=np.int32),
        industry=np.full(count, NONE, dtype=np.int32),
        organization=np.full(count, NONE, dtype=np.int32),
        profile_kinds=np.full((count, PROFILE_KINDS), NONE, dtype=np.int16),
        profile_weights=np.zeros((count, PROFILE_KINDS), dtype=np.float16),
        wording=np.zeros((count, DIMENSIONS), dtype=np.int8),
        length=np.zeros(count, dtype=np.float32),
        level=np.zeros(count, dtype=np.float32),
    )


class FactReader:
    """Reads documents into facts. Both sides share its table of names, so equal names are equal numbers.

    Safe between threads: numbers are given out once and never change.
    """

    def __init__(self, bear: Bear, describer: Describer) -> None:
        """`bear` fills length and level, `describer` the profiles and where the words point."""
        self._bear, self._describer = bear, describer
        self._number_of: dict[str, int] = {}
        self._numbering = threading.Lock()

    def describe_with(self, describer: Describer) -> None:
        """Fill the profiles of what is read from now on so."""
        self._describer = describer

    def names(self) -> list[str]:
        """The table, in the order of its numbers."""
        with self._numbering:
            return list(self._number_of)

    def extend(self, names: Sequence[str]) -> None:
        """Take over the table of an earlier reader; this one's is empty."""
        with self._numbering:
            self._number_of.update({name: number for number, name in enumerate(names)})

    def read(self, documents: Sequence[Document], vectors: Vectors, counted: Sequence[Counts]) -> Facts:
        """The facts of n documents with their centred vectors, shape (n, dimension), and counts of terms."""
        facts = empty_facts(len(documents))
        for row, document in enumerate(documents):
            facts.text_amount[row] = document.text_amount
            facts.industry[row] = self._number(document.industry.strip())
            facts.organization[row] = self._number(document.organization.strip())
        for kind in {document.kind for document in documents}:
            rows = np.asarray([row for row, document in enumerate(documents) if document.kind == kind])
            bearing = self._bear(vectors[rows], kind)
            facts.length[rows], facts.level[rows] = bearing.lengths, bearing.levels
            profile = self._describer.profile(vectors[rows], kind)
            facts.profile_kinds[rows], facts.profile_weights[rows] = profile.kinds, profile.roots
            words = [counted[row] for row in rows.tolist()]
            facts.wording[rows] = self._describer.pointing(profile, words, kind)
        return facts

    def _number(self, name: str) -> int:
        if not name:
            return NONE
        with self._numbering:
            return self._number_of.setdefault(name, len(self._number_of))
