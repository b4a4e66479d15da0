"""When the session's cookie is set: at a change, and never by a file."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tests.factories import make_account
from tests.web.visitor import Visitor


def test_an_answer_that_changes_nothing_sets_no_cookie(visitor: Visitor, session: Session) -> None:
    visitor.sign_in(make_account(session))
    visitor.get("/")
    for path in ("/", "/static/css/layout.css"):
        with visitor.client.get(path) as answer:
            assert answer.status_code == 200
            assert "Set-Cookie" not in answer.headers, path
