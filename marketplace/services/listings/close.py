"""Take an own listing off the site: withdrawn because it is no longer wanted, or fulfilled."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput
from marketplace.models import Listing, ListingState, Submission, SubmissionState
from marketplace.permissions import Actor
from marketplace.services.audit.record import change_listing_state, change_submission_state
from marketplace.services.drafts.own import find_own
from marketplace.services.listings.withdraw import WithdrawReason
from marketplace.services.ports import JobQueue

ACTIONS = {ListingState.WITHDRAWN: "listing.withdraw", ListingState.FULFILLED: "listing.fulfil"}
OPEN = (SubmissionState.WAITING, SubmissionState.CHANGES_REQUESTED)


def close_own_listing(
    session: Session, actor: Actor, code: str, outcome: ListingState, *, jobs: JobQueue
) -> Listing:
    """Move an own listing to `outcome` (withdrawn or fulfilled); a version in review is taken back.

    Raises NotAllowed, NotFound, WrongState, InvalidInput.
    """
    if outcome not in ACTIONS:
        raise InvalidInput("Choose what becomes of the listing.", field="outcome")
    listing = find_own(session, actor, code, lock=True)
    was_public = listing.state is ListingState.PUBLISHED
    details = {"reason": WithdrawReason.ASKED_BY_OWNER} if outcome is ListingState.WITHDRAWN else {}
    change_listing_state(session, actor, listing, outcome, ACTIONS[outcome], **details)
    take_back_open(session, actor, listing)
    if was_public:
        jobs.refresh_matches(session, [listing.id], "withdraw")
    return listing


def take_back_open(session: Session, actor: Actor, listing: Listing) -> None:
    """What is still in review need not be read any more."""
    for submission in session.scalars(
        select(Submission)
        .where(Submission.listing_id == listing.id, Submission.state.in_(OPEN))
        .with_for_update(of=Submission)
    ).all():
        change_submission_state(
            session, actor, submission, SubmissionState.TAKEN_BACK, "submission.take_back"
        )
