"""Publish a listing: staff put its newest version before the public."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import NotFound, WrongState
from marketplace.models import Listing, ListingState, ListingVersion
from marketplace.permissions import Actor, Permission, require
from marketplace.services.audit.record import change_listing_state
from marketplace.services.ports import Clock, JobQueue

PUBLISHABLE = frozenset({ListingState.SUBMITTED, ListingState.WITHDRAWN, ListingState.EXPIRED})


def publish_listing(
    session: Session, actor: Actor, listing_id: int, *, seen_version: int, clock: Clock, jobs: JobQueue
) -> Listing:
    """Publish the newest version, whose number the page showed, and have it matched.

    Raises NotAllowed, NotFound, and WrongState when the listing cannot be published or is newer than seen.
    """
    require(actor, Permission.MODERATE_LISTINGS)
    listing = lock_listing(session, listing_id)
    version = newest_version(session, listing)
    if listing.state not in PUBLISHABLE:
        raise WrongState("A listing in this state cannot be published.")
    if version.number != seen_version:
        raise WrongState(
            "There is a newer version than the one you saw. Please read it before you publish it."
        )
    change_listing_state(
        session, actor, listing, ListingState.PUBLISHED, "listing.publish", version=version.number
    )
    listing.published_version = version
    listing.published_at = clock.now()
    jobs.refresh_matches(session, [listing.id], "publish")
    return listing


def lock_listing(session: Session, listing_id: int) -> Listing:
    """The listing, locked until the transaction ends. Raises NotFound, also for somebody's draft."""
    listing = session.scalar(
        select(Listing)
        .where(Listing.id == listing_id)
        .with_for_update(of=Listing)
        .execution_options(populate_existing=True)
    )
    if listing is None or listing.state is ListingState.DRAFT:
        raise NotFound("There is no such listing.")
    return listing


def newest_version(session: Session, listing: Listing) -> ListingVersion:
    """The version last written."""
    return session.scalars(
        select(ListingVersion)
        .where(ListingVersion.listing_id == listing.id)
        .order_by(ListingVersion.number.desc())
        .limit(1)
    ).one()
