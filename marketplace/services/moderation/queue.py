"""What waits for staff: new listings and revisions of public ones, the longest waiting first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload

from marketplace.models import Kind, Listing, ListingVersion, Submission, SubmissionState
from marketplace.permissions import Actor, Permission, require

PER_PAGE = 25


@dataclass(frozen=True)
class WaitingRow:
    """A submission; `returned` counts how often staff had asked for changes before."""

    submission: Submission
    returned: int

    @property
    def is_revision(self) -> bool:
        """Whether an earlier text of it was public."""
        return self.submission.listing.published_version_id is not None


@dataclass(frozen=True)
class WaitingPage:
    """One page of the queue; `number` counts from 1."""

    rows: Sequence[WaitingRow]
    number: int
    pages: int
    total: int


def list_waiting(session: Session, actor: Actor, *, kind: Kind | None = None, page: int = 1) -> WaitingPage:
    """One page. Raises NotAllowed."""
    require(actor, Permission.MODERATE_LISTINGS)
    earlier = aliased(Submission)
    returned = (
        select(func.count(earlier.id))
        .where(
            earlier.listing_id == Submission.listing_id,
            earlier.id < Submission.id,
            earlier.decided_at.is_not(None),
            earlier.state != SubmissionState.PUBLISHED,
        )
        .correlate(Submission)
        .scalar_subquery()
    )
    query = (
        select(Submission, returned)
        .join(Submission.listing)
        .join(Submission.version)
        .options(
            contains_eager(Submission.listing),
            contains_eager(Submission.version),
            joinedload(Submission.submitted_by),
        )
        .where(Submission.state == SubmissionState.WAITING)
    )
    if kind is not None:
        query = query.where(Listing.kind == kind)
    total = count_waiting(session, actor, kind)
    pages = max(1, ceil(total / PER_PAGE))
    number = min(max(page, 1), pages)
    rows = session.execute(
        query.order_by(Submission.submitted_at, Submission.id).limit(PER_PAGE).offset((number - 1) * PER_PAGE)
    )
    return WaitingPage([WaitingRow(*row) for row in rows], number, pages, total)


def count_waiting(session: Session, actor: Actor, kind: Kind | None = None) -> int:
    """How many submissions wait. Raises NotAllowed."""
    require(actor, Permission.MODERATE_LISTINGS)
    query = select(func.count(Submission.id)).where(Submission.state == SubmissionState.WAITING)
    if kind is not None:
        query = query.join(Listing, Listing.id == Submission.listing_id).where(Listing.kind == kind)
    return session.scalar(query) or 0


def next_waiting(session: Session, actor: Actor, after: Submission) -> Submission | None:
    """The one to read next: the longest waiting but this. Raises NotAllowed."""
    require(actor, Permission.MODERATE_LISTINGS)
    return session.scalar(
        select(Submission)
        .join(ListingVersion, ListingVersion.id == Submission.version_id)
        .where(Submission.state == SubmissionState.WAITING, Submission.id != after.id)
        .order_by(Submission.submitted_at, Submission.id)
        .limit(1)
    )
