"""The global assignment of a list: choose caps and a floor, see what they trade, apply, take back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.errors import Conflict, InvalidInput, WrongState
from marketplace.models import Assignment, AssignmentState
from marketplace.permissions import Permission
from marketplace.services.assignments.apply import apply_assignment
from marketplace.services.assignments.ask import ask_assignment
from marketplace.services.assignments.show import list_assignments, show_assignment
from marketplace.services.assignments.undo import undo_assignment
from marketplace.settings import Settings
from marketplace.web.access import requires
from marketplace.web.context import account, collaborators, db
from marketplace.web.faults import message_of
from marketplace.web.staff.assignment_forms import AssignmentForm, NamedAssignmentForm
from marketplace.web.staff.blueprint import blueprint
from marketplace.web.staff.trade import tell_trade

ADDRESS = "/lists/<slug>/assignment"


@blueprint.get("/assignments")
@requires(Permission.REVIEW_MATCHES)
def assignments() -> str:
    """Every list with its newest assignment."""
    return render_template("staff/assignments.html", rows=list_assignments(db(), account()))


@blueprint.get(ADDRESS)
@requires(Permission.REVIEW_MATCHES)
def assignment(slug: str) -> str:
    """The page of one list."""
    return _show(slug)


def _show(slug: str, form: AssignmentForm | None = None, problem: str | None = None) -> str:
    file = show_assignment(db(), account(), slug)
    return render_template(
        "staff/assignment.html",
        file=file,
        trade=tell_trade(file) if file.newest is not None and file.newest.report else None,
        problem=problem,
        form=form or AssignmentForm(formdata=None, data=_usual(file.newest)),
        preparing=file.newest is not None and file.newest.state is AssignmentState.PREPARING,
    )


def _usual(newest: Assignment | None) -> dict[str, int | None]:
    """What the form is filled with: the numbers chosen last, or else the administrator's."""
    if newest is not None:
        return {name: getattr(newest, name) for name in AssignmentForm.NUMBERS}
    settings = cast(Settings, current_app.config["SETTINGS"])
    return {name: getattr(settings, f"assignment_{name}") for name in AssignmentForm.NUMBERS}


@blueprint.post(ADDRESS)
@requires(Permission.REVIEW_MATCHES)
def prepare_assignment(slug: str) -> ResponseReturnValue:
    """Ask for a preview with these numbers."""
    form = AssignmentForm()
    if form.validate_on_submit():
        try:
            ask_assignment(db(), account(), slug, form.choice(), jobs=collaborators().jobs)
        except InvalidInput as error:
            form[error.field or "floor"].errors = [gettext(error.message)]
        else:
            return redirect(url_for("staff.assignment", slug=slug), 303)
    return _show(slug, form), 400


@blueprint.post(f"{ADDRESS}/apply")
@requires(Permission.REVIEW_MATCHES)
def put_into_force(slug: str) -> ResponseReturnValue:
    """Apply the preview that the page showed."""
    chosen = NamedAssignmentForm.read()
    try:
        applied = apply_assignment(db(), account(), chosen, clock=collaborators().clock)
    except (Conflict, WrongState) as error:
        return _show(slug, problem=message_of(error)), 409
    flash(
        gettext(
            "The assignment is in force: %(new)s pairs added, %(back)s brought back, %(parked)s parked.",
            new=applied.new,
            back=applied.brought_back,
            parked=applied.parked,
        ),
        "success",
    )
    _name(applied.left_out)
    return redirect(url_for("staff.assignment", slug=slug), 303)


@blueprint.post(f"{ADDRESS}/undo")
@requires(Permission.REVIEW_MATCHES)
def take_back(slug: str) -> ResponseReturnValue:
    """Undo the assignment in force."""
    left_out = undo_assignment(db(), account(), NamedAssignmentForm.read(), clock=collaborators().clock)
    flash(gettext("The assignment was taken back; what it had parked waits for review again."), "success")
    _name(left_out)
    return redirect(url_for("staff.assignment", slug=slug), 303)


def _name(left_out: Sequence[str]) -> None:
    """Tell which pairs stayed as they were because they are the reader's own organization's."""
    if left_out:
        named = gettext(", ").join(left_out)
        flash(
            gettext(
                "Left as they were, because you belong to one of the organizations: %(pairs)s.", pairs=named
            ),
            "warning",
        )
