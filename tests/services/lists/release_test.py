"""Releasing lists."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import Conflict, InvalidInput, NotAllowed
from marketplace.models import AuditEvent, Kind, Listing, ListingState, OpportunityListItem, Role
from marketplace.services.lists.browse import browse_lists, latest_list, show_list
from marketplace.services.lists.release import release_list
from tests.doubles import MovableClock
from tests.factories import make_account, make_listing


def test_it_freezes_what_is_published_needs_first(session: Session, clock: MovableClock) -> None:
    supply = make_listing(session, Kind.SUPPLY, code="G1")
    demands = [make_listing(session, Kind.DEMAND, code=code) for code in ("X2", "X1")]
    make_listing(session, state=ListingState.DRAFT)
    released = release_list(session, make_account(session), slug="2026-11", title="清单", clock=clock)
    items = session.scalars(
        select(OpportunityListItem.listing_version_id)
        .where(OpportunityListItem.opportunity_list_id == released.id)
        .order_by(OpportunityListItem.position)
    ).all()
    expected: list[Listing] = [demands[1], demands[0], supply]
    assert items == [listing.published_version_id for listing in expected]
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "list.released")).one()
    assert event.entity_id == released.id and event.details == {"items": 3}


def test_lists_are_named_with_what_they_hold_latest_first(session: Session, clock: MovableClock) -> None:
    staff = make_account(session)
    make_listing(session, Kind.SUPPLY)
    release_list(session, staff, slug="first", title="一", clock=clock)
    clock.move(days=1)
    make_listing(session, Kind.DEMAND)
    release_list(session, staff, slug="second", title="二", clock=clock)
    found = browse_lists(session, None)
    assert [(x.slug, x.demands, x.supplies) for x in found] == [("second", 1, 1), ("first", 0, 1)]
    latest = latest_list(session, None)
    assert latest is not None and latest == show_list(session, None, "second")


def test_only_staff_release(session: Session, clock: MovableClock) -> None:
    make_listing(session)
    with pytest.raises(NotAllowed):
        release_list(session, make_account(session, Role.COMPANY), slug="a", title="甲", clock=clock)


@pytest.mark.parametrize(("slug", "title"), [("Bad Slug", "甲"), ("a--b", "甲"), ("", "甲"), ("good", "  ")])
def test_a_list_needs_an_address_and_a_title(
    session: Session, clock: MovableClock, slug: str, title: str
) -> None:
    make_listing(session)
    with pytest.raises(InvalidInput):
        release_list(session, make_account(session), slug=slug, title=title, clock=clock)


def test_an_address_is_given_once(session: Session, clock: MovableClock) -> None:
    staff = make_account(session)
    make_listing(session)
    release_list(session, staff, slug="once", title="甲", clock=clock)
    with pytest.raises(Conflict):
        release_list(session, staff, slug="once", title="乙", clock=clock)


def test_nothing_published_makes_no_list(session: Session, clock: MovableClock) -> None:
    with pytest.raises(InvalidInput):
        release_list(session, make_account(session), slug="empty", title="空", clock=clock)


def test_a_list_bears_the_date_of_its_readers(session: Session, clock: MovableClock) -> None:
    make_listing(session)
    clock.moment = datetime(2026, 11, 2, 17, 0, tzinfo=UTC)  # one o'clock in the next night in China
    released = release_list(session, make_account(session), slug="night", title="甲", clock=clock)
    assert released.released_on == date(2026, 11, 3)
