"""What a request carries: its transaction, its collaborators, and who is asking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import Flask, Response, current_app, g, request
from flask import session as browser
from flask_login import current_user, logout_user
from sqlalchemy.orm import Session, sessionmaker

from marketplace.models import Account
from marketplace.services.ports import Clock, JobQueue, MatchingEngine

EXTENSION = "jingqiao"


@dataclass(frozen=True)
class Collaborators:
    """Everything from outside that services are handed; tests build their own."""

    sessions: sessionmaker[Session]
    engine: MatchingEngine
    jobs: JobQueue
    clock: Clock


def collaborators() -> Collaborators:
    """The application's collaborators."""
    return cast(Collaborators, current_app.extensions[EXTENSION])


def db() -> Session:
    """The session of this request; committed after a successful response, rolled back otherwise."""
    if "session" not in g:
        g.session = collaborators().sessions()
    return cast(Session, g.session)


def actor() -> Account | None:
    """The signed-in account, or None for a visitor."""
    if not current_user.is_authenticated:
        return None
    return cast(Account, current_user._get_current_object())  # noqa: SLF001 - the proxy's own way to its object


def account() -> Account:
    """The signed-in account of a route that requires one."""
    who = actor()
    assert who is not None, "the route's permission lets no visitor in"
    return who


def end_transaction(response: Response) -> Response:
    """Commit before the answer leaves, so that whatever a page confirms is in the database."""
    session: Session | None = g.get("session")
    if session is not None:
        if response.status_code < 400 or "refusal_counts" in g:
            try:
                session.commit()
            except Exception:
                forget_reader()
                raise
        else:
            session.rollback()
    return response


def keep_refusal() -> None:
    """What this request writes stays though its answer is a refusal: a wrong password must be counted."""
    g.refusal_counts = True


def forget_reader() -> None:
    """The database failed this request: go on as for a visitor, with the browser's session as it was sent.

    A message that something was done, or a sign-in, must not outlive the transaction it was promised in; and
    the page that says so must not ask the database who is reading.
    """
    g.reader_forgotten = True
    logout_user()
    sent = current_app.session_interface.open_session(current_app, request)
    browser.clear()
    browser.update(sent or {})


def close_session(error: BaseException | None = None) -> None:
    """Give the connection back; an uncommitted transaction ends here."""
    session: Session | None = g.pop("session", None)
    if session is not None:
        session.close()


def init_app(app: Flask, outside: Collaborators) -> None:
    """Give `app` its collaborators and one transaction a request."""
    app.extensions[EXTENSION] = outside
    app.after_request(end_transaction)
    app.teardown_appcontext(close_session)
