"""Stop mail with one click and without signing in: the link in a mail is the permission (RFC 8058)."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from marketplace.permissions import Permission
from marketplace.services.notifications.preferences import stop_contact_mail, stop_mail
from marketplace.web.access import requires
from marketplace.web.context import collaborators, db
from marketplace.web.group_words import group_name
from marketplace.web.notifications.blueprint import blueprint
from marketplace.web.security import csrf, limiter
from marketplace.web.stop_tokens import read_token


@blueprint.get("/stop-mail/<stop_token>")
@requires(Permission.READ_PUBLIC)
@limiter.limit("60/minute")
def stop(stop_token: str) -> ResponseReturnValue:
    """Ask first: programs that look through mail open its links, and must not stop it."""
    stop = read_token(stop_token)
    return render_template(
        "notifications/stop.html",
        token=stop_token,
        stop=stop,
        names=[group_name(group) for group in stop.groups],
    )


@blueprint.post("/stop-mail/<stop_token>")
@requires(Permission.READ_PUBLIC)
@limiter.limit("60/minute")
@csrf.exempt  # type: ignore[untyped-decorator, unused-ignore]
def stop_now(stop_token: str) -> ResponseReturnValue:
    """Stop it: the button of the page above, or the mail program's own. The token is proof enough."""
    stop = read_token(stop_token)
    clock = collaborators().clock
    if stop.listing_id is not None:
        stop_contact_mail(db(), stop.listing_id, clock=clock)
    elif stop.account_id is not None:
        stop_mail(db(), stop.account_id, stop.groups, clock=clock)
    return render_template("notifications/stopped.html", stop=stop)
