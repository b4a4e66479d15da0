"""A forgotten password."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import Mail, PasswordReset, Role, Topic
from tests.doubles import MovableClock
from tests.factories import make_account
from tests.factories.account_sessions import make_reset
from tests.factories.accounts import PASSWORD
from tests.web.visitor import Visitor

ASK = "/forgotten-password"
NEW = "four quiet cranes at dusk"
FILLED = {"new_password": NEW, "repeated": NEW}


def test_the_answer_is_the_same_whether_the_account_exists(visitor: Visitor, session: Session) -> None:
    account, gone = make_account(session, Role.COMPANY), make_account(session, Role.COMPANY)
    gone.active = False
    session.commit()
    answers = [
        visitor.post(ASK, {"email": email}, expect=303)
        for email in (account.email.upper(), gone.email, "nobody@elsewhere.invalid", "a\x00b@c.invalid")
    ]
    assert len({(answer.headers["Location"], answer.data) for answer in answers}) == 1
    visitor.get(answers[0].headers["Location"])
    assert [mail.account_id for mail in session.scalars(select(Mail))] == [account.id]


def test_the_link_works_once_ends_every_session_and_tells_the_account(
    visitor: Visitor, other_visitor: Visitor, session: Session, clock: MovableClock
) -> None:
    account = make_account(session, Role.COMPANY)
    other_visitor.sign_in(account)
    older, token = (make_reset(session, account, clock) for _ in range(2))
    assert token not in session.scalars(select(PasswordReset.token_hash)).all()
    visitor.get(f"/new-password/{token}")
    visitor.post(f"/new-password/{token}", {"new_password": "short", "repeated": "short"}, expect=400)
    visitor.post(f"/new-password/{token}", FILLED, expect=303)
    assert other_visitor.client.get("/account").status_code == 302
    for used in (older, token):
        visitor.get(f"/new-password/{used}", expect=410)
        visitor.post(f"/new-password/{used}", FILLED, expect=410)
    assert Topic.NEW_PASSWORD_SET in session.scalars(select(Mail.topic)).all()
    visitor.may_see_contacts = True
    visitor.post("/sign-in", {"email": account.email, "password": PASSWORD}, expect=400)
    visitor.post("/sign-in", {"email": account.email, "password": NEW})


def test_the_link_expires(visitor: Visitor, session: Session, clock: MovableClock) -> None:
    token = make_reset(session, make_account(session, Role.COMPANY), clock)
    clock.move(minutes=60)
    visitor.get(f"/new-password/{token}", expect=410)
    visitor.get("/new-password/made-up", expect=410)


def test_a_new_password_ends_the_pause(visitor: Visitor, session: Session, clock: MovableClock) -> None:
    account = make_account(session, Role.COMPANY)
    visitor.may_see_contacts = True
    for _ in range(5):
        visitor.post("/sign-in", {"email": account.email, "password": "wrong horse"}, expect=400)
    visitor.post(f"/new-password/{make_reset(session, account, clock)}", FILLED, expect=303)
    visitor.post("/sign-in", {"email": account.email, "password": NEW})
