"""What the matcher answers with: plain, frozen values that can be stored and replayed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from matching.scoring import Part


@dataclass(frozen=True)
class Reason:
    """A reason as a code and its values; the site renders it in the reader's language."""

    code: str
    values: Mapping[str, str | float] = field(default_factory=dict)


@dataclass(frozen=True)
class Suggestion:
    """One suggested pair. `rank` counts from 1; `probability` is None unless calibrated on verdicts."""

    demand_id: str
    supply_id: str
    rank: int
    score: float
    probability: float | None
    parts: tuple[Part, ...]
    shared_terms: tuple[str, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Ranking:
    """Best first. `served`: whether the best one fits at all; `pool_size`: how many were eligible."""

    suggestions: tuple[Suggestion, ...]
    served: bool
    pool_size: int


@dataclass(frozen=True)
class Explanation:
    """One pair looked at closely. `rank` is None when a rule bars it; `why_not` is then not empty."""

    demand_id: str
    supply_id: str
    rank: int | None
    pool_size: int
    score: float
    parts: tuple[Part, ...]
    shared_terms: tuple[str, ...]
    reasons: tuple[Reason, ...]
    why_not: tuple[Reason, ...]


@dataclass(frozen=True)
class Hit:
    """One document found by text or likeness. `score` is in 0..1; `dense` is the centred cosine and
    `lexical` the share of the BM25 ceiling."""

    id: str
    score: float
    dense: float
    lexical: float
