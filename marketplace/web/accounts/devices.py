"""Where the account is signed in, and ending what one no longer uses."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from marketplace.permissions import Permission
from marketplace.services.accounts.sessions import open_sessions, revoke_other_sessions, revoke_session
from marketplace.web.access import requires
from marketplace.web.accounts.blueprint import blueprint
from marketplace.web.context import account, collaborators, db
from marketplace.web.identity import present_session, session_limits


@blueprint.get("/account/sessions")
@requires(Permission.OWN_ACCOUNT)
def sessions() -> str:
    """Every session that is open, this one marked."""
    limits = session_limits()
    return render_template(
        "accounts/sessions.html",
        sessions=open_sessions(db(), account(), limits=limits, clock=collaborators().clock),
        own_id=own_session_id(),
        idle_minutes=int(limits.idle.total_seconds() // 60),
        hours=int(limits.longest.total_seconds() // 3600),
    )


@blueprint.post("/account/sessions/<int(max=9223372036854775807):session_id>/end")
@requires(Permission.OWN_ACCOUNT)
def end_session(session_id: int) -> ResponseReturnValue:
    """End one."""
    revoke_session(db(), account(), session_id, clock=collaborators().clock)
    flash(_("The session has ended. That browser must sign in again."), "success")
    return redirect(url_for("accounts.sessions"), code=303)


@blueprint.post("/account/sessions/end-others")
@requires(Permission.OWN_ACCOUNT)
def end_other_sessions() -> ResponseReturnValue:
    """End all but this one."""
    count = revoke_other_sessions(db(), account(), own_session_id(), clock=collaborators().clock)
    flash(ngettext("%(num)s session has ended.", "%(num)s sessions have ended.", count), "success")
    return redirect(url_for("accounts.sessions"), code=303)


def own_session_id() -> int:
    """The session this request came in."""
    present = present_session()
    assert present is not None, "whoever is signed in has a session"
    return present.id
