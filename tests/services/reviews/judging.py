"""What a reviewer's page would have shown, and the trail a decision left."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import AuditEvent, Match
from marketplace.services.reviews.lock import Seen


def seen(match: Match) -> Seen:
    """The pair as it stands now."""
    assert match.demand.published_version and match.supply.published_version
    return Seen(
        match.version,
        match.demand.published_version.content_hash,
        match.supply.published_version.content_hash,
    )


def trail(session: Session, match: Match) -> list[tuple[str, str | None, str | None]]:
    """Action, from and to of every event of the pair, oldest first."""
    found = select(AuditEvent).where(AuditEvent.entity_type == "matches", AuditEvent.entity_id == match.id)
    return [
        (event.action, event.from_state, event.to_state)
        for event in session.scalars(found.order_by(AuditEvent.id))
    ]
