"""Begin a new listing: it gets its code at once and stays its organization's alone until it is handed in."""

from __future__ import annotations

import json

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.errors import NotAllowed
from marketplace.models import Kind, Listing, ListingDraft, ListingState
from marketplace.permissions import Actor, Permission, require
from marketplace.services.audit.record import record_event
from marketplace.services.drafts.form import clean_typed
from marketplace.services.listings.term import today_of
from marketplace.services.ports import Clock

LETTERS = {Kind.DEMAND: "X", Kind.SUPPLY: "G"}


def start_listing(session: Session, actor: Actor, kind: Kind, *, clock: Clock) -> Listing:
    """An empty draft. Raises NotAllowed."""
    require(actor, Permission.WRITE_LISTINGS)
    if actor.organization_id is None:
        raise NotAllowed("Your account belongs to no organization, so it cannot publish anything.")
    listing = Listing(
        code=next_code(session, kind, today_of(clock).year),
        kind=kind,
        state=ListingState.DRAFT,
        organization_id=actor.organization_id,
    )
    session.add(listing)
    session.flush()  # the draft names its listing by id
    session.add(
        ListingDraft(
            listing_id=listing.id,
            base_number=0,
            fields=clean_typed(kind, {}),
            contact=json.dumps({}),
            saved_by_id=actor.id,
            saved_at=clock.now(),
        )
    )
    record_event(session, actor, "listing.begin", listing, to_state=listing.state.value)
    return listing


def next_code(session: Session, kind: Kind, year: int) -> str:
    """The next code such as X2026-0001 that no imported listing has taken."""
    while True:
        number = session.scalar(select(func.nextval("listing_codes")))
        code = f"{LETTERS[kind]}{year}-{number:04d}"
        if session.scalar(select(Listing.id).where(Listing.code == code)) is None:
            return code
