"""Terms: how long a listing is public, reminders, expiry, renewal, closing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput, NotAllowed, NotFound, WrongState
from marketplace.models import (
    Account,
    Kind,
    Listing,
    ListingState,
    Notification,
    Role,
    SubmissionState,
    Topic,
)
from marketplace.services.listings.close import close_own_listing
from marketplace.services.listings.expire import expire_listings, remind_owners
from marketplace.services.listings.renew import extend_listing, renew_listing
from marketplace.services.listings.term import last_day, today_of
from tests.doubles import MovableClock, RecordingQueue
from tests.factories import make_account, make_listing
from tests.factories.drafts import make_submission

TODAY = date(2026, 11, 2)


@pytest.fixture
def owner(session: Session) -> Account:
    """Somebody with a need."""
    return make_account(session, Role.DEMAND_OWNER)


@pytest.fixture
def public(session: Session, owner: Account) -> Listing:
    """A public supply of the owner's whose last day is in ten days."""
    listing = make_listing(session, Kind.SUPPLY, owner.organization)
    listing.expires_on = TODAY + timedelta(days=10)
    session.flush()
    return listing


@pytest.mark.parametrize(
    ("kind", "deadline", "until"),
    [
        (Kind.DEMAND, None, date(2027, 5, 1)),
        (Kind.DEMAND, date(2026, 12, 1), date(2026, 12, 1)),
        (Kind.DEMAND, date(2029, 1, 1), date(2027, 11, 2)),
        (Kind.DEMAND, date(2026, 1, 1), date(2027, 5, 1)),
        (Kind.SUPPLY, None, date(2027, 11, 2)),
    ],
)
def test_terms(kind: Kind, deadline: date | None, until: date) -> None:
    assert last_day(kind, deadline, TODAY) == until


def test_reminders_come_once_each_then_the_end(
    session: Session, public: Listing, clock: MovableClock, jobs: RecordingQueue
) -> None:
    assert today_of(clock) == TODAY
    assert remind_owners(session, clock=clock) == [public]
    assert remind_owners(session, clock=clock) == []
    clock.move(days=4)
    assert remind_owners(session, clock=clock) == [public]
    clock.move(days=6)
    assert remind_owners(session, clock=clock) == []
    assert expire_listings(session, clock=clock, jobs=jobs) == []  # its last day is still a day
    clock.move(days=1)
    assert expire_listings(session, clock=clock, jobs=jobs) == [public]
    session.flush()
    assert public.state is ListingState.EXPIRED and jobs.refreshed == [((public.id,), "expire")]
    assert expire_listings(session, clock=clock, jobs=jobs) == []


def test_a_listing_without_term_never_ends(
    session: Session, clock: MovableClock, jobs: RecordingQueue
) -> None:
    make_listing(session)
    clock.move(days=4000)
    assert not remind_owners(session, clock=clock) and not expire_listings(session, clock=clock, jobs=jobs)


def test_renewing(
    session: Session, owner: Account, public: Listing, clock: MovableClock, jobs: RecordingQueue
) -> None:
    remind_owners(session, clock=clock)
    renew_listing(session, owner, public.code, clock=clock, jobs=jobs)
    assert (public.expires_on, public.reminders) == (date(2027, 11, 2), 0) and not jobs.refreshed
    with pytest.raises(WrongState):  # a year ahead there is nothing to renew
        renew_listing(session, owner, public.code, clock=clock, jobs=jobs)
    clock.move(days=400)
    expire_listings(session, clock=clock, jobs=jobs)
    renew_listing(session, owner, public.code, clock=clock, jobs=jobs)
    assert public.state is ListingState.PUBLISHED
    assert [reason for _ids, reason in jobs.refreshed] == ["expire", "renew"]


def test_a_passed_deadline_stands_against_renewal(
    session: Session, owner: Account, clock: MovableClock, jobs: RecordingQueue
) -> None:
    listing = make_listing(
        session, Kind.DEMAND, owner.organization, ListingState.PUBLISHED, deadline=date(2026, 10, 1)
    )
    listing.expires_on = TODAY
    session.flush()
    with pytest.raises(InvalidInput, match="deadline"):
        renew_listing(session, owner, listing.code, clock=clock, jobs=jobs)
    with pytest.raises(InvalidInput, match="deadline"):
        extend_listing(session, make_account(session), listing.id, clock=clock, jobs=jobs)


def test_others_do_not_renew_or_close(
    session: Session, public: Listing, clock: MovableClock, jobs: RecordingQueue
) -> None:
    stranger = make_account(session, Role.COMPANY)
    with pytest.raises(NotFound):
        renew_listing(session, stranger, public.code, clock=clock, jobs=jobs)
    with pytest.raises(NotFound):
        close_own_listing(session, stranger, public.code, ListingState.WITHDRAWN, jobs=jobs)
    with pytest.raises(NotAllowed):
        extend_listing(session, stranger, public.id, clock=clock, jobs=jobs)


@pytest.mark.parametrize("outcome", [ListingState.WITHDRAWN, ListingState.FULFILLED])
def test_closing_a_public_listing(
    session: Session, owner: Account, public: Listing, jobs: RecordingQueue, outcome: ListingState
) -> None:
    close_own_listing(session, owner, public.code, outcome, jobs=jobs)
    assert public.state is outcome and jobs.refreshed == [((public.id,), "withdraw")]
    with pytest.raises(InvalidInput):
        close_own_listing(session, owner, public.code, ListingState.PUBLISHED, jobs=jobs)


def test_withdrawing_what_waits_takes_it_back(
    session: Session, owner: Account, clock: MovableClock, jobs: RecordingQueue
) -> None:
    made = make_submission(session, owner, clock, jobs)
    close_own_listing(session, owner, made.listing.code, ListingState.WITHDRAWN, jobs=jobs)
    assert made.state is SubmissionState.TAKEN_BACK and not jobs.refreshed


def test_owners_and_staff_are_told(
    session: Session, owner: Account, public: Listing, clock: MovableClock, jobs: RecordingQueue
) -> None:
    staff = make_account(session, Role.STAFF)
    remind_owners(session, clock=clock)
    clock.move(days=11)
    expire_listings(session, clock=clock, jobs=jobs)
    make_submission(session, owner, clock, jobs)
    session.flush()
    told = {
        (note.account_id, note.topic) for note in session.scalars(select(Notification)) if note.account_id
    }
    assert told == {
        (owner.id, Topic.LISTING_EXPIRING.value),
        (owner.id, Topic.LISTING_EXPIRED.value),
        (staff.id, Topic.LISTING_HANDED_IN.value),
    }
