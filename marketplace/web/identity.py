"""Who is signed in: Flask-Login over Account rows."""

from __future__ import annotations

from flask import Flask, g
from flask_babel import lazy_gettext as _l
from flask_login import LoginManager

from marketplace.models import Account
from marketplace.web.context import db

login_manager = LoginManager()
login_manager.login_view = "accounts.sign_in"
login_manager.login_message = _l("Please sign in to go on.")
login_manager.login_message_category = "info"


@login_manager.user_loader  # type: ignore[untyped-decorator, unused-ignore]
def load_account(identity: str) -> Account | None:
    """The account named by a session cookie, if it is still active and the session not revoked."""
    number, _, key = identity.partition(":")
    if not number.isdigit() or "reader_forgotten" in g:
        return None
    found = db().get(Account, int(number))
    return found if found is not None and found.active and found.session_key == key else None


def init_app(app: Flask) -> None:
    """Attach the login manager."""
    login_manager.init_app(app)
