"""One submission as staff read it: its text by field, what changed, what was asked before, its files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import NotFound
from marketplace.models import ListingComment, ListingState, ListingVersion, StoredFile, Submission
from marketplace.permissions import Actor, Permission, require
from marketplace.services.drafts.form import keys_of
from marketplace.services.drafts.read import comments_by_field
from marketplace.services.files.attached import files_of
from marketplace.services.imports.fields import CONTENT_KEYS
from marketplace.services.listings.difference import FieldChange, compare_versions


@dataclass(frozen=True)
class SubmissionFile:
    """`against` is the text compared with: the public one, or what staff last sent back; None for a first.

    `asked` are the comments of the submission before, by field; `comments` those of this one.
    """

    submission: Submission
    keys: Sequence[str]
    against: ListingVersion | None
    changes: Mapping[str, FieldChange]
    asked: Mapping[str, Sequence[ListingComment]]
    comments: Mapping[str, Sequence[ListingComment]]
    files: Sequence[StoredFile]
    is_newest: bool


def read_submission(session: Session, actor: Actor, submission_id: int) -> SubmissionFile:
    """Raises NotAllowed, NotFound."""
    require(actor, Permission.MODERATE_LISTINGS)
    submission = session.get(Submission, submission_id)
    if submission is None:
        raise NotFound("There is no such submission.")
    listing, version = submission.listing, submission.version
    earlier = _asked_before(session, submission)
    against = _compared_with(session, submission, earlier)
    files = files_of(session, version.id)
    changes = (
        compare_versions(listing.kind, against, version, files_of(session, against.id), files)
        if against is not None
        else []
    )
    newest = session.scalar(
        select(ListingVersion.id)
        .where(ListingVersion.listing_id == listing.id)
        .order_by(ListingVersion.number.desc())
        .limit(1)
    )
    return SubmissionFile(
        submission=submission,
        keys=[*(key for key in keys_of(listing.kind) if key in CONTENT_KEYS), "attachments"],
        against=against,
        changes={change.key: change for change in changes},
        asked=comments_by_field(session, earlier) if earlier else {},
        comments=comments_by_field(session, submission),
        files=files,
        is_newest=newest == version.id,
    )


def _asked_before(session: Session, submission: Submission) -> Submission | None:
    """The last submission before this one to which staff answered with changes."""
    return session.scalar(
        select(Submission)
        .join(ListingComment, ListingComment.submission_id == Submission.id, isouter=True)
        .where(
            Submission.listing_id == submission.listing_id,
            Submission.id < submission.id,
            Submission.decided_at.is_not(None),
            (Submission.note != "") | ListingComment.id.is_not(None),
        )
        .order_by(Submission.id.desc())
        .limit(1)
    )


def _compared_with(
    session: Session, submission: Submission, earlier: Submission | None
) -> ListingVersion | None:
    """The public text of a public listing; otherwise what was sent back; otherwise the last public one."""
    listing = submission.listing
    public = listing.published_version
    if public is not None and public.id == submission.version_id:
        public = None  # it is this very text
    if public is not None and listing.state is ListingState.PUBLISHED:
        return public
    return earlier.version if earlier is not None else public
