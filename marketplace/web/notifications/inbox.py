"""One's own notifications."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from marketplace.permissions import Permission
from marketplace.services.notifications.inbox import open_notification, read_all, read_inbox
from marketplace.web.access import requires
from marketplace.web.context import account, collaborators, db
from marketplace.web.notification_links import link_of
from marketplace.web.notification_texts import mark_chinese, tell, words_of
from marketplace.web.notifications.blueprint import asked_page, blueprint


@blueprint.get("/notifications")
@requires(Permission.OWN_ACCOUNT)
def inbox() -> ResponseReturnValue:
    """All of them, or those not read yet, newest first."""
    unread_only = request.args.get("show") == "unread"
    page = read_inbox(db(), account(), unread_only=unread_only, page=asked_page())
    return render_template(
        "notifications/inbox.html",
        page=page,
        told=[tell(db(), one) for one in page.notifications],
        mark=mark_chinese if str(get_locale()) == "en" else str,
        unread_only=unread_only,
        newest=page.notifications[0].id if page.notifications else 0,
        page_address=lambda number: url_for(
            "notifications.inbox", page=number, show="unread" if unread_only else None
        ),
    )


@blueprint.get("/notifications/<int(max=9223372036854775807):notification_id>")
@requires(Permission.OWN_ACCOUNT)
def open_one(notification_id: int) -> ResponseReturnValue:
    """Mark it read and go where it leads; the links of mails and of the list lead here."""
    told = open_notification(db(), account(), notification_id, clock=collaborators().clock)
    words = words_of(told.topic)
    return redirect(link_of(told, words.page) if words is not None else url_for("notifications.inbox"))


@blueprint.post("/notifications/read")
@requires(Permission.OWN_ACCOUNT)
def mark_all_read() -> ResponseReturnValue:
    """Mark as read what the page showed and everything before it."""
    newest = request.form.get("newest", "")
    up_to = int(newest) if newest.isascii() and newest.isdigit() and len(newest) < 19 else 0
    read_all(db(), account(), up_to=up_to, clock=collaborators().clock)
    flash(_("Everything is marked as read."), "success")
    return redirect(url_for("notifications.inbox"))
