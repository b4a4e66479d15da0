"""Somebody ends a session at another computer, and chooses a new password by mail, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser
from sqlalchemy.orm import Session, sessionmaker

from marketplace.models import Role, Topic
from tests.browser.conftest import Person, Site
from tests.browser.registration_test import (
    SECRET,
    english,
    link_of,
    newcomer,
    send,
    sessions,
    sign_in,
    small_site,
    up,
)
from tests.factories.accounts import PASSWORD, make_account

pytestmark = pytest.mark.browser
__all__ = ["newcomer", "sessions", "small_site", "up"]


def test_ending_another_session_and_choosing_a_new_password(
    newcomer: Person,
    sessions: sessionmaker[Session],
    small_site: Site,
    chromium: Browser,
) -> None:
    with sessions() as session:
        email = make_account(session, Role.STAFF).email
        session.commit()
    phone = Person(chromium.new_context(viewport={"width": 390, "height": 844}).new_page(), small_site)
    phone.open("/sign-in")
    phone.page.fill("#email", email)
    phone.page.fill("#password", PASSWORD)
    phone.page.click("main button[type=submit]")
    phone.page.wait_for_load_state()
    phone.open("/account/sessions")
    phone.check()
    sign_in(newcomer, email, PASSWORD)
    page = newcomer.open("/account/sessions")
    newcomer.check()
    send(page, "End this session")
    assert "The session has ended" in page.inner_text("#messages")
    assert phone.open("/account").url.partition("?")[0].endswith("/sign-in")
    phone.page.context.close()

    send(page, "Sign out")
    english(newcomer)
    page = newcomer.open("/sign-in")
    page.get_by_role("link", name="Password forgotten?").click()
    page.wait_for_load_state()
    newcomer.check()
    page.fill("#email", email)
    send(page, "Send me the link")
    newcomer.check()
    newcomer.open(link_of(sessions, Topic.NEW_PASSWORD_LINK))
    newcomer.check()
    page.fill("#new_password", SECRET)
    page.fill("#repeated", SECRET)
    send(page, "Change the password")
    assert "Your password is changed" in page.inner_text("#messages")
    sign_in(newcomer, email, SECRET)
    assert page.url.endswith("/staff")
