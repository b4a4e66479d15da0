"""Publishing, withdrawing, and the register of listings."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput, NotAllowed, NotFound, WrongState
from marketplace.models import AuditEvent, Kind, Listing, ListingState, ListingVersion, Role
from marketplace.services.listings.publish import PUBLISHABLE, publish_listing
from marketplace.services.listings.register import list_listings, read_listing
from marketplace.services.listings.renew import extend_listing
from marketplace.services.listings.withdraw import withdraw_listing
from marketplace.services.moderation.bulk import BulkAction, BulkOrder, decide_many
from tests.doubles import MovableClock, RecordingQueue
from tests.factories import make_account, make_listing


def events(session: Session, listing: Listing) -> list[tuple[str, str | None, str | None]]:
    found = select(AuditEvent).where(AuditEvent.entity_type == "listings", AuditEvent.entity_id == listing.id)
    return [(e.action, e.from_state, e.to_state) for e in session.scalars(found.order_by(AuditEvent.id))]


def test_a_withdrawn_listing_can_be_published_again(
    session: Session, clock: MovableClock, jobs: RecordingQueue
) -> None:
    staff, listing = make_account(session), make_listing(session)
    text = listing.published_version
    withdraw_listing(session, staff, listing.id, reason="outdated", jobs=jobs)
    session.flush()  # the next request
    assert (listing.state, listing.published_version) == (ListingState.WITHDRAWN, text)
    publish_listing(session, staff, listing.id, seen_version=1, clock=clock, jobs=jobs)
    assert listing.state is ListingState.PUBLISHED and listing.published_at == clock.now()
    assert events(session, listing) == [
        ("listing.withdraw", "published", "withdrawn"),
        ("listing.publish", "withdrawn", "published"),
    ]
    assert jobs.refreshed == [((listing.id,), "withdraw"), ((listing.id,), "publish")]


def test_the_newest_version_is_published(session: Session, clock: MovableClock, jobs: RecordingQueue) -> None:
    listing = make_listing(session, state=ListingState.SUBMITTED)
    newer = ListingVersion(
        listing_id=listing.id,
        number=2,
        title="新题",
        industry="智能制造",
        region="武侯区",
        summary="新文",
        content_hash="new",
    )
    session.add(newer)
    session.flush()  # the service reads it
    staff = make_account(session)
    with pytest.raises(WrongState):
        publish_listing(session, staff, listing.id, seen_version=1, clock=clock, jobs=jobs)
    assert listing.state is ListingState.SUBMITTED and not jobs.refreshed
    publish_listing(session, staff, listing.id, seen_version=2, clock=clock, jobs=jobs)
    assert listing.published_version is newer


@pytest.mark.parametrize("state", [s for s in ListingState if s not in PUBLISHABLE | {ListingState.DRAFT}])
def test_states_that_cannot_be_published(
    session: Session, clock: MovableClock, jobs: RecordingQueue, state: ListingState
) -> None:
    listing = make_listing(session, state=state)
    with pytest.raises(WrongState):
        publish_listing(session, make_account(session), listing.id, seen_version=1, clock=clock, jobs=jobs)


@pytest.mark.parametrize(
    "state", [s for s in ListingState if s not in (ListingState.PUBLISHED, ListingState.DRAFT)]
)
def test_only_a_published_listing_is_withdrawn(
    session: Session, jobs: RecordingQueue, state: ListingState
) -> None:
    listing = make_listing(session, state=state)
    with pytest.raises(WrongState):
        withdraw_listing(session, make_account(session), listing.id, reason="wrong", jobs=jobs)
    assert not jobs.refreshed


def test_a_draft_is_its_owners_alone(session: Session, clock: MovableClock, jobs: RecordingQueue) -> None:
    staff, draft = make_account(session), make_listing(session, state=ListingState.DRAFT)
    with pytest.raises(NotFound):
        publish_listing(session, staff, draft.id, seen_version=1, clock=clock, jobs=jobs)
    assert list_listings(session, staff).total == 0


def test_withdrawing_needs_a_known_reason(session: Session, jobs: RecordingQueue) -> None:
    listing = make_listing(session)
    with pytest.raises(InvalidInput):
        withdraw_listing(session, make_account(session), listing.id, reason="because", jobs=jobs)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.STAFF])
def test_only_staff_moderate(session: Session, clock: MovableClock, jobs: RecordingQueue, role: Role) -> None:
    actor, listing = make_account(session, role), make_listing(session)
    with pytest.raises(NotAllowed):
        withdraw_listing(session, actor, listing.id, reason="wrong", jobs=jobs)
    with pytest.raises(NotAllowed):
        publish_listing(session, actor, listing.id, seen_version=1, clock=clock, jobs=jobs)
    with pytest.raises(NotAllowed):
        list_listings(session, actor)
    with pytest.raises(NotAllowed):
        read_listing(session, actor, listing)


def test_the_register_is_searched_by_code_title_and_organization(session: Session) -> None:
    staff = make_account(session)
    wanted = make_listing(session, code="G9777", title="100%_看板")
    make_listing(session, Kind.DEMAND, state=ListingState.WITHDRAWN, title="别的")
    for text in ("g9777", "100%_", wanted.organization.name, " 看板  9777 "):
        assert [row.listing for row in list_listings(session, staff, text=text).rows] == [wanted]
    assert list_listings(session, staff, text="无此\x00").total == 0
    assert list_listings(session, staff, state=ListingState.WITHDRAWN).total == 1
    assert list_listings(session, staff, kind=Kind.SUPPLY).total == 1


def test_staff_decide_nothing_about_their_own_organizations_listings(
    session: Session, clock: MovableClock, jobs: RecordingQueue
) -> None:
    """Not that they stay longer than an owner could have them either."""
    listing = make_listing(session)
    own = make_account(session, Role.STAFF, listing.organization)
    with pytest.raises(NotAllowed):
        withdraw_listing(session, own, listing.id, reason="asked_by_owner", jobs=jobs)
    with pytest.raises(NotAllowed):
        extend_listing(session, own, listing.id, clock=clock, jobs=jobs)
    rows = decide_many(session, own, {listing.code: 1}, BulkOrder(BulkAction.EXTEND), clock=clock, jobs=jobs)
    assert [type(row.error) for row in rows] == [NotAllowed]
    extend_listing(session, make_account(session), listing.id, clock=clock, jobs=jobs)
