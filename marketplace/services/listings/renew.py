"""Give a listing another term: its owner with one click, staff for somebody who asked."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput, WrongState
from marketplace.models import Listing, ListingState
from marketplace.permissions import Actor, Permission, require
from marketplace.services.audit.record import change_listing_state, record_event
from marketplace.services.drafts.own import find_own
from marketplace.services.listings.publish import lock_listing
from marketplace.services.listings.term import begin_term, is_renewable, last_day, today_of
from marketplace.services.ports import Clock, JobQueue
from marketplace.services.reviews.interest import require_not_owner


def renew_listing(session: Session, actor: Actor, code: str, *, clock: Clock, jobs: JobQueue) -> Listing:
    """Renew an own listing that nears its end or is past it; the text stays, so nobody need read it again.

    Raises NotAllowed, NotFound, WrongState, and InvalidInput when its own deadline stands against it.
    """
    require(actor, Permission.SUBMIT_LISTINGS)
    listing = find_own(session, actor, code, lock=True)
    if not is_renewable(listing, today_of(clock)):
        raise WrongState("This listing cannot be renewed now.")
    return _renew(session, actor, listing, clock=clock, jobs=jobs)


def extend_listing(
    session: Session, actor: Actor, listing_id: int, *, clock: Clock, jobs: JobQueue
) -> Listing:
    """The same by staff, at any time while it is public or expired, but not for their own organization."""
    require(actor, Permission.MODERATE_LISTINGS)
    listing = lock_listing(session, listing_id)
    require_not_owner(actor, listing)
    if listing.state not in (ListingState.PUBLISHED, ListingState.EXPIRED):
        raise WrongState("Only a published or expired listing can be extended.")
    return _renew(session, actor, listing, clock=clock, jobs=jobs)


def _renew(session: Session, actor: Actor, listing: Listing, *, clock: Clock, jobs: JobQueue) -> Listing:
    text, today = listing.published_version, today_of(clock)
    assert text is not None, "a listing in these states has a public text"
    if text.deadline is not None and text.deadline <= today:
        raise InvalidInput("The deadline in the text has passed. Edit the listing and give a new one.")
    until = last_day(listing.kind, text.deadline, today)
    if listing.state is ListingState.PUBLISHED and listing.expires_on == until:
        raise InvalidInput(
            "It already runs until %(day)s, the deadline in its text. Edit the listing to change that.",
            day=until.isoformat(),
        )
    old = listing.expires_on
    begin_term(listing, text, today)
    details = {"before": _written(old), "until": _written(listing.expires_on)}
    if listing.state is ListingState.EXPIRED:
        change_listing_state(session, actor, listing, ListingState.PUBLISHED, "listing.renew", **details)
        jobs.refresh_matches(session, [listing.id], "renew")
    else:
        record_event(session, actor, "listing.renew", listing, **details)
    return listing


def _written(day: date | None) -> str:
    return day.isoformat() if day else ""
