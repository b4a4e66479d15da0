"""One's own account: password and language."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.models import Account, Role
from tests.factories import make_account
from tests.factories.accounts import PASSWORD
from tests.web.visitor import Visitor

NEW = "a long river of jade"


def test_the_page_says_who_one_is(visitor: Visitor, session: Session) -> None:
    account = make_account(session, Role.DEMAND_OWNER)
    page = visitor.sign_in(account).get("/account").to_text()
    assert account.display_name in page
    assert account.organization is not None
    assert account.organization.name in page
    assert "需求方" in page


def test_a_new_password_ends_the_other_sessions_only(
    visitor: Visitor, other_visitor: Visitor, session: Session
) -> None:
    account = make_account(session, Role.COMPANY)
    visitor.sign_in(account)
    other_visitor.sign_in(account)
    visitor.get("/account/password")
    form = {"current_password": PASSWORD, "new_password": NEW, "repeated": NEW}
    visitor.post("/account/password", form)
    assert visitor.client.get("/account").status_code == 200
    assert other_visitor.client.get("/account").status_code == 302
    response = other_visitor.post("/sign-in", {"email": account.email, "password": NEW})
    assert response.headers["Location"] == "/workspace"


def test_what_is_wrong_stands_at_its_field(visitor: Visitor, session: Session) -> None:
    visitor.sign_in(make_account(session, Role.COMPANY))
    short = {"current_password": PASSWORD, "new_password": "short", "repeated": "short"}
    assert "至少需要 10 个字符" in visitor.post("/account/password", short, expect=400).get_data(as_text=True)
    wrong = {"current_password": "no", "new_password": NEW, "repeated": NEW}
    assert "当前密码不正确" in visitor.post("/account/password", wrong, expect=400).get_data(as_text=True)
    differ = {"current_password": PASSWORD, "new_password": NEW, "repeated": NEW + "!"}
    assert "两次输入的新密码不一致" in visitor.post("/account/password", differ, expect=400).get_data(
        as_text=True
    )


def test_the_language_stays_with_the_account(visitor: Visitor, session: Session) -> None:
    account = make_account(session, Role.COMPANY)
    visitor.sign_in(account)
    visitor.post("/account/language", {"language": "en"})
    assert visitor.get("/account").query('html[lang="en"]')
    session.expire_all()
    kept = session.get(Account, account.id)
    assert kept is not None
    assert kept.language == "en"
    visitor.post("/account/language", {"language": "tlh"}, expect=400)
