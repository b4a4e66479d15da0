"""A company closes its contact again and then leaves for good; an auditor reads both. In a real browser."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session, sessionmaker

from marketplace.database import transaction
from marketplace.models import Account, Kind, ListingContact, Role
from marketplace.services.answers.accept import accept_match
from marketplace.services.audit.chain import verify_chain
from tests.browser.conftest import look
from tests.browser.serving import Served
from tests.doubles import MovableClock
from tests.factories import make_account
from tests.factories.accounts import PASSWORD
from tests.factories.recommended import make_recommended

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Place:
    """A served site with one introduced pair; the company's account is its listing's contact."""

    address: str
    sessions: sessionmaker[Session]
    emails: dict[str, str]
    match_id: int
    company_id: int


@pytest.fixture
def place(served: Served, clock: MovableClock) -> Place:
    """Up."""
    with transaction(served.sessions) as session:
        pair = make_recommended(session)
        session.get_one(ListingContact, pair.match.supply_id).email = pair.company.email
        for side in Kind:
            accept_match(session, pair.on(side), pair.match.id, side, pair.seen, clock=clock)
            session.flush()
        auditor = make_account(session, Role.AUDITOR)
        people = {"company": pair.company.email, "owner": pair.owner.email, "auditor": auditor.email}
        match_id, company_id = pair.match.id, pair.company.id
    return Place(served.address, served.sessions, people, match_id, company_id)


def enter(chromium: Browser, place: Place, who: str, *, width: int = 1440) -> Page:
    """A window of their own, signed in."""
    page = chromium.new_context(viewport={"width": width, "height": 900}, locale="zh-CN").new_page()
    page.goto(place.address + "/sign-in")
    page.fill("input[name=email]", place.emails[who])
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    return page


def test_access_is_closed_opened_again_and_the_person_erased(chromium: Browser, place: Place) -> None:
    match = f"{place.address}/workspace/matches/{place.match_id}"
    owner, company = enter(chromium, place, "owner"), enter(chromium, place, "company", width=390)
    owner.goto(match)
    expect(owner.locator("#contact")).to_contain_text("**")
    owner.click("#contact button")
    expect(owner.locator("#contact")).to_contain_text(place.emails["company"])

    company.goto(match)
    company.click("#contact a[href*='/consent']")
    look(company)
    company.check("input[value=not_pursued]")
    company.click("main form button[type=submit]")
    expect(company.locator("#contact")).to_contain_text("撤回同意")
    owner.goto(match)
    expect(owner.locator("#contact")).to_contain_text("关闭联系方式")
    expect(owner.locator("#contact")).not_to_contain_text("@")
    look(owner)
    company.click("#contact form button")
    owner.goto(match)
    expect(owner.locator("#contact")).to_contain_text("**")

    company.goto(place.address + "/account/data")
    expect(company.locator("main")).to_contain_text("我方")
    look(company)
    company.goto(place.address + "/account/data/erase")
    look(company)
    company.check("input[value=withdraw]")
    company.check("input[name=understood]")
    company.fill("input[name=password]", PASSWORD)
    company.click("main form button[type=submit]")
    expect(company.locator("main")).to_contain_text("已注销")

    auditor = enter(chromium, place, "auditor")
    auditor.goto(f"{place.address}/admin/records/pairs/{place.match_id}")
    look(auditor)
    expect(auditor.locator("main")).to_contain_text(f"已注销账号 {place.company_id}")
    auditor.goto(place.address + "/admin/audit?group=consent")
    expect(auditor.locator("tbody tr")).to_have_count(2)
    look(auditor)
    with transaction(place.sessions) as session:
        assert verify_chain(session).fault is None, "the chain outlives the person"
        assert not session.get_one(Account, place.company_id).active
