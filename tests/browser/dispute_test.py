"""A pair stands still and a claim is not so, in a real browser: reminded, disputed, settled, seen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from marketplace.database import transaction
from marketplace.models import Account
from marketplace.services.followups.chase import chase_pairs
from tests.browser.conftest import look
from tests.browser.serving import Served
from tests.doubles import MovableClock
from tests.factories.accounts import PASSWORD
from tests.factories.introduced import make_claim, make_introduced
from tests.factories.recommended import Recommended

pytestmark = pytest.mark.browser


@pytest.fixture
def pair(served: Served, clock: MovableClock) -> Recommended:
    """Introduced, with an intent that the company claims; nobody has done anything for weeks."""
    with transaction(served.sessions) as session:
        pair = make_introduced(session, clock)
        make_claim(session, clock, pair)
    clock.move(days=30)
    with transaction(served.sessions) as session:
        chase_pairs(session, clock=clock)
        chase_pairs(session, clock=clock)
    return pair


def enter(chromium: Browser, served: Served, who: Account, path: str, *, width: int = 1440) -> Page:
    """A window of their own, signed in, on that page."""
    page = chromium.new_context(viewport={"width": width, "height": 900}, locale="zh-CN").new_page()
    page.goto(f"{served.address}/sign-in?next={path}")
    page.fill("input[name=email]", who.email)
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button[type=submit]")
    page.wait_for_url(f"**{path}")
    return page


def test_staff_remind_and_settle_what_one_side_disputes(
    chromium: Browser, served: Served, pair: Recommended
) -> None:
    staff = enter(chromium, served, pair.staff, "/staff/stalled")
    look(staff)
    row = staff.locator("main tbody tr")
    expect(row).to_have_count(1)
    row.get_by_role("button", name="催办").click()
    expect(staff.locator(".notice-good").first).to_be_visible()

    own = f"/workspace/matches/{pair.match.id}"
    reader = enter(chromium, served, pair.owner, own, width=390)
    reader.locator("#follow").get_by_role("link", name="与事实不符", exact=True).click()
    look(reader)
    reader.fill("main [name=why]", "双方只通过电话，没有签过意向书")
    reader.click("main form button[type=submit]")
    expect(reader.locator(".notice-good").first).to_be_visible()

    staff.goto(f"{served.address}/staff/matches/{pair.match.id}")
    expect(staff.locator("main")).to_contain_text("没有签过意向书")
    look(staff)
    staff.locator("input[name=holds][value=no]").check()
    staff.fill("[id^=settle-]", "未见书面意向")
    staff.locator("form[action$=settle] button[type=submit]").click()
    expect(staff.locator(".notice-good").first).to_be_visible()
    for who in (pair.company, pair.owner):
        page = enter(chromium, served, who, own)
        expect(page.locator("main")).to_contain_text("未见书面意向")
    page.goto(f"{served.address}/done")
    assert page.locator(".done-figure dd").all_inner_texts() == ["0", "0", "0"]
