"""Express interest in a need, or invite a supplier."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.errors import InvalidInput, WrongState
from marketplace.models import Kind
from marketplace.permissions import Permission
from marketplace.services.approaches.choose import read_choosing
from marketplace.services.approaches.make import approach_listing
from marketplace.web.access import requires
from marketplace.web.context import account, collaborators, db
from marketplace.web.faults import message_of
from marketplace.web.security import limiter
from marketplace.web.workspace.blueprint import blueprint
from marketplace.web.workspace.talk_forms import ApproachForm

RATE = "20/minute"


def render_form(code: str, form: ApproachForm, problem: str = "") -> str:
    """The page with the form, filled as it was sent."""
    choosing = read_choosing(db(), account(), code, clock=collaborators().clock)
    return render_template("workspace/approach.html", choosing=choosing, form=form, problem=problem)


@blueprint.get("/approach/<code>")
@requires(Permission.APPROACH)
def approach(code: str) -> ResponseReturnValue:
    """The form; for a listing of one's own, that listing."""
    try:
        return render_form(code, ApproachForm(formdata=None))
    except InvalidInput as error:
        flash(message_of(error), "warning")
        return redirect(url_for("workspace.listing", code=code), code=303)


@blueprint.post("/approach/<code>")
@requires(Permission.APPROACH)
@limiter.limit(RATE)
def make_approach(code: str) -> ResponseReturnValue:
    """Send it to staff."""
    form = ApproachForm()
    if not form.validate():
        return render_form(code, form), 400
    sent = {"own": form.own.data or None, "reason": form.reason.data, "why_none": form.why_none.data or ""}
    try:
        made = approach_listing(db(), account(), code, **sent, clock=collaborators().clock)
    except InvalidInput as error:
        if error.field is None:
            raise
        form[error.field].errors = [message_of(error)]
        return render_form(code, form), 400
    except WrongState as error:
        db().rollback()
        return render_form(code, form, message_of(error)), 409
    invited = made.side is Kind.DEMAND
    flash(
        _("Your invitation is with our staff. You are told what they decide.")
        if invited
        else _("Your interest is with our staff. You are told what they decide."),
        "success",
    )
    return redirect(url_for("workspace.home", _anchor="requests"), code=303)
