"""The sessions of an account: listed, ended, and over by themselves."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import AccountSession, Role
from marketplace.services.accounts.sessions import neighbourhood
from tests.doubles import MovableClock
from tests.factories import make_account
from tests.factories.accounts import PASSWORD
from tests.web.visitor import Visitor

PAGE = "/account/sessions"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140 Safari/537.36 Edg/140"


def enter(visitor: Visitor, email: str) -> None:
    visitor.post("/sign-in", {"email": email, "password": PASSWORD}, headers={"User-Agent": EDGE})


def test_the_page_names_each_session_and_ends_one(
    visitor: Visitor, other_visitor: Visitor, session: Session
) -> None:
    account = make_account(session, Role.COMPANY)
    enter(visitor, account.email)
    enter(other_visitor, account.email)
    page = visitor.get(PAGE)
    rows = page.query("tbody tr")
    assert len(rows) == 2 and all("Edge · Windows" in row.to_text() for row in rows)
    assert all("127.0.0.*" in row.to_text() for row in rows)
    end = page.query('form[action$="/end"]')
    assert len(end) == 1
    visitor.post(str((end[0].attrs or {})["action"]), expect=303)
    assert other_visitor.client.get("/account").status_code == 302
    assert len(visitor.get(PAGE).query("tbody tr")) == 1


def test_ending_the_others_leaves_this_one(
    visitor: Visitor, other_visitor: Visitor, session: Session
) -> None:
    account = make_account(session, Role.STAFF)
    enter(visitor, account.email)
    enter(other_visitor, account.email)
    visitor.post(f"{PAGE}/end-others", expect=303)
    assert other_visitor.client.get("/account").status_code == 302
    visitor.get("/account")


def test_a_copied_cookie_opens_nothing_after_signing_out(
    visitor: Visitor, other_visitor: Visitor, session: Session
) -> None:
    account = make_account(session, Role.COMPANY)
    enter(visitor, account.email)
    with visitor.client.session_transaction() as mine, other_visitor.client.session_transaction() as copy:
        copy.update(mine)
    other_visitor.get("/account")
    visitor.post("/sign-out")
    assert other_visitor.client.get("/account").status_code == 302


def test_nobody_ends_the_session_of_somebody_else(
    visitor: Visitor, other_visitor: Visitor, session: Session
) -> None:
    mine, other = make_account(session, Role.COMPANY), make_account(session, Role.COMPANY)
    enter(other_visitor, other.email)
    theirs = session.scalars(select(AccountSession)).one()
    enter(visitor, mine.email)
    visitor.post(f"{PAGE}/{theirs.id}/end", expect=404)
    other_visitor.get("/account")


def test_a_session_ends_idle_or_at_its_limit(visitor: Visitor, session: Session, clock: MovableClock) -> None:
    account = make_account(session, Role.COMPANY)
    enter(visitor, account.email)
    for _ in range(7):
        clock.move(minutes=100)
        visitor.get("/account")
    clock.move(minutes=100)
    assert visitor.client.get("/account").status_code == 302, "twelve hours are over"
    enter(visitor, account.email)
    clock.move(minutes=121)
    assert visitor.client.get("/account").status_code == 302, "two idle hours are over"


def test_use_is_noted_once_a_minute(visitor: Visitor, session: Session, clock: MovableClock) -> None:
    account = make_account(session, Role.COMPANY)
    enter(visitor, account.email)
    began = clock.now()
    clock.move(seconds=59)
    visitor.get("/account")
    one = session.scalars(select(AccountSession)).one()
    assert one.seen_at == began
    clock.move(seconds=1)
    visitor.get("/account")
    session.refresh(one)
    assert one.seen_at == clock.now()


def test_addresses_are_shortened() -> None:
    assert neighbourhood("203.0.113.77") == "203.0.113.*"
    assert neighbourhood("2001:db8:1:2::3") == "2001:0db8:0001:*"
    assert neighbourhood("a socket") == ""
