"""The second step on the pages: set up, at signing in, and as a site's demand on its staff."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from justhtml import JustHTML
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.test import TestResponse

from marketplace.app import create_app
from marketplace.models import AuditEvent, Role, SecondFactor, SignInGuard
from marketplace.services.accounts.policies import accept_policies
from marketplace.settings import Settings
from marketplace.web.context import Collaborators
from tests.doubles import FakeEngine, MovableClock, RecordingQueue
from tests.factories import make_account
from tests.factories.account_sessions import make_reset
from tests.factories.accounts import PASSWORD
from tests.factories.factors import code_of, make_factor, shown
from tests.web.visitor import Visitor, check_page

SET_UP = "/account/two-step/set-up"


def enter(visitor: Visitor, email: str, expect_code: bool = True) -> None:
    answer = visitor.post(
        "/sign-in", {"email": email, "password": PASSWORD}, expect=303 if expect_code else 302
    )
    assert answer.headers["Location"].endswith("/sign-in/code") is expect_code


def document(answer: TestResponse) -> JustHTML:
    return JustHTML(answer.get_data(as_text=True), sanitize=False)


def show_key(visitor: Visitor, language: str = "zh", **more: str) -> dict[str, str]:
    """Enter the password; the key that is shown, and the same sealed."""
    answer = visitor.post(f"{SET_UP}?lang={language}", {"password": PASSWORD, **more}, expect=200)
    page = document(answer)
    check_page(page, answer.get_data(as_text=True), whole=True)
    assert str((page.query(".key-picture img")[0].attrs or {})["src"]).startswith("data:image/svg+xml")
    sealed = str((page.query('input[name="offer"]')[0].attrs or {})["value"])
    return {"secret": page.query(".key")[0].to_text().replace(" ", ""), "sealed": sealed}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_setting_it_up(visitor: Visitor, session: Session, clock: MovableClock, language: str) -> None:
    account = make_account(session, Role.COMPANY)
    visitor.may_see_contacts = True
    visitor.sign_in(account)
    visitor.get(f"/account?lang={language}")
    visitor.get(f"/account/two-step?lang={language}")
    assert not visitor.get(f"{SET_UP}?lang={language}").query(".key"), "the session alone learns no key"
    visitor.post(f"{SET_UP}?lang={language}", {"password": "wrong horse"}, expect=400)
    assert len(session.scalars(select(SignInGuard)).all()) == 1, "the wrong password is counted"
    offer = show_key(visitor, language)
    form = {"offer": offer["sealed"], "code": "000000"}
    again = document(visitor.post(SET_UP, form, expect=400))
    assert again.query(".key")[0].to_text().replace(" ", "") == offer["secret"], "the same key is tried again"
    visitor.post(SET_UP, form | {"code": ""}, expect=400)
    assert len(session.scalars(select(SignInGuard)).all()) == 1, "the wrong code is counted"
    assert visitor.post(SET_UP, {"offer": "made up"}, expect=303).headers["Location"].endswith(SET_UP)
    form["code"] = shown(offer["secret"], clock)
    answer = visitor.post(SET_UP, form, expect=200).get_data(as_text=True)
    codes = re.findall(r"<code>([0-9a-z-]{19})</code>", answer)
    assert len(codes) == 10
    visitor.get("/account/two-step")
    visitor.post("/account/language", {"language": "en"})  # the page it came on has a token that works
    for path in ("/account/two-step/codes", "/account/two-step/off"):
        visitor.get(f"{path}?lang={language}")
    visitor.post("/account/two-step/codes", {"code": codes[0]}, expect=200)
    clock.move(minutes=1)
    form = {"code": code_of(session, account, clock), "password": PASSWORD}
    visitor.post("/account/two-step/off", form | {"password": "wrong horse"}, expect=400)
    visitor.post("/account/two-step/off", form, expect=303)
    assert visitor.client.get("/account/two-step/off").status_code == 303


@pytest.mark.parametrize("language", ["en", "zh"])
def test_signing_in_with_a_code(
    visitor: Visitor, session: Session, clock: MovableClock, language: str
) -> None:
    account = make_account(session)
    codes = make_factor(session, account, clock)
    session.commit()
    visitor.post(
        "/sign-in?next=/staff/moderation",
        {"email": account.email, "password": PASSWORD, "next": "/staff/moderation"},
        expect=303,
    )
    assert "/sign-in?" in visitor.client.get("/staff").headers["Location"], "the password is half of it"
    visitor.get(f"/sign-in/code?lang={language}")
    visitor.get(f"/sign-in/code?recovery=yes&lang={language}")
    visitor.post("/sign-in/code", {"code": "000000"}, expect=400)
    visitor.post("/sign-in/code", {"code": ""}, expect=400)
    answer = visitor.post("/sign-in/code", {"code": code_of(session, account, clock)}, expect=303)
    assert answer.headers["Location"] == "/staff/moderation"
    visitor.get("/staff/moderation")
    visitor.post("/sign-out")
    enter(visitor, account.email)
    visitor.post("/sign-in/code", {"code": code_of(session, account, clock)}, expect=400)  # taken once
    visitor.post("/sign-in/code?recovery=yes", {"code": codes[3]}, expect=303)
    events = session.scalars(
        select(AuditEvent).where(AuditEvent.action == "account.signed_in").order_by("id")
    )
    assert [event.details for event in events] == [{"factor": "authenticator"}, {"factor": "recovery_code"}]


def test_half_a_sign_in_ends_by_time_and_by_a_new_password(
    visitor: Visitor, session: Session, clock: MovableClock
) -> None:
    account = make_account(session)
    make_factor(session, account, clock)
    session.commit()
    enter(visitor, account.email)
    clock.move(minutes=11)
    code = code_of(session, account, clock)
    assert visitor.post("/sign-in/code", {"code": code}, expect=303).headers["Location"] == "/sign-in"
    enter(visitor, account.email)
    token = make_reset(session, account, clock)
    new = "four quiet cranes at dusk"
    visitor.post(f"/new-password/{token}", {"new_password": new, "repeated": new}, expect=303)
    assert visitor.post("/sign-in/code", {"code": code}, expect=303).headers["Location"] == "/sign-in"
    answer = visitor.post("/sign-in", {"email": account.email, "password": new}, expect=303)
    assert answer.headers["Location"] == "/sign-in/code", "a new password does not get round the second step"
    assert visitor.client.get("/staff").status_code == 302


def test_an_administrator_resets_it(visitor: Visitor, session: Session, clock: MovableClock) -> None:
    account = make_account(session, Role.COMPANY)
    make_factor(session, account, clock)
    session.commit()
    visitor.may_see_contacts = True
    visitor.sign_in(make_account(session, Role.ADMINISTRATOR))
    assert visitor.get("/admin/accounts").query(f'a[href="/admin/accounts/{account.id}/reset-factor"]')
    for language in ("en", "zh"):
        visitor.get(f"/admin/accounts/{account.id}/reset-factor?lang={language}")
    visitor.post(f"/admin/accounts/{account.id}/reset-factor", expect=303)
    assert session.get(SecondFactor, account.id) is None


@pytest.fixture
def strict_visitor(
    var_dir: Path, sessions: sessionmaker[Session], session: Session, clock: MovableClock
) -> Visitor:
    """A visitor of a site that asks its staff for a second step."""
    settings = Settings(var_dir=var_dir, secret_key="test", rate_limits=False, staff_require_totp=True)
    app = create_app(settings, Collaborators(sessions, FakeEngine(), RecordingQueue(), clock))
    app.config.update(TESTING=True)
    return Visitor(app, session)


@pytest.mark.parametrize("role", [Role.STAFF, Role.ADMINISTRATOR, Role.AUDITOR])
def test_a_strict_site_leads_to_set_up_and_nowhere_else(
    strict_visitor: Visitor, session: Session, clock: MovableClock, role: Role
) -> None:
    account = make_account(session, role)
    account.terms_version, first_work = None, "/staff" if role is Role.STAFF else "/admin/audit"
    session.commit()
    enter(strict_visitor, account.email, expect_code=False)
    for path in ("/", "/account", first_work, "/account/policies", "/notifications"):
        answer = strict_visitor.client.get(path)
        assert answer.status_code == 303 and answer.headers["Location"].startswith(SET_UP), path
    strict_visitor.may_see_contacts = True
    strict_visitor.get(f"{SET_UP}?next=/account/data")
    offer = show_key(strict_visitor, next="/account/data")
    form = {"offer": offer["sealed"], "code": shown(offer["secret"], clock), "next": "/account/data"}
    answer = strict_visitor.post(SET_UP, form, expect=200).get_data(as_text=True)
    assert 'href="/account/data"' in answer
    assert strict_visitor.client.get("/account/data").headers["Location"].startswith("/account/policies")
    accept_policies(session, account, clock=clock)
    session.commit()
    strict_visitor.get("/account/data")


def test_a_strict_site_asks_nobody_else(strict_visitor: Visitor, session: Session) -> None:
    strict_visitor.get("/")
    account = make_account(session, Role.COMPANY)
    session.commit()
    enter(strict_visitor, account.email, expect_code=False)
    strict_visitor.get("/account")
