"""Signing in and out on the pages."""

from __future__ import annotations

import pytest
from justhtml import JustHTML
from sqlalchemy.orm import Session

from marketplace.models import Role, SuspendedFor
from tests.factories import make_account
from tests.factories.accounts import PASSWORD
from tests.web.visitor import Visitor

SIGN_IN = "/sign-in"


def credentials(email: str, password: str = PASSWORD, **more: str) -> dict[str, str]:
    return {"email": email, "password": password, **more}


@pytest.mark.parametrize(
    ("role", "page"),
    [
        (Role.COMPANY, "/workspace"),
        (Role.DEMAND_OWNER, "/workspace"),
        (Role.STAFF, "/staff"),
        (Role.ADMINISTRATOR, "/admin/audit"),
        (Role.AUDITOR, "/admin/audit"),
        (Role.INTEGRATOR, "/account"),
    ],
)
def test_each_role_lands_on_its_first_work(visitor: Visitor, session: Session, role: Role, page: str) -> None:
    account = make_account(session, role)
    response = visitor.post(SIGN_IN, credentials(account.email))
    assert response.headers["Location"] == page


def test_the_visitor_goes_where_they_were_going(visitor: Visitor, session: Session) -> None:
    account = make_account(session, Role.COMPANY)
    refused = visitor.client.get("/account/password")
    assert refused.status_code == 302
    form = visitor.get(refused.headers["Location"])
    wanted = (form.query('form.panel input[name="next"]')[0].attrs or {})["value"]
    response = visitor.post(SIGN_IN, credentials(account.email, next=str(wanted)))
    assert response.headers["Location"] == "/account/password"


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.test/",
        "//evil.test/",
        "/\\evil.test",
        "\\\\evil.test",
        "/\t/evil.test",
        "/\n/evil.test",
        "javascript:alert(1)",
        "evil.test",
        " /account",
        "/account/language",  # a form's address: opening it would fail
        "/nowhere",
        "/admin/audit",  # not for this role
    ],
)
def test_no_other_address_is_followed(visitor: Visitor, session: Session, wanted: str) -> None:
    account = make_account(session, Role.COMPANY)
    response = visitor.post(SIGN_IN, credentials(account.email, next=wanted))
    assert response.headers["Location"] == "/workspace"


@pytest.mark.parametrize("fault", ["password", "email", "inactive"])
def test_every_refusal_reads_the_same(visitor: Visitor, session: Session, fault: str) -> None:
    account = make_account(session, Role.COMPANY)
    account.active = fault != "inactive"
    session.commit()
    email = "nobody@elsewhere.invalid" if fault == "email" else account.email
    password = "wrong horse" if fault == "password" else PASSWORD
    visitor.may_see_contacts = True  # the form keeps what was typed
    response = visitor.post(SIGN_IN, credentials(email, password), expect=400)
    text = response.get_data(as_text=True)
    assert "邮箱或密码不正确" in text
    assert password not in text


def test_an_address_with_a_nul_is_nobodys(visitor: Visitor) -> None:
    visitor.may_see_contacts = True
    answer = visitor.post(SIGN_IN, credentials("a\x00b@elsewhere.invalid"), expect=400)
    assert "邮箱或密码不正确" in answer.get_data(as_text=True)


def test_a_form_left_empty_says_what_is_missing(visitor: Visitor) -> None:
    text = visitor.post(SIGN_IN, {}, expect=400).get_data(as_text=True)
    assert "请输入邮箱" in text
    assert "请输入密码" in text


def test_the_session_lasts_and_the_old_one_is_forgotten(visitor: Visitor, session: Session) -> None:
    account = make_account(session, Role.COMPANY)
    with visitor.client.session_transaction() as cookie:
        cookie["planted"] = "before"
        cookie["language"] = "en"
    response = visitor.post(SIGN_IN, credentials(account.email))
    assert "Expires=" in response.headers["Set-Cookie"]
    assert "HttpOnly" in response.headers["Set-Cookie"]
    with visitor.client.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie["language"] == "en"
        assert cookie.permanent


def test_signing_in_twice_goes_on(visitor: Visitor, session: Session) -> None:
    visitor.sign_in(make_account(session, Role.COMPANY))
    assert visitor.client.get(SIGN_IN).headers["Location"] == "/workspace"


def test_signing_out_takes_a_form(visitor: Visitor, session: Session) -> None:
    visitor.sign_in(make_account(session, Role.COMPANY))
    assert visitor.client.get("/sign-out").status_code == 405
    assert visitor.client.post("/sign-out").status_code == 400
    visitor.post("/sign-out")
    assert visitor.client.get("/account").status_code == 302


def test_signing_out_everywhere_ends_other_sessions(
    visitor: Visitor, other_visitor: Visitor, session: Session
) -> None:
    account = make_account(session, Role.COMPANY)
    visitor.sign_in(account)
    other_visitor.sign_in(account)
    visitor.post("/account/sign-out-everywhere")
    assert other_visitor.client.get("/account").status_code == 302


def test_the_address_and_the_account_are_limited(limited_visitor: Visitor, session: Session) -> None:
    account = make_account(session, Role.COMPANY)
    limited_visitor.may_see_contacts = True
    for _ in range(5):
        wrong = limited_visitor.post(SIGN_IN, credentials(account.email, "wrong horse"), expect=400)
    assert "1 分钟后再试" in wrong.get_data(as_text=True)
    refused = limited_visitor.post(SIGN_IN, credentials(account.email.upper()), expect=400)
    assert "Location" not in refused.headers, "not even the right password opens it now"
    other = make_account(session, Role.COMPANY)
    assert limited_visitor.post(SIGN_IN, credentials(other.email)).headers["Location"] == "/workspace"


def test_signing_in_rightly_is_never_limited(limited_visitor: Visitor, session: Session) -> None:
    account = make_account(session, Role.COMPANY)
    for _ in range(8):
        answer = limited_visitor.post(SIGN_IN, credentials(account.email))
        assert answer.headers["Location"] == "/workspace"
        limited_visitor.post("/sign-out")


def test_one_address_cannot_try_many_accounts(limited_visitor: Visitor, session: Session) -> None:
    account = make_account(session, Role.COMPANY)
    for number in range(20):
        limited_visitor.post(SIGN_IN, credentials(f"n{number}@elsewhere.invalid"), expect=400)
    refused = limited_visitor.post(SIGN_IN, credentials(account.email), expect=429)
    assert "Location" not in refused.headers and "操作过于频繁" in refused.get_data(as_text=True)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_where_nothing_is_to_be_corrected_the_heading_says_what_is(
    visitor: Visitor, session: Session, language: str
) -> None:
    account = make_account(session, Role.COMPANY)
    account.active, account.suspended_for = False, SuspendedFor.IDLE
    session.commit()
    address = f"{SIGN_IN}?lang={language}"

    def heading(password: str) -> str:
        answer = visitor.post(address, credentials(account.email, password), expect=400)
        return JustHTML(answer.get_data(as_text=True), sanitize=False).query(".error-summary h2")[0].to_text()

    assert heading(PASSWORD) == {"en": "Your account is suspended", "zh": "您的账号已被暂停"}[language]
    wrong = [heading("wrong horse") for _ in range(5)]
    assert set(wrong[:4]) == {{"en": "Please correct the following", "zh": "请更正以下内容"}[language]}
    assert wrong[4] == {"en": "Sign-in is paused", "zh": "登录已暂时锁定"}[language]
