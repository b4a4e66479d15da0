"""What the matcher answers with: plain, frozen values that can be stored and replayed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from matching.scoring import Part

Aspect = Literal["problem", "function", "indicator", "environment", "data", "delivery"]
Verdict = Literal["met", "partly", "failed", "not_stated"]


@dataclass(frozen=True)
class Reason:
    """A reason as a code and its values; the site renders it in the reader's language."""

    code: str
    values: Mapping[str, str | float] = field(default_factory=dict)


@dataclass(frozen=True)
class Passage:
    """A stretch of a listing as it stands: `text` is `field` from `start` to `end`.

    A figure that stands in a field of its own (budget_wan, deadline, maturity) is quoted whole, from 0.
    """

    field: str
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Comparison:
    """A figure or a condition that is asked, beside what is offered.

    `subject` is `quantity`, `budget`, `deadline`, `maturity` or the name of a constraint. For figures
    `relation` is `at_least`, `at_most` or `within`, and `needed` and `offered` are quoted from the texts; for
    constraints `relation` is `is`, and both are codes. `holds` is None where it stays open: the supply gives
    nothing that compares (`offered` is empty), or a range of which only one end meets what is needed.
    """

    subject: str
    relation: str
    needed: str
    offered: str
    holds: bool | None


@dataclass(frozen=True)
class PointAnswer:
    """One point of the need beside the sentence that answers it best.

    `sentence` is None when the verdict is `not_stated`; `similarity` says how much nearer the sentence is to
    the point than unrelated ones are, in deviations.
    """

    point: Passage
    aspect: Aspect
    verdict: Verdict
    sentence: Passage | None
    similarity: float
    comparisons: tuple[Comparison, ...]


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
    """Best first. `served`: whether anything fits; `pool_size`: how many supplies no rule bars.

    `chance_served` is the calibrated chance that anything fits; None where nothing was calibrated.
    `reranked`: whether a reranker had its say.
    """

    suggestions: tuple[Suggestion, ...]
    served: bool
    pool_size: int
    chance_served: float | None = None
    reranked: bool = False


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
    points: tuple[PointAnswer, ...] = ()


@dataclass(frozen=True)
class Hit:
    """One document found by text or likeness. `score` is in 0..1; `dense` is the centred cosine and
    `lexical` the share of the BM25 ceiling."""

    id: str
    score: float
    dense: float
    lexical: float
