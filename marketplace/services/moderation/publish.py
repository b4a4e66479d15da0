"""Publish a submission: the version that staff have read becomes the public text."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.models import Submission
from marketplace.permissions import Actor, Permission, require
from marketplace.services.listings.publish import publish_listing
from marketplace.services.moderation.request_changes import find_waiting
from marketplace.services.ports import Clock, JobQueue


def publish_submission(
    session: Session, actor: Actor, submission_id: int, *, clock: Clock, jobs: JobQueue
) -> Submission:
    """Raises NotAllowed, NotFound, Conflict when it was decided or replaced, WrongState."""
    require(actor, Permission.MODERATE_LISTINGS)
    submission = find_waiting(session, submission_id)
    publish_listing(
        session,
        actor,
        submission.listing_id,
        seen_version=submission.version.number,
        clock=clock,
        jobs=jobs,
    )
    return submission
