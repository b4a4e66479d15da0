"""Steps that a contact without account takes by the link of its introduction."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import IntegerField
from wtforms.validators import InputRequired

from marketplace.errors import Conflict, InvalidInput, NotAllowed, WrongState
from marketplace.permissions import Permission
from marketplace.services.introductions.steps_by_link import (
    agreement_by_link,
    calendar_by_link,
    call_off_by_link,
    confirm_by_link,
    dispute_by_link,
    pick_by_link,
)
from marketplace.web.access import requires
from marketplace.web.context import collaborators, db
from marketplace.web.faults import message_of
from marketplace.web.papers import as_download
from marketplace.web.security import limiter
from marketplace.web.site_settings import settings_of_site
from marketplace.web.workspace.blueprint import CONTACT_LINK, introduced
from marketplace.web.workspace.by_link import POST_RATE, READ_RATE, render_introduced
from marketplace.web.workspace.follow_up import NUMBER, send_calendar

OUTCOME = f"{CONTACT_LINK}/outcomes/{NUMBER.format('outcome_id')}"


class VersionForm(FlaskForm):  # type: ignore[misc]
    """What the page showed."""

    version = IntegerField(validators=[InputRequired()])


class SlotForm(VersionForm):
    """One of the times."""

    slot = IntegerField(validators=[InputRequired()])


def take(token: str, part: str, step: Callable[[], object], message: str) -> ResponseReturnValue:
    """Take the step and show the page again; where it is refused, nothing was done and the page says why.

    `part` is where on the page the form stands, so that what must be mended is said beside it.
    """
    try:
        step()
    except InvalidInput as error:
        db().rollback()
        return render_introduced(token, part=part, wrong=message_of(error)), 400
    except (Conflict, NotAllowed, WrongState) as error:
        db().rollback()
        flash(message_of(error), "warning")
        return render_introduced(token), 409
    flash(message, "success")
    return redirect(url_for("introduced.show", contact_token=token, _anchor=part.split("-")[0]), code=303)


def seen() -> int:
    """The version that the page showed. Raises InvalidInput."""
    form = VersionForm()
    if not form.validate():
        raise InvalidInput("The form is incomplete. Please open the pair again.")
    return int(form.version.data)


def chosen() -> int:
    """The time that was chosen. Raises InvalidInput."""
    form = SlotForm()
    if not form.validate():
        raise InvalidInput("Choose one of the times.")
    return int(form.slot.data)


@introduced.post(f"{CONTACT_LINK}/meeting/pick")
@requires(Permission.ANSWER_BY_LINK)
@limiter.limit(POST_RATE)
def pick(contact_token: str) -> ResponseReturnValue:
    """Pick one of the times."""
    clock = collaborators().clock
    return take(
        contact_token,
        "meeting-slot",
        lambda: pick_by_link(db(), contact_token, seen(), chosen(), clock=clock),
        _("The meeting is agreed. Both sides are told."),
    )


@introduced.post(f"{CONTACT_LINK}/meeting/call-off")
@requires(Permission.ANSWER_BY_LINK)
@limiter.limit(POST_RATE)
def call_off(contact_token: str) -> ResponseReturnValue:
    """None of the times suits, or the agreed one no longer does."""
    why, clock = request.form.get("why", ""), collaborators().clock
    return take(
        contact_token,
        "meeting-why",
        lambda: call_off_by_link(db(), contact_token, seen(), why=why, clock=clock),
        _("The other side is told, with your words."),
    )


@introduced.post(f"{OUTCOME}/confirm")
@requires(Permission.ANSWER_BY_LINK)
@limiter.limit(POST_RATE)
def confirm(contact_token: str, outcome_id: int) -> ResponseReturnValue:
    """Confirm the other side's claim."""
    clock = collaborators().clock
    return take(
        contact_token,
        f"claims-{outcome_id}",
        lambda: confirm_by_link(db(), contact_token, outcome_id, seen(), clock=clock),
        _("Confirmed. It counts from now on."),
    )


@introduced.post(f"{OUTCOME}/dispute")
@requires(Permission.ANSWER_BY_LINK)
@limiter.limit(POST_RATE)
def dispute(contact_token: str, outcome_id: int) -> ResponseReturnValue:
    """Say that it is not so."""
    why, clock = request.form.get("why", ""), collaborators().clock
    return take(
        contact_token,
        f"claims-{outcome_id}",
        lambda: dispute_by_link(db(), contact_token, outcome_id, seen(), why=why, clock=clock),
        _("Our staff look at it and settle it with both sides."),
    )


@introduced.get(f"{CONTACT_LINK}/papers/{NUMBER.format('paper_id')}")
@requires(Permission.ANSWER_BY_LINK)
@limiter.limit(READ_RATE)
def agreement(contact_token: str, paper_id: int) -> Response:
    """The file of a claim."""
    return as_download(agreement_by_link(db(), contact_token, paper_id, clock=collaborators().clock))


@introduced.get(f"{CONTACT_LINK}/meetings/{NUMBER.format('meeting_id')}.ics")
@requires(Permission.ANSWER_BY_LINK)
@limiter.limit(READ_RATE)
def calendar(contact_token: str, meeting_id: int) -> Response:
    """The meeting for one's own calendar. The link itself stays out of it: calendars are shared."""
    clock, page = collaborators().clock, settings_of_site().site_url.rstrip("/")
    return send_calendar(calendar_by_link(db(), contact_token, meeting_id, page=page, clock=clock))
