"""What a matcher is made with, and the form in which it is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from numpy.typing import NDArray

from matching.documents import Kind
from matching.lexical import LexicalSettings
from matching.vector_index import IndexFactory, VectorIndex


def faiss_index(dimension: int) -> VectorIndex:
    """The index of the site; FAISS is loaded when the first matcher is made."""
    from matching.faiss_index import FaissIndex

    return FaissIndex(dimension)


@dataclass(frozen=True)
class MatcherSettings:
    """Rules and weights. Each index proposes `depth` candidates, which are then scored together."""

    lexical: LexicalSettings = field(default_factory=LexicalSettings)
    index_factory: IndexFactory = faiss_index
    depth: int = 200
    reverse_depth: int = 50
    skip_own_organization: bool = True
    shortlist: int = 10


@dataclass(frozen=True)
class Stored:
    """What a matcher holds: tables of names and terms by number, and each side's ids and arrays by row.

    `described_by` is the version of the memory whose kinds the profiles name; empty without one.
    """

    names: Sequence[str]
    terms: Sequence[str]
    ids: Mapping[Kind, Sequence[str]]
    columns: Mapping[Kind, Mapping[str, NDArray[Any]]]
    described_by: str = ""
