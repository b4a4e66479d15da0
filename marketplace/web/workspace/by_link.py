"""The page behind the link of an introduction: the other side's contact, and what happened since."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.errors import InvalidInput, JingqiaoError, NotFound, WrongState
from marketplace.permissions import Permission
from marketplace.services.introductions.by_link import (
    read_introduced,
    renew_contact_link,
    show_contact_by_link,
)
from marketplace.services.introductions.links import RENEWABLE
from marketplace.services.introductions.withdraw_by_link import withdraw_consent_by_link
from marketplace.web.access import requires
from marketplace.web.consent_words import WITHDRAWAL_REASONS
from marketplace.web.context import collaborators, db
from marketplace.web.faults import message_of
from marketplace.web.security import limiter
from marketplace.web.workspace.blueprint import CONTACT_LINK, introduced

READ_RATE, POST_RATE, MAIL_RATE = "60/minute", "20/minute", "5/hour"


@introduced.after_request
def keep_private(response: Response) -> Response:
    """No search engine lists such an address, and no cache keeps a contact."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store"
    return response


def render_introduced(token: str, part: str = "", wrong: str = "") -> str:
    """The page as it stands now; `wrong` is what must be mended in that part of it."""
    shown = read_introduced(db(), token, clock=collaborators().clock)
    return render_template(
        "workspace/introduced.html",
        pair=shown,
        token=token,
        renewable=shown.found.shut in RENEWABLE,
        reasons=WITHDRAWAL_REASONS,
        part=part,
        wrong=wrong,
        why=request.form.get("why", "") if wrong else "",
    )


def too_late(token: str, error: JingqiaoError) -> ResponseReturnValue:
    """Nothing was done: show how it stands, with the reason."""
    db().rollback()
    flash(message_of(error), "warning")
    return render_introduced(token), 409


@introduced.get(CONTACT_LINK)
@requires(Permission.ANSWER_BY_LINK)
@limiter.limit(READ_RATE)
def show(contact_token: str) -> str:
    """The pair; opening it shows no contact yet: mail scanners follow links."""
    return render_introduced(contact_token)


@introduced.post(f"{CONTACT_LINK}/contact")
@requires(Permission.ANSWER_BY_LINK)
@limiter.limit(POST_RATE)
def contact(contact_token: str) -> ResponseReturnValue:
    """Show the other side's contact, and put that on record."""
    try:
        show_contact_by_link(db(), contact_token, clock=collaborators().clock)
    except (NotFound, WrongState) as error:
        return too_late(contact_token, error)
    flash(_("The contact is shown below. This is on record, and the other side can see it."), "success")
    return redirect(url_for("introduced.show", contact_token=contact_token, _anchor="contact"), code=303)


@introduced.post(f"{CONTACT_LINK}/withdraw")
@requires(Permission.ANSWER_BY_LINK)
@limiter.limit(POST_RATE)
def withdraw(contact_token: str) -> ResponseReturnValue:
    """Take the consent back."""
    sent = {"reason": request.form.get("reason", ""), "note": request.form.get("note", "")}
    try:
        withdraw_consent_by_link(db(), contact_token, **sent, clock=collaborators().clock)
    except (InvalidInput, WrongState) as error:
        return too_late(contact_token, error)
    flash(_("Your consent is taken back. Contacts are hidden from both sides as of now."), "success")
    return redirect(url_for("introduced.show", contact_token=contact_token, _anchor="contact"), code=303)


@introduced.post(f"{CONTACT_LINK}/renew")
@requires(Permission.ANSWER_BY_LINK)
@limiter.limit(MAIL_RATE)
def renew(contact_token: str) -> ResponseReturnValue:
    """Send a new link to the contact on file."""
    try:
        renew_contact_link(db(), contact_token, clock=collaborators().clock)
    except WrongState as error:
        return too_late(contact_token, error)
    flash(_("A new link is on its way to the address on file. Please look into your mail."), "success")
    return redirect(url_for("introduced.show", contact_token=contact_token), code=303)
