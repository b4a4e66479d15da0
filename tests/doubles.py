"""Stand-ins for what is outside the site."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from marketplace.errors import EngineUnavailable
from marketplace.models import MatchRun
from marketplace.services.ports import Hit, RankedDemand


class MovableClock:
    """Stands still until moved."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        """The moment the clock shows."""
        return self.moment

    def move(self, **by: float) -> None:
        """Move on by a timedelta's arguments."""
        self.moment += timedelta(**by)


class RecordingQueue:
    """Remembers what was enqueued."""

    def __init__(self) -> None:
        self.refreshed: list[tuple[tuple[int, ...], str]] = []
        self.assigned: list[int] = []
        self.read: list[int] = []
        self.applied: list[int] = []
        self.measured: list[int] = []

    def refresh_matches(self, session: Session, listing_ids: Sequence[int], reason: str) -> int:
        """Remember, and make the run row as the real queue does."""
        self.refreshed.append((tuple(listing_ids), reason))
        run = MatchRun(reason=reason)
        session.add(run)
        session.flush()  # the caller gets the run's id
        return run.id

    def prepare_assignment(self, session: Session, assignment_id: int) -> None:
        """Remember."""
        self.assigned.append(assignment_id)

    def read_import(self, session: Session, batch_id: int) -> None:
        """Remember."""
        self.read.append(batch_id)

    def apply_import(self, session: Session, batch_id: int) -> None:
        """Remember."""
        self.applied.append(batch_id)

    def measure_quality(self, session: Session, report_id: int) -> None:
        """Remember."""
        self.measured.append(report_id)


class FakeEngine:
    """Gives the answers a test put in; `down = True` makes every call fail as a dead engine does."""

    def __init__(self) -> None:
        self.down = False
        self.patient = False
        self.hits: list[Hit] = []
        self.similar_hits: list[Hit] = []
        self.ranked: dict[int, RankedDemand] = {}
        self.affected: list[int] = []
        self.explanation: dict[str, Any] = {}
        self.encoded: list[str] = []
        self.reranker: dict[str, Any] | None = None
        self.previewed: list[Mapping[str, Any]] = []
        self.effect: dict[str, Any] = {
            "counts": {"demand": 0, "supply": 0},
            "recalled": [],
            "nearest": [],
            "changes": [],
            "examined": 0,
            "ranks_by_kinds": True,
        }

    def _check(self) -> None:
        if self.down:
            raise EngineUnavailable("The matching engine is not answering.")

    def health(self) -> Mapping[str, Any]:
        """Always well unless down."""
        self._check()
        return {
            "model": "fake",
            "dimension": 4,
            "data_version": "1",
            "documents": 0,
            "matcher_version": None,
            "reranker": self.reranker,
            "settings": {},
        }

    def encode(self, texts: Sequence[str], role: str) -> list[list[float]]:
        """One and the same unit vector for every text."""
        self._check()
        self.encoded.extend(texts)
        return [[1.0, 0.0, 0.0, 0.0] for _ in texts]

    def refresh(self) -> str:
        """The data version."""
        self._check()
        return "1"

    def rank(self, demand_ids: Sequence[int], top: int) -> list[RankedDemand]:
        """What the test put in; a demand it did not name is unserved."""
        self._check()
        return [self.ranked.get(d, RankedDemand(d, False, 0, ())) for d in demand_ids]

    def affected_demands(self, supply_ids: Sequence[int], top: int) -> list[int]:
        """What the test put in."""
        self._check()
        return self.affected

    def explain(self, demand_id: int, supply_id: int, *, patient: bool = False) -> Mapping[str, Any]:
        """What the test put in."""
        self.patient = patient
        self._check()
        return self.explanation

    def search(self, text: str, limit: int, kind: str | None = None) -> list[Hit]:
        """What the test put in."""
        self._check()
        return self.hits[:limit]

    def similar(self, listing_id: int, limit: int) -> list[Hit]:
        """What the test put in."""
        self._check()
        return self.similar_hits[:limit]

    def preview_kind(self, kind: Mapping[str, Any]) -> Mapping[str, Any]:
        """What the test put in; the kinds asked about are remembered."""
        self._check()
        self.previewed.append(kind)
        return self.effect
