"""Publish a listing: staff put its newest version before the public."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import NotFound, WrongState
from marketplace.models import Listing, ListingState, ListingVersion, Submission, SubmissionState, Topic
from marketplace.permissions import Actor, Permission, require
from marketplace.services.audit.record import change_listing_state, change_submission_state, record_event
from marketplace.services.listings.term import begin_term, today_of
from marketplace.services.notifications.notify import notify_owners
from marketplace.services.ports import Clock, JobQueue
from marketplace.services.reviews.interest import require_not_owner

PUBLISHABLE = frozenset({ListingState.SUBMITTED, ListingState.WITHDRAWN, ListingState.EXPIRED})


def publish_listing(
    session: Session, actor: Actor, listing_id: int, *, seen_version: int, clock: Clock, jobs: JobQueue
) -> Listing:
    """Publish the newest version, whose number the page showed, and have it matched.

    A revision of a public listing takes the place of the public text. Raises NotAllowed (also for
    one's own organization's), NotFound, and WrongState when the listing cannot be published or is newer than
    seen.
    """
    require(actor, Permission.MODERATE_LISTINGS)
    listing = lock_listing(session, listing_id)
    require_not_owner(actor, listing)
    version = newest_version(session, listing)
    submission = waiting_submission(session, listing)
    revises = listing.state is ListingState.PUBLISHED and submission is not None
    if listing.state not in PUBLISHABLE and not revises:
        raise WrongState("A listing in this state cannot be published.")
    if version.number != seen_version:
        raise WrongState(
            "There is a newer version than the one you saw. Please read it before you publish it."
        )
    if revises:
        record_event(session, actor, "listing.publish_revision", listing, version=version.number)
    else:
        change_listing_state(
            session, actor, listing, ListingState.PUBLISHED, "listing.publish", version=version.number
        )
    if submission is not None:
        settle_submission(session, actor, submission, version, clock=clock)
    listing.published_version = version
    listing.published_at = clock.now()
    begin_term(listing, version, today_of(clock))
    jobs.refresh_matches(session, [listing.id], "publish")
    if submission is not None:
        notify_owners(session, listing, Topic.LISTING_PUBLISHED, clock=clock)
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


def waiting_submission(session: Session, listing: Listing) -> Submission | None:
    """The submission of the listing that waits for staff, if any. The listing is locked, so it stays so."""
    return session.scalar(
        select(Submission).where(
            Submission.listing_id == listing.id, Submission.state == SubmissionState.WAITING
        )
    )


def settle_submission(
    session: Session, actor: Actor, submission: Submission, version: ListingVersion, *, clock: Clock
) -> None:
    """Close the submission: published, or replaced when an import has brought a newer text than it."""
    own = submission.version_id == version.id
    change_submission_state(
        session,
        actor,
        submission,
        SubmissionState.PUBLISHED if own else SubmissionState.REPLACED,
        "submission.publish" if own else "submission.replace",
    )
    submission.decided_by_id, submission.decided_at = actor.id, clock.now()
