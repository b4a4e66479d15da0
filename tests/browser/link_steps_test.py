"""What follows an introduction, taken by the mailed link alone: a time, a meeting called off, two claims."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

import pytest
from playwright.sync_api import Browser, Page, expect

from marketplace.database import transaction
from marketplace.jobs.mailroom import MailRoom, send_digests, send_due_mail
from marketplace.models import Account, Kind, OutcomeStage
from marketplace.services.followups.add_entry import Upload
from marketplace.services.followups.log import today
from marketplace.services.introductions.issue import TERM
from marketplace.services.meetings.offer import offer_meeting
from marketplace.services.outcomes.claim import Claim, claim_outcome
from tests.browser.conftest import look
from tests.browser.serving import Served
from tests.doubles import MovableClock
from tests.factories.accounts import PASSWORD
from tests.factories.introduced import PDF, make_claim, make_introduced, make_meeting, make_offer
from tests.factories.recommended import Recommended

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Place:
    """A served site with an introduced pair, whose demand side has nobody who can sign in."""

    served: Served
    clock: MovableClock
    pair: Recommended

    def deliver(self) -> None:
        """What the worker does with mail, now."""
        room: MailRoom = self.served.app.extensions["jingqiao.mail"]
        send_digests(self.served.outside, room)
        send_due_mail(self.served.outside, room)

    def offer(self) -> None:
        """The company offers two times."""
        with transaction(self.served.sessions) as session:
            company = session.get_one(Account, self.pair.company.id)
            offer = make_offer(self.clock)
            offer_meeting(session, company, self.pair.match.id, Kind.SUPPLY, offer, clock=self.clock)

    def claim(self) -> None:
        """The company claims a letter of intent, and the signing."""
        signed = Claim(OutcomeStage.SIGNED, today(self.clock), Decimal("88.5"), file=Upload("协议.pdf", PDF))
        with transaction(self.served.sessions) as session:
            make_meeting(session, self.clock, self.pair)
            session.flush()
            make_claim(session, self.clock, self.pair)
            company = session.get_one(Account, self.pair.company.id)
            claim_outcome(session, company, self.pair.match.id, Kind.SUPPLY, signed, clock=self.clock)


@pytest.fixture
def place(served: Served, clock: MovableClock) -> Place:
    """Up."""
    with transaction(served.sessions) as session:
        pair = make_introduced(session, clock)
        pair.owner.active = False
    return Place(served, clock, pair)


def enter_staff(chromium: Browser, place: Place) -> Page:
    """Staff, signed in: the mail that the site kept can be read there."""
    page = chromium.new_context(locale="zh-CN").new_page()
    page.goto(f"{place.served.address}/sign-in")
    page.fill("input[name=email]", place.pair.staff.email)
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button[type=submit]")
    expect(page.locator("input[name=password]")).to_have_count(0)
    return page


def newest_link(chromium: Browser, place: Place) -> str:
    """The link in the newest mail to the contact, as its reader would click it."""
    place.deliver()
    staff = enter_staff(chromium, place)
    staff.goto(f"{place.served.address}/staff/mail?view=kept")
    for address in [one.get_attribute("href") for one in staff.locator("main tbody a").all()]:
        staff.goto(f"{place.served.address}{address}")
        found = re.search(r"/introduced/[\w-]+", staff.locator("pre.mail-text").inner_text())
        if found is not None:
            return place.served.address + found.group()
    raise AssertionError("no mail has a link")


def window(chromium: Browser, address: str, *, width: int, language: str) -> Page:
    """A browser of somebody's own who is signed in nowhere, on that page."""
    page = chromium.new_context(viewport={"width": width, "height": 900}, locale="zh-CN").new_page()
    page.goto(address)
    if language == "en":
        page.get_by_role("button", name="English").first.click()
    return page


def test_a_time_is_picked_and_called_off_and_an_outdated_page_says_so(
    chromium: Browser, place: Place
) -> None:
    place.offer()
    link = newest_link(chromium, place)
    contact = window(chromium, link, width=1440, language="en")
    colleague = window(chromium, link, width=390, language="zh")
    # What the mail asks for comes first, before the other side's contact.
    expect(contact.locator("main h2").first).to_contain_text("Meeting")
    look(contact)
    contact.get_by_role("radio").nth(1).check()
    contact.get_by_role("button", name="Agree to this time").click()
    expect(contact.locator(".notice-good")).to_contain_text("The meeting is agreed")
    expect(contact.get_by_role("link", name="Add to my calendar")).to_be_visible()

    colleague.get_by_role("radio").first.check()
    colleague.get_by_role("button", name="就定这个时间").click()
    expect(colleague.locator(".notice").first).to_contain_text("没有保存")
    expect(colleague.get_by_role("link", name="加入我的日历")).to_be_visible()  # how it stands now
    look(colleague)

    contact.get_by_text("Call it off").first.click()
    contact.get_by_label("A word to the other side").fill("领导出差，下周三以后都可以")
    contact.get_by_role("button", name="Call it off").click()
    expect(contact.locator(".timeline-entry").first).to_contain_text("下周三以后都可以")
    expect(contact.get_by_role("link", name="Take it out of my calendar")).to_be_visible()
    look(contact)


def test_one_claim_is_confirmed_one_disputed_and_a_link_that_ran_out_is_renewed(
    chromium: Browser, place: Place
) -> None:
    place.claim()
    link = newest_link(chromium, place)
    contact = window(chromium, link, width=390, language="zh")
    look(contact)
    contact.get_by_role("button", name="确认属实").first.click()
    expect(contact.locator(".notice-good")).to_be_visible()
    expect(contact.get_by_role("button", name="确认属实")).to_have_count(1)
    contact.get_by_text("与事实不符").first.click()
    contact.get_by_label("哪里不符？").fill("协议尚未盖章")
    contact.get_by_role("button", name="与事实不符").click()
    expect(contact.locator("main")).to_contain_text("协议尚未盖章")
    expect(contact.get_by_role("button", name="确认属实")).to_have_count(0)
    look(contact)
    staff = enter_staff(chromium, place)
    staff.goto(f"{place.served.address}/staff/matches/{place.pair.match.id}")
    expect(staff.locator("main")).to_contain_text("协议尚未盖章")

    place.clock.move(days=TERM.days + 1)
    late = window(chromium, link, width=1440, language="en")
    expect(late.locator("h1")).to_have_text("This link has run out")
    look(late)
    late.get_by_role("button", name="Send me a new link").click()
    expect(late.locator(".notice-good")).to_contain_text("on its way")
    fresh = newest_link(chromium, place)
    assert fresh != link
    late.goto(fresh)
    expect(late.locator("main")).to_contain_text("协议尚未盖章")
