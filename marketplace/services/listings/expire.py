"""Let listings end whose term is over, and tell owners before: run by the worker every morning."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import Listing, ListingState, Topic
from marketplace.services.audit.record import change_listing_state, record_event
from marketplace.services.listings.term import REMIND_BEFORE, today_of
from marketplace.services.notifications.notify import notify_owners
from marketplace.services.ports import Clock, JobQueue


def expire_listings(session: Session, *, clock: Clock, jobs: JobQueue) -> Sequence[Listing]:
    """End every published listing whose last day has passed; they leave the matching together."""
    over = session.scalars(
        select(Listing)
        .where(Listing.state == ListingState.PUBLISHED, Listing.expires_on < today_of(clock))
        .order_by(Listing.id)
        .with_for_update(of=Listing)
    ).all()
    for listing in over:
        change_listing_state(session, None, listing, ListingState.EXPIRED, "listing.expire")
        notify_owners(session, listing, Topic.LISTING_EXPIRED, clock=clock)
    if over:
        jobs.refresh_matches(session, [listing.id for listing in over], "expire")
    return over


def remind_owners(session: Session, *, clock: Clock) -> Sequence[Listing]:
    """Tell the owners of listings that near their end, once per distance in REMIND_BEFORE."""
    today = today_of(clock)
    near = session.scalars(
        select(Listing)
        .where(
            Listing.state == ListingState.PUBLISHED,
            Listing.expires_on >= today,
            Listing.expires_on <= today + timedelta(days=max(REMIND_BEFORE)),
        )
        .order_by(Listing.id)
        .with_for_update(of=Listing)
    ).all()
    told = []
    for listing in near:
        assert listing.expires_on is not None, "the query asked for it"
        left = (listing.expires_on - today).days
        due = sum(left <= days for days in REMIND_BEFORE)
        if listing.reminders < due:
            listing.reminders = due
            record_event(session, None, "listing.remind", listing, days_left=left)
            notify_owners(session, listing, Topic.LISTING_EXPIRING, clock=clock, days=left)
            told.append(listing)
    return told
