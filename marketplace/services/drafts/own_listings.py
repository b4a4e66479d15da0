"""An organization's own listings with their states and what its people should do next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import Listing, ListingDraft, ListingState, Submission, SubmissionState
from marketplace.permissions import Actor, Permission, require
from marketplace.services.answers.texts import latest_texts
from marketplace.services.listings.term import REMIND_BEFORE, is_renewable, today_of
from marketplace.services.ports import Clock


class NextStep(StrEnum):
    """What to do with a listing, in the order of urgency."""

    ANSWER_CHANGES = "answer_changes"
    RENEW = "renew"
    FINISH = "finish"
    WAIT = "wait"
    NOTHING = "nothing"


@dataclass(frozen=True)
class OwnListing:
    """A listing with the title it goes by, its draft, its submission in review, and the next step.

    `days_left` until its term ends, None when it has none.
    """

    listing: Listing
    title: str
    draft: ListingDraft | None
    submission: Submission | None
    step: NextStep
    days_left: int | None


def list_own(session: Session, actor: Actor, *, clock: Clock) -> Sequence[OwnListing]:
    """All of the organization's, the most urgent first, then by code. Raises NotAllowed."""
    require(actor, Permission.WRITE_LISTINGS)
    listings = session.scalars(
        select(Listing).where(Listing.organization_id == actor.organization_id).order_by(Listing.code)
    ).all()
    ids = [listing.id for listing in listings]
    texts = latest_texts(session, listings)
    drafts = {
        draft.listing_id: draft
        for draft in session.scalars(select(ListingDraft).where(ListingDraft.listing_id.in_(ids)))
    }
    open_states = (SubmissionState.WAITING, SubmissionState.CHANGES_REQUESTED)
    submissions = {
        one.listing_id: one
        for one in session.scalars(
            select(Submission).where(Submission.listing_id.in_(ids), Submission.state.in_(open_states))
        )
    }
    today = today_of(clock)
    rows = []
    for listing in listings:
        draft, submission, text = drafts.get(listing.id), submissions.get(listing.id), texts.get(listing.id)
        title = text.title if text is not None else str(draft.fields.get("title", "")) if draft else ""
        step = _next_step(listing, draft, submission, today)
        left = (listing.expires_on - today).days if listing.expires_on else None
        rows.append(OwnListing(listing, title.strip(), draft, submission, step, left))
    return sorted(rows, key=lambda row: list(NextStep).index(row.step))


def next_step(session: Session, listing: Listing, *, clock: Clock) -> tuple[NextStep, Submission | None]:
    """The next step of one listing, and its submission in review."""
    draft = session.get(ListingDraft, listing.id)
    submission = session.scalar(
        select(Submission).where(
            Submission.listing_id == listing.id,
            Submission.state.in_((SubmissionState.WAITING, SubmissionState.CHANGES_REQUESTED)),
        )
    )
    return _next_step(listing, draft, submission, today_of(clock)), submission


def _next_step(
    listing: Listing, draft: ListingDraft | None, submission: Submission | None, today: date
) -> NextStep:
    if submission is not None and submission.state is SubmissionState.CHANGES_REQUESTED:
        return NextStep.ANSWER_CHANGES
    near = listing.expires_on is not None and (listing.expires_on - today).days <= max(REMIND_BEFORE)
    if listing.state is ListingState.EXPIRED or (near and is_renewable(listing, today)):
        return NextStep.RENEW
    if draft is not None:
        return NextStep.FINISH
    if submission is not None or listing.state is ListingState.SUBMITTED:
        return NextStep.WAIT
    return NextStep.ANSWER_CHANGES if listing.state is ListingState.CHANGES_REQUESTED else NextStep.NOTHING
