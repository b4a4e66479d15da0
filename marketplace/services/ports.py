"""What services need from outside, as interfaces; each has a real and a null implementation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from marketplace.models import Mail


class Clock(Protocol):
    """Tells the time, so that tests can move it."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class SystemClock:
    """The real time."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC)


class JobQueue(Protocol):
    """Background work, enqueued in the caller's transaction: no commit, no job."""

    def refresh_matches(self, session: Session, listing_ids: Sequence[int], reason: str) -> int:
        """Enqueue embedding and matching of these listings (empty: all published).

        Returns the id of the MatchRun that shows the progress.
        """
        ...

    def prepare_assignment(self, session: Session, assignment_id: int) -> None:
        """Enqueue the working out of a global assignment."""
        ...

    def read_import(self, session: Session, batch_id: int) -> None:
        """Enqueue the reading of an uploaded file."""
        ...

    def apply_import(self, session: Session, batch_id: int) -> None:
        """Enqueue the application of a previewed import."""
        ...

    def measure_quality(self, session: Session, report_id: int) -> None:
        """Enqueue an evaluation of the matcher."""
        ...


@dataclass(frozen=True)
class Hit:
    """A listing found: `score` for order, `dense` the cosine, `lexical` the BM25 share."""

    listing_id: int
    score: float
    dense: float
    lexical: float


@dataclass(frozen=True)
class RankedPair:
    """One suggestion as the engine gives it; see matching.matcher.Suggestion."""

    demand_id: int
    supply_id: int
    rank: int
    score: float
    probability: float | None
    parts: tuple[Mapping[str, Any], ...]
    shared_terms: tuple[str, ...]
    reasons: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class RankedDemand:
    """All suggestions for one demand, whether anything fits it, and whether a reranker had its say."""

    demand_id: int
    served: bool
    pool_size: int
    suggestions: tuple[RankedPair, ...]
    reranked: bool = False


class MatchingEngine(Protocol):
    """The process that carries the model and the indexes.

    Every call raises EngineUnavailable when it is down.
    """

    def health(self) -> Mapping[str, Any]:
        """Keys: model, dimension, data_version, documents, matcher_version (None: as shipped), settings, and
        reranker: None, or how it fares (marketplace/engine/reranker.py).
        """
        ...

    def encode(self, texts: Sequence[str], role: str) -> list[list[float]]:
        """Normalised vectors of `texts`; role is "query" or "passage"."""
        ...

    def refresh(self) -> str:
        """Bring the engine's indexes level with the database; returns the data version."""
        ...

    def rank(self, demand_ids: Sequence[int], top: int) -> list[RankedDemand]:
        """The best supplies for each demand."""
        ...

    def affected_demands(self, supply_ids: Sequence[int], top: int) -> list[int]:
        """The demands for which any of these supplies may stand among the first `top`."""
        ...

    def explain(self, demand_id: int, supply_id: int, *, patient: bool = False) -> Mapping[str, Any]:
        """Rank, score, parts, shared terms, reasons, why-not and points of any pair. `patient`: nobody sits
        before an empty page meanwhile, so it may take longer.

        `points` are the PointAnswers of matching.results as mappings.
        """
        ...

    def search(self, text: str, limit: int, kind: str | None = None) -> list[Hit]:
        """Published listings by meaning and words."""
        ...

    def similar(self, listing_id: int, limit: int) -> list[Hit]:
        """Listings of the same kind that are about the same thing."""
        ...

    def preview_kind(self, kind: Mapping[str, Any]) -> Mapping[str, Any]:
        """What a kind of problem changes, known to the engine or not; it stores nothing.

        `kind` has the fields of matching.knowledge.kinds.KindOfProblem. Keys of the answer: counts (listings
        about it by side), recalled (listing_id, similarity, share, is_about), nearest (kind, similarity),
        changes (demand_id, before and after, each of supply_id and score), examined, ranks_by_kinds.
        """
        ...


@dataclass(frozen=True)
class Letter:
    """A mail as its reader gets it."""

    subject: str
    body: str
    html: str


class LetterWriter(Protocol):
    """Puts mails into words."""

    def write(self, session: Session, mail: Mail) -> Letter:
        """The mail in its language."""
        ...

    def stop_address(self, session: Session, mail: Mail) -> str | None:
        """Where one click ends mails like it; None for those that cannot end."""
        ...
