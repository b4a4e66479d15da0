"""From the recommendation to the introduction, one side with an account, the other by its mail alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from marketplace.database import transaction
from marketplace.jobs.mailroom import MailRoom, send_digests, send_due_mail
from marketplace.models import Account, Role
from marketplace.web.context import Collaborators
from tests.browser.conftest import look
from tests.browser.serving import Served
from tests.factories import make_account, make_match
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.browser
ASKED, PASSED_ON = "能否在院内服务器上部署？", "能否在贵方自有服务器上部署？"
REPLY = "可以，我们有两台国产加速卡服务器。"


@dataclass(frozen=True)
class Place:
    """A served site with one suggested pair; nobody of the demand side has an account."""

    address: str
    outside: Collaborators
    room: MailRoom
    emails: dict[str, str]
    company: str
    match_id: int

    def deliver(self) -> None:
        """What the worker does with mail, now."""
        send_digests(self.outside, self.room)
        send_due_mail(self.outside, self.room)


@pytest.fixture
def place(served: Served) -> Place:
    """Up."""
    with transaction(served.sessions) as session:
        match = make_match(session)
        people: dict[str, Account] = {
            "staff": make_account(session),
            "company": make_account(session, Role.COMPANY, match.supply.organization),
            "auditor": make_account(session, Role.AUDITOR),
        }
        emails = {name: one.email for name, one in people.items()}
        company, match_id = match.supply.organization.name, match.id
    room = served.app.extensions["jingqiao.mail"]
    return Place(served.address, served.outside, room, emails, company, match_id)


def window(chromium: Browser, *, width: int = 1440) -> Page:
    """A window of somebody's own."""
    return chromium.new_context(viewport={"width": width, "height": 900}, locale="zh-CN").new_page()


def enter(chromium: Browser, place: Place, who: str) -> Page:
    """The same, signed in."""
    page = window(chromium)
    page.goto(place.address + "/sign-in")
    page.fill("input[name=email]", place.emails[who])
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    expect(page.locator("h1")).not_to_have_text("登录")
    return page


def newest_link(staff: Page, place: Place, path: str) -> str:
    """The link in the newest mail kept here that has one of that path, as its reader would click it."""
    place.deliver()
    staff.goto(f"{place.address}/staff/mail?view=kept")
    addresses = [one.get_attribute("href") for one in staff.locator("main tbody a").all()]
    for address in addresses:
        staff.goto(f"{place.address}{address}")
        found = re.search(rf"{path}/[\w-]+", staff.locator("pre.mail-text").inner_text())
        if found is not None:
            look(staff)
            return place.address + found.group()
    raise AssertionError(f"no mail has a link of {path}")


def recommend(staff: Page, place: Place) -> None:
    """Staff recommend the pair; both sides are written to."""
    staff.goto(f"{place.address}/staff/matches/{place.match_id}")
    staff.click("form.decision-form button[data-key=r]")
    expect(staff).to_have_url(re.compile(r"/staff\?after="))
    place.deliver()
    staff.goto(f"{place.address}/staff/mail?view=kept")
    expect(staff.locator("main tbody tr")).to_have_count(2)  # the contact's, and the company's digest
    look(staff)


def ask(company: Page, place: Place) -> None:
    """The company finds the pair on its first page, and asks without minding who it gives away."""
    company.goto(f"{place.address}/workspace")
    look(company)
    company.click(".waits a.button")
    company.fill("#ask-text", f"{place.company}想问：{ASKED}")
    company.click("section[aria-labelledby=questions] form button[type=submit]")
    expect(company.locator(".talk-ours")).to_contain_text(ASKED)


def relay(staff: Page, place: Place) -> None:
    """Staff pass it on in words that give nobody away."""
    staff.goto(f"{place.address}/staff/requests")
    expect(staff.locator("mark.trace").first).to_contain_text(place.company)
    look(staff)
    staff.fill("textarea[name=text]", PASSED_ON)
    staff.click("form[action$='/relay'] button[type=submit]")
    expect(staff.locator("textarea[name=text]")).to_have_count(0)


def reply(contact: Page, staff: Page, place: Place) -> None:
    """The contact replies by the link in its mail; staff pass that on too."""
    contact.goto(newest_link(staff, place, "/answer"))
    expect(contact.locator(".talk-theirs")).to_contain_text(PASSED_ON)
    expect(contact.locator(".talk-theirs")).not_to_contain_text(place.company)
    contact.fill(".talk-theirs textarea", REPLY)
    contact.click(".talk-theirs form button[type=submit]")
    expect(contact.locator(".talk-theirs")).to_contain_text(REPLY)
    look(contact)
    staff.goto(f"{place.address}/staff/requests")
    staff.click("form[action$='/answer'] button[type=submit]")
    expect(staff.locator("textarea[name=text]")).to_have_count(0)


def accept(company: Page, contact: Page, staff: Page, place: Place) -> None:
    """The company reads the reply and accepts; the contact does by its link."""
    company.goto(f"{place.address}/workspace/matches/{place.match_id}")
    expect(company.locator(".talk-ours")).to_contain_text(REPLY)
    company.click("form[action$='/accept'] button[type=submit]")
    expect(company.locator(".pair-now")).to_contain_text("您已接受")
    contact.goto(newest_link(staff, place, "/answer"))
    look(contact)
    contact.fill("#accept-name", "信息科")
    contact.click("form[action*='/accept'] button[type=submit]")
    expect(contact.locator("h1")).to_have_text("您已答复")


def see_contacts(company: Page, contact: Page, staff: Page, place: Place) -> None:
    """Each asks for the other's contact, one by its link and one on its page."""
    contact.goto(newest_link(staff, place, "/introduced"))
    expect(contact.locator("#contact")).to_contain_text("**")
    expect(contact.locator("#contact")).not_to_contain_text("联系人")
    look(contact)
    contact.click("#contact button")
    expect(contact.locator("#contact a[href^='mailto:']")).to_contain_text("@example.com")
    look(contact)
    company.goto(f"{place.address}/workspace/matches/{place.match_id}")
    company.click("#contact button")
    expect(company.locator("#contact a[href^='mailto:']")).to_contain_text("@example.com")
    expect(company.locator("section[aria-labelledby=ledger] tbody")).to_contain_text("无账号联系人")
    look(company)


def test_a_question_is_relayed_both_accept_and_both_see_a_contact(chromium: Browser, place: Place) -> None:
    staff, company = enter(chromium, place, "staff"), enter(chromium, place, "company")
    contact = window(chromium, width=390)
    recommend(staff, place)
    ask(company, place)
    relay(staff, place)
    reply(contact, staff, place)
    accept(company, contact, staff, place)
    see_contacts(company, contact, staff, place)
    auditor = enter(chromium, place, "auditor")
    auditor.goto(f"{place.address}/admin/disclosures")
    expect(auditor.locator("main tbody tr")).to_have_count(2)
    expect(auditor.locator("main")).not_to_contain_text("@example.com")
    look(auditor)
