"""A company registers, is verified, and brings in a colleague; each step in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from marketplace.models import Account, Mail, OrganizationState, Role, Topic
from marketplace.services.ports import SystemClock
from tests.browser.conftest import Person, Site
from tests.browser.serving import Served, serve
from tests.factories.accounts import PASSWORD, make_account
from tests.factories.registrations import PICTURE, make_code

pytestmark = pytest.mark.browser
SECRET = "four quiet cranes at dusk"


@pytest.fixture
def up(own_url: str, var_dir: Path) -> Iterator[Served]:
    """The web part of the site over an empty database: nothing here needs the engine."""
    with serve(own_url, var_dir, SystemClock()) as up:
        yield up


@pytest.fixture
def sessions(up: Served) -> sessionmaker[Session]:
    """Sessions of its database."""
    return up.sessions


@pytest.fixture
def small_site(up: Served) -> Site:
    """The same, as people of these tests know it."""
    return Site(up.address, "")


@pytest.fixture
def newcomer(chromium: Browser, small_site: Site) -> Iterator[Person]:
    """Somebody with a browser who reads English and has no account."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    person = Person(context.new_page(), small_site)
    english(person)
    yield person
    context.close()


def english(person: Person) -> None:
    """Read English from now on."""
    person.open("/")
    person.page.click("button[lang=en]")
    person.page.wait_for_load_state()


def link_of(sessions: sessionmaker[Session], topic: Topic) -> str:
    """The link in the newest mail of the topic."""
    with sessions() as session:
        link = session.scalars(
            select(Mail.link).where(Mail.topic == topic.value).order_by(Mail.id.desc()).limit(1)
        ).one()
    assert link is not None
    return link


def send(page: Page, label: str) -> None:
    """Press a button of the page's content and wait for what comes."""
    page.get_by_role("button", name=label, exact=True).first.click()
    page.wait_for_load_state()


def fill_person(person: Person, name: str) -> None:
    """Name, password and agreement."""
    person.page.fill("#person", name)
    person.page.fill("#password", SECRET)
    person.page.fill("#repeated", SECRET)
    person.page.check("#accepts")


def sign_in(person: Person, email: str, password: str) -> None:
    """Sign in by the form, after whoever was signed in has gone."""
    person.page.context.clear_cookies()
    english(person)
    page = person.open("/sign-in")
    page.fill("#email", email)
    page.fill("#password", password)
    send(page, "Sign in")


def test_a_company_registers_is_verified_and_invites(
    newcomer: Person, sessions: sessionmaker[Session]
) -> None:
    with sessions() as session:
        staff = make_account(session, Role.STAFF).email
        session.commit()
    page = register(newcomer, sessions)
    hand_in(newcomer)
    page.goto(page.url)  # the state is the server's, not the page's
    assert "Our staff are reading your evidence" in page.inner_text("main")
    assert page.goto(newcomer.site.address + "/workspace/matches/1").status == 403  # type: ignore[union-attr]
    assert "verified your organization" in page.inner_text("main")

    sign_in(newcomer, staff, PASSWORD)
    newcomer.open("/staff/verifications")
    newcomer.check()
    page.get_by_role("link", name="成都江安水务有限公司").click()
    page.wait_for_load_state()
    newcomer.check()
    send(page, "Verify")
    assert "is verified" in page.inner_text("#messages")

    sign_in(newcomer, "founder@example.net", SECRET)
    invite(newcomer)
    page.context.clear_cookies()
    english(newcomer)
    newcomer.open(link_of(sessions, Topic.INVITED))
    newcomer.check()
    fill_person(newcomer, "王工")
    send(page, "Accept the invitation")
    newcomer.open("/workspace/organization")
    assert "王工" in page.inner_text("main") and "李工" in page.inner_text("main")
    with sessions() as session:
        joined = session.scalars(select(Account).where(Account.email == "colleague@example.net")).one()
        assert joined.organization is not None
        assert joined.organization.state is OrganizationState.VERIFIED


def register(newcomer: Person, sessions: sessionmaker[Session]) -> Page:
    """From the home page to an open account."""
    page = newcomer.open("/sign-in")
    page.get_by_role("main").get_by_role("link", name="Register an organization").click()
    page.wait_for_load_state()
    newcomer.check()
    page.fill("#email", "founder@example.net")
    send(page, "Send me the link")
    newcomer.check()
    newcomer.open(link_of(sessions, Topic.CONFIRM_ADDRESS))
    newcomer.check()
    page.fill("#name", "成都江安水务有限公司")
    code = make_code()
    page.fill("#code", code[:-1] + ("1" if code[-1] != "1" else "2"))
    page.select_option("#organization_type", "企业")
    page.select_option("#region", "武侯区")
    page.check("input[name=role][value=company]")
    fill_person(newcomer, "李工")
    send(page, "Open the account")
    assert "mistyped" in page.inner_text(".error-summary")
    newcomer.check()
    page.fill("#code", code)
    fill_person(newcomer, "李工")
    send(page, "Open the account")
    assert page.url.endswith("/workspace/organization")
    newcomer.check()
    return page


def hand_in(newcomer: Person) -> None:
    """Upload the licence and hand everything in."""
    page = newcomer.page
    page.set_input_files("#file", {"name": "营业执照.png", "mimeType": "image/png", "buffer": PICTURE})
    send(page, "Upload")
    assert "营业执照.png" in page.inner_text("main")
    newcomer.check()
    send(page, "Hand in to be verified")


def invite(manager: Person) -> None:
    """Invite a colleague from the organization's page."""
    page = manager.open("/workspace/organization")
    page.fill("#person", "王工")
    page.fill("#email", "colleague@example.net")
    send(page, "Send the invitation")
    assert "on its way" in page.inner_text("#messages")
    manager.check()
