"""Hand a draft in: it becomes a version, and what the version changes decides whether staff read it first."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from marketplace.errors import Conflict, InvalidInput, WrongState
from marketplace.models import (
    Listing,
    ListingAttachment,
    ListingComment,
    ListingContact,
    ListingDraft,
    ListingState,
    ListingVersion,
    Submission,
    SubmissionState,
    Topic,
)
from marketplace.permissions import Actor, Permission, require
from marketplace.services.audit.record import change_listing_state, change_submission_state, record_event
from marketplace.services.drafts.check import Checked, check_typed
from marketplace.services.drafts.own import find_own
from marketplace.services.drafts.read import newest_of, typed_now
from marketplace.services.files.attached import files_of
from marketplace.services.imports.fields import CONTACT_KEYS, CONTENT_KEYS
from marketplace.services.imports.write import as_columns
from marketplace.services.links.revoke import revoke_links
from marketplace.services.listings.term import today_of
from marketplace.services.matching.changes import needs_review
from marketplace.services.matching.documents import content_hash_of
from marketplace.services.notifications.notify import notify_staff
from marketplace.services.ports import Clock, JobQueue

OPEN = (SubmissionState.WAITING, SubmissionState.CHANGES_REQUESTED)


def submit_draft(
    session: Session, actor: Actor, code: str, *, seen: int, clock: Clock, jobs: JobQueue
) -> Submission | None:
    """Make the draft a version and hand it to staff; None when it needed nobody and took effect at once.

    A change of contact alone takes effect, and so does an edit of the public text that is not material.
    Raises NotAllowed, NotFound, WrongState, Conflict, and InvalidInput for a draft with problems.
    """
    require(actor, Permission.SUBMIT_LISTINGS)
    listing = find_own(session, actor, code, lock=True)
    draft = session.get(ListingDraft, listing.id, populate_existing=True)
    if draft is None:
        raise WrongState("Nothing has been changed, so there is nothing to hand in.")
    if draft.version != seen:
        raise Conflict("This text was saved from another window after you opened it here.")
    before = newest_of(session, listing.id)
    if (before.number if before else 0) != draft.base_number:
        raise Conflict("The listing's text was changed elsewhere since this draft was begun.")
    checked = check_typed(listing.kind, typed_now(session, listing, draft), today_of(clock))
    if checked.problems:
        raise InvalidInput("Some fields must be corrected first.", field=checked.problems[0].key)
    write_contact(session, listing, checked, clock=clock)
    if before is not None and same_text(session, before, checked, draft):
        return _after_contact_alone(session, actor, listing, draft)
    version = write_version(session, actor, listing, draft, checked, clock=clock)
    session.delete(draft)
    public = listing.published_version
    if (
        listing.state is ListingState.PUBLISHED
        and public is not None
        and _is_trivial(session, public, version)
    ):
        _take_effect(session, actor, listing, version, jobs=jobs)
        return None
    return hand_in(session, actor, listing, version, clock=clock)


def same_text(session: Session, before: ListingVersion, checked: Checked, draft: ListingDraft) -> bool:
    """Whether the draft says and brings exactly what the newest version does."""
    columns = as_columns({key: checked.values[key] for key in CONTENT_KEYS if key in checked.values})
    files = [file.id for file in files_of(session, before.id)]
    return files == list(draft.attachment_ids) and all(
        getattr(before, key) == value for key, value in columns.items()
    )


def write_version(
    session: Session,
    actor: Actor,
    listing: Listing,
    draft: ListingDraft,
    checked: Checked,
    *,
    clock: Clock,
) -> ListingVersion:
    """The draft as the listing's next version, with its files."""
    given = {key: checked.values[key] for key in CONTENT_KEYS if key in checked.values}
    version = ListingVersion(
        listing_id=listing.id,
        number=draft.base_number + 1,
        created_by_id=actor.id,
        created_at=clock.now(),
        **as_columns(given),
    )
    version.content_hash = content_hash_of(listing.kind, version)
    session.add(version)
    session.flush()  # attachments and the submission name the version by id
    for position, file_id in enumerate(draft.attachment_ids):
        session.add(ListingAttachment(version_id=version.id, file_id=file_id, position=position))
    session.flush()  # what is material depends on the files too
    return version


def write_contact(session: Session, listing: Listing, checked: Checked, *, clock: Clock) -> None:
    """Keep the contact apart from the text; it counts a version only when it changed."""
    given = {key.removeprefix("contact_"): checked.values[key] for key in CONTACT_KEYS}
    contact = session.get(ListingContact, listing.id)
    if contact is None:
        session.add(ListingContact(listing_id=listing.id, **given))
        return
    if contact.email.lower() != given["email"].lower():
        revoke_links(session, listing, clock=clock)
    for key, value in given.items():
        if getattr(contact, key) != value:
            setattr(contact, key, value)


def hand_in(
    session: Session, actor: Actor, listing: Listing, version: ListingVersion, *, clock: Clock
) -> Submission:
    """Put the version before staff, in place of an earlier one; what they had asked counts as answered."""
    for earlier in session.scalars(
        select(Submission)
        .where(Submission.listing_id == listing.id, Submission.state.in_(OPEN))
        .with_for_update(of=Submission)
    ).all():
        change_submission_state(session, actor, earlier, SubmissionState.REPLACED, "submission.replace")
        session.execute(
            update(ListingComment)
            .where(ListingComment.submission_id == earlier.id, ListingComment.resolved_at.is_(None))
            .values(resolved_at=clock.now())
        )
    submission = Submission(
        listing_id=listing.id,
        version_id=version.id,
        state=SubmissionState.WAITING,
        submitted_by_id=actor.id,
        submitted_at=clock.now(),
    )
    session.add(submission)
    if listing.state in (ListingState.SUBMITTED, ListingState.PUBLISHED):
        record_event(session, actor, "listing.revise", listing, version=version.number)
    else:
        change_listing_state(
            session, actor, listing, ListingState.SUBMITTED, "listing.submit", version=version.number
        )
    session.flush()  # the caller tells people its id
    notify_staff(session, Topic.LISTING_HANDED_IN, clock=clock, listing=listing, title=version.title)
    return submission


def _is_trivial(session: Session, public: ListingVersion, version: ListingVersion) -> bool:
    return not needs_review(
        public,
        version,
        old_files=[file.id for file in files_of(session, public.id)],
        new_files=[file.id for file in files_of(session, version.id)],
    )


def _take_effect(
    session: Session, actor: Actor, listing: Listing, version: ListingVersion, *, jobs: JobQueue
) -> None:
    """An edit that changes nothing that is said becomes public at once."""
    listing.published_version = version
    record_event(session, actor, "listing.polish", listing, version=version.number)
    jobs.refresh_matches(session, [listing.id], "edit")


def _after_contact_alone(
    session: Session, actor: Actor, listing: Listing, draft: ListingDraft
) -> Submission | None:
    if listing.state in (ListingState.CHANGES_REQUESTED, ListingState.WITHDRAWN, ListingState.EXPIRED):
        raise WrongState(
            "The text is still the one that staff or the public saw. Change it, then hand it in."
        )
    record_event(session, actor, "listing.contact", listing, contact=True)
    session.delete(draft)
    return None
