"""Own listings that want something: changes asked for, a term that runs out, a draft, a reading by staff."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import Approach, ApproachState, Listing, ListingVersion, MendRequest
from marketplace.permissions import Actor
from marketplace.services.drafts.own_listings import NextStep, OwnListing
from marketplace.services.mending.browse import is_unmet
from marketplace.services.waiting.errands import Errand, Waiting, Whom
from marketplace.services.waiting.pairs import title_of

STEPS: Mapping[NextStep, tuple[Errand, Whom]] = {
    NextStep.ANSWER_CHANGES: (Errand.CHANGE_TEXT, Whom.US),
    NextStep.RENEW: (Errand.RENEW, Whom.US),
    NextStep.FINISH: (Errand.FINISH_TEXT, Whom.US),
    NextStep.WAIT: (Errand.READ_TEXT, Whom.STAFF),
}


def listings_waiting(session: Session, own: Sequence[OwnListing], today: date) -> Iterator[Waiting]:
    """What each own listing waits for, and what reviewers asked to be mended in it."""
    for one in own:
        if one.step in STEPS:
            what, whom = STEPS[one.step]
            due = one.listing.expires_on if what is Errand.RENEW else None
            yield Waiting(
                what=what,
                whom=whom,
                subject=one.title,
                since=_since(one, what),
                due_on=due,
                late=due is not None and due < today,
                listing=one.listing,
            )
    titles = {one.listing.id: one.title for one in own}
    for asked in session.scalars(
        select(MendRequest)
        .join(Listing, Listing.id == MendRequest.listing_id)
        .outerjoin(ListingVersion, ListingVersion.id == Listing.published_version_id)
        .where(MendRequest.listing_id.in_(titles), *is_unmet())
        .order_by(MendRequest.id)
    ):
        yield Waiting(
            what=Errand.MEND_TEXT,
            whom=Whom.US,
            subject=titles[asked.listing_id],
            since=asked.created_at,
            listing=asked.listing,
            detail=asked.note,
        )


def requests_waiting(session: Session, actor: Actor) -> Iterator[Waiting]:
    """Pairs the organization asked for that staff have not answered."""
    for one in session.scalars(
        select(Approach)
        .where(Approach.organization_id == actor.organization_id, Approach.state == ApproachState.WAITING)
        .order_by(Approach.created_at)
    ):
        yield Waiting(
            what=Errand.REVIEW_REQUEST,
            whom=Whom.STAFF,
            subject=title_of(one.listing),
            since=one.created_at,
            theirs=one.listing,
        )


def _since(one: OwnListing, what: Errand) -> datetime | None:
    if what is Errand.CHANGE_TEXT and one.submission is not None:
        return one.submission.decided_at
    if what is Errand.READ_TEXT and one.submission is not None:
        return one.submission.submitted_at
    return one.draft.saved_at if what is Errand.FINISH_TEXT and one.draft is not None else None
