"""A meeting in a real browser: picked, into the calendar, moved, called off; each side sees each step."""

from __future__ import annotations

import pytest
from icalendar import Calendar, Event
from playwright.sync_api import Browser, Locator, Page, expect

from marketplace.database import transaction
from marketplace.models import Account
from tests.browser.conftest import look
from tests.browser.serving import Served
from tests.doubles import MovableClock
from tests.factories.accounts import PASSWORD
from tests.factories.introduced import make_introduced
from tests.factories.recommended import Recommended

pytestmark = pytest.mark.browser


@pytest.fixture
def pair(served: Served, clock: MovableClock) -> Recommended:
    """Introduced; nothing is arranged yet."""
    with transaction(served.sessions) as session:
        return make_introduced(session, clock)


def enter(
    chromium: Browser, served: Served, who: Account, path: str, language: str = "zh", width: int = 1440
) -> Page:
    """A window of their own, signed in, on that page."""
    page = chromium.new_context(viewport={"width": width, "height": 900}, locale="zh-CN").new_page()
    page.goto(f"{served.address}/sign-in")
    if language == "en":
        page.get_by_role("button", name="English").first.click()
    page.fill("input[name=email]", who.email)
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button[type=submit]")
    expect(page.locator("input[name=password]")).to_have_count(0)
    page.goto(served.address + path)
    return page


def entry_behind(page: Page, link: str) -> tuple[str, Event]:
    """The calendar file that the link of that name gives: its method and its one entry."""
    with page.expect_download() as download:
        page.get_by_role("link", name=link, exact=True).click()
    calendar = Calendar.from_ical(download.value.path().read_bytes())
    (event,) = calendar.walk("VEVENT")
    return str(calendar["method"]), event


def send(page: Page, button: str) -> Locator:
    """Send the form; what was done stands on the pair's page."""
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.locator(".notice-good").first).to_be_visible()
    return page.locator("#follow")


def offer_times(company: Page) -> None:
    """The company offers two times, and waits."""
    company.locator("#follow").get_by_role("link", name="提出洽谈时间").click()
    expect(company.get_by_label("第一个时间", exact=True)).to_be_visible()  # needed: not called optional
    look(company)
    company.get_by_label("第一个时间").fill("2026-11-10T10:00")
    company.get_by_label("第二个时间").fill("2026-11-11T14:30")
    company.get_by_label("地点").fill("天府大道1号3楼")
    expect(send(company, "发送时间")).to_contain_text("等待对方选定时间")


def test_a_meeting_is_arranged_moved_and_called_off(
    chromium: Browser, served: Served, pair: Recommended
) -> None:
    path = f"/workspace/matches/{pair.match.id}"
    company = enter(chromium, served, pair.company, path, width=390)
    owner = enter(chromium, served, pair.owner, path, language="en")

    offer_times(company)
    owner.reload()
    follow = owner.locator("#follow")
    expect(follow.get_by_role("heading")).to_have_text("Pick a time for the meeting")
    follow.get_by_role("radio").nth(1).check()
    look(owner)
    expect(send(owner, "Agree to this time")).to_contain_text("2026-11-11 14:30")
    method, first = entry_behind(owner, "Add to my calendar")
    assert method == "PUBLISH" and first["status"] == "CONFIRMED" and "天府大道" in first["location"]
    assert first.decoded("dtstart").strftime("%m-%d %H:%M %z") == "11-11 14:30 +0800"

    company.reload()
    expect(company.locator("#follow")).to_contain_text("洽谈即将举行")
    company.get_by_role("link", name="改期", exact=True).click()
    expect(company.locator(".lead")).to_contain_text("2026-11-11 14:30")
    look(company)
    company.get_by_label("第一个时间").fill("2026-11-12T09:00")
    send(company, "发送时间")
    owner.reload()
    expect(follow).to_contain_text("The time agreed before, 2026-11-11 14:30, no longer holds.")
    expect(owner.locator(".timeline")).to_contain_text("instead of 2026-11-11 14:30")
    look(owner)
    follow.get_by_role("radio").check()
    send(owner, "Agree to this time")
    company.reload()
    _, moved = entry_behind(company, "加入我的日历")
    assert moved["uid"] == first["uid"] and moved["sequence"] > first["sequence"]
    assert moved.decoded("dtstart").strftime("%m-%d %H:%M") == "11-12 09:00"

    follow.get_by_role("link", name="Call it off").click()
    look(owner)
    owner.get_by_label("Reason, for the other side").fill("领导出差，下周再约")
    expect(send(owner, "Call it off")).to_contain_text("was called off")
    company.reload()
    expect(company.locator(".timeline-entry").first).to_contain_text("领导出差，下周再约")
    look(company)
    for page, link in ((company, "从我的日历中删除"), (owner, "Take it out of my calendar")):
        method, gone = entry_behind(page, link)
        assert (method, gone["status"], gone["uid"]) == ("CANCEL", "CANCELLED", first["uid"])
        assert gone["sequence"] > moved["sequence"]
