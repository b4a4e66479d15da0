"""Open the form: the draft, or else the newest text as it would have been typed; and what staff asked for."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import WrongState
from marketplace.models import (
    Account,
    Listing,
    ListingComment,
    ListingContact,
    ListingDraft,
    ListingState,
    ListingVersion,
    StoredFile,
    Submission,
    SubmissionState,
)
from marketplace.permissions import Actor
from marketplace.services.drafts.form import clean_typed, typed_of
from marketplace.services.drafts.own import find_own
from marketplace.services.files.attached import files_of
from marketplace.services.imports.fields import CONTACT_KEYS

CLOSED = frozenset({ListingState.FULFILLED})


@dataclass(frozen=True)
class DraftFile:
    """What the form shows. `seen` is the draft's version (0: nothing is saved beside the listing's text)."""

    listing: Listing
    typed: Mapping[str, str]
    seen: int
    saved_at: datetime | None
    saved_by: Account | None
    attachments: Sequence[StoredFile]
    comments: Mapping[str, Sequence[ListingComment]]
    note: str


def open_draft(session: Session, actor: Actor, code: str) -> DraftFile:
    """The form of an own listing. Raises NotAllowed, NotFound, and WrongState for one that is fulfilled."""
    listing = find_own(session, actor, code)
    if listing.state in CLOSED:
        raise WrongState("This listing is fulfilled. Write a new one if the need goes on.")
    draft = session.get(ListingDraft, listing.id)
    asked = changes_asked(session, listing.id)
    return DraftFile(
        listing=listing,
        typed=typed_now(session, listing, draft),
        seen=draft.version if draft else 0,
        saved_at=draft.saved_at if draft else None,
        saved_by=session.get(Account, draft.saved_by_id) if draft and draft.saved_by_id else None,
        attachments=attachments_now(session, listing, draft),
        comments=comments_by_field(session, asked) if asked else {},
        note=asked.note if asked else "",
    )


def newest_of(session: Session, listing_id: int) -> ListingVersion | None:
    """The version last handed in or imported, if any."""
    return session.scalar(
        select(ListingVersion)
        .where(ListingVersion.listing_id == listing_id)
        .order_by(ListingVersion.number.desc())
        .limit(1)
    )


def typed_now(session: Session, listing: Listing, draft: ListingDraft | None) -> dict[str, str]:
    """The draft's fields, or else those of the newest version, contact included."""
    if draft is not None:
        return clean_typed(listing.kind, {**draft.fields, **json.loads(draft.contact)})
    newest = newest_of(session, listing.id)
    kept = session.get(ListingContact, listing.id)
    contact = {key: getattr(kept, key.removeprefix("contact_")) for key in CONTACT_KEYS} if kept else {}
    return typed_of(listing.kind, newest, contact) if newest else clean_typed(listing.kind, contact)


def attachments_now(session: Session, listing: Listing, draft: ListingDraft | None) -> list[StoredFile]:
    """The draft's files, or else those of the newest version, in their order."""
    if draft is None:
        newest = newest_of(session, listing.id)
        return files_of(session, newest.id) if newest else []
    found = session.scalars(select(StoredFile).where(StoredFile.id.in_(draft.attachment_ids)))
    by_id = {file.id: file for file in found}
    return [by_id[file_id] for file_id in draft.attachment_ids if file_id in by_id]


def changes_asked(session: Session, listing_id: int) -> Submission | None:
    """The submission to which staff last answered with changes, unless another has taken its place."""
    return session.scalar(
        select(Submission)
        .where(
            Submission.listing_id == listing_id,
            Submission.state == SubmissionState.CHANGES_REQUESTED,
        )
        .order_by(Submission.id.desc())
        .limit(1)
    )


def comments_by_field(session: Session, submission: Submission) -> dict[str, list[ListingComment]]:
    """What staff said of each field of a submission."""
    found: dict[str, list[ListingComment]] = {}
    for comment in session.scalars(
        select(ListingComment)
        .where(ListingComment.submission_id == submission.id)
        .order_by(ListingComment.id)
    ):
        found.setdefault(comment.field, []).append(comment)
    return found
