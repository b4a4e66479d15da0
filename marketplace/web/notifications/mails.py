"""Mail as staff see it: what is on its way, what did not arrive, and what to do about it."""

from __future__ import annotations

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from marketplace.models import Mail, MailState
from marketplace.permissions import Permission
from marketplace.services.notifications.undelivered import (
    TROUBLE,
    MailPage,
    browse_mails,
    read_mail,
    send_again,
    settle_mail,
)
from marketplace.web.access import requires
from marketplace.web.context import account, collaborators, db
from marketplace.web.mail_readers import reader_of, what_to_correct
from marketplace.web.notifications.blueprint import asked_page, blueprint
from marketplace.web.site_settings import settings_of_site

# A mail's own page: nothing in it may run or load.
MAIL_POLICY = "default-src 'none'; sandbox"
WAITING = (MailState.QUEUED, MailState.SENDING)
VIEWS = {
    "all": (),
    "trouble": TROUBLE,
    "waiting": WAITING,
    "sent": (MailState.SENT,),
    "kept": (MailState.CAPTURED,),
}
VIEW_WORDS = {
    "all": _l("All"),
    "trouble": _l("To look at"),
    "waiting": _l("On its way"),
    "sent": _l("Sent"),
    "kept": _l("Kept here"),
}


@blueprint.get("/staff/mail")
@requires(Permission.READ_MAIL)
def mails() -> ResponseReturnValue:
    """All mails by state; what somebody must look at has a view of its own."""
    view = request.args.get("view", "all")
    if view not in VIEWS:
        abort(404)
    page = browse_mails(db(), account(), states=VIEWS[view], page=asked_page())
    return render_template(
        "notifications/mails.html",
        page=page,
        view=view,
        entries=view_entries(page, view),
        reader_of=reader_of,
        keeps_mail=settings_of_site().mail_server is None,
        page_address=lambda number: url_for("notifications.mails", view=view, page=number),
    )


@blueprint.get("/staff/mail/<int(max=9223372036854775807):mail_id>")
@requires(Permission.READ_MAIL)
def mail(mail_id: int) -> ResponseReturnValue:
    """One mail: its way so far, and its text if it was kept here."""
    found = read_mail(db(), account(), mail_id)
    return render_template(
        "notifications/mail.html",
        mail=found,
        reader_of=reader_of,
        what_to_correct=what_to_correct,
        readable=is_readable(found),
    )


@blueprint.get("/staff/mail/<int(max=9223372036854775807):mail_id>/html")
@requires(Permission.READ_MAIL)
def mail_html(mail_id: int) -> Response:
    """A kept mail as mail programs show it."""
    found = read_mail(db(), account(), mail_id)
    if not is_readable(found):
        return make_response(render_template("notifications/unreadable.html", mail=found))
    response = make_response(found.html or "")
    response.headers["Content-Security-Policy"] = MAIL_POLICY
    return response


@blueprint.post("/staff/mail/<int(max=9223372036854775807):mail_id>")
@requires(Permission.READ_MAIL)
def decide_mail(mail_id: int) -> ResponseReturnValue:
    """What to do about a mail that may not have arrived."""
    decision = request.form.get("decision")
    clock = collaborators().clock
    if decision == "again":
        send_again(db(), account(), mail_id, clock=clock)
        flash(_("The mail is sent again within a minute."), "success")
    elif decision in ("arrived", "give_up"):
        settle_mail(db(), account(), mail_id, arrived=decision == "arrived", clock=clock)
        flash(_("Noted."), "success")
    else:
        abort(400)
    return redirect(url_for("notifications.mail", mail_id=mail_id))


def view_entries(page: MailPage, view: str) -> list[dict[str, object]]:
    """The views as tabs, each with how many mails stand in it."""
    return [
        {
            "label": VIEW_WORDS[name],
            "address": url_for("notifications.mails", view=name),
            "current": name == view,
            "count": sum(count for state, count in page.counts.items() if not states or state in states),
        }
        for name, states in VIEWS.items()
    ]


def is_readable(mail: Mail) -> bool:
    """Only what never left the house may be read here: links in a sent mail are its reader's alone."""
    return mail.state is MailState.CAPTURED and mail.body is not None
