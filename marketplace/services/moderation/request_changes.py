"""Send a submission back: what must change, said at the field it concerns."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from marketplace.errors import Conflict, InvalidInput, NotFound
from marketplace.models import Listing, ListingComment, ListingState, Submission, SubmissionState, Topic
from marketplace.permissions import Actor, Permission, require
from marketplace.services.audit.record import change_listing_state, change_submission_state
from marketplace.services.drafts.form import keys_of
from marketplace.services.imports.fields import CONTENT_KEYS
from marketplace.services.listings.publish import lock_listing
from marketplace.services.notifications.notify import notify_owners
from marketplace.services.ports import Clock
from marketplace.services.reviews.interest import require_not_owner

LONGEST_COMMENT = 500


def request_changes(
    session: Session,
    actor: Actor,
    submission_id: int,
    *,
    comments: Mapping[str, str],
    note: str = "",
    clock: Clock,
) -> Submission:
    """Ask for changes, by field; `note` is about the whole. At least one of them must say something.

    A listing that was not public goes back to its owner; a public one stays public as it was.
    Raises NotAllowed, NotFound, Conflict when somebody has decided it, InvalidInput.
    """
    require(actor, Permission.MODERATE_LISTINGS)
    submission = find_waiting(session, submission_id)
    require_not_owner(actor, submission.listing)
    said = _said(submission.listing, comments, note)
    submission.note = said.pop("", "")
    for key, text in said.items():
        session.add(ListingComment(submission_id=submission.id, field=key, text=text))
    submission.decided_by_id, submission.decided_at = actor.id, clock.now()
    details = {"fields": list(said)} if said else {}
    change_submission_state(
        session, actor, submission, SubmissionState.CHANGES_REQUESTED, "submission.request_changes", **details
    )
    if submission.listing.state is ListingState.SUBMITTED:
        change_listing_state(
            session,
            actor,
            submission.listing,
            ListingState.CHANGES_REQUESTED,
            "listing.request_changes",
            **details,
        )
    notify_owners(session, submission.listing, Topic.LISTING_CHANGES_REQUESTED, clock=clock)
    return submission


def find_waiting(session: Session, submission_id: int) -> Submission:
    """The submission with its listing locked. Raises NotFound, and Conflict unless it still waits."""
    submission = session.get(Submission, submission_id)
    if submission is None:
        raise NotFound("There is no such submission.")
    lock_listing(session, submission.listing_id)
    session.refresh(submission, with_for_update=True)
    if submission.state is not SubmissionState.WAITING:
        raise Conflict("Somebody has decided this already, or its owner has handed in a newer text.")
    return submission


def _said(listing: Listing, comments: Mapping[str, str], note: str) -> dict[str, str]:
    """The comments that say something, by field, "" for the note. Raises InvalidInput."""
    known = {"attachments", *(key for key in keys_of(listing.kind) if key in CONTENT_KEYS)}
    said = {"": note.strip(), **{key: comments[key].strip() for key in comments if key in known}}
    said = {key: text for key, text in said.items() if text}
    if not said:
        raise InvalidInput("Say at one field at least what must be changed, or in the note.", field="note")
    for key, text in said.items():
        if len(text) > LONGEST_COMMENT or "\x00" in text:
            raise InvalidInput(
                "A comment may have at most %(most)s characters.", field=key or "note", most=LONGEST_COMMENT
            )
    return said
