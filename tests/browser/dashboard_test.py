"""Staff open the dashboard in a real browser, follow a figure to its rows and take them along."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from marketplace.database import transaction
from marketplace.models import Account
from tests.browser.conftest import look
from tests.browser.serving import Served
from tests.doubles import MovableClock
from tests.factories.accounts import PASSWORD
from tests.factories.journeys import make_journeys

pytestmark = [
    pytest.mark.browser,
    # Of a font that a browser breaks off, the development server leaves the file to the collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@dataclass(frozen=True)
class Place:
    """A served site with pairs at every step."""

    address: str
    staff: Account
    company: Account


@pytest.fixture
def place(served: Served, clock: MovableClock) -> Place:
    """Up."""
    with transaction(served.sessions) as session:
        journeys = make_journeys(session, clock)
        return Place(served.address, journeys.staff, journeys.delivered.company)


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("path", ["/staff/dashboard", "/workspace/dashboard"])
def test_a_figure_is_followed_to_its_rows_and_taken_along(
    chromium: Browser, place: Place, width: int, path: str
) -> None:
    who = place.staff if path.startswith("/staff") else place.company
    context = chromium.new_context(viewport={"width": width, "height": 900}, java_script_enabled=True)
    page = context.new_page()
    page.goto(f"{place.address}/sign-in?next={path}")
    page.fill("input[name=email]", who.email)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(f"**{path}")
    look(page)

    page.fill("input[name=since]", "2026-10-01")
    page.locator(".dashboard-buttons button").click()
    page.wait_for_url("**since=2026-10-01**")
    figure = page.locator('[data-figure="recommended"]').first
    count = int(figure.inner_text())
    assert count > 1
    figure.click()
    expect(page.locator(".figure-rows tbody tr")).to_have_count(count)
    look(page)

    with page.expect_download() as taken:
        page.get_by_role("link", name="CSV").click()
    with Path(taken.value.path()).open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.reader(file))) == count + 1
    page.locator(".breadcrumb a").last.click()
    page.wait_for_url("**since=2026-10-01**")
    context.close()
