"""The demonstration's desk: something of each thing that waits for staff or for whom staff wait."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import (
    Account,
    Invitation,
    InvitationState,
    Listing,
    ListingComment,
    ListingDraft,
    ListingState,
    MendRequest,
    OrganizationBlock,
    OrganizationState,
    Submission,
    SubmissionState,
    Verification,
)
from marketplace.services.organizations.evidence import evidence_of
from marketplace.services.second_reviews.report import read_agreement
from marketplace.services.second_reviews.waiting import next_blind
from tests.demo.conftest import Demo


def states_of(session: Session) -> dict[ListingState, list[Listing]]:
    """The listings beside the released list, by state."""
    found: dict[ListingState, list[Listing]] = {}
    for listing in session.scalars(select(Listing).where(Listing.state != ListingState.PUBLISHED)):
        found.setdefault(listing.state, []).append(listing)
    return found


def test_texts_stand_at_every_step_before_they_are_public(lived: Session) -> None:
    found = states_of(lived)
    assert {state: len(rows) for state, rows in found.items()} == {
        ListingState.DRAFT: 1,
        ListingState.SUBMITTED: 1,
        ListingState.CHANGES_REQUESTED: 1,
    }
    (begun,) = found[ListingState.DRAFT]
    assert lived.get_one(ListingDraft, begun.id).fields["title"]
    assert {comment.field for comment in lived.scalars(select(ListingComment))} == {"cases", "maturity"}


def test_a_public_text_waits_beside_its_change(lived: Session) -> None:
    waiting = select(Submission).where(Submission.state == SubmissionState.WAITING)
    (changed,) = [one for one in lived.scalars(waiting) if one.listing.state is ListingState.PUBLISHED]
    public = changed.listing.published_version
    assert public is not None and public.id != changed.version_id and "8秒" in public.description


def test_second_opinions_agree_mostly_and_one_waits_for_the_account_shown(lived: Session, demo: Demo) -> None:
    staff = lived.scalars(select(Account).where(Account.email == "staff@example.com")).one()
    report = read_agreement(lived, staff)
    assert report.figures.kappa is not None and 0 < report.figures.kappa < 1
    assert len(report.settled) == 1 and len(report.unsettled) == 1 and report.waiting == 1
    (open_one,) = report.unsettled
    assert staff.id not in (open_one.reviewer_id, open_one.review.reviewer_id), "a third person settles"
    waiting = next_blind(lived, staff, clock=demo.clock)
    assert waiting is not None and waiting.match.demand.code == "X12"


def test_an_organization_waits_to_be_verified_and_a_colleague_is_invited(lived: Session) -> None:
    (request,) = lived.scalars(select(Verification).where(Verification.decision.is_(None)))
    assert request.organization.state is OrganizationState.SUBMITTED
    assert evidence_of(lived, request.organization)
    (invited,) = lived.scalars(select(Invitation))
    assert invited.state is InvitationState.SENT and invited.organization is not None


def test_a_pair_is_kept_apart_and_a_text_is_to_be_mended(lived: Session) -> None:
    (block,) = lived.scalars(select(OrganizationBlock))
    (asked,) = lived.scalars(select(MendRequest))
    assert block.lifted_at is None and block.reason == "connected_parties"
    assert asked.reason == "figures_missing" and asked.note and asked.closed_at is None
