"""What a reader is told when the database fails: nothing that is not so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from marketplace.app import create_app
from marketplace.database import session_factory
from marketplace.models import Account, Role
from marketplace.settings import Settings
from marketplace.web.context import Collaborators
from tests.doubles import FakeEngine, MovableClock, RecordingQueue
from tests.factories import make_account
from tests.factories.accounts import PASSWORD
from tests.web.visitor import Visitor


@contextmanager
def commits_fail(sessions: sessionmaker[Session]) -> Iterator[None]:
    """Within, the connection breaks whenever a session of the site commits."""

    def fail(session: Session) -> None:
        raise OperationalError("COMMIT", {}, Exception("server closed the connection"))

    event.listen(sessions.class_, "before_commit", fail)
    try:
        yield
    finally:
        event.remove(sessions.class_, "before_commit", fail)


@pytest.fixture
def published(app: Flask) -> Flask:
    """The site as it is served: what goes wrong becomes a page."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


def test_nothing_is_promised_that_could_not_be_kept(
    published: Flask, visitor: Visitor, session: Session, sessions: sessionmaker[Session]
) -> None:
    account = make_account(session, Role.STAFF)
    session.commit()
    visitor.sign_in(account)
    with commits_fail(sessions):
        answer = visitor.post("/account/language", {"language": "en"}, expect=500)
    assert "saved" not in answer.text and "已保存" not in answer.text
    after = visitor.get("/account")
    assert after.query('html[lang="zh-Hans-CN"]') and not after.query(".flashes")
    session.expire_all()
    assert session.get_one(Account, account.id).language == "zh_Hans_CN"


def test_a_sign_in_that_was_not_recorded_did_not_happen(
    published: Flask, visitor: Visitor, session: Session, sessions: sessionmaker[Session]
) -> None:
    account = make_account(session, Role.STAFF)
    session.commit()
    with commits_fail(sessions):
        visitor.post("/sign-in", {"email": account.email, "password": PASSWORD}, expect=500)
    assert visitor.client.get("/staff").status_code == 302


def test_without_a_database_even_who_is_signed_in_gets_a_page(var_dir: Path) -> None:
    nowhere = create_engine(f"postgresql+psycopg://nobody@/none?host={var_dir}")
    outside = Collaborators(session_factory(nowhere), FakeEngine(), RecordingQueue(), MovableClock())
    app = create_app(Settings(var_dir=var_dir, secret_key="test", rate_limits=False), outside)
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["language"] = "1:key", "en"
    answer = client.get("/staff")
    assert answer.status_code == 503
    assert "not answering" in answer.text and "<h1" in answer.text
    with client.session_transaction() as cookie:
        assert cookie["_user_id"] == "1:key"  # still signed in once the database is back
