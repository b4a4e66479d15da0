"""Confirm or override a side's decline; and what to show when a verdict came too late."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.errors import Conflict, InvalidInput, JingqiaoError, WrongState
from marketplace.permissions import Permission
from marketplace.services.reviews.lock import LONGEST_NOTE
from marketplace.services.reviews.settle_decline import confirm_decline, override_decline
from marketplace.web.access import requires
from marketplace.web.context import account, collaborators, db
from marketplace.web.faults import STATUS, message_of, on_service_error
from marketplace.web.staff.blueprint import MATCH_ID, blueprint
from marketplace.web.staff.forms import SettleForm
from marketplace.web.staff.pairs import pair_context
from marketplace.web.staff.verdicts import checked


@blueprint.post(f"/matches/{MATCH_ID}/confirm-decline")
@requires(Permission.REVIEW_MATCHES)
def confirm(match_id: int) -> ResponseReturnValue:
    """Close the pair."""
    form = SettleForm()
    checked(form)
    confirm_decline(
        db(),
        account(),
        match_id,
        form.version.data,
        note=form.note.data or "",
        clock=collaborators().clock,
    )
    flash(gettext("The decline was confirmed and the pair closed."), "success")
    return redirect(url_for("staff.queue", tab="declined"), 303)


@blueprint.post(f"/matches/{MATCH_ID}/override-decline")
@requires(Permission.REVIEW_MATCHES)
def override(match_id: int) -> ResponseReturnValue:
    """Ask both sides again."""
    form = SettleForm()
    checked(form)
    override_decline(
        db(), account(), match_id, form.seen(), note=form.note.data or "", clock=collaborators().clock
    )
    flash(gettext("The pair was recommended again; both sides are asked anew."), "success")
    return redirect(url_for("staff.queue", tab="declined"), 303)


@blueprint.errorhandler(Conflict)
def show_conflict(error: Conflict) -> ResponseReturnValue:
    """A decision that came too late: what was decided by whom, beside what the reader wanted to say."""
    match_id = (request.view_args or {}).get("match_id")
    if match_id is None:
        return on_service_error(error)
    problem = message_of(error)
    db().rollback()  # whatever comes of showing the page, nothing of the refused change is kept
    status = 200 if "HX-Request" in request.headers else 409  # HTMX puts a refusal above the page
    page = render_template(
        "staff/conflict.html",
        problem=problem,
        wanted=(request.endpoint or "").rpartition(".")[2],
        reason=request.form.get("reason", ""),
        note=request.form.get("note", "")[:LONGEST_NOTE],
        **pair_context(match_id),
    )
    return Response(page, status, {"HX-Push-Url": url_for("staff.pair", match_id=match_id)})


@blueprint.errorhandler(WrongState)
@blueprint.errorhandler(InvalidInput)
def show_as_it_stands(error: JingqiaoError) -> ResponseReturnValue:
    """A refused change shows its pair as it stands now, with what was wrong above it."""
    match_id = (request.view_args or {}).get("match_id")
    if match_id is None:
        return on_service_error(error)
    problem = gettext(error.message) % error.values if error.values else gettext(error.message)
    status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    db().rollback()  # nothing of the refused change is shown as if it stood
    if "HX-Request" in request.headers:
        flash(problem, "error")
        return Response(status=status, headers={"HX-Redirect": url_for("staff.pair", match_id=match_id)})
    return render_template("staff/pair.html", problem=problem, **pair_context(match_id)), status
