"""Whether a reranker looks at the rankings again, and how often it failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from marketplace.permissions import Actor, Permission, require
from marketplace.services.ports import MatchingEngine


@dataclass(frozen=True)
class RerankerReport:
    """Since the engine started: lists it was asked about, how many failed, how many a pause spared it.

    `rests` while it is left alone after a failure.
    """

    name: str
    asked: int
    failed: int
    spared: int
    rests: bool
    last_error: str | None
    failed_at: datetime | None


def read_reranker(actor: Actor, *, engine: MatchingEngine) -> RerankerReport | None:
    """How the site's reranker fares; None when there is none. Raises NotAllowed and EngineUnavailable."""
    require(actor, Permission.REVIEW_MATCHES)
    health = engine.health()["reranker"]
    if health is None:
        return None
    failed_at = health["failed_at"]
    return RerankerReport(
        name=health["name"],
        asked=health["asked"],
        failed=health["failed"],
        spared=health["spared"],
        rests=health["resting_s"] > 0,
        last_error=health["last_error"],
        failed_at=datetime.fromisoformat(failed_at) if failed_at else None,
    )
