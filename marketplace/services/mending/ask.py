"""Ask the owner of one side's listing to mend its text."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.models import Kind, Match, MendRequest, Topic
from marketplace.permissions import Actor
from marketplace.services.audit.record import record_event
from marketplace.services.notifications.notify import notify_owners
from marketplace.services.ports import Clock

LONGEST_WORDS = 500


def ask_to_mend(
    session: Session, actor: Actor, match: Match, side: Kind, *, reason: str, note: str, clock: Clock
) -> MendRequest:
    """Note what should be mended, pinned to the text judged; `note` is written for the owner to read."""
    listing = match.demand if side is Kind.DEMAND else match.supply
    assert listing.published_version is not None, "only public texts are judged"
    asked = MendRequest(
        listing=listing,
        match_id=match.id,
        reason=reason,
        note=note,
        content_hash=listing.published_version.content_hash,
        asked_by_id=actor.id,
        created_at=clock.now(),
    )
    session.add(asked)
    notify_owners(session, listing, Topic.LISTING_MEND_ASKED, clock=clock)
    record_event(session, actor, "listing.mend_asked", listing, reason=reason, match_id=match.id)
    return asked
