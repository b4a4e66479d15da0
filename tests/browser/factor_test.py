"""Somebody sets the second step up and signs in with both kinds of codes; a strict site asks its staff."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session, sessionmaker

from marketplace.models import Role
from marketplace.services.ports import SystemClock
from tests.browser.conftest import Person
from tests.browser.registration_test import newcomer, send, sessions, sign_in, small_site
from tests.browser.serving import Served, serve
from tests.factories.accounts import PASSWORD, make_account

pytestmark = pytest.mark.browser
__all__ = ["newcomer", "sessions", "small_site"]


@pytest.fixture
def up(own_url: str, var_dir: Path) -> Iterator[Served]:
    """The web part of a site that asks its staff for a second step."""
    with serve(own_url, var_dir, SystemClock(), staff_require_totp=True) as up:
        yield up


def set_up(person: Person, password: str) -> tuple[str, list[str]]:
    """On the page that asks for the password: see the key, give the first code; key and recovery codes."""
    page = person.page
    person.check()
    page.fill("#password", password)
    send(page, "Show me the key")
    person.check()
    key = page.inner_text(".key").replace(" ", "")
    page.fill("#code", pyotp.TOTP(key).now())
    send(page, "Switch two-step sign-in on")
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    person.check()
    codes = page.locator(".recovery-codes code").all_inner_texts()
    assert len(codes) == 10
    return key, codes


def give(page: Page, code: str) -> None:
    """Enter a code at the second step."""
    page.fill("#code", code)
    send(page, "Sign in")


def test_two_steps(newcomer: Person, sessions: sessionmaker[Session]) -> None:
    with sessions() as session:
        company, staff = make_account(session, Role.COMPANY).email, make_account(session, Role.STAFF).email
        session.commit()
    sign_in(newcomer, company, PASSWORD)
    page = newcomer.open("/account")
    page.get_by_role("link", name="Set up two-step sign-in").click()
    newcomer.check()
    page.get_by_role("link", name="Set up two-step sign-in").click()
    page.wait_for_load_state()
    key, codes = set_up(newcomer, PASSWORD)
    page.get_by_role("link", name="I have kept them; go on").click()
    expect(page.get_by_text("Recovery codes left")).to_be_visible()
    newcomer.check()
    send(page, "Sign out")

    sign_in(newcomer, company, PASSWORD)
    assert page.url.endswith("/sign-in/code")
    newcomer.check()
    give(page, "000000")
    expect(page.get_by_text("This code is not right").first).to_be_visible()
    newcomer.check()
    give(page, pyotp.TOTP(key).at(time.time() + 30))
    expect(page).to_have_url(f"{newcomer.site.address}/workspace")

    sign_in(newcomer, company, PASSWORD)
    page.get_by_role("link", name="Use a recovery code").click()
    page.wait_for_load_state()
    newcomer.check()
    give(page, codes[0])
    expect(page.get_by_text("That recovery code is used up. 9 are left.")).to_be_visible()
    sign_in(newcomer, company, PASSWORD)
    newcomer.open("/sign-in/code?recovery=yes")
    give(page, codes[0])
    expect(page.get_by_text("This code is not right").first).to_be_visible()

    sign_in(newcomer, staff, PASSWORD)
    assert "/account/two-step/set-up" in page.url
    newcomer.open("/staff")
    assert "/account/two-step/set-up" in page.url
    set_up(newcomer, PASSWORD)
    page.get_by_role("link", name="I have kept them; go on").click()
    expect(page).to_have_url(f"{newcomer.site.address}/staff")
