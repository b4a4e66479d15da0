"""What keeps the site true over the years, in a real browser: bulk decisions, people confirmed, terms."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from marketplace.database import transaction
from marketplace.jobs.accounts import look_after_accounts
from marketplace.jobs.terms import end_terms
from marketplace.models import Account, Kind, Listing, ListingState, Notification, Role, Topic
from tests.browser.conftest import look
from tests.browser.serving import Served
from tests.browser.two_sides_test import Enter, enter
from tests.doubles import MovableClock, RecordingQueue
from tests.factories import make_account, make_listing
from tests.factories.drafts import make_submission

__all__ = ["enter"]  # the fixture: windows of people who have signed in

pytestmark = pytest.mark.browser


def state_of(served: Served, code: str) -> ListingState:
    with transaction(served.sessions) as session:
        return session.scalars(select(Listing.state).where(Listing.code == code)).one()


def test_listings_are_decided_together_each_whole_or_not_at_all(
    served: Served, clock: MovableClock, enter: Enter
) -> None:
    with transaction(served.sessions) as session:
        owner, clerk = make_account(session, Role.DEMAND_OWNER), make_account(session)
        codes = [make_submission(session, owner, clock, RecordingQueue()).listing.code for _ in range(3)]
    first, second = enter(clerk, 1440), enter(clerk, 390)
    for page in (first, second):
        page.goto("/staff/moderation")
        for code in codes[:2]:
            page.check(f"input[name=codes][aria-label={code}]")
    look(second)
    second.click("button[value=publish]")
    look(second)
    assert state_of(served, codes[0]) is ListingState.SUBMITTED, "first a look at what it would do"
    second.click("button[name=confirmed]")
    expect(second.locator(".badge-good")).to_have_count(4)  # two results, two states
    look(second)
    assert [state_of(served, code) for code in codes] == [
        ListingState.PUBLISHED,
        ListingState.PUBLISHED,
        ListingState.SUBMITTED,
    ]
    first.click("button[value=publish]")  # a window from before: nothing happens twice
    expect(first.locator("main .badge-bad")).to_have_count(2)
    first.goto("/staff/moderation")
    expect(first.locator("input[name=codes]")).to_have_count(1)


def test_a_year_on_a_manager_keeps_one_colleague_and_suspends_another(
    served: Served, clock: MovableClock, enter: Enter
) -> None:
    with transaction(served.sessions) as session:
        manager = make_account(session, Role.COMPANY, is_manager=True)
        kept, gone = (make_account(session, Role.COMPANY, manager.organization) for _ in range(2))
    clock.move(days=400)
    assert look_after_accounts(served.outside, idle_days=None).asked == 2  # nobody could confirm the manager
    page = enter(manager, 390)
    page.goto("/workspace/organization")
    page.click("main a[href$='/workspace/organization/confirm']")
    look(page)
    page.click("main button[type=submit]")
    expect(page.locator(".notice-bad")).to_be_visible()  # nobody was chosen
    page.check(f"input[name=account_{kept.id}][value=keep]")
    page.check(f"input[name=account_{gone.id}][value=suspend]")
    page.click("main button[type=submit]")
    expect(page.locator(f"input[name=account_{gone.id}]")).to_have_count(0)

    with transaction(served.sessions) as session:
        assert session.get_one(Account, kept.id).active
        assert not session.get_one(Account, gone.id).active
    refused = enter(gone, 1440)
    assert "/sign-in" in refused.url
    expect(refused.locator("main")).to_contain_text("已被暂停")
    look(refused)
    welcome = enter(kept, 1440)
    assert "/sign-in" not in welcome.url


def test_one_listing_is_renewed_in_time_and_another_ends(
    served: Served, clock: MovableClock, enter: Enter
) -> None:
    with transaction(served.sessions) as session:
        owner = make_account(session, Role.COMPANY)
        both = [make_listing(session, Kind.SUPPLY, owner.organization) for _ in range(2)]
        for listing in both:
            listing.expires_on = clock.now().date() + timedelta(days=20)
        renewed, left = (listing.code for listing in both)
    clock.move(days=10)
    assert end_terms(served.outside)[1] == 2
    with transaction(served.sessions) as session:
        told = session.scalars(select(Notification.topic).where(Notification.account_id == owner.id)).all()
    assert set(told) == {Topic.LISTING_EXPIRING}
    page = enter(owner, 390)
    page.goto("/workspace/listings")
    look(page)
    page.click(f"form[action*='/{renewed}/renew'] button")
    expect(page.locator(".flashes .notice-good")).to_be_visible()

    clock.move(days=15)
    assert end_terms(served.outside)[0] == 1
    assert state_of(served, renewed) is ListingState.PUBLISHED
    assert state_of(served, left) is ListingState.EXPIRED
    visitor = enter(owner, 1440)
    visitor.goto("/items")
    expect(visitor.locator(f"main a[href$='/items/{renewed}']").first).to_be_visible()
    expect(visitor.locator(f"main a[href$='/items/{left}']")).to_have_count(0)
    visitor.goto(f"/workspace/listings/{left}")
    visitor.get_by_role("button", name="续期").click()  # late, but not lost
    expect(visitor.locator(".flashes .notice-good")).to_be_visible()
    assert state_of(served, left) is ListingState.PUBLISHED
