"""Who is signed in: Flask-Login over the sessions that are kept in the database."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask, Response, g, request, session
from flask_babel import lazy_gettext as _l
from flask_login import LoginManager, login_user

from marketplace.models import Account, AccountSession
from marketplace.services.accounts.sessions import (
    Device,
    Limits,
    begin_account_session,
    find_account_session,
    mark_seen,
)
from marketplace.web.browsers import browser_name, system_name
from marketplace.web.context import collaborators, db
from marketplace.web.site_settings import settings_of_site

IN_COOKIE = "session_token"

login_manager = LoginManager()
login_manager.login_view = "accounts.sign_in"
login_manager.login_message = _l("Please sign in to go on.")
login_manager.login_message_category = "info"


@login_manager.user_loader  # type: ignore[untyped-decorator, unused-ignore]
def load_account(identity: str) -> Account | None:
    """The account of the session that the cookie names, unless that session has ended."""
    if "reader_forgotten" in g:
        return None
    found = find_account_session(
        db(), session.get(IN_COOKIE, ""), limits=session_limits(), clock=collaborators().clock
    )
    if found is None or found.account.get_id() != identity:
        return None
    g.account_session = found
    return found.account


def session_limits() -> Limits:
    """How long sessions last on this site."""
    settings = settings_of_site()
    return Limits(
        idle=timedelta(minutes=settings.session_idle_minutes), longest=timedelta(hours=settings.session_hours)
    )


def present_session() -> AccountSession | None:
    """The session this request came in, if it is that of an account."""
    found: AccountSession | None = g.get("account_session")
    return found


def begin_session(account: Account) -> None:
    """Start a session that owes nothing to the one before it, but for the language chosen in it."""
    language = session.get("language")
    session.clear()
    g.pop("csrf_token", None)  # a page in this same answer needs a token of the new session
    if language:
        session["language"] = language
    agent = request.headers.get("User-Agent", "")
    device = Device(request.remote_addr or "", browser_name(agent), system_name(agent))
    session[IN_COOKIE] = begin_account_session(db(), account, device, clock=collaborators().clock)
    login_user(account)
    session.permanent = True


def note_use(response: Response) -> Response:
    """Remember that the session is in use, in the transaction of a request that succeeded."""
    one = present_session()
    if one is not None and response.status_code < 400 and "reader_forgotten" not in g:
        mark_seen(one, clock=collaborators().clock)
    return response


def init_app(app: Flask) -> None:
    """Attach the login manager."""
    login_manager.init_app(app)


def note_use_in(app: Flask) -> None:
    """Note every use; called after the transaction is attached, for what is attached later runs before it."""
    app.after_request(note_use)
