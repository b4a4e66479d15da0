"""How a pair came to be: who or what brought it about, when, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from marketplace.models import Account, AuditEvent, Match

SUGGESTED = "match.suggest"


@dataclass(frozen=True)
class Origin:
    """`kind` is Match.origin. `by` is None for what the system did; `note` says why, where somebody did."""

    kind: str
    at: datetime
    by: Account | None
    note: str


def read_origin(match: Match, events: Sequence[AuditEvent]) -> Origin:
    """From the pair and its trail; pairs of before there was a trail carry their date alone."""
    first = next((event for event in reversed(events) if event.action == SUGGESTED), None)
    if first is None:
        return Origin(match.origin, match.created_at, None, "")
    # A history that was loaded is younger in the trail than by its own dates.
    return Origin(
        match.origin, min(first.at, match.suggested_at), first.actor, str(first.details.get("note") or "")
    )
