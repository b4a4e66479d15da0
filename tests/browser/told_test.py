"""A saved search announces only what is new, by mail as its owner chose, until one click stops it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from marketplace.database import transaction
from marketplace.models import Kind
from tests.browser.answer_walk_test import Place, enter, place, window
from tests.browser.conftest import look
from tests.factories import make_listing

__all__ = ["place"]  # the fixture: a served site whose mail is kept

pytestmark = pytest.mark.browser
INDUSTRY = "智慧水务"
EARLIER, FIRST, SECOND = "泵站清淤时机判断", "供水管网夜间漏点定位", "河道漂浮物巡查"


def publish(place: Place, title: str) -> None:
    """A demand of the searched industry goes public."""
    with transaction(place.outside.sessions) as session:
        listing = make_listing(session, Kind.DEMAND, title=title, industry=INDUSTRY)
        listing.published_at = place.outside.clock.now()


def a_day_later(place: Place) -> None:
    """The next day, after the hour of the day's mail."""
    place.outside.clock.move(days=1)
    place.deliver()


def save_search(company: Page, place: Place) -> None:
    """From the filtered listings to a search that is kept."""
    company.goto(f"{place.address}/items?kind=demand&industry={INDUSTRY}")
    expect(company.locator("main")).to_contain_text(EARLIER)
    company.click("main a[href*='/searches/new']")
    look(company)
    company.fill("#name", "水务需求")
    company.click("main form button[type=submit]")
    company.click(".told-subject a")
    expect(company.locator("h1")).to_have_text("水务需求")
    expect(company.locator("main")).not_to_contain_text(EARLIER)


def choose(company: Page, place: Place, pace: str) -> None:
    """When mail about saved searches comes."""
    company.goto(f"{place.address}/notifications/preferences")
    look(company)
    company.check(f"input[name=saved_searches][value={pace}]")
    company.click("main form button[type=submit]")
    expect(company.locator(f"input[name=saved_searches][value={pace}]")).to_be_checked()


def kept_mails(staff: Page, place: Place) -> list[str]:
    """The texts of all mail that was kept, newest first."""
    staff.goto(f"{place.address}/staff/mail?view=kept")
    texts = []
    for address in [one.get_attribute("href") for one in staff.locator("main tbody a").all()]:
        staff.goto(f"{place.address}{address}")
        texts.append(staff.locator("pre.mail-text").inner_text())
    return texts


def test_only_what_is_new_is_announced_until_one_click_stops_it(chromium: Browser, place: Place) -> None:
    publish(place, EARLIER)
    company = enter(chromium, place, "company")
    place.outside.clock.move(hours=1)
    save_search(company, place)
    choose(company, place, "daily")

    place.outside.clock.move(hours=1)
    publish(place, FIRST)
    a_day_later(place)
    a_day_later(place)  # nothing is new any more, so there is no second mail
    staff = enter(chromium, place, "staff")
    (mail,) = kept_mails(staff, place)
    assert FIRST in mail and EARLIER not in mail

    company = enter(chromium, place, "company")
    company.goto(f"{place.address}/notifications")
    expect(company.locator(".told-unread")).to_have_count(1)
    look(company)
    company.click(".told-subject a")
    expect(company.locator("main .cards")).to_contain_text(FIRST)

    link = re.search(r"/stop-mail/\S+", mail)
    assert link is not None
    reader = window(chromium, width=390)  # signed in nowhere: the link is the permission
    reader.goto(place.address + link.group())
    look(reader)
    reader.click("main form button[type=submit]")
    expect(reader.locator("h1")).to_have_text("已停止发送")
    company.goto(f"{place.address}/notifications/preferences")
    expect(company.locator("input[name=saved_searches][value=never]")).to_be_checked()

    publish(place, SECOND)
    a_day_later(place)
    assert len(kept_mails(enter(chromium, place, "staff"), place)) == 1
    company = enter(chromium, place, "company")
    company.goto(f"{place.address}/notifications")
    expect(company.locator(".told").first).to_contain_text(SECOND)
