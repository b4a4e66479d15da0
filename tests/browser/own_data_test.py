"""A person reads, takes along, corrects and erases their own data; the trail stays true without them."""

from __future__ import annotations

import json
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from marketplace.database import transaction
from marketplace.models import AuditEvent, Kind, ListingContact
from marketplace.services.answers.accept import accept_match
from marketplace.services.audit.chain import verify_chain
from marketplace.services.introductions.contact import show_contact
from tests.browser.conftest import look
from tests.browser.serving import Served
from tests.doubles import MovableClock
from tests.factories.accounts import PASSWORD
from tests.factories.recommended import Recommended, make_recommended

pytestmark = pytest.mark.browser
NEW_NAME, NEW_PHONE = "顾清和", "13800002222"


@pytest.fixture
def pair(served: Served, clock: MovableClock) -> Recommended:
    """An introduced pair; its company's account is the contact of the supply, and the owner has seen it."""
    with transaction(served.sessions) as session:
        made = make_recommended(session)
        session.get_one(ListingContact, made.match.supply_id).email = made.company.email
        for side in Kind:
            accept_match(session, made.on(side), made.match.id, side, made.seen, clock=clock)
            session.flush()
        show_contact(session, made.owner, made.match.id, Kind.DEMAND, clock=clock)
    return made


def sign_in(page: Page, address: str, email: str) -> None:
    """By the form, wherever it leads."""
    page.goto(address + "/sign-in")
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_load_state()


def open_data(chromium: Browser, served: Served, email: str, *, width: int, language: str) -> Page:
    """The page of one's own data, reached by the page of the account."""
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, base_url=served.address, locale="zh-CN"
    )
    page = context.new_page()
    sign_in(page, served.address, email)
    if language == "en":
        page.click(".menu-open")
        page.get_by_role("button", name="English").first.click()
        page.wait_for_load_state()
    page.goto("/account")
    page.click("main a[href='/account/data']")
    return page


def test_read_and_taken_along(chromium: Browser, served: Served, pair: Recommended) -> None:
    page = open_data(chromium, served, pair.company.email, width=1440, language="zh")
    look(page)
    expect(page.locator("section:has(#shown) tbody")).to_contain_text(pair.owner.display_name)

    with page.expect_download() as taken:
        page.get_by_role("button", name="导出全部信息").click()
    with ZipFile(taken.value.path()) as archive:
        told = archive.read("data.json").decode()
        readable = archive.read("data.html").decode()
    with transaction(served.sessions) as session:
        theirs = session.get_one(ListingContact, pair.match.demand_id)
        hidden = (theirs.name, theirs.phone, theirs.email)
    assert pair.company.email in told and pair.company.email in readable
    assert json.loads(told)["your_contact_was_seen"][0]["seen_by"] == pair.owner.display_name
    for contact in hidden:
        assert contact not in told and contact not in readable


def test_corrected_with_nothing_lost(chromium: Browser, served: Served, pair: Recommended) -> None:
    page = open_data(chromium, served, pair.company.email, width=1440, language="zh")
    page.click("main a[href='/account/data/correct']")
    page.fill("#name", "")
    page.click("main button[type=submit]:has-text('保存')")
    expect(page.locator("#name")).to_be_focused()  # the browser itself asks for a name
    page.fill("#name", NEW_NAME)
    page.fill("#phone", NEW_PHONE)
    page.fill("#email", "gu@example.cn")
    page.click("main button[type=submit]:has-text('保存')")
    expect(page.locator(".error-summary a")).to_have_attribute("href", "#password")
    expect(page.locator("#name")).to_have_value(NEW_NAME)
    look(page)
    page.fill("#email", pair.company.email)
    page.click("main button[type=submit]:has-text('保存')")
    expect(page.locator(".flashes .notice-good")).to_be_visible()
    expect(page.locator("section:has(#held)")).to_contain_text(NEW_NAME)
    expect(page.locator("section:has(#held)")).to_contain_text(NEW_PHONE)

    owner = open_data(chromium, served, pair.owner.email, width=390, language="zh")
    owner.goto(f"/workspace/matches/{pair.match.id}")
    expect(owner.locator("main")).not_to_contain_text(NEW_PHONE)  # shown again only when asked for again


def test_erased_and_the_trail_still_true(chromium: Browser, served: Served, pair: Recommended) -> None:
    page = open_data(chromium, served, pair.company.email, width=390, language="en")
    look(page)
    page.click("main a[href='/account/data/erase']")
    look(page)
    erase = page.get_by_role("button", name="Erase my account for good")
    page.check("input[name=contacts][value=withdraw]")
    if page.locator("#successor").count():
        page.check("input[name=successor][value=nobody]")
    page.check("input[name=understood]")
    page.fill("#password", "not the password")
    erase.click()
    expect(page.locator(".error-summary a")).to_have_attribute("href", "#password")
    look(page)
    page.fill("#password", PASSWORD)
    page.check("input[name=understood]")
    erase.click()
    expect(page.locator(".flashes .notice-good")).to_contain_text("erased")
    page.goto("/account")
    assert "/sign-in" in page.url

    sign_in(page, served.address, pair.company.email)
    expect(page.locator("main form .notice, main .error-summary, .flashes .notice")).not_to_have_count(0)
    assert "/sign-in" in page.url
    owner = open_data(chromium, served, pair.owner.email, width=1440, language="zh")
    expect(owner.locator("main")).not_to_contain_text(pair.company.display_name)
    with transaction(served.sessions) as session:
        own = select(AuditEvent).where(
            AuditEvent.entity_type == "accounts", AuditEvent.entity_id == pair.company.id
        )
        assert "account.erased" in {event.action for event in session.scalars(own)}
        assert verify_chain(session).fault is None
