"""Take a request to mend a listing back."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import NotFound
from marketplace.models import Match, MendRequest
from marketplace.permissions import Actor, Permission, require
from marketplace.services.audit.record import record_event
from marketplace.services.ports import Clock
from marketplace.services.reviews.interest import require_not_owner


def close_request(session: Session, actor: Actor, request_id: int, *, clock: Clock) -> MendRequest:
    """It is settled, or was asked for in error. Closing a closed one changes nothing.

    Raises NotAllowed (also for one's own organization's listing), NotFound.
    """
    require(actor, Permission.REVIEW_MATCHES)
    found = session.scalar(
        select(MendRequest).where(MendRequest.id == request_id).with_for_update(of=MendRequest)
    )
    if found is None:
        raise NotFound("There is no such request.")
    require_not_owner(actor, found.listing)
    if found.closed_at is None:
        _close(session, actor, found, clock)
    return found


def close_requests_of(session: Session, actor: Actor, match: Match, *, clock: Clock) -> None:
    """The verdict that asked was undone: what it asked for goes with it."""
    standing = select(MendRequest).where(MendRequest.match_id == match.id, MendRequest.closed_at.is_(None))
    for found in session.scalars(standing).all():
        _close(session, actor, found, clock)


def _close(session: Session, actor: Actor, found: MendRequest, clock: Clock) -> None:
    found.closed_at, found.closed_by_id = clock.now(), actor.id
    record_event(session, actor, "listing.mend_closed", found.listing, reason=found.reason)
